// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme_switch.h"

#include "widgets/style_sheet.h"

#include <QApplication>
#include <QStyle>
#include <QStyleHints>

namespace amend {

ThemeSwitch::ThemeSwitch(QApplication& application, QObject* parent)
    : QObject(parent)
    , m_application(application)
    , m_systemIsDark(QApplication::palette().color(QPalette::Window).lightness() < 128)
{
    QApplication::setStyle(QStringLiteral("Fusion"));
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto follow = [this](Qt::ColorScheme scheme) {
        m_systemIsDark = scheme == Qt::ColorScheme::Dark;
        apply();
    };
    connect(QApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, follow);
    m_systemIsDark = QApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#endif
    apply();
}

void ThemeSwitch::setChoice(ThemeChoice choice)
{
    if (choice != m_choice) {
        m_choice = choice;
        apply();
    }
}

void ThemeSwitch::setTextPixels(int pixels)
{
    const int bounded = qBound(9, pixels, 24);
    if (bounded != m_textPixels) {
        m_textPixels = bounded;
        apply();
    }
}

void ThemeSwitch::apply()
{
    const bool isDark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_systemIsDark);
    const Theme& theme = isDark ? Theme::dark() : Theme::light();
    QFont base = QApplication::font();
    base.setPixelSize(m_textPixels);
    QApplication::setFont(base);
    QApplication::setFont(fontFor(TextRole::Body)); // the family; sized by the line above
    QApplication::setPalette(theme.palette());
    m_application.setStyleSheet(styleSheetFor(theme)); // last: it polishes every widget with the new palette
}

} // namespace amend
