// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/served.h"

#include "core/base/error.h"
#include "core/model/generator.h"
#include "core/model/sampler.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

namespace amend {

namespace {

/// Whether the reply to `prompt` is the scored tokens of `text`, which ends with its end of turn; `logits` [n, v] are
/// theirs.
bool isReply(const Model& model, const BatchPrompt& prompt, const ScoredText& text, const at::Tensor& logits)
{
    const at::Tensor own = logits.narrow(1, 0, model.tokenizer.size()).to(at::kCPU, at::kFloat).contiguous();
    if (!std::isfinite(own.sum().item<double>())) {
        return false; // whoever writes the reply refuses such logits
    }
    Sampler sampler(prompt.options);
    std::vector<float> row(static_cast<std::size_t>(own.size(1)));
    for (std::int64_t i = 0; i < own.size(0); ++i) {
        std::copy_n(own.const_data_ptr<float>() + i * own.size(1), row.size(), row.begin());
        const auto at = static_cast<std::size_t>(text.firstScored + i);
        if (sampler.next(row, std::span(text.tokens).first(at)) != text.tokens[at]) {
            return false;
        }
    }
    return true;
}

/// A longer draft is seldom right to the end, and its logits are a row of the vocabulary for each token.
constexpr std::size_t longestDraft = 64;
/// Of prompts with their drafts that are read at once.
constexpr int draftedTokensAtOnce = 256;

/// Nothing: no draft is of use for all of the prompts.
std::vector<TokenId> draftedTokens(
    const Model& model, const std::vector<BatchPrompt>& prompts, const std::string& draft)
{
    std::vector<TokenId> tokens = model.tokenizer.encode(draft);
    const bool isOfUse
        = tokens.size() <= longestDraft && std::all_of(prompts.begin(), prompts.end(), [&](const BatchPrompt& prompt) {
              return static_cast<int>(tokens.size()) < prompt.options.maxTokens
                  && prompt.tokens.size() + tokens.size() < static_cast<std::size_t>(model.config.contextLength);
          });
    return isOfUse ? tokens : std::vector<TokenId> {};
}

/// Which of the replies are the draft.
std::vector<bool> areAsDrafted(const Model& model, const Adapter* weights, const std::vector<BatchPrompt>& prompts,
    const std::vector<TokenId>& draft, const std::stop_token& stop, PromptKeys* known)
{
    const at::NoGradGuard noGrad;
    std::map<std::vector<TokenId>, std::vector<std::size_t>> places; // a prompt is read once, however it is answered
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        places[prompts[i].tokens].push_back(i);
    }
    std::vector<ScoredText> texts;
    std::vector<std::vector<std::size_t>> answered; // by each text
    for (auto& [prompt, those] : places) {
        answered.push_back(those);
        ScoredText& text = texts.emplace_back();
        text.tokens = prompt;
        text.firstScored = static_cast<int>(prompt.size());
        text.tokens.insert(text.tokens.end(), draft.begin(), draft.end());
        text.tokens.push_back(model.tokenizer.endOfTurn());
    }
    std::vector<const ScoredText*> rows;
    for (const ScoredText& text : texts) {
        rows.push_back(&text);
    }
    const TextsOnTrunk drafted(model, rows, trunkOf(weights, known), draftedTokensAtOnce);
    std::vector<bool> are(prompts.size());
    for (std::size_t pass = 0; pass < drafted.passes(); ++pass) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Writing the replies was stopped.");
        }
        const std::vector<at::Tensor> logits = drafted.logitsOfPass(pass, model, weights);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (!logits[i].defined()) { // another pass's
                continue;
            }
            for (const std::size_t place : answered[i]) {
                are[place] = isReply(model, prompts[place], texts[i], logits[i]);
            }
        }
    }
    return are;
}

std::vector<std::vector<TokenId>> repliesTo(const Model& model, const Adapter* weights,
    const std::vector<BatchPrompt>& prompts, const std::string& draft, std::stop_token stop, PromptKeys* known)
{
    const std::vector<TokenId> drafted = draftedTokens(model, prompts, draft);
    std::vector<std::vector<TokenId>> replies(prompts.size(), drafted);
    const std::vector<bool> are = drafted.empty() ? std::vector<bool>(prompts.size())
                                                  : areAsDrafted(model, weights, prompts, drafted, stop, known);
    std::vector<BatchPrompt> others;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        if (!are[i]) {
            others.push_back(prompts[i]);
            places.push_back(i);
        }
    }
    std::vector<std::vector<TokenId>> written = generateBatch(model, weights, others, stop, known);
    for (std::size_t i = 0; i < places.size(); ++i) {
        replies[places[i]] = std::move(written[i]);
    }
    return replies;
}

} // namespace

std::vector<std::vector<TokenId>> servedReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, int maxTokens, std::stop_token stop, PromptKeys* known)
{
    return servedReplies(
        model, adapters, contexts, std::vector<GenerationOptions>(contexts.size(), greedy(maxTokens)), stop, known);
}

std::vector<std::vector<TokenId>> servedReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, const std::vector<GenerationOptions>& options, std::stop_token stop,
    PromptKeys* known, const std::string& draft)
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
        auto written = repliesTo(model, weights.get(), prompts, draft, stop, known);
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
