// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the weights moved: its size and its shape, per layer and adapted projection.
#pragma once

#include <string>
#include <vector>

namespace amend {

struct DriftMap {
    int layers = 0;
    std::vector<std::string> projections; ///< columns: "q", "k", "v", "o", "gate", "up", "down"
    std::vector<double> relativeChange; ///< [layers * projections], row by row: ||dW||_F / ||W0||_F
    /// The same places: over how many directions the change is spread, from 1 (one direction has all of it) to its
    /// rank; 0 where nothing moved. exp(-sum p ln p), p the singular values of dW over their sum. Empty in receipts of
    /// 0.1. Source: Roy and Vetterli 2007, "The effective rank: a measure of effective dimensionality".
    std::vector<double> effectiveRank;
    double total = 0; ///< sqrt(sum ||dW||^2) / sqrt(sum ||W0||^2) over all adapted weights
    bool operator==(const DriftMap&) const = default;
};

} // namespace amend
