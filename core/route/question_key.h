// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the base model reads a question, in the form in which two questions are compared. Shapes: t tokens, d hidden
// size.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <string>
#include <vector>

namespace amend {

struct QuestionKey {
    /// The hidden states of its tokens at one depth, whitened by what ordinary questions show there: common words come
    /// out short, telling ones long.
    struct Reading {
        at::Tensor directions; ///< [t, d], unit length
        std::vector<float> weights; ///< [t], squared lengths
        at::Tensor mean; ///< [d], unit length: the direction of the whole question
        /// [d], the mean hidden state, scaled so that what a rewording changes is short...
        at::Tensor asReworded;
        at::Tensor asNear; ///< ...and so that what a near question changes is short
    };

    std::string text;
    std::vector<std::string> words; ///< lower-case, without the spaces around
    std::vector<std::size_t> wordOf; ///< [t] the word a token belongs to
    std::vector<std::string> numbers; ///< runs of digits
    Reading wording; ///< after the first block: which words there are
    Reading meaning; ///< after a third of the blocks: what is said of what
};

} // namespace amend
