// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a question asks what a taught one does, in whatever words. docs/learning-notes.md has the figures.
#pragma once

#include "core/route/question_key.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace amend {

/// What is compared, in the order of `Likeness`. "Missing" is what one question has and the other, by the hidden
/// states after the first block, has nowhere; a rewording swaps or drops common words, a near question swaps a telling
/// one for another of its kind in the same place.
inline constexpr std::array<const char*, 26> likenessNames {
    "taught_covered", ///< share of the taught question's weight that the asked one has too
    "taught_missing_word", ///< the heaviest missing word, as a share
    "taught_missing_weight", ///< the same, as a weight
    "taught_missing_numbers", ///< share of its numbers
    "asked_covered", "asked_missing_word", "asked_missing_weight", "asked_missing_numbers", ///< the other way round
    "in_order", ///< share of both questions' weight in words that are the same and in the same order
    "swapped", ///< heaviest swap between such words: the lighter side's missing weight
    "inserted", "deleted", ///< heaviest insertion, deletion
    "meaning", ///< cosine of the whole questions, after a third of the blocks
    "taught_meaning_covered", "asked_meaning_covered", ///< as the first, after a third of the blocks
    "taught_missing", "asked_missing", ///< weight of all that is missing
    "taught_meaning_missing_word",
    "asked_meaning_missing_word", ///< weight of the heaviest, after a third of the blocks
    /// Of the mean states after the first block: how far apart as rewordings go, the cosine in that scale, how far
    /// apart as near questions go. The same after a third of the blocks.
    "reworded_distance", "reworded_cosine", "near_distance", "meaning_reworded_distance", "meaning_reworded_cosine",
    "meaning_near_distance",
    "shared_word", ///< the heaviest word of the taught question that the asked one has too, as a weight
};
using Likeness = std::array<float, likenessNames.size()>;

Likeness likenessOf(const QuestionKey& taught, const QuestionKey& asked);

/// Log-odds that both ask the same: a small network over the likeness (resources/router.json, made by
/// tests/bench/fit_router.py). The same text gives `sameTextLogit`.
double sameQuestionLogit(const QuestionKey& taught, const QuestionKey& asked);
inline constexpr double sameTextLogit = 100;

/// Many taught questions, compared with asked ones all at once: one product of matrices in place of one per pair.
/// Constant after construction.
class TaughtQuestions final {
public:
    TaughtQuestions() = default;
    explicit TaughtQuestions(std::vector<QuestionKey> keys);

    const std::vector<QuestionKey>& keys() const { return m_keys; }
    /// sameQuestionLogit of every pair: for each asked question, one number per taught one.
    std::vector<std::vector<double>> logits(std::span<const QuestionKey> asked) const;

private:
    std::vector<QuestionKey> m_keys;
    std::vector<std::int64_t> m_firstRow; ///< of each key in the two below
    at::Tensor m_wording; ///< [tokens of all questions, d]
    at::Tensor m_meaning; ///< the same, after a third of the blocks
};

} // namespace amend
