// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The products of gemm.h with a packed matrix, the same bits, for callers that share the work out themselves: nothing
// here waits for another thread.
#pragma once

#include "core/model/kernels/gemm.h"

#include <cstdint>

namespace amend {

/// The left side of a product in the order in which tiles read it.
struct RowPanels {
    const float* data = nullptr; ///< [panels, columns, height]; what is missing of the rows is zero
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    int height = 0; ///< rows of a panel
};

/// The height at which `rows` fill their panels best.
int tileHeight(std::int64_t rows, const GemmTiles& tiles = gemmTilesInUse());

/// Writes the panels [firstPanel, lastPanel) of `a` to their places in `to`.
void packPanels(const MatrixView& a, int height, std::int64_t firstPanel, std::int64_t lastPanel, float* to);

/// Columns [firstColumn, lastColumn) of c = a W^T or c += a W^T; both are multiples of the tiles' columns, but that
/// `lastColumn` may lie behind the end.
void multiplyColumns(const RowPanels& a, const PackedMatrix& w, std::int64_t firstColumn, std::int64_t lastColumn,
    float* c, std::int64_t cStride, GemmResult result, const GemmTiles& tiles = gemmTilesInUse());

} // namespace amend
