// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/style_sheet.h"
#include "widgets/theme_switch.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace amend;

namespace {

/// Relative luminance, WCAG 2.1.
double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWellOnEverySurface()
    {
        for (const Theme* theme : { &Theme::light(), &Theme::dark() }) {
            for (const QColor& surface : { theme->window, theme->card, theme->inset }) {
                QVERIFY(contrast(theme->text, surface) >= 4.5);
                QVERIFY(contrast(theme->second, surface) >= 4.5);
            }
            for (const QColor& verdict : { theme->accent, theme->good, theme->bad, theme->wait }) {
                QVERIFY(contrast(verdict, theme->card) >= 4.5);
            }
            QVERIFY(contrast(theme->good, theme->goodSoft) >= 4.1);
            QVERIFY(contrast(theme->bad, theme->badSoft) >= 4.1);
            QVERIFY(contrast(theme->wait, theme->waitSoft) >= 4.1);
            QVERIFY(contrast(theme->onAccent(), theme->accent) >= 4.5);
        }
    }

    void switchesTheWholeApplicationLive()
    {
        ThemeSwitch themeSwitch(*qApp);
        QWidget widget;
        widget.show();
        themeSwitch.setChoice(ThemeChoice::Dark);
        QVERIFY(Theme::current().isDark);
        QCOMPARE(widget.palette().color(QPalette::Window), Theme::dark().window);
        themeSwitch.setChoice(ThemeChoice::Light);
        QVERIFY(!Theme::current().isDark);
        QCOMPARE(widget.palette().color(QPalette::Window), Theme::light().window);
    }

    void scalesEveryFontWithTheTextSize()
    {
        ThemeSwitch themeSwitch(*qApp);
        themeSwitch.setTextPixels(20);
        QCOMPARE(fontFor(TextRole::Body).pixelSize(), 20);
        QCOMPARE(fontFor(TextRole::Small).pixelSize(), 17);
        themeSwitch.setTextPixels(100);
        QCOMPARE(themeSwitch.textPixels(), 24);
    }

    void leavesNoPlaceholderInTheStyleSheet()
    {
        for (const Theme* theme : { &Theme::light(), &Theme::dark() }) {
            const QString sheet = styleSheetFor(*theme);
            QVERIFY(!sheet.contains(QLatin1Char('$')));
            QVERIFY(!sheet.contains(QStringLiteral("background: ;")));
            QVERIFY(!sheet.contains(QStringLiteral("color: ;")));
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
