// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_options.h"

#include "core/base/default_paths.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

namespace amend {

namespace {

/// Gives the sentences their context for the translators.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(StartOptions)
};

void print(std::FILE* stream, const QString& text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
}

} // namespace

std::optional<StartOptions> parseStartOptions(const QStringList& arguments, ExitStatus& exitStatus)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Text::tr("A chat window over a local language model whose weights learn from your thumbs-down."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption profile(
        QStringLiteral("profile"), Text::tr("Folder with the chats, lessons and timeline."), QStringLiteral("DIR"));
    const QCommandLineOption model(
        QStringLiteral("model"), Text::tr("GGUF file or safetensors folder to load."), QStringLiteral("PATH"));
    const QCommandLineOption device(
        QStringLiteral("device"), Text::tr("Where the model runs: auto, cpu or cuda."), QStringLiteral("DEVICE"));
    const QCommandLineOption threads(
        QStringLiteral("threads"), Text::tr("CPU threads; 0 means one per physical core."), QStringLiteral("N"));
    const QCommandLineOption safeMode(
        QStringLiteral("safe-mode"), Text::tr("Load no model by itself and use the default layout."));
    const QCommandLineOption resetLayout(
        QStringLiteral("reset-layout"), Text::tr("Forget where window and docks were."));
    const QCommandLineOption headless(QStringLiteral("headless"),
        Text::tr("No window: a prompt per line from standard input, replies to standard output."));
    parser.addOptions({ profile, model, device, threads, safeMode, resetLayout, headless });
    exitStatus = ExitStatus::Usage;
    if (!parser.parse(arguments)) {
        print(stderr, parser.errorText() + u'\n');
        return std::nullopt;
    }
    if (parser.isSet(help) || parser.isSet(QStringLiteral("help-all")) || parser.isSet(version)) {
        print(stdout,
            parser.isSet(version) ? QStringLiteral("Amend %1\n").arg(QCoreApplication::applicationVersion())
                                  : parser.helpText());
        exitStatus = ExitStatus::Good;
        return std::nullopt;
    }
    StartOptions options;
    options.profileGiven = parser.isSet(profile);
    options.profile
        = options.profileGiven ? parser.value(profile) : QString::fromStdString(defaultProfileFolder().string());
    options.model = parser.value(model);
    options.safeMode = parser.isSet(safeMode);
    options.resetLayout = parser.isSet(resetLayout);
    options.headless = parser.isSet(headless);
    bool isNumber = true;
    options.threads = parser.isSet(threads) ? parser.value(threads).toInt(&isNumber) : 0;
    options.device = parser.isSet(device) ? parser.value(device) : options.device;
    const bool deviceKnown
        = QStringList { QStringLiteral("auto"), QStringLiteral("cpu"), QStringLiteral("cuda") }.contains(
            options.device);
    if (!isNumber || options.threads < 0 || !deviceKnown || !parser.positionalArguments().isEmpty()) {
        print(stderr,
            !deviceKnown ? Text::tr("--device can be auto, cpu or cuda.\n")
                : parser.positionalArguments().isEmpty()
                ? Text::tr("--threads needs a number from 0 on.\n")
                : Text::tr("Unexpected argument: %1\n").arg(parser.positionalArguments().constFirst()));
        return std::nullopt;
    }
    exitStatus = ExitStatus::Good;
    return options;
}

} // namespace amend
