// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The heart of byte pair encoding: neighbouring tokens become one, best pair first.
#pragma once

#include "core/domain/ids.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace amend {

/// "`left` followed by `right` becomes `result`." The lowest rank is the best.
struct Merge {
    TokenId left = 0;
    TokenId right = 0;
    TokenId result = 0;
    int rank = 0;
};

/// Source: Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units", section 3.2.
/// Constant after construction; any thread may use it.
class PairMerger final {
public:
    PairMerger() = default;
    /// Of several merges of one pair the first counts.
    explicit PairMerger(const std::vector<Merge>& merges);

    /// Merges until no pair is left that can be: always the pair of the lowest rank, among equals the leftmost. Takes
    /// time n log n, however long the word.
    std::vector<TokenId> merge(const std::vector<TokenId>& word) const;

private:
    struct Outcome {
        TokenId result = 0;
        int rank = 0;
    };
    struct PairHash {
        std::size_t operator()(std::uint64_t pair) const;
    };
    struct Node;
    const Outcome* find(TokenId left, TokenId right) const;

    std::unordered_map<std::uint64_t, Outcome, PairHash> m_outcomes;
};

} // namespace amend
