// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/colour_scale.h"

#include <algorithm>
#include <array>

namespace amend {

QColor viridis(double share)
{
    static constexpr std::array<QRgb, colourSteps> colours { 0xFF440154, 0xFF482878, 0xFF3E4989, 0xFF31688E, 0xFF26828E,
        0xFF1F9E89, 0xFF35B779, 0xFF6DCD59, 0xFFB4DE2C, 0xFFFDE725 };
    const int step = std::clamp(static_cast<int>(share * colourSteps), 0, colourSteps - 1);
    return QColor::fromRgb(colours[static_cast<std::size_t>(step)]);
}

} // namespace amend
