// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace amend {

/// A column that names something, or nothing.
template <class Id> std::optional<Id> optionalId(std::optional<std::int64_t> value)
{
    return value ? std::optional(Id { *value }) : std::nullopt;
}

} // namespace amend
