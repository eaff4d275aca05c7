// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Several texts in one row of tokens, in which what their beginnings have in common stands once: the system prompt of
// all of them, the question of two replies. The forward pass costs that much less, and nothing is padded.
#pragma once

#include "core/domain/ids.h"

#include <cstddef>
#include <span>
#include <vector>

namespace amend {

/// Tokens that follow one another in every text they belong to.
struct TokenRun {
    int begin = 0; ///< place of its first token in TokenForest::tokens
    int length = 0;
    int parent = -1; ///< the run it follows, an earlier one; -1: it begins its texts
    int firstPosition = 0; ///< how many tokens stand before it in its texts
    bool operator==(const TokenRun&) const = default;
};

/// Every token sees its own run up to itself and all of the runs above.
struct TokenForest {
    std::vector<TokenId> tokens; ///< run after run
    std::vector<TokenRun> runs; ///< parents before children
    std::vector<std::vector<int>> places; ///< per text, where each of its tokens stands in `tokens`
    std::size_t promptRuns = 0; ///< that many of the first runs are prompts, the others what follows them

    int longestText() const;
    int promptTokens() const; ///< of the first runs, together
};

/// The forest of `texts`. The same texts give the same forest; texts that are equal share all of it. `promptSizes`: of
/// each text, how many of its first tokens are its prompt; they share nothing with what is no prompt in another text,
/// and stand first. Empty: no text has one.
TokenForest forestOf(std::span<const std::span<const TokenId>> texts, std::span<const std::size_t> promptSizes = {});

} // namespace amend
