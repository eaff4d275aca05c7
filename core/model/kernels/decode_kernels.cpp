// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/decode_kernels.h"

#include <cstdlib>
#include <string_view>
#include <vector>

namespace amend {

namespace {

std::vector<const DecodeKernels*> kernelsOfThisMachine()
{
    std::vector<const DecodeKernels*> found;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0
        && __builtin_cpu_supports("f16c") != 0) {
        found.push_back(&decodeKernelsAvx2);
    }
#endif
    found.push_back(&decodeKernelsBaseline);
    return found;
}

} // namespace

std::span<const DecodeKernels* const> decodeKernelsHere()
{
    static const std::vector<const DecodeKernels*> found = kernelsOfThisMachine();
    return found;
}

const DecodeKernels& decodeKernelsInUse()
{
    static const DecodeKernels& chosen = []() -> const DecodeKernels& {
        const char* wished = std::getenv("AMEND_ISA");
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            if (wished != nullptr && std::string_view(wished) == kernels->name) {
                return *kernels;
            }
        }
        return *decodeKernelsHere().front(); // also for "avx512", which has none of its own
    }();
    return chosen;
}

} // namespace amend
