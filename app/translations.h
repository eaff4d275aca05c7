// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The language of the window.
#pragma once

class QCoreApplication;
class QLocale;

namespace amend {

/// Our texts and Qt's own, both in the first of the locale's languages that we have, else in English. English is a
/// translation too: it has the plural forms ("1 checkpoint"), which the sources lack.
void installTranslations(QCoreApplication& application, const QLocale& locale);

} // namespace amend
