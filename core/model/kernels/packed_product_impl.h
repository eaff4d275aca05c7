// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of packed matrices with vectors, written once in the compiler's vector types: each lane is a row of the
// matrix. Part of decode_kernels_<level>.cpp, which includes one of the <kind>_activation_impl.h before: how a
// quantised matrix and a vector are multiplied.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/packed_lanes_impl.h"

namespace amend {
namespace {

/// Vectors that share a reading of a matrix of floats: no more than the loops below unroll.
constexpr int floatsTogether = lanes == 16 ? 4 : 3;

template <PackedFormat format, int rows, int vectors>
inline void floatLanes(
    const std::byte* tile, std::int64_t in, const Activation* x, int first, Lanes (&total)[rows][vectors])
{
    constexpr int stepBytes = packedLayout(format).stepBytes;
    tile += first * stepBytes / tileRows;
    Lanes sum[rows][vectors][chains] = {};
    const auto addColumn = [&](std::int64_t column, int chain) {
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) {
            const Lanes value = loadFloats<format>(tile + column * stepBytes + v * lanes * stepBytes / tileRows);
#pragma GCC unroll 4
            for (int row = 0; row < rows; ++row) {
                sum[row][v][chain] += x[row].plain[column] * value;
            }
        }
    };
    std::int64_t column = 0;
    for (; column + chains <= in; column += chains) {
        fetchAhead<chains * stepBytes>(tile + column * stepBytes);
#pragma GCC unroll 4
        for (int chain = 0; chain < chains; ++chain) {
            addColumn(column + chain, chain);
        }
    }
    for (; column < in; ++column) {
        addColumn(column, 0);
    }
#pragma GCC unroll 4
    for (int row = 0; row < rows; ++row) {
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) {
            total[row][v] += sumOfChains(sum[row][v]);
        }
    }
}

/// `there` rows of the tile are the matrix's own.
template <PackedFormat format, int rows>
inline void multiplyTile(
    const std::byte* tile, std::int64_t in, const Activation* x, float* y, std::int64_t yStride, int there, bool add)
{
    // As many sums as there are registers for.
    constexpr int vectors = rows == 1 && tileRows / lanes > 1 ? 2 : 1;
    for (int first = 0; first < there; first += vectors * lanes) {
        Lanes total[rows][vectors] = {};
        if constexpr (packedLayout(format).bits != 0) {
            quantisedLanes<format, rows, vectors>(tile, in, x, first, total);
        } else {
            floatLanes<format, rows, vectors>(tile, in, x, first, total);
        }
        for (int row = 0; row < rows; ++row) {
            for (int v = 0; v < vectors; ++v) {
                const int begin = first + v * lanes;
                float* to = y + row * yStride + begin;
                if (begin + lanes <= there) {
                    store(to, add ? load(to) + total[row][v] : total[row][v]);
                    continue;
                }
                for (int lane = 0; lane < there - begin; ++lane) {
                    to[lane] = add ? to[lane] + total[row][v][lane] : total[row][v][lane];
                }
            }
        }
    }
}

/// Of `count` vectors `rows` at a time, then what is left in smaller groups.
template <PackedFormat format, int rows>
void multiplyVectors(const std::byte* tile, std::int64_t in, const Activation* x, int count, float* y,
    std::int64_t yStride, int there, bool add)
{
    int row = 0;
    for (; row + rows <= count; row += rows) {
        multiplyTile<format, rows>(tile, in, x + row, y + row * yStride, yStride, there, add);
    }
    if constexpr (rows > 1) {
        multiplyVectors<format, (rows + 1) / 2>(tile, in, x + row, count - row, y + row * yStride, yStride, there, add);
    }
}

template <PackedFormat format>
void multiplyTiles(const PackedMatrix& w, std::int64_t firstTile, std::int64_t lastTile, const Activation* x, int rows,
    float* y, std::int64_t yStride, bool add)
{
    constexpr PackedLayout layout = packedLayout(format);
    constexpr int together = layout.bits != 0 ? vectorsTogether : floatsTogether;
    const std::int64_t tileBytes = w.in / layout.stepColumns * layout.stepBytes;
    for (std::int64_t i = firstTile; i < lastTile; ++i) {
        const std::int64_t left = w.out - i * tileRows;
        multiplyVectors<format, together>(w.data + i * tileBytes, w.in, x, rows, y + i * tileRows, yStride,
            left < tileRows ? static_cast<int>(left) : tileRows, add);
    }
}

void multiply(const PackedMatrix& w, std::int64_t firstTile, std::int64_t lastTile, const Activation* x, int rows,
    float* y, std::int64_t yStride, bool add)
{
    withFormat(w.format, [&]<PackedFormat format>(Format<format>) {
        multiplyTiles<format>(w, firstTile, lastTile, x, rows, y, yStride, add);
    });
}

} // namespace
} // namespace amend
