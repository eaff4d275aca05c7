// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/packed_product.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace amend {

namespace {

/// Multiply-adds that are worth waking a second thread for.
constexpr std::int64_t worthAThread = 1 << 18;
constexpr std::int64_t rowsPreparedTogether = 8;

} // namespace

void multiplyPacked(
    const MatrixView& x, const PackedMatrix& w, float* y, std::int64_t yStride, const DecodeKernels& kernels)
{
    if (!kernels.inWholeNumbers || packedLayout(w.format).bits == 0) {
        gemm(x, w, PackedSide::Transposed, y, yStride);
        return;
    }
    // Of the calling thread, kept for its next product: freed, its pages would be given back and zeroed again each
    // time.
    thread_local std::vector<std::byte> room;
    const std::size_t bytes = kernels.preparedBytes(w.in);
    room.resize(std::max(room.size(), static_cast<std::size_t>(x.rows) * bytes));
    std::vector<Activation> rows;
    rows.reserve(static_cast<std::size_t>(x.rows));
    for (std::int64_t row = 0; row < x.rows; ++row) {
        rows.push_back({ x.data + row * x.rowStride, room.data() + static_cast<std::size_t>(row) * bytes });
    }
    at::parallel_for(0, x.rows, rowsPreparedTogether, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            kernels.prepare(rows[static_cast<std::size_t>(row)], w.in);
        }
    });
    const std::int64_t grain = std::max<std::int64_t>(1, worthAThread / (tileRows * w.in * x.rows));
    at::parallel_for(0, w.tiles(), grain, [&](std::int64_t begin, std::int64_t end) {
        kernels.multiply(w, begin, end, rows.data(), static_cast<int>(x.rows), y, yStride, false);
    });
}

} // namespace amend
