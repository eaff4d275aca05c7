// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Packed matrices as the numbers they stand for, in the panels that gemm multiplies with, written once in the
// compiler's vector types: each lane is a row of the matrix. The values are those of dequantize, on x86-64 bit for bit.
// Part of gemm_tiles_<level>.cpp; see there.
#pragma once

#include "core/model/kernels/packed_lanes_impl.h"

namespace amend {
namespace {

/// A panel has so many columns: whole tiles of rows of a matrix, or a part of one.
constexpr int panelColumns = 2 * lanes;

/// What dequantize rounds twice must not become one fused multiply-add. (On other machines the compiler may fuse: last
/// bits differ there.)
inline Lanes roundedProduct(const Lanes& a, const Lanes& b)
{
    Lanes product = a * b;
#if defined(__x86_64__)
    asm("" : "+v"(product));
#endif
    return product;
}

/// The tile that holds a row.
template <PackedFormat format> inline const std::byte* tileOf(const PackedMatrix& w, std::int64_t row)
{
    constexpr PackedLayout layout = packedLayout(format);
    return w.data + row / tileRows * (w.in / layout.stepColumns * layout.stepBytes);
}

/// Columns [first, last) of a step, in rows [row, row + lanes) of its tile; columns stand `stride` apart.
template <PackedFormat format>
inline void unpackStep(const std::byte* step, int row, int first, int last, float* to, std::int64_t stride)
{
    constexpr PackedLayout layout = packedLayout(format);
    if constexpr (layout.bits == 0) {
        store(to, loadFloats<format>(step + row * layout.stepBytes / tileRows));
    } else {
        using Of = QuantaOf<format>;
        constexpr auto offset = static_cast<float>(Of::offset);
        const std::byte* quanta = step + layout.scales * tileRows * layout.scaleBytes + row * 4;
        const Lanes scale = loadScale<layout.scaleBytes>(step + row * layout.scaleBytes);
        const Lanes other = layout.scales == 2
            ? loadScale<layout.scaleBytes>(step + (tileRows + row) * layout.scaleBytes)
            : scale; // the minimum, or the scale of the second half
        constexpr std::uint32_t mask = layout.bits == 4 ? 0xFU : 0xFFU;
        for (int column = first; column < last; column += 4) {
            // Four bits: column j lies in the low nibble of byte j, column j + 16 in the high one.
            const int byte = layout.bits == 4 ? column % 16 : column;
            const Words word = loadWords(quanta + byte * tileRows) >> (layout.bits == 4 ? column / 16 * 4 : 0);
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i, to += stride) {
                const Words quantum = (word >> (8 * i)) & mask;
                const Lanes value = __builtin_convertvector(__builtin_bit_cast(SignedWords, quantum), Lanes);
                if constexpr (Of::hasMinimum) {
                    store(to, roundedProduct(value, scale) + other);
                } else {
                    store(to, (value - offset) * (Of::parts == 2 && column >= 16 ? other : scale));
                }
            }
        }
    }
}

/// Columns [column, column + columns) of rows [row, row + lanes); `column` begins a step. Rows that are missing become
/// zero.
template <PackedFormat format>
inline void unpackLanes(
    const PackedMatrix& w, std::int64_t row, std::int64_t column, std::int64_t columns, float* to, std::int64_t stride)
{
    constexpr PackedLayout layout = packedLayout(format);
    if (row >= w.out) {
        for (std::int64_t i = 0; i < columns; ++i) {
            store(to + i * stride, Lanes {});
        }
        return;
    }
    const std::byte* step = tileOf<format>(w, row) + column / layout.stepColumns * layout.stepBytes;
    for (std::int64_t i = 0; i < columns; i += layout.stepColumns, step += layout.stepBytes) {
        unpackStep<format>(step, static_cast<int>(row % tileRows), 0, layout.stepColumns, to + i * stride, stride);
    }
}

template <PackedFormat format>
void unpackRowsOf(const PackedMatrix& w, std::int64_t row, std::int64_t column, std::int64_t columns, float* to)
{
    for (int half = 0; half < panelColumns; half += lanes) {
        unpackLanes<format>(w, row + half, column, columns, to + half, panelColumns);
    }
}

/// Rows become columns.
inline void transpose(Lanes (&rows)[lanes])
{
#pragma GCC unroll 4
    for (int width = 1; width < lanes; width *= 2) {
        SignedWords low;
        SignedWords high;
#pragma GCC unroll 16
        for (int i = 0; i < lanes; ++i) { // of a pair: what stays in its half, and what the other half gives
            low[i] = (i & width) == 0 ? i : lanes + i - width;
            high[i] = (i & width) == 0 ? i + width : lanes + i;
        }
#pragma GCC unroll 16
        for (int i = 0; i < lanes; ++i) {
            if ((i & width) == 0) {
                const Lanes upper = rows[i];
                const Lanes lower = rows[i + width];
                rows[i] = __builtin_shuffle(upper, lower, low);
                rows[i + width] = __builtin_shuffle(upper, lower, high);
            }
        }
    }
}

template <PackedFormat format>
void unpackColumnsOf(const PackedMatrix& w, std::int64_t column, std::int64_t row, std::int64_t rows, float* to)
{
    constexpr PackedLayout layout = packedLayout(format);
    for (int half = 0; half < panelColumns; half += lanes) {
        const std::int64_t from = column + half;
        const auto there = static_cast<int>(w.in - from < lanes ? w.in - from : lanes); // below 0: none
        float scratch[lanes * lanes] = {};
        for (std::int64_t i = 0; i < rows; i += lanes) {
            const std::byte* tile = tileOf<format>(w, row + i);
            const auto lane = static_cast<int>((row + i) % tileRows);
            if constexpr (layout.bits == 0) {
                for (int j = 0; j < there; ++j) {
                    unpackStep<format>(tile + (from + j) * layout.stepBytes, lane, 0, 1, scratch + j * lanes, lanes);
                }
            } else if (there > 0) {
                const auto first = static_cast<int>(from % blockColumns);
                unpackStep<format>(
                    tile + from / blockColumns * layout.stepBytes, lane, first, first + lanes, scratch, lanes);
            }
            Lanes block[lanes];
#pragma GCC unroll 16
            for (int j = 0; j < lanes; ++j) {
                block[j] = load(scratch + j * lanes);
            }
            transpose(block);
            for (int j = 0; j < lanes && i + j < rows; ++j) {
                store(to + (i + j) * panelColumns + half, block[j]);
            }
        }
    }
}

void unpackRows(const PackedMatrix& w, std::int64_t row, std::int64_t column, std::int64_t columns, float* to)
{
    withFormat(
        w.format, [&]<PackedFormat format>(Format<format>) { unpackRowsOf<format>(w, row, column, columns, to); });
}

void unpackColumns(const PackedMatrix& w, std::int64_t column, std::int64_t row, std::int64_t rows, float* to)
{
    withFormat(
        w.format, [&]<PackedFormat format>(Format<format>) { unpackColumnsOf<format>(w, column, row, rows, to); });
}

} // namespace
} // namespace amend
