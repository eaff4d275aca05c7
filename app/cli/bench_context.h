// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What grows with the context: reading, decoding and a second turn at several lengths of a chat.
#pragma once

#include "app/cli/bench.h"

#include <stop_token>
#include <vector>

namespace amend {

inline constexpr const char* contextBench = "context";

/// One entry per figure and length that the model has room for, whose JSON has `size` in tokens beside the usual keys.
/// Errors: Cancelled.
std::vector<Measured> contextLengths(
    const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop);

} // namespace amend
