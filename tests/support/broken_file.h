// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a file that must be refused is expected to say: the kind, and a part of the message that no other cause has.
#pragma once

#include "core/base/error.h"

#include <QFile>
#include <QString>
#include <QtTest>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace amend::test {

struct Refusal {
    bool happened = false;
    ErrorKind kind = ErrorKind::Internal;
    std::string detail;
};

template <typename Action> Refusal refusalOf(const Action& action)
{
    try {
        action();
    } catch (const Error& error) {
        return { .happened = true, .kind = error.kind(), .detail = error.what() };
    }
    return {};
}

/// Empty if `refusal` has the kind, the part, the origin in front and a next step at the end; else what is wrong.
inline QString faultOf(const Refusal& refusal, ErrorKind kind, std::string_view part, std::string_view origin)
{
    if (!refusal.happened) {
        return QStringLiteral("was accepted");
    }
    const bool hasNextStep = std::string_view(refusal.detail).find(". ") != std::string_view::npos;
    if (refusal.kind == kind && refusal.detail.find(part) != std::string::npos
        && refusal.detail.find(origin) != std::string::npos && hasNextStep && refusal.detail.ends_with('.')) {
        return {};
    }
    return QString::fromStdString(std::string(name(refusal.kind)) + ": " + refusal.detail);
}

/// A copy of exactly this size, so that the address sanitizer sees a read beyond it.
inline std::vector<std::byte> bytesOf(std::string_view text)
{
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return { begin, begin + text.size() };
}

/// Writes `contents` to `path`, which must be in a folder of the test's own.
inline void writeFile(const QString& path, std::string_view contents)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(contents.data(), static_cast<qint64>(contents.size())), static_cast<qint64>(contents.size()));
}

} // namespace amend::test
