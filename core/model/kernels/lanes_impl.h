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

inline float sumOf(const Lanes& values)
{
    float part[lanes];
    store(part, values);
    for (int width = lanes / 2; width > 0; width /= 2) {
        for (int i = 0; i < width; ++i) {
            part[i] += part[i + width];
        }
    }
    return part[0];
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

/// fp16, exact also below its normal numbers; there is no infinity in a checked model.
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
    return asLanes(__builtin_bit_cast(Words, magnitude) | (half & 0x8000U) << 16);
#endif
}

} // namespace
} // namespace amend
