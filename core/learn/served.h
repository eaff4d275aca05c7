// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the person would see: every question under the weights that the router gives it.
#pragma once

#include "core/domain/generation_options.h"
#include "core/learn/scored_text.h"
#include "core/learn/variants.h"
#include "core/route/lesson_adapters.h"

#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// As the router sees them, of lessons or anchors.
template <class Asked> std::vector<std::string> routedQuestions(const std::vector<Asked>& list)
{
    std::vector<std::string> questions;
    for (const Asked& asked : list) {
        questions.push_back(routedQuestion(asked.context));
    }
    return questions;
}

// `known`: prompts that were read before, and are added to, as generateBatch and logitsPerText take them.

/// Greedy replies, each ending before its end of turn or after `maxTokens`. Errors: Cancelled.
std::vector<std::vector<TokenId>> servedReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, int maxTokens, std::stop_token stop, PromptKeys* known = nullptr);

/// The same, each written by the options beside it. `draft`: what they are expected to be; those that are just that are
/// found by reading it once, and only the others are written token by token. Empty: nothing is expected.
/// Source: Leviathan et al. 2023, "Fast inference from transformers via speculative decoding", arXiv 2211.17192; here
/// a draft is taken whole or not at all.
std::vector<std::vector<TokenId>> servedReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, const std::vector<GenerationOptions>& options, std::stop_token stop,
    PromptKeys* known = nullptr, const std::string& draft = {});

/// Logits [n, v] of each text's scored tokens. `questions`: of each text, as the router sees it; empty: none.
std::vector<at::Tensor> servedLogits(const Model& model, const LessonAdapters& adapters,
    const std::vector<const ScoredText*>& texts, const std::vector<std::string>& questions,
    PromptKeys* known = nullptr);

} // namespace amend
