// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops, written once in the compiler's vector types. Each gemm_tiles_<level>.cpp includes this with its own
// compiler flags; everything is in an anonymous namespace and uses no inline function of others, so that the linker
// never takes code of one level for another.
#pragma once

#include "core/model/kernels/gemm_tiles.h"
#include "core/model/kernels/unpack_impl.h"

namespace amend {
namespace {

/// A dot product runs in so many partial sums on every level.
constexpr int partialSums = 32;
constexpr int dotVectors = partialSums / lanes;

/// A tile of `rows` x `vectors * lanes` that lives in registers while k runs.
template <int rows, int vectors>
void multiplyTile(std::int64_t k, const float* a, const float* b, float* c, std::int64_t cStride, bool add)
{
    Lanes sum[rows][vectors] = {};
    for (std::int64_t at = 0; at < k; ++at) {
        Lanes right[vectors];
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) {
            right[v] = load(b + v * lanes);
        }
#pragma GCC unroll 16
        for (int row = 0; row < rows; ++row) {
#pragma GCC unroll 16
            for (int v = 0; v < vectors; ++v) {
                sum[row][v] += a[row] * right[v];
            }
        }
        a += rows;
        b += vectors * lanes;
    }
#pragma GCC unroll 16
    for (int row = 0; row < rows; ++row) {
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) {
            float* to = c + row * cStride + v * lanes;
            store(to, add ? load(to) + sum[row][v] : sum[row][v]);
        }
    }
}

/// Tiles of each of these heights.
template <int... heights> struct TilesOf {
    static constexpr GemmTiles::Multiply multiply[] = { multiplyTile<heights, 2>... };
};

/// The same tree on every level.
inline float sumOf(const Lanes (&values)[dotVectors])
{
    float part[partialSums];
    for (int v = 0; v < dotVectors; ++v) {
        store(part + v * lanes, values[v]);
    }
    for (int width = partialSums / 2; width > 0; width /= 2) {
        for (int i = 0; i < width; ++i) {
            part[i] += part[i + width];
        }
    }
    return part[0];
}

/// Adds the products of one step of partialSums values.
template <int rowsOfX>
inline void addProducts(const float* x, std::int64_t xStride, const float* w, Lanes (&sum)[rowsOfX][dotVectors])
{
#pragma GCC unroll 16
    for (int v = 0; v < dotVectors; ++v) {
        const Lanes weight = load(w + v * lanes);
#pragma GCC unroll 16
        for (int i = 0; i < rowsOfX; ++i) {
            sum[i][v] += load(x + i * xStride + v * lanes) * weight;
        }
    }
}

template <int rowsOfX>
void dotRows(std::int64_t k, const float* x, std::int64_t xStride, const float* w, std::int64_t wStride,
    std::int64_t rowsOfW, float* out, std::int64_t outStride, bool add)
{
    const std::int64_t whole = k / partialSums * partialSums;
    const std::int64_t left = k - whole;
    float lastOfX[rowsOfX][partialSums] = {}; // what is left, as long as a whole step: the same sums on every level
    for (int i = 0; i < rowsOfX; ++i) {
        __builtin_memcpy(lastOfX[i], x + i * xStride + whole, static_cast<std::size_t>(left) * sizeof(float));
    }
    for (std::int64_t j = 0; j < rowsOfW; ++j, w += wStride) {
        Lanes sum[rowsOfX][dotVectors] = {};
        for (std::int64_t at = 0; at < whole; at += partialSums) {
            addProducts(x + at, xStride, w + at, sum);
        }
        if (left > 0) {
            float lastOfW[partialSums] = {};
            __builtin_memcpy(lastOfW, w + whole, static_cast<std::size_t>(left) * sizeof(float));
            addProducts(lastOfX[0], partialSums, lastOfW, sum);
        }
        for (int i = 0; i < rowsOfX; ++i) {
            const float total = sumOf(sum[i]);
            float& to = out[i * outStride + j];
            to = add ? to + total : total;
        }
    }
}

inline void dotTile(std::int64_t k, const float* x, std::int64_t xStride, int rowsOfX, const float* w,
    std::int64_t wStride, std::int64_t rowsOfW, float* out, std::int64_t outStride, bool add)
{
    switch (rowsOfX) {
    case 1:
        return dotRows<1>(k, x, xStride, w, wStride, rowsOfW, out, outStride, add);
    case 2:
        return dotRows<2>(k, x, xStride, w, wStride, rowsOfW, out, outStride, add);
    case 3:
        return dotRows<3>(k, x, xStride, w, wStride, rowsOfW, out, outStride, add);
    default:
        return dotRows<4>(k, x, xStride, w, wStride, rowsOfW, out, outStride, add);
    }
}

} // namespace
} // namespace amend
