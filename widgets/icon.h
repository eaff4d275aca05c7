// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Our icons: resources/icons/NAME.svg, drawn with "currentColor" and coloured by the theme in force.
#pragma once

#include <QIcon>
#include <QString>

class QColor;
class QPainter;
class QRectF;

namespace amend {

/// Which colour of the theme an icon takes. A disabled icon takes the third grey at half strength,
/// whatever its colour.
enum class IconColour { Text, Second, Third, Accent, OnAccent, Good, Bad, Wait };

/// The icon of that name, sharp at any size and ratio. It follows a switch of the theme by itself.
/// A name without a file is a mistake of ours: it asserts, and draws nothing in a release build.
QIcon icon(const QString& name, IconColour colour = IconColour::Second);

/// Draws an icon where no QIcon fits: in delegates, plots and maps.
void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& colour);

} // namespace amend
