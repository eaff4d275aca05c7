// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The instruction sets that inner loops are compiled for, and which of them are used here.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace amend {

/// In the order of preference, the best one last.
enum class IsaLevel : std::uint8_t {
    Baseline, ///< any x86-64, or any other machine
    Avx2, ///< with FMA and F16C
    AvxVnni, ///< Avx2 with VNNI on 256 bits
    Avx512, ///< F
    Avx512Vnni, ///< F, BW, DQ, VL and VNNI
};

/// "baseline", "avx2", "avxvnni", "avx512", "avx512vnni".
const char* isaName(IsaLevel level);

/// Whether processor and system have it.
bool hasIsa(IsaLevel level);

/// The best level to use: what the environment variable AMEND_ISA names, else no limit.
IsaLevel highestIsaAllowed();

/// Those of `all` that this machine can run, in their order.
template <class Kernels> std::vector<const Kernels*> setsHere(std::initializer_list<const Kernels*> all)
{
    std::vector<const Kernels*> here;
    for (const Kernels* kernels : all) {
        if (hasIsa(kernels->level)) {
            here.push_back(kernels);
        }
    }
    return here;
}

/// The first of the sets `here`, best first, that is not above the limit; else the last one.
template <class Kernels> const Kernels& bestAllowed(std::span<const Kernels* const> here)
{
    for (const Kernels* kernels : here) {
        if (kernels->level <= highestIsaAllowed()) {
            return *kernels;
        }
    }
    return *here.back();
}

} // namespace amend
