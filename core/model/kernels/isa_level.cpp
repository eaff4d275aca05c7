// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/isa_level.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string_view>

namespace amend {

namespace {

constexpr std::array<const char*, 5> names { "baseline", "avx2", "avxvnni", "avx512", "avx512vnni" };

} // namespace

const char* isaName(IsaLevel level)
{
    return names[static_cast<std::size_t>(level)];
}

bool hasIsa(IsaLevel level)
{
#if defined(__x86_64__)
    const auto hasAvx2 = [] {
        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0
            && __builtin_cpu_supports("f16c") != 0;
    };
    switch (level) {
    case IsaLevel::Baseline:
        return true;
    case IsaLevel::Avx2:
        return hasAvx2();
    case IsaLevel::AvxVnni:
        return hasAvx2() && __builtin_cpu_supports("avxvnni") != 0;
    case IsaLevel::Avx512:
        return hasAvx2() && __builtin_cpu_supports("avx512f") != 0;
    case IsaLevel::Avx512Vnni:
        return hasAvx2() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0
            && __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0
            && __builtin_cpu_supports("avx512vnni") != 0;
    }
#endif
    return level == IsaLevel::Baseline;
}

IsaLevel highestIsaAllowed()
{
    static const IsaLevel allowed = [] {
        const char* wished = std::getenv("AMEND_ISA");
        for (std::size_t i = 0; i < names.size() && wished != nullptr; ++i) {
            if (std::string_view(wished) == names[i]) {
                return static_cast<IsaLevel>(i);
            }
        }
        return IsaLevel::Avx512Vnni;
    }();
    return allowed;
}

} // namespace amend
