// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of fp32 matrices on the CPU: a lesson's way back, and what is not made of whole numbers
// (packed_product.h). No torch type in sight.
//
// Why our own: libtorch's go to MKL, whose speed depends on the maker of the processor and whose bits depend on the
// number of threads; and a product with one row, which is most of a reply, leaves half of the memory's speed unused
// there (docs/speed-notes.md).
#pragma once

#include "core/model/kernels/packed_matrix.h"

#include <cstdint>
#include <span>

namespace amend {

/// Values of somebody else: element (i, j) is data[i * rowStride + j * columnStride].
struct MatrixView {
    const float* data = nullptr;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t rowStride = 0;
    std::int64_t columnStride = 1;

    MatrixView transposed() const { return { data, columns, rows, columnStride, rowStride }; }
};

enum class GemmResult { Replace, Add };

struct GemmTiles;

/// The sets of inner loops this machine can run, best first (core/model/kernels/gemm_tiles.h).
std::span<const GemmTiles* const> gemmTilesHere();

/// The set in use: the best one that is not above what the environment variable AMEND_ISA allows.
const GemmTiles& gemmTilesInUse();

/// c = a b, or c += a b. Shapes: a [m, k], b [k, n], c [m, n] with rows `cStride` apart; c overlaps neither.
///
/// The bits of every element depend on the values and on k alone, not on the number of threads; and they are the same
/// with every instruction set that has fused multiply-add. With few rows (a reply being written) they may differ from
/// those of the same row among many. Runs on the calling thread's ATen threads.
void gemm(const MatrixView& a, const MatrixView& b, float* c, std::int64_t cStride, GemmResult result,
    const GemmTiles& tiles = gemmTilesInUse());

enum class PackedSide {
    Transposed, ///< b = W^T, as in a forward pass: k = W.in, n = W.out
    AsItIs, ///< b = W, as in a backward pass: k = W.out, n = W.in
};

/// c = a b with a packed matrix W, whose values are unpacked panel by panel and never stand in memory as a whole. The
/// same bits as with an fp32 matrix of those values, of more than a few rows.
void gemm(const MatrixView& a, const PackedMatrix& w, PackedSide side, float* c, std::int64_t cStride,
    const GemmTiles& tiles = gemmTilesInUse());

} // namespace amend
