// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of the window.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace amend {

struct StartOptions {
    QString profile; ///< folder; the default one if not given
    QString model; ///< empty: the one used last, else the default
    QString device = QStringLiteral("auto");
    int threads = 0;
    bool safeMode = false; ///< no model by itself, default layout
    bool resetLayout = false;
    bool headless = false;
    bool profileGiven = false;
};

/// Exit codes of the contract.
enum class ExitStatus { Good = 0, Failed = 1, Usage = 2, ProfileInUse = 3 };

/// What the command line asks for; none when it asked for help or the version, or is wrong: then the answer has been
/// printed and `exitStatus` says which.
std::optional<StartOptions> parseStartOptions(const QStringList& arguments, ExitStatus& exitStatus);

} // namespace amend
