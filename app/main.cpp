// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// amend: the window. Makes the objects, connects them, and waits.
#include "app/headless.h"
#include "app/main_window.h"
#include "app/settings.h"
#include "app/single_instance.h"
#include "app/start_options.h"
#include "app/translations.h"
#include "app/wiring.h"
#include "core/base/brief_waiting.h"
#include "core/base/default_paths.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/engine/local_engine.h"
#include "widgets/failure_text.h"

#include <QApplication>
#include <QLocale>
#include <QMessageBox>

#include <csignal>
#include <iostream>
#include <memory>

namespace amend {

namespace {

void nameApplication()
{
    QCoreApplication::setOrganizationName(QStringLiteral("amend"));
    QCoreApplication::setApplicationName(QStringLiteral("amend"));
    QCoreApplication::setApplicationVersion(QStringLiteral(AMEND_VERSION));
}

/// Without a display Qt ends the program; this says what to do instead.
bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

QString modelToLoad(const StartOptions& options, const Settings& settings)
{
    if (!options.model.isEmpty()) {
        return options.model;
    }
    const QString last = settings.modelPath();
    return last.isEmpty() ? QString::fromStdString(defaultModelPath().string()) : last;
}

int show(QApplication& application, const StartOptions& options, Engine engine)
{
    Settings settings(options.profileGiven ? options.profile : QString());
    if (options.resetLayout || options.safeMode) {
        settings.forgetLayout();
    }
    ThemeSwitch theme(application);
    theme.setTextPixels(settings.textPixels());
    theme.setChoice(settings.theme());
    Session session(std::move(engine));
    MainWindow window(theme, settings);
    Wiring wiring(window, session, settings);
    SingleInstance instance(options.profile);
    QObject::connect(&instance, &SingleInstance::raiseRequested, &window, [&window] {
        window.show();
        window.raise();
        window.activateWindow();
    });
    instance.listen();
    const QString model = modelToLoad(options, settings);
    if (options.safeMode || settings.loadingMarker()) {
        window.setWindowTitle(
            options.safeMode ? QApplication::translate("main", "Amend (safe mode)") : window.windowTitle());
        wiring.startWithout(model);
    } else {
        wiring.start(model);
    }
    window.show();
    return QApplication::exec();
}

int open(QApplication& application, const StartOptions& options)
{
    try {
        Engine engine = makeLocalEngine({ .profile = options.profile.toStdString(),
            .device = options.device.toStdString(),
            .threads = options.threads });
        logToFile(std::filesystem::path(options.profile.toStdString()) / "log" / "amend.log");
        return show(application, options, std::move(engine));
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::ProfileInUse && SingleInstance(options.profile).raiseOther()) {
            return static_cast<int>(ExitStatus::Good);
        }
        std::cerr << "amend: " << error.what() << std::endl;
        ThemeSwitch theme(application);
        const FailureText text = profileFailureText(error.kind(), options.profile);
        QMessageBox box(QMessageBox::Critical, QApplication::translate("main", "Amend cannot start"), text.sentence,
            QMessageBox::Close);
        box.setInformativeText(text.advice + QStringLiteral("\n\n") + QString::fromUtf8(error.what()));
        box.setTextInteractionFlags(Qt::TextSelectableByMouse);
        box.exec();
        return static_cast<int>(
            error.kind() == ErrorKind::ProfileInUse ? ExitStatus::ProfileInUse : ExitStatus::Failed);
    }
}

int run(int argc, char** argv)
{
    nameApplication();
    std::optional<StartOptions> options;
    {
        QCoreApplication console(argc, argv); // help, version and --headless need no display
        installTranslations(console, QLocale());
        ExitStatus status = ExitStatus::Good;
        options = parseStartOptions(QCoreApplication::arguments(), status);
        if (!options) {
            return static_cast<int>(status);
        }
        if (options->headless) {
            return static_cast<int>(runHeadless(*options, makeLocalEngine));
        }
    }
    if (!hasDisplay()) {
        std::cerr << "amend: there is no display to open a window on. amend-cli chat talks in the terminal."
                  << std::endl;
        return static_cast<int>(ExitStatus::Failed);
    }
    QGuiApplication::setDesktopFileName(QStringLiteral("amend"));
    QApplication application(argc, argv);
    application.setWindowIcon(QIcon(QStringLiteral(":/amend.svg")));
    installTranslations(application, QLocale());
    return open(application, *options);
}

} // namespace

} // namespace amend

int main(int argc, char** argv)
{
    amend::waitBriefly(argv);
    std::signal(SIGXFSZ, SIG_IGN); // a file size limit is then an ordinary write error
    return amend::run(argc, argv);
}
