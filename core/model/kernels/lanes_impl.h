// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The vectors in which the inner loops are written. Each <kernels>_<level>.cpp includes this with its own compiler
// flags; everything is in an anonymous namespace and uses no inline function of others, so that the linker never takes
// code of one level for another.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX512F__) || defined(__F16C__)
#include <immintrin.h>
#endif

namespace amend {
namespace {

/// As wide as the registers of the level this is compiled for: wider ones the compiler keeps in memory.
#if defined(__AVX512F__)
constexpr int lanes = 16;
#elif defined(__AVX2__)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif
using Lanes = float __attribute__((vector_size(lanes * 4)));
using LanesInMemory = float __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
using Words = std::uint32_t __attribute__((vector_size(lanes * 4)));
using WordsInMemory = std::uint32_t __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
using SignedWords = std::int32_t __attribute__((vector_size(lanes * 4)));
using Shorts = std::uint16_t __attribute__((vector_size(lanes * 2)));
using ShortsInMemory = std::uint16_t __attribute__((vector_size(lanes * 2), aligned(2), may_alias));

inline Lanes load(const float* from)
{
    return *reinterpret_cast<const LanesInMemory*>(from);
}

inline void store(float* to, const Lanes& values)
{
    *reinterpret_cast<LanesInMemory*>(to) = values;
}

template <int... i> struct Places { };
#if defined(__AVX512F__)
using AllPlaces = Places<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>;
#elif defined(__AVX2__)
using AllPlaces = Places<0, 1, 2, 3, 4, 5, 6, 7>;
#else
using AllPlaces = Places<0, 1, 2, 3>;
#endif

/// Of each group of 2 * width values, those of `a` first, its first half plus its second.
template <int width, int... i> inline Lanes folded(const Lanes& a, const Lanes& b, Places<i...>)
{
    return __builtin_shufflevector(a, b, (i / width * 2 * width + i % width)...)
        + __builtin_shufflevector(a, b, (i / width * 2 * width + i % width + width)...);
}

template <int width = lanes / 2> inline float sumOf(const Lanes& values)
{
    const Lanes halves = folded<width>(values, values, AllPlaces {});
    if constexpr (width == 1) {
        return halves[0];
    } else {
        return sumOf<width / 2>(halves);
    }
}

/// The sums of as many vectors as each has values, with the bits of sumOf.
template <int width = lanes / 2> inline Lanes sumsOf(const Lanes (&values)[2 * width])
{
    Lanes halves[width];
#pragma GCC unroll 8
    for (int i = 0; i < width; ++i) {
        halves[i] = folded<width>(values[2 * i], values[2 * i + 1], AllPlaces {});
    }
    if constexpr (width == 1) {
        return halves[0];
    } else {
        return sumsOf<width / 2>(halves);
    }
}

inline Words loadWords(const std::byte* from)
{
    return *reinterpret_cast<const WordsInMemory*>(from);
}

inline Lanes asLanes(const Words& words)
{
    return __builtin_bit_cast(Lanes, words);
}

inline Words loadShorts(const std::byte* from)
{
    return __builtin_convertvector(*reinterpret_cast<const ShortsInMemory*>(from), Words);
}

inline Lanes loadBFloats(const std::byte* from)
{
    return asLanes(loadShorts(from) << 16);
}

/// fp16, exact also below its normal numbers.
inline Lanes loadHalves(const std::byte* from)
{
#if defined(__AVX512F__)
    // Not _mm512_cvtph_ps, of which GCC 12 says that it reads what is not set.
    return _mm512_maskz_cvtph_ps(0xFFFF, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
#elif defined(__F16C__)
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
#else
    const Words half = loadShorts(from);
    const Lanes magnitude = asLanes((half & 0x7FFFU) << 13) * 0x1p112F;
    const Words notFinite = (half & 0x7C00U) == 0x7C00U ? Words {} + 0x7F800000U : Words {};
    return asLanes(__builtin_bit_cast(Words, magnitude) | (half & 0x8000U) << 16 | notFinite);
#endif
}

/// To the nearest fp16, ties to even; what is beyond its numbers becomes infinite.
inline void storeHalves(std::byte* to, const Lanes& values)
{
#if defined(__AVX512F__)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_maskz_cvtps_ph(0xFFFF, values, 0));
#elif defined(__F16C__)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_cvtps_ph(values, 0));
#else
    const Words bits = __builtin_bit_cast(Words, values);
    const Words magnitude = bits & 0x7FFFFFFFU;
    const Words odd = magnitude >> 13 & 1U;
    const Words normal = (magnitude - (112U << 23) + 0xFFFU + odd) >> 13;
    // Below the normal numbers of fp16 the processor rounds: behind .5 its steps are those of fp16 there.
    const Words small = __builtin_bit_cast(Words, asLanes(magnitude) + 0.5F) - (126U << 23);
    const Words number = magnitude < 113U << 23 ? small : normal;
    const Words finite = magnitude < 0x477FF000U ? number : Words {} + 0x7C00U; // 65520 and more
    const Words half = magnitude > 0x7F800000U ? Words {} + 0x7E00U : finite;
    *reinterpret_cast<ShortsInMemory*>(to) = __builtin_convertvector(half | (bits >> 16 & 0x8000U), Shorts);
#endif
}

} // namespace
} // namespace amend
