// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The strings and token ids that tests/golden/make_tokenizers.py stored in tests/data/tokenizers.
#pragma once

#include "core/domain/ids.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <filesystem>
#include <string>
#include <vector>

namespace amend::test {

struct TokenFixture {
    std::string text;
    std::vector<TokenId> typed; ///< with special tokens as text
    std::vector<TokenId> inTemplate; ///< with special tokens as tokens
};

inline std::filesystem::path tokenizerFolder(const std::string& family)
{
    return std::filesystem::path(AMEND_TEST_DATA) / "tokenizers" / family;
}

inline QJsonDocument readJson(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
}

inline std::vector<TokenId> idsOf(const QJsonValue& list)
{
    std::vector<TokenId> ids;
    for (const QJsonValue& id : list.toArray()) {
        ids.push_back(id.toInt());
    }
    return ids;
}

inline std::vector<TokenFixture> tokenFixtures(const std::string& family)
{
    const QJsonArray strings = readJson(tokenizerFolder("strings.json")).array();
    const QJsonObject ids = readJson(tokenizerFolder(family) / "ids.json").object();
    const QJsonArray typed = ids[u"typed"].toArray();
    const QJsonObject inTemplate = ids[u"template"].toObject();
    std::vector<TokenFixture> fixtures;
    for (qsizetype i = 0; i < strings.size(); ++i) {
        const QString index = QString::number(i);
        fixtures.push_back({ .text = strings[i].toString().toStdString(),
            .typed = idsOf(typed[i]),
            .inTemplate = idsOf(inTemplate.contains(index) ? inTemplate[index] : typed[i]) });
    }
    return fixtures;
}

} // namespace amend::test
