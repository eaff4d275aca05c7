// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/style_sheet.h"

#include <QFontInfo>
#include <QHash>
#include <QRegularExpression>

namespace amend {
namespace {

// $name stands for a colour of the theme; all lengths are in px and on the 4 px grid where they can be.
constexpr char sheet[] = R"css(
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: $border; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }

QMenuBar { background: $window; color: $second; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: $inset; color: $text; }
QMenu { background: $card; color: $text; border: 1px solid $border; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accentSoft; }
QMenu::item:disabled { color: $third; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: $card; color: $text; border: 1px solid $border; padding: 4px 6px; }
QStatusBar { background: $window; color: $second; }
QStatusBar::item { border: none; }

QPushButton { background: $card; color: $text; border: 1px solid $border; border-radius: 6px;
              padding: 5px 12px; font-weight: 500; }
QPushButton:hover { background: $inset; }
QPushButton:pressed, QPushButton:checked { background: $accentSoft; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $third; }
QPushButton[variant="primary"] { background: $accent; color: $onAccent; border-color: $accent; font-weight: 600; }
QPushButton[variant="primary"]:hover { background: $accentHover; }
QPushButton[variant="primary"]:focus { border-color: $text; }
QPushButton[variant="primary"]:disabled { background: $inset; color: $third; border-color: $border; }
QPushButton[variant="bad"] { color: $bad; }
QPushButton[variant="bad"]:hover { background: $badSoft; }
QPushButton[variant="flat"] { background: transparent; border-color: transparent; color: $second; padding: 4px 8px;
                              font-weight: 400; }
QPushButton[variant="flat"]:hover { background: $inset; color: $text; }
QPushButton[variant="flat"]:checked { background: $accentSoft; color: $accent; }
QPushButton[variant="flat"]:focus { border-color: $accent; }
QPushButton[variant="flat"]:disabled { color: $third; }
QPushButton[variant="flat-accent"], QPushButton[variant="flat-wait"] {
    background: transparent; border-color: transparent; padding: 4px 8px; font-weight: 600; }
QPushButton[variant="flat-accent"] { color: $accent; }
QPushButton[variant="flat-wait"] { color: $wait; }
QPushButton[variant="flat-accent"]:hover, QPushButton[variant="flat-wait"]:hover { background: $inset; }
QPushButton[variant="flat-accent"]:focus, QPushButton[variant="flat-wait"]:focus { border-color: $accent; }
QPushButton[variant="chip"] { border-radius: 13px; padding: 4px 12px; color: $second; }
QPushButton[variant="chip"]:checked { background: $accentSoft; border-color: $accent; color: $accent; }
QPushButton[variant="chip"]:focus { border-color: $accent; }

QToolButton { background: transparent; color: $second; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $inset; color: $text; }
QToolButton:pressed, QToolButton:checked { background: $accentSoft; color: $accent; }
QToolButton[variant="soft"] { background: $accentSoft; color: $accent; padding: 5px; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $third; }
QToolButton::menu-indicator { image: none; }

QToolButton#summary { color: $third; padding: 3px 6px; font-size: $secondarySize; }
QToolButton#summary:hover { color: $text; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox {
    background: $inset; color: $text; border: 1px solid transparent; border-radius: 6px; padding: 5px 10px;
    selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { color: $third; }
QLineEdit[surface="card"], QPlainTextEdit[surface="card"] { background: $card; border-color: $border; }
QLineEdit[surface="card"]:focus, QPlainTextEdit[surface="card"]:focus { border-color: $accent; }
QPlainTextEdit[surface="none"], QPlainTextEdit[surface="none"]:focus { background: transparent; border: none; padding: 0; }
QComboBox { background: $inset; color: $text; border: 1px solid transparent; border-radius: 6px; padding: 4px 10px; }
QComboBox:focus { border-color: $accent; }
QComboBox::drop-down { border: none; width: 20px; }

QAbstractItemView { background: transparent; border: none; outline: none; color: $text;
                    selection-background-color: $accentSoft; selection-color: $text; }
QTableView { gridline-color: transparent; alternate-background-color: $inset; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: $second; border: none; padding: 4px 8px; }
QTableCornerButton::section { background: transparent; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $border; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $third; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $second; border: none; border-radius: 6px; padding: 4px 12px;
               margin: 2px; }
QTabBar::tab:hover { background: $inset; color: $text; }
QTabBar::tab:selected { background: $accentSoft; color: $accent; font-weight: 600; }

QWidget[surface="notice"] { background: $inset; border-radius: 6px; }
QWidget[surface="warning"] { background: $waitSoft; border-radius: 6px; }

QProgressBar { background: $inset; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar[surface="card"] { background: $card; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QLabel[tone="second"] { color: $second; }
QLabel[tone="third"] { color: $third; }
QLabel[tone="accent"] { color: $accent; font-weight: 600; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="wait"] { color: $wait; }
QLabel[tone="title"] { color: $text; font-weight: 600; }
QLabel[tone="figures"] { color: $text; font-family: "$figuresFamily"; }
)css";

QColor mixed(const QColor& a, const QColor& b, double shareOfB)
{
    const auto mix = [shareOfB](int from, int to) { return qRound(from + (to - from) * shareOfB); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

} // namespace

QString styleSheetFor(const Theme& theme)
{
    const QHash<QString, QString> values {
        { QStringLiteral("window"), theme.window.name() },
        { QStringLiteral("card"), theme.card.name() },
        { QStringLiteral("inset"), theme.inset.name() },
        { QStringLiteral("border"), theme.border.name() },
        { QStringLiteral("text"), theme.text.name() },
        { QStringLiteral("second"), theme.second.name() },
        { QStringLiteral("third"), theme.third.name() },
        { QStringLiteral("accent"), theme.accent.name() },
        { QStringLiteral("accentSoft"), theme.accentSoft.name() },
        { QStringLiteral("accentHover"), mixed(theme.accent, theme.text, 0.12).name() },
        { QStringLiteral("onAccent"), theme.onAccent().name() },
        { QStringLiteral("selection"), mixed(theme.accentSoft, theme.accent, 0.25).name() },
        { QStringLiteral("good"), theme.good.name() },
        { QStringLiteral("bad"), theme.bad.name() },
        { QStringLiteral("badSoft"), theme.badSoft.name() },
        { QStringLiteral("wait"), theme.wait.name() },
        { QStringLiteral("waitSoft"), theme.waitSoft.name() },
        { QStringLiteral("secondarySize"),
            QStringLiteral("%1px").arg(QFontInfo(fontFor(TextRole::Secondary)).pixelSize()) },
        { QStringLiteral("figuresFamily"), fontFor(TextRole::Figures).family() },
    };
    const QString source = QString::fromLatin1(sheet);
    static const QRegularExpression placeholder(QStringLiteral("\\$(\\w+)"));
    QString result;
    qsizetype end = 0;
    for (auto match = placeholder.globalMatch(source); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        result += source.mid(end, found.capturedStart() - end) + values.value(found.captured(1));
        end = found.capturedEnd();
    }
    return result + source.mid(end);
}

} // namespace amend
