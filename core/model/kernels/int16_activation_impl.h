// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of quantised matrices with vectors in whole numbers of 16 bits, for processors that multiply four pairs of
// bytes and add them at once (VNNI): a number is 256 times a signed byte and another signed byte. Included by
// decode_kernels_<level>.cpp.
//
// Why 16 bits: with 8, as others do, the weights are read as fast, but the logits are off by as much as quantising the
// file cost. Sums of a block are exact, so that the bits of a result depend on the values alone.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/packed_lanes_impl.h"

namespace amend {
namespace {

constexpr bool inWholeNumbers = true;

/// Vectors that share a reading of the matrix, as many as there are registers for their sums.
constexpr int vectorsTogether = lanes == 16 ? 8 : 3;

/// What a block of 32 numbers is kept as.
struct WholeBlock {
    std::int8_t high[blockColumns];
    std::int8_t low[blockColumns];
};

using SignedBytes = std::int8_t __attribute__((vector_size(lanes)));
using SignedBytesInMemory = std::int8_t __attribute__((vector_size(lanes), aligned(1), may_alias));

/// Keeps numbers `at` and following.
inline void keep(WholeBlock& to, int at, const SignedWords& whole)
{
    const SignedWords low = ((whole + 128) & 255) - 128;
    *reinterpret_cast<SignedBytesInMemory*>(to.low + at) = __builtin_convertvector(low, SignedBytes);
    *reinterpret_cast<SignedBytesInMemory*>(to.high + at) = __builtin_convertvector((whole - low) >> 8, SignedBytes);
}

/// The sums of one vector with each lane's row.
struct WholeSums {
    SignedWords high {};
    SignedWords low {};
};

/// sum_i += the dot product of the four quanta, unsigned bytes, of word i with the four signed bytes at `x`.
inline void addFour(SignedWords& sum, const Words& quanta, const std::int8_t* x)
{
    using Four = std::int32_t __attribute__((aligned(1), may_alias));
    const Four& four = *reinterpret_cast<const Four*>(x);
#if defined(__AVX512VNNI__)
    // As written with intrinsics, GCC 12 spreads the four bytes in an instruction of its own: a tenth slower.
    asm("vpdpbusd %2%{1to16%}, %1, %0" : "+v"(sum) : "v"(quanta), "m"(four));
#elif defined(__AVXVNNI__)
    sum = __builtin_bit_cast(SignedWords,
        _mm256_dpbusd_avx_epi32(
            __builtin_bit_cast(__m256i, sum), __builtin_bit_cast(__m256i, quanta), _mm256_set1_epi32(four)));
#else
#error "for processors with VNNI"
#endif
}

/// Adds the products with numbers `at` to `at` + 3 of a block.
inline void addProducts(WholeSums& sums, const Words& quanta, const WholeBlock& x, int at)
{
    addFour(sums.high, quanta, x.high + at);
    addFour(sums.low, quanta, x.low + at);
}

inline void addToAll(WholeSums& sums, std::int32_t value)
{
    sums.low += value;
}

inline SignedWords totalOf(const WholeSums& sums)
{
    return (sums.high << 8) + sums.low;
}

/// A block of a vector as `prepare` leaves it: x = scale times whole numbers.
struct Block {
    WholeBlock whole;
    float scale;
    float sum; ///< of the block
    /// What an offset of the quanta is multiplied with: the sums of the whole numbers of each half, negative.
    std::int32_t negativeSums[2];
};

std::size_t preparedBytes(std::int64_t n)
{
    return (static_cast<std::size_t>(n / blockColumns) * sizeof(Block) + 63) / 64 * 64;
}

template <int width, class Vector, int... i> inline Vector turned(const Vector& values, Places<i...>)
{
    return __builtin_shufflevector(values, values, ((i + width) % lanes)...);
}

/// All values joined by an operation in which order makes no difference.
template <int width = lanes / 2, class Vector, class Join> inline auto joined(const Vector& values, const Join& join)
{
    const Vector some = join(values, turned<width>(values, AllPlaces {}));
    if constexpr (width == 1) {
        return some[0];
    } else {
        return joined<width / 2>(some, join);
    }
}

inline std::int32_t sumOf(const SignedWords& values)
{
    return joined(values, [](const SignedWords& a, const SignedWords& b) { return a + b; });
}

/// The largest |x| of a block; not a number if one of them is not.
inline float largestOf(const float* x)
{
    const auto larger = [](const Words& a, const Words& b) { return a > b ? a : b; };
    Words most {};
    for (int i = 0; i < blockColumns; i += lanes) {
        most = larger(most, __builtin_bit_cast(Words, load(x + i)) & 0x7FFFFFFFU);
    }
    return __builtin_bit_cast(float, joined(most, larger));
}

void prepare(const Activation& x, std::int64_t n)
{
    constexpr float largestWhole = 127 * 256 + 127; // as two signed bytes
    constexpr float tiny = 1e-30F; // a block of such values is as good as zero, and has no reciprocal
    constexpr float toWhole = 0x1.8p23F; // adding it leaves no place for a fraction
    auto* to = reinterpret_cast<Block*>(x.prepared);
    for (std::int64_t block = 0; block < n / blockColumns; ++block, ++to) {
        const float* from = x.plain + block * blockColumns;
        const float largest = largestOf(from);
        if (!(largest <= 3.4028234e38F)) { // not finite, and so is every product with it
            *to = {};
            to->scale = to->sum = __builtin_nanf("");
            continue;
        }
        to->scale = largest < tiny ? 0 : largest / largestWhole;
        const float perWhole = largest < tiny ? 0 : largestWhole / largest;
        SignedWords halfSum[2] = {};
#pragma GCC unroll 4
        for (int i = 0; i < blockColumns; i += lanes) {
            const Lanes shifted = load(from + i) * perWhole + toWhole;
            const SignedWords whole
                = __builtin_bit_cast(SignedWords, shifted) - __builtin_bit_cast(SignedWords, Lanes {} + toWhole);
            keep(to->whole, i, whole);
            halfSum[i / 16] += whole;
        }
        to->negativeSums[0] = -sumOf(halfSum[0]);
        to->negativeSums[1] = -sumOf(halfSum[1]);
        to->sum = to->scale * static_cast<float>(-(to->negativeSums[0] + to->negativeSums[1]));
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
    constexpr int words = blockColumns * layout.bits / 32 / parts;
    const Block* xs[rows];
    for (int row = 0; row < rows; ++row) {
        xs[row] = reinterpret_cast<const Block*>(x[row].prepared);
    }
    for (std::int64_t block = 0; block < in / blockColumns; ++block, tile += layout.stepBytes) {
        if (first == 0) {
            fetchAhead<layout.stepBytes>(tile);
        }
#pragma GCC unroll 2
        for (int part = 0; part < parts; ++part) {
            WholeSums sums[rows][vectors];
            if constexpr (!Of::hasMinimum) {
                for (int row = 0; row < rows; ++row) {
                    const std::int32_t* negative = xs[row][block].negativeSums;
                    for (int v = 0; v < vectors; ++v) {
                        addToAll(sums[row][v], Of::offset * (parts == 2 ? negative[part] : negative[0] + negative[1]));
                    }
                }
            }
            const std::byte* quanta = tile + layout.scales * Of::scalesBytes + (part * words * tileRows + first) * 4;
#pragma GCC unroll 8
            for (int word = 0; word < words; ++word) {
#pragma GCC unroll 2
                for (int v = 0; v < vectors; ++v) {
                    const Words packed = loadWords(quanta + (word * tileRows + v * lanes) * 4);
#pragma GCC unroll 2
                    for (int half = 0; half < 8 / layout.bits; ++half) {
                        const Words four = layout.bits == 8 ? packed : (packed >> (4 * half)) & 0x0F0F0F0FU;
                        const int at = half * 16 + (part * words + word) * 4;
#pragma GCC unroll 8
                        for (int row = 0; row < rows; ++row) {
                            addProducts(sums[row][v], four, xs[row][block].whole, at);
                        }
                    }
                }
            }
#pragma GCC unroll 2
            for (int v = 0; v < vectors; ++v) {
                const std::byte* scales = tile + (first + v * lanes) * layout.scaleBytes;
                const Lanes scale = loadScale<layout.scaleBytes>(scales + part * Of::scalesBytes);
                Lanes minimum {};
                if constexpr (Of::hasMinimum) {
                    minimum = loadScale<layout.scaleBytes>(scales + Of::scalesBytes);
                }
#pragma GCC unroll 8
                for (int row = 0; row < rows; ++row) {
                    total[row][v]
                        += scale * xs[row][block].scale * __builtin_convertvector(totalOf(sums[row][v]), Lanes);
                    if constexpr (Of::hasMinimum) {
                        total[row][v] += minimum * xs[row][block].sum;
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace amend
