// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QFontDatabase>
#include <QGuiApplication>

namespace amend {
namespace {

QString presentFamily(const QString& preferred, QFontDatabase::SystemFont fallback)
{
    return QFontDatabase::hasFamily(preferred) ? preferred : QFontDatabase::systemFont(fallback).family();
}

} // namespace

const Theme& Theme::light()
{
    static const Theme theme {
        .isDark = false,
        .window = QColor(0xF4F5F8),
        .card = QColor(0xFFFFFF),
        .inset = QColor(0xEDEFF4),
        .border = QColor(0xDCE0E8),
        .text = QColor(0x1A2330),
        .second = QColor(0x5B6778),
        .third = QColor(0x8B95A5),
        .accent = QColor(0x2F6BDB),
        .accentSoft = QColor(0xE3ECFC),
        .good = QColor(0x1C7F54),
        .goodSoft = QColor(0xE0F3EA),
        .bad = QColor(0xBF3F39),
        .badSoft = QColor(0xFBE6E4),
        .wait = QColor(0x9A6A10),
        .waitSoft = QColor(0xFBF0D9),
    };
    return theme;
}

const Theme& Theme::dark()
{
    static const Theme theme {
        .isDark = true,
        .window = QColor(0x13161B),
        .card = QColor(0x1A1E25),
        .inset = QColor(0x232832),
        .border = QColor(0x2F3643),
        .text = QColor(0xE7EBF1),
        .second = QColor(0xA0ABBA),
        .third = QColor(0x727E8F),
        .accent = QColor(0x74A7FF),
        .accentSoft = QColor(0x22324F),
        .good = QColor(0x54CB93),
        .goodSoft = QColor(0x1B3A2D),
        .bad = QColor(0xFF8A82),
        .badSoft = QColor(0x46262A),
        .wait = QColor(0xE5B84B),
        .waitSoft = QColor(0x41341B),
    };
    return theme;
}

const Theme& Theme::current()
{
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128 ? dark() : light();
}

QColor Theme::onAccent() const
{
    return isDark ? window : card;
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, card);
    palette.setColor(QPalette::AlternateBase, inset);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, second);
    palette.setColor(QPalette::Button, card);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, bad);
    palette.setColor(QPalette::ToolTipBase, card);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, accentSoft);
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, accent);
    palette.setColor(QPalette::Light, card);
    palette.setColor(QPalette::Midlight, inset);
    palette.setColor(QPalette::Mid, border);
    palette.setColor(QPalette::Dark, border);
    palette.setColor(QPalette::Shadow, window);
    for (const QPalette::ColorRole role :
        { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText }) {
        palette.setColor(QPalette::Disabled, role, third);
    }
    return palette;
}

QFont fontFor(TextRole role)
{
    // The family look-ups are slow and the set of installed fonts doesn't change under a running program.
    static const QString textFamily = presentFamily(QStringLiteral("Inter"), QFontDatabase::GeneralFont);
    static const QString figuresFamily = presentFamily(QStringLiteral("JetBrains Mono"), QFontDatabase::FixedFont);

    constexpr double smallScale = 0.85; // 11 px beside 13 px
    constexpr double secondaryScale = 0.925; // 12 px beside 13 px
    const QFont base = QGuiApplication::font();
    const bool hasFigures = role == TextRole::Figures || role == TextRole::SmallFigures;
    QFont font(hasFigures ? figuresFamily : textFamily);
    font.setWeight(role == TextRole::Title ? QFont::DemiBold : QFont::Normal);
    const double scale = [role] {
        switch (role) {
        case TextRole::Body:
        case TextRole::Title:
            return 1.0;
        case TextRole::Secondary:
        case TextRole::Figures:
            return secondaryScale;
        case TextRole::Small:
        case TextRole::SmallFigures:
            return smallScale;
        }
        return 1.0;
    }();
    if (base.pixelSize() > 0) {
        font.setPixelSize(qRound(base.pixelSize() * scale));
    } else {
        font.setPointSizeF(base.pointSizeF() * scale);
    }
    return font;
}

} // namespace amend
