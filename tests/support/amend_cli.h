// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// amend-cli as a person or a script runs it, over the default model.
#pragma once

#include <QJsonDocument>
#include <QProcess>
#include <QStringList>

namespace amend::test {

struct CliOutcome {
    int exitCode = -1; ///< -1: it crashed, or did not end in time
    QJsonDocument json;
    QByteArray standardError;
};

/// Runs it with `--json` and the default model.
inline CliOutcome runCli(const QStringList& arguments)
{
    constexpr int limitMs = 600'000;
    const QString model = QStringLiteral(AMEND_DEPS "/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    QProcess process;
    process.start(QStringLiteral(AMEND_CLI),
        QStringList { QStringLiteral("--json"), QStringLiteral("--model"), model } + arguments);
    CliOutcome outcome;
    if (process.waitForFinished(limitMs) && process.exitStatus() == QProcess::NormalExit) {
        outcome.exitCode = process.exitCode();
    }
    outcome.json = QJsonDocument::fromJson(process.readAllStandardOutput());
    outcome.standardError = process.readAllStandardError();
    return outcome;
}

} // namespace amend::test
