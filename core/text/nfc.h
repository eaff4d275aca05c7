// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Unicode's normalisation form C.
#pragma once

#include <string>
#include <string_view>

namespace amend {

/// `text`, which must be well-formed UTF-8, with letters and their marks composed. Source: Unicode Standard Annex 15.
std::string toNfc(std::string_view text);

} // namespace amend
