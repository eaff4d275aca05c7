// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of quantised matrices with vectors in whole numbers of 16 bits, for processors that multiply four pairs of
// bytes and add them at once (VNNI). Included by packed_product_impl.h; see there.
//
// Why 16 bits, as two bytes: with 8, as others do, the weights' file is read as fast, but the logits are off by what a
// quantised file costs anew. Sums of a block are exact, so that the bits of a result depend on the values alone.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/packed_lanes_impl.h"

namespace amend {
namespace {

constexpr bool inWholeNumbers = true;

/// Vectors that share a reading of the matrix, as many as there are registers for their sums.
constexpr int vectorsTogether = lanes == 16 ? 8 : 3;

/// What `prepare` makes of a vector: x = scale (256 high + low), in blocks of 32.
struct Prepared {
    std::int8_t* high; ///< [n]
    std::int8_t* low; ///< [n]
    float* scale; ///< [n / 32]
    float* sum; ///< of a block, [n / 32]
    /// What an offset of the quanta is multiplied with: the sum of 256 high + low, negative.
    std::int32_t* offsetOfBlock; ///< [n / 32]
    std::int32_t* offsetOfHalf; ///< [n / 16]
};

std::size_t preparedBytes(std::int64_t n)
{
    const auto blocks = static_cast<std::size_t>((n + blockColumns - 1) / blockColumns);
    return (blocks * (2 * blockColumns + 5 * 4) + 63) / 64 * 64;
}

inline Prepared preparedOf(const Activation& x, std::int64_t n)
{
    const std::int64_t blocks = (n + blockColumns - 1) / blockColumns;
    auto* bytes = reinterpret_cast<std::int8_t*>(x.prepared);
    auto* words = reinterpret_cast<std::int32_t*>(bytes + 2 * blocks * blockColumns);
    return { bytes, bytes + blocks * blockColumns, reinterpret_cast<float*>(words),
        reinterpret_cast<float*>(words + blocks), words + 2 * blocks, words + 3 * blocks };
}

using SignedBytes = std::int8_t __attribute__((vector_size(lanes)));
using SignedBytesInMemory = std::int8_t __attribute__((vector_size(lanes), aligned(1), may_alias));

inline std::int32_t sumOf(const SignedWords& values)
{
    std::int32_t sum = 0;
    for (int i = 0; i < lanes; ++i) {
        sum += values[i];
    }
    return sum;
}

/// The largest |x| of a block; not a number if one of them is not.
inline float largestOf(const float* x)
{
    Words most {};
    for (int i = 0; i < blockColumns; i += lanes) {
        const Words magnitude = __builtin_bit_cast(Words, load(x + i)) & 0x7FFFFFFFU;
        most = magnitude > most ? magnitude : most;
    }
    std::uint32_t largest = 0;
    for (int i = 0; i < lanes; ++i) {
        largest = most[i] > largest ? most[i] : largest;
    }
    return __builtin_bit_cast(float, largest);
}

void prepare(const Activation& x, std::int64_t n)
{
    constexpr float largestWhole = 127 * 256 + 127;
    constexpr float tiny = 1e-30F; // a block of such values is as good as zero, and has no reciprocal
    constexpr float toWhole = 0x1.8p23F; // adding it leaves no place for a fraction
    const Prepared to = preparedOf(x, n);
    for (std::int64_t block = 0; block < n / blockColumns; ++block) {
        const float* from = x.plain + block * blockColumns;
        const float largest = largestOf(from);
        to.scale[block] = largest < tiny ? 0 : largest / largestWhole;
        const float perWhole = largest < tiny ? 0 : largestWhole / largest;
        SignedWords halfSum[2] = {};
#pragma GCC unroll 4
        for (int i = 0; i < blockColumns; i += lanes) {
            const Lanes shifted = load(from + i) * perWhole + toWhole;
            const SignedWords whole
                = __builtin_bit_cast(SignedWords, shifted) - __builtin_bit_cast(SignedWords, Lanes {} + toWhole);
            const SignedWords low = ((whole + 128) & 255) - 128;
            const std::int64_t at = block * blockColumns + i;
            *reinterpret_cast<SignedBytesInMemory*>(to.low + at) = __builtin_convertvector(low, SignedBytes);
            *reinterpret_cast<SignedBytesInMemory*>(to.high + at)
                = __builtin_convertvector((whole - low) >> 8, SignedBytes);
            halfSum[i / 16] += whole;
        }
        const std::int32_t first = sumOf(halfSum[0]);
        const std::int32_t second = sumOf(halfSum[1]);
        to.sum[block] = to.scale[block] * static_cast<float>(first + second);
        to.offsetOfBlock[block] = -(first + second);
        to.offsetOfHalf[2 * block] = -first;
        to.offsetOfHalf[2 * block + 1] = -second;
    }
}

/// sum_i += the dot product of the four unsigned bytes of word i with the four signed ones at `x`.
inline void addDots(SignedWords& sum, const Words& bytes, const std::int8_t* x)
{
    using Four = std::int32_t __attribute__((aligned(4), may_alias));
    const std::int32_t four = *reinterpret_cast<const Four*>(x);
#if defined(__AVX512VNNI__)
    sum = __builtin_bit_cast(SignedWords,
        _mm512_dpbusd_epi32(
            __builtin_bit_cast(__m512i, sum), __builtin_bit_cast(__m512i, bytes), _mm512_set1_epi32(four)));
#elif defined(__AVXVNNI__)
    sum = __builtin_bit_cast(SignedWords,
        _mm256_dpbusd_avx_epi32(
            __builtin_bit_cast(__m256i, sum), __builtin_bit_cast(__m256i, bytes), _mm256_set1_epi32(four)));
#else
#error "for processors with VNNI"
#endif
}

/// Lanes `first` and following of a tile of a quantised matrix.
template <PackedFormat format, int rows, int vectors>
inline void quantisedLanes(
    const std::byte* tile, std::int64_t in, const Activation* x, int first, Lanes (&total)[rows][vectors])
{
    constexpr PackedLayout layout = packedLayout(format);
    constexpr bool twoScales = format == PackedFormat::BytesTwoScales;
    constexpr bool hasMinimum = layout.scales == 2 && !twoScales;
    constexpr int offsetShift = layout.bits == 4 ? 3 : 7; // of 8 or 128
    constexpr int parts = twoScales ? 2 : 1;
    constexpr int words = blockColumns * layout.bits / 32 / parts;
    constexpr int scalesBytes = tileRows * layout.scaleBytes;
    Prepared prepared[rows];
    for (int row = 0; row < rows; ++row) {
        prepared[row] = preparedOf(x[row], in);
    }
    for (std::int64_t block = 0; block < in / blockColumns; ++block, tile += layout.stepBytes) {
        if (first == 0) {
            fetchAhead<layout.stepBytes>(tile);
        }
#pragma GCC unroll 2
        for (int part = 0; part < parts; ++part) {
            SignedWords high[rows][vectors] = {};
            SignedWords low[rows][vectors] = {};
            if constexpr (!hasMinimum) {
                for (int row = 0; row < rows; ++row) {
                    const std::int32_t offset
                        = twoScales ? prepared[row].offsetOfHalf[2 * block + part] : prepared[row].offsetOfBlock[block];
                    for (int v = 0; v < vectors; ++v) {
                        low[row][v] = (SignedWords {} + offset) << offsetShift;
                    }
                }
            }
            const std::byte* quanta = tile + layout.scales * scalesBytes + (part * words * tileRows + first) * 4;
#pragma GCC unroll 8
            for (int word = 0; word < words; ++word) {
#pragma GCC unroll 2
                for (int v = 0; v < vectors; ++v) {
                    const Words packed = loadWords(quanta + (word * tileRows + v * lanes) * 4);
#pragma GCC unroll 2
                    for (int half = 0; half < 8 / layout.bits; ++half) {
                        const Words four = layout.bits == 8 ? packed : (packed >> (4 * half)) & 0x0F0F0F0FU;
                        const std::int64_t at = block * blockColumns + half * 16 + (part * words + word) * 4;
#pragma GCC unroll 8
                        for (int row = 0; row < rows; ++row) {
                            addDots(high[row][v], four, prepared[row].high + at);
                            addDots(low[row][v], four, prepared[row].low + at);
                        }
                    }
                }
            }
#pragma GCC unroll 2
            for (int v = 0; v < vectors; ++v) {
                const std::byte* scales = tile + (first + v * lanes) * layout.scaleBytes;
                const Lanes scale = loadScale<layout.scaleBytes>(scales + part * scalesBytes);
                Lanes minimum {};
                if constexpr (hasMinimum) {
                    minimum = loadScale<layout.scaleBytes>(scales + scalesBytes);
                }
#pragma GCC unroll 8
                for (int row = 0; row < rows; ++row) {
                    const SignedWords whole = (high[row][v] << 8) + low[row][v];
                    total[row][v] += scale * prepared[row].scale[block] * __builtin_convertvector(whole, Lanes);
                    if constexpr (hasMinimum) {
                        total[row][v] += minimum * prepared[row].sum[block];
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace amend
