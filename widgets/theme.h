// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the window looks: two sets of named colours, the fonts, and measures on a grid of 4 px.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

namespace amend {

/// The named colours of the window. Text that must be read is at least `second` (contrast 4.5 to 1 and more);
/// `third` is for what may be missed. Green, red and amber are for verdicts only, always beside a word or a shape.
struct Theme {
    bool isDark = false;
    QColor window; ///< behind the cards
    QColor card;
    QColor inset; ///< fields and quiet rows within a card
    QColor border;
    QColor text;
    QColor second;
    QColor third;
    QColor accent; ///< selection, serving, the primary button
    QColor accentSoft;
    QColor good;
    QColor goodSoft;
    QColor bad;
    QColor badSoft;
    QColor wait;
    QColor waitSoft;

    static const Theme& light();
    static const Theme& dark();

    /// The theme in force, told from the application's palette. What paints itself asks for it at each
    /// painting and repaints on QEvent::PaletteChange, which is all it takes to follow a switch.
    static const Theme& current();

    /// Black or white, whichever reads better on the accent.
    QColor onAccent() const;
    QPalette palette() const;
};

/// Measures in device-independent pixels.
namespace metrics {
inline constexpr int grid = 4;
inline constexpr int gutter = 8; ///< between cards
inline constexpr int radius = 8; ///< of a card
inline constexpr int smallRadius = 6; ///< of buttons, fields and rows
inline constexpr int padding = 14; ///< from a card's edge to its text
inline constexpr int rowHeight = 30;
inline constexpr int titleHeight = 36; ///< of a dock's title bar
} // namespace metrics

enum class TextRole {
    Body,
    Title, ///< body size, weight 600
    Secondary,
    Small, ///< headings of groups, labels of axes
    Figures, ///< fixed width
    SmallFigures,
};

/// The font of a role, sized relative to the application's font. Inter and JetBrains Mono when present,
/// else the system's faces.
QFont fontFor(TextRole role);

} // namespace amend
