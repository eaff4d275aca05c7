// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers that depend on a key and a counter only, so that any draw can be repeated on its own.
#pragma once

#include <cstdint>

namespace amend {

/// Counter-based generator: draw n of key k is a pure function of (k, n).
/// Source: SplitMix64 output function, Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators",
/// figure 16.
class CounterRng {
public:
    explicit CounterRng(std::uint64_t key)
        : m_key(mix(key))
    {
    }
    /// Next 64 uniformly distributed bits.
    std::uint64_t next() { return mix(m_key + golden * ++m_counter); }
    /// Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    /// Uniform in [0, bound), bound > 0. The bias is below bound / 2^64.
    std::uint64_t below(std::uint64_t bound)
    {
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64U);
    }
    /// An independent generator for a sub-task, named by `stream`.
    CounterRng split(std::uint64_t stream) const { return CounterRng(m_key ^ mix(stream + golden)); }

private:
    __extension__ using Wide = unsigned __int128;
    static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
    static std::uint64_t mix(std::uint64_t x)
    {
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31U);
    }
    std::uint64_t m_key;
    std::uint64_t m_counter = 0;
};

} // namespace amend
