// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of packed matrices with a few vectors, written once in the compiler's vector types: each lane is a row of
// the matrix. Part of decode_kernels_<level>.cpp; see there.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/packed_lanes_impl.h"

namespace amend {
namespace {

/// Independent sums of one row within a block, so that additions need not wait for each other.
constexpr int chains = 4;

/// So far ahead memory is asked for: by itself the processor stops at every 4 KiB. On two cores of an AMD EPYC 2 and 4
/// KiB were equally good, 30 % faster than nothing with one thread.
constexpr std::int64_t bytesAhead = 2048;

template <int bytes> inline void fetchAhead(const std::byte* step)
{
#pragma GCC unroll 16
    for (int line = 0; line < bytes; line += 64) {
        __builtin_prefetch(step + bytesAhead + line);
    }
}

inline Lanes sumOf(const Lanes (&chain)[chains])
{
    return (chain[0] + chain[1]) + (chain[2] + chain[3]);
}

/// Adds the quanta of `words` 32-bit words of each row times their x. A quantum is masked, not shifted, out of its
/// word: x has the factor that makes up for its place (Activation::forNibbles), a power of two, so nothing is lost.
template <int bits, int words, int rows, int vectors>
inline void addQuanta(const std::byte* quanta, const float* const (&x)[rows], Lanes (&sum)[rows][vectors][chains])
{
    constexpr int inWord = 32 / bits;
    constexpr std::uint32_t mask = bits == 4 ? 0xFU : 0xFFU;
    for (int word = 0; word < words; ++word) {
        Words packed[vectors];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) {
            packed[v] = loadWords(quanta + (word * tileRows + v * lanes) * 4);
        }
#pragma GCC unroll 8
        for (int i = 0; i < inWord; ++i) {
#pragma GCC unroll 4
            for (int v = 0; v < vectors; ++v) {
                const Words quantum = i + 1 < inWord ? packed[v] & (mask << (bits * i)) : packed[v] >> (32 - bits);
                const Lanes value = __builtin_convertvector(__builtin_bit_cast(SignedWords, quantum), Lanes);
#pragma GCC unroll 4
                for (int row = 0; row < rows; ++row) {
                    sum[row][v][i % chains] += x[row][word * inWord + i] * value;
                }
            }
        }
    }
}

/// Lanes `first` and following of a tile of a quantised matrix.
template <PackedFormat format, int rows, int vectors>
inline void quantisedLanes(
    const std::byte* tile, std::int64_t in, const Activation* x, int first, Lanes (&total)[rows][vectors])
{
    constexpr PackedLayout layout = packedLayout(format);
    constexpr bool twoScales = format == PackedFormat::BytesTwoScales;
    constexpr bool hasMinimum = layout.scales == 2 && !twoScales;
    constexpr float offset = layout.bits == 4 ? 8 : 128;
    constexpr int words = blockColumns * layout.bits / 32;
    constexpr int parts = twoScales ? 2 : 1;
    constexpr int scalesBytes = tileRows * layout.scaleBytes;
    for (std::int64_t block = 0; block < in / blockColumns; ++block, tile += layout.stepBytes) {
        if (first == 0) {
            fetchAhead<layout.stepBytes>(tile);
        }
        const std::byte* quanta = tile + layout.scales * scalesBytes + first * 4;
#pragma GCC unroll 2
        for (int part = 0; part < parts; ++part) {
            Lanes sum[rows][vectors][chains] = {};
            const float* xs[rows];
            for (int row = 0; row < rows; ++row) {
                xs[row] = (layout.bits == 4 ? x[row].forNibbles : x[row].forBytes) + block * blockColumns
                    + part * blockColumns / parts;
            }
            addQuanta<layout.bits, words / parts, rows, vectors>(quanta + part * words / parts * tileRows * 4, xs, sum);
#pragma GCC unroll 4
            for (int v = 0; v < vectors; ++v) {
                const std::byte* scales = tile + (first + v * lanes) * layout.scaleBytes;
                const Lanes scale = loadScale<layout.scaleBytes>(scales + part * scalesBytes);
#pragma GCC unroll 4
                for (int row = 0; row < rows; ++row) {
                    const float* halves = x[row].halfBlockSums + 2 * block;
                    const float ofX = twoScales ? halves[part] : halves[0] + halves[1];
                    if constexpr (hasMinimum) {
                        const Lanes minimum = loadScale<layout.scaleBytes>(scales + scalesBytes);
                        total[row][v] += scale * sumOf(sum[row][v]);
                        total[row][v] += minimum * ofX;
                    } else {
                        total[row][v] += scale * (sumOf(sum[row][v]) - offset * ofX);
                    }
                }
            }
        }
    }
}

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
    for (int row = 0; row < rows; ++row) {
        for (int v = 0; v < vectors; ++v) {
            total[row][v] += sumOf(sum[row][v]);
        }
    }
}

template <PackedFormat format, int rows>
inline void multiplyTile(
    const std::byte* tile, std::int64_t in, const Activation* x, float* y, std::int64_t yStride, bool add)
{
    // As many sums as there are registers for.
    constexpr int vectors = rows == 1 && tileRows / lanes > 1 ? 2 : 1;
    for (int first = 0; first < tileRows; first += vectors * lanes) {
        Lanes total[rows][vectors] = {};
        if constexpr (packedLayout(format).bits != 0) {
            quantisedLanes<format, rows, vectors>(tile, in, x, first, total);
        } else {
            floatLanes<format, rows, vectors>(tile, in, x, first, total);
        }
        for (int row = 0; row < rows; ++row) {
            for (int v = 0; v < vectors; ++v) {
                float* to = y + row * yStride + first + v * lanes;
                store(to, add ? load(to) + total[row][v] : total[row][v]);
            }
        }
    }
}

template <PackedFormat format>
void multiplyTiles(const PackedMatrix& w, std::int64_t firstTile, std::int64_t lastTile, const Activation* x, int rows,
    float* y, std::int64_t yStride, bool add)
{
    constexpr PackedLayout layout = packedLayout(format);
    const std::int64_t tileBytes = w.in / layout.stepColumns * layout.stepBytes;
    for (std::int64_t i = firstTile; i < lastTile; ++i) {
        const std::byte* tile = w.data + i * tileBytes;
        float* to = y + i * tileRows;
        int row = 0;
        for (; row + 3 <= rows; row += 3) {
            multiplyTile<format, 3>(tile, w.in, x + row, to + row * yStride, yStride, add);
        }
        if (rows - row == 2) {
            multiplyTile<format, 2>(tile, w.in, x + row, to + row * yStride, yStride, add);
        } else if (rows - row == 1) {
            multiplyTile<format, 1>(tile, w.in, x + row, to + row * yStride, yStride, add);
        }
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
