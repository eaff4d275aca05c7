// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A line that stands for a longer text in a list.
#pragma once

#include <string>
#include <string_view>

namespace amend {

/// The first line with words in it, without the space around it. What is longer than `most` code points is cut at a
/// word where there is one, and ends in "…". UTF-8 characters stay whole.
std::string shortTitle(std::string_view text, std::size_t most = 60);

} // namespace amend
