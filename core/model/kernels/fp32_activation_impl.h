// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of quantised matrices with vectors of fp32: quanta become floats, exactly. Included by
// decode_kernels_<level>.cpp.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/packed_lanes_impl.h"

namespace amend {
namespace {

constexpr bool inWholeNumbers = false;

/// Vectors that share a reading of the matrix, as many as there are registers for their sums.
constexpr int vectorsTogether = 3;

/// What `prepare` makes of a vector.
struct Prepared {
    /// [n], each multiplied by the power of two that its quantum's place in a packed word asks for: a product then
    /// takes the quantum where it stands, without a shift.
    float* forNibbles;
    float* forBytes; ///< [n]
    float* halfBlockSums; ///< [n / 16]
};

std::size_t preparedBytes(std::int64_t n)
{
    const auto floats = static_cast<std::size_t>(2 * n + (n + 15) / 16);
    return (floats * sizeof(float) + 63) / 64 * 64;
}

inline Prepared preparedOf(const Activation& x, std::int64_t n)
{
    auto* floats = reinterpret_cast<float*>(x.prepared);
    return { floats, floats + n, floats + 2 * n };
}

void prepare(const Activation& x, std::int64_t n)
{
    // The place of each quantum in its word: four bytes hold columns j to j + 3 of a block in their low nibbles and
    // j + 16 to j + 19 in their high ones; a word of four bytes holds four columns. The highest one is shifted down.
    constexpr float nibbleFactor[8] = { 1, 0x1p-4F, 0x1p-8F, 0x1p-12F, 0x1p-16F, 0x1p-20F, 0x1p-24F, 1 };
    constexpr float byteFactor[4] = { 1, 0x1p-8F, 0x1p-16F, 1 };
    const Prepared to = preparedOf(x, n);
    for (std::int64_t block = 0; block + blockColumns <= n; block += blockColumns) {
        const float* from = x.plain + block;
        float* nibbles = to.forNibbles + block;
        float* bytes = to.forBytes + block;
        for (int word = 0; word < 4; ++word) {
            for (int i = 0; i < 4; ++i) {
                nibbles[word * 8 + 2 * i] = from[word * 4 + i] * nibbleFactor[2 * i];
                nibbles[word * 8 + 2 * i + 1] = from[word * 4 + i + 16] * nibbleFactor[2 * i + 1];
            }
        }
        for (int word = 0; word < 8; ++word) {
            for (int i = 0; i < 4; ++i) {
                bytes[word * 4 + i] = from[word * 4 + i] * byteFactor[i];
            }
        }
        for (int half = 0; half < 2; ++half) {
            Lanes sum {};
            for (int i = 0; i < 16; i += lanes) {
                sum += load(from + half * 16 + i);
            }
            to.halfBlockSums[block / 16 + half] = sumOf(sum);
        }
    }
}

/// Adds the quanta of `words` 32-bit words of each row times their x. A quantum is masked, not shifted, out of its
/// word: x has the factor that makes up for its place (Prepared::forNibbles), a power of two, so nothing is lost.
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
    using Of = QuantaOf<format>;
    constexpr PackedLayout layout = Of::layout;
    constexpr int parts = Of::parts;
    constexpr int words = blockColumns * layout.bits / 32;
    Prepared prepared[rows];
    for (int row = 0; row < rows; ++row) {
        prepared[row] = preparedOf(x[row], in);
    }
    for (std::int64_t block = 0; block < in / blockColumns; ++block, tile += layout.stepBytes) {
        if (first == 0) {
            fetchAhead<layout.stepBytes>(tile);
        }
        const std::byte* quanta = tile + layout.scales * Of::scalesBytes + first * 4;
#pragma GCC unroll 2
        for (int part = 0; part < parts; ++part) {
            Lanes sum[rows][vectors][chains] = {};
            const float* xs[rows];
            for (int row = 0; row < rows; ++row) {
                xs[row] = (layout.bits == 4 ? prepared[row].forNibbles : prepared[row].forBytes) + block * blockColumns
                    + part * blockColumns / parts;
            }
            addQuanta<layout.bits, words / parts, rows, vectors>(quanta + part * words / parts * tileRows * 4, xs, sum);
#pragma GCC unroll 4
            for (int v = 0; v < vectors; ++v) {
                const std::byte* scales = tile + (first + v * lanes) * layout.scaleBytes;
                const Lanes scale = loadScale<layout.scaleBytes>(scales + part * Of::scalesBytes);
#pragma GCC unroll 4
                for (int row = 0; row < rows; ++row) {
                    const float* halves = prepared[row].halfBlockSums + 2 * block;
                    const float ofX = parts == 2 ? halves[part] : halves[0] + halves[1];
                    if constexpr (Of::hasMinimum) {
                        const Lanes minimum = loadScale<layout.scaleBytes>(scales + Of::scalesBytes);
                        total[row][v] += scale * sumOfChains(sum[row][v]);
                        total[row][v] += minimum * ofX;
                    } else {
                        total[row][v] += scale * (sumOfChains(sum[row][v]) - static_cast<float>(Of::offset) * ofX);
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace amend
