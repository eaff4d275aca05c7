// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The time of day as a value that can be handed in, so that a test can hold it still.
#pragma once

#include <cstdint>
#include <functional>

namespace amend {

/// Gives the Unix time in milliseconds.
using Clock = std::function<std::int64_t()>;

std::int64_t systemClockMs();

} // namespace amend
