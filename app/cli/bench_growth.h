// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What grows with use: the same figures at several numbers of messages and of lessons.
#pragma once

#include "app/cli/bench.h"

#include <stop_token>
#include <vector>

namespace amend {

inline constexpr const char* growthBench = "growth";

/// In the profile that the options name, which is empty at first. One entry per figure and size, whose JSON has `size`
/// beside the usual keys. Errors: BadInput (the model cannot be taught the one lesson that the others are copies of),
/// Cancelled.
std::vector<Measured> growth(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop);

} // namespace amend
