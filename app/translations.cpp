// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace amend {

void installTranslations(QCoreApplication& application, const QLocale& locale)
{
    const QString folder = QStringLiteral(":/i18n");
    auto* ours = new QTranslator(&application);
    if (ours->load(locale, QStringLiteral("amend"), QStringLiteral("_"), folder)
        || ours->load(QStringLiteral("amend_en"), folder)) {
        QCoreApplication::installTranslator(ours);
    }
    auto* qts = new QTranslator(&application);
    if (qts->load(QStringLiteral("qtbase_") + ours->language(), QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(qts);
    }
}

} // namespace amend
