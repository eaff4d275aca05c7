// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Arithmetic on sizes that a file claims: every step that would wrap gives nothing instead.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace amend {

constexpr std::optional<std::uint64_t> checkedAdd(std::uint64_t a, std::uint64_t b)
{
    if (b > std::numeric_limits<std::uint64_t>::max() - a) {
        return std::nullopt;
    }
    return a + b;
}

constexpr std::optional<std::uint64_t> checkedMultiply(std::uint64_t a, std::uint64_t b)
{
    if (a != 0 && b > std::numeric_limits<std::uint64_t>::max() / a) {
        return std::nullopt;
    }
    return a * b;
}

/// The next multiple of `alignment`, which is a power of two.
constexpr std::optional<std::uint64_t> checkedAlignUp(std::uint64_t value, std::uint64_t alignment)
{
    const std::optional<std::uint64_t> raised = checkedAdd(value, alignment - 1);
    if (!raised) {
        return std::nullopt;
    }
    return *raised & ~(alignment - 1);
}

} // namespace amend
