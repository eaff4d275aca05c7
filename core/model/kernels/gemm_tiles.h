// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops of gemm, one set per instruction set. Shapes: k inner length, r rows and w columns of a tile, h rows
// of one that is less high.
#pragma once

#include "core/model/kernels/isa_level.h"
#include "core/model/kernels/packed_matrix.h"

#include <cstdint>

namespace amend {

struct GemmTiles {
    IsaLevel level;
    int rows; ///< r
    int columns; ///< w
    /// c [h, w] = a b, or c += a b. `a` is packed [k, h], `b` is packed [k, w]; rows of c are `cStride` floats apart.
    using Multiply = void (*)(std::int64_t k, const float* a, const float* b, float* c, std::int64_t cStride, bool add);
    const Multiply* multiply; ///< for h = 1 to r
    /// out[i * outStride + j] (+)= x_i . w_j for `rowsOfX` <= maxDotRows rows x_i [k] and `rowsOfW` rows w_j [k].
    void (*dot)(std::int64_t k, const float* x, std::int64_t xStride, int rowsOfX, const float* w, std::int64_t wStride,
        std::int64_t rowsOfW, float* out, std::int64_t outStride, bool add);
    /// Rows [row, row + w) of a packed matrix in columns [column, column + columns), as [columns, w]: the panel of its
    /// transpose. `row` is a multiple of w, `column` of blockColumns; what is missing of the rows becomes zero.
    void (*unpackRows)(
        const PackedMatrix& matrix, std::int64_t row, std::int64_t column, std::int64_t columns, float* to);
    /// Columns [column, column + w) in rows [row, row + rows), as [rows, w]: the panel of the matrix itself. `column`
    /// is a multiple of w, `row` of tileRows; what is missing of the columns becomes zero.
    void (*unpackColumns)(
        const PackedMatrix& matrix, std::int64_t column, std::int64_t row, std::int64_t rows, float* to);
};

inline constexpr int maxDotRows = 4;

extern const GemmTiles gemmTilesBaseline;
#if defined(__x86_64__)
extern const GemmTiles gemmTilesAvx2;
extern const GemmTiles gemmTilesAvx512;
#endif

} // namespace amend
