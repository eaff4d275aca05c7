// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the weights moved: one number per layer and adapted projection.
#pragma once

#include <string>
#include <vector>

namespace amend {

struct DriftMap {
    int layers = 0;
    std::vector<std::string> projections; ///< columns: "q", "k", "v", "o", "gate", "up", "down"
    std::vector<double> relativeChange; ///< [layers * projections], row by row: ||dW||_F / ||W0||_F
    double total = 0; ///< sqrt(sum ||dW||^2) / sqrt(sum ||W0||^2) over all adapted weights
    bool operator==(const DriftMap&) const = default;
};

} // namespace amend
