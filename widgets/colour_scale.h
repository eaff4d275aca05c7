// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of the drift map.
#pragma once

#include <QColor>

namespace amend {

/// How many steps the scale has; a colour bar of as many fields lets one read a value back from a colour.
inline constexpr int colourSteps = 10;

/// Viridis: even in lightness, so it holds for every kind of colour vision and in print.
/// `share` from 0 to 1, clamped; the scale has `colourSteps` even steps.
/// Source: S. van der Walt and N. Smith, matplotlib's "viridis" (CC0), sampled at ten points.
QColor viridis(double share);

} // namespace amend
