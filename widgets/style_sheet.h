// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The application's one stylesheet.
#pragma once

#include "widgets/theme.h"

#include <QString>

namespace amend {

/// What Fusion and the palette can't say: radii, borders and paddings.
///
/// Widgets choose a variant by a dynamic property, set before they are first shown:
/// - `variant` of QPushButton: "primary" (the accent), "flat" (text only until hovered), "flat-accent" and
///   "flat-wait" (the same, coloured), "chip" (round, checkable), "bad" (a destructive second step);
/// - `variant` of QToolButton: "soft" (an icon on the soft accent);
/// - `surface` of QLineEdit, QPlainTextEdit and QProgressBar: "card" (within an inset card), "none" (its owner draws
///   the frame);
/// - `tone` of QLabel: "second", "third", "accent", "good", "bad", "wait", "title", "figures".
QString styleSheetFor(const Theme& theme);

} // namespace amend
