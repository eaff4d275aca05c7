// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a model thinks of one token of a text that is given, after all tokens before it.
#pragma once

#include <string>

namespace amend {

struct TokenMeasure {
    /// What the token adds to the text, UTF-8; empty where it ends within a character, which the next one then
    /// completes. Of the end-of-turn token, its name.
    std::string text;
    double logProbability = 0; ///< nats
    int rank = 0; ///< how many tokens the model finds likelier here; 0: its first choice
    bool operator==(const TokenMeasure&) const = default;
};

} // namespace amend
