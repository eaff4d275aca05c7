// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/served.h"

#include "core/model/generator.h"

#include <ATen/core/Tensor.h>

#include <utility>

namespace amend {

std::vector<std::vector<TokenId>> servedReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, int maxTokens, std::stop_token stop, PromptKeys* known)
{
    return servedReplies(
        model, adapters, contexts, std::vector<GenerationOptions>(contexts.size(), greedy(maxTokens)), stop, known);
}

std::vector<std::vector<TokenId>> servedReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, const std::vector<GenerationOptions>& options, std::stop_token stop,
    PromptKeys* known)
{
    std::vector<std::string> questions;
    for (const Context& context : contexts) {
        questions.push_back(routedQuestion(context));
    }
    std::vector<std::vector<TokenId>> replies(contexts.size());
    for (const RoutedGroup& group : adapters.groupsOf(questions)) {
        const std::shared_ptr<const Adapter> weights = adapters.weightsOf(group.route);
        std::vector<BatchPrompt> prompts;
        for (const std::size_t member : group.members) {
            prompts.push_back({ promptTokens(model, contexts[member]), options[member] });
        }
        auto written = generateBatch(model, weights.get(), prompts, stop, known);
        for (std::size_t i = 0; i < group.members.size(); ++i) {
            replies[group.members[i]] = std::move(written[i]);
        }
    }
    return replies;
}

std::vector<at::Tensor> servedLogits(const Model& model, const LessonAdapters& adapters,
    const std::vector<const ScoredText*>& texts, const std::vector<std::string>& questions, PromptKeys* known)
{
    std::vector<at::Tensor> logits(texts.size());
    for (const RoutedGroup& group : adapters.groupsOf(questions)) {
        const std::shared_ptr<const Adapter> weights = adapters.weightsOf(group.route);
        std::vector<const ScoredText*> chosen;
        for (const std::size_t member : group.members) {
            chosen.push_back(texts[member]);
        }
        const std::vector<at::Tensor> found = logitsPerText(model, weights.get(), chosen, known);
        for (std::size_t i = 0; i < group.members.size(); ++i) {
            logits[group.members[i]] = found[i];
        }
    }
    return logits;
}

} // namespace amend
