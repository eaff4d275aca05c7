// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/scored_text.h"

#include "core/base/error.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/min.h>
#include <ATen/ops/scatter.h>
#include <ATen/ops/split_with_sizes.h>
#include <ATen/ops/tensor.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

namespace amend {

namespace {

/// Texts of more tokens than this are spread over several passes, to bound the memory of one.
constexpr int passTokens = 4096;
/// The same of texts that are only looked at: a pass without gradients has the keys and values of all blocks.
constexpr int inferredTokens = 1024;

/// Indices of the texts, those of each pass together.
std::vector<std::vector<std::size_t>> passesOf(const std::vector<const ScoredText*>& texts, std::size_t tokensAtOnce)
{
    std::vector<std::vector<std::size_t>> passes(1);
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        tokens += texts[i]->tokens.size();
        if (tokens > tokensAtOnce && !passes.back().empty()) {
            passes.emplace_back();
            tokens = texts[i]->tokens.size();
        }
        passes.back().push_back(i);
    }
    return passes;
}

at::Tensor asTensor(const std::vector<std::int64_t>& values, at::Device device)
{
    return at::tensor(values, at::TensorOptions().dtype(at::kLong)).to(device);
}

/// What stands before the token that predicts the first scored one.
std::span<const TokenId> promptOf(const ScoredText& text)
{
    return std::span(text.tokens).first(static_cast<std::size_t>(text.firstScored) - 1);
}

/// Of the forest's prompts, in its order.
KvCache promptsOf(const std::vector<const ScoredText*>& texts, const TokenForest& forest, PromptKeys& keys)
{
    std::vector<std::span<const TokenId>> prompts;
    for (const ScoredText* text : texts) {
        prompts.push_back(promptOf(*text));
    }
    keys.read(prompts);
    std::vector<int> places(static_cast<std::size_t>(forest.promptTokens()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<int> known = keys.placesOf(prompts[i]);
        for (std::size_t at = 0; at < known.size(); ++at) {
            places[static_cast<std::size_t>(forest.places[i][at])] = known[at];
        }
    }
    return keys.at(places);
}

/// With the gradient of both terms in one tensor: a row of the vocabulary's length for each token is what a step reads
/// and writes most of.
struct TargetLogProbs final : torch::autograd::Function<TargetLogProbs> {
    using Context = torch::autograd::AutogradContext;
    using Tensors = torch::autograd::variable_list;

    static at::Tensor forward(Context* context, const at::Tensor& logits, const at::Tensor& targets)
    {
        const at::Tensor total = logits.logsumexp(1, /*keepdim=*/true); // [n, 1]
        const at::Tensor places = targets.unsqueeze(1);
        context->save_for_backward({ logits, total, places });
        return (logits.gather(1, places) - total).squeeze(1);
    }

    /// d/dlogits of log p(target): 1 at the target, less the probabilities.
    static Tensors backward(Context* context, const Tensors& outputs)
    {
        const Tensors saved = context->get_saved_variables();
        const at::Tensor gradient = outputs[0].unsqueeze(1); // [n, 1]
        at::Tensor ofLogits = (saved[0] - saved[1]).exp_().mul_(-gradient);
        ofLogits.scatter_add_(1, saved[2], gradient);
        return { ofLogits, at::Tensor() };
    }
};

} // namespace

std::vector<TokenId> scoredTokens(const ScoredText& text)
{
    return { text.tokens.begin() + text.firstScored, text.tokens.end() };
}

ScoredText scoredReply(const Model& model, const std::vector<ChatTurn>& context, const std::string& reply, ReplyEnd end)
{
    return scoredReply(model, context, model.tokenizer.encode(reply), end);
}

ScoredText scoredReply(
    const Model& model, const std::vector<ChatTurn>& context, const std::vector<TokenId>& reply, ReplyEnd end)
{
    ScoredText text { .tokens = promptTokens(model, context) };
    text.firstScored = static_cast<int>(text.tokens.size());
    text.tokens.insert(text.tokens.end(), reply.begin(), reply.end());
    if (end == ReplyEnd::EndOfTurn) {
        text.tokens.push_back(model.tokenizer.endOfTurn());
    }
    if (static_cast<int>(text.tokens.size()) > model.config.contextLength) {
        throw Error(ErrorKind::ContextFull,
            "The conversation with this reply has " + std::to_string(text.tokens.size())
                + " tokens, more than the model's context of " + std::to_string(model.config.contextLength)
                + ". Teach from a shorter conversation or with a shorter reply.");
    }
    return text;
}

ScoredText scoredPlainText(const Model& model, const std::string& text, int maxTokens)
{
    ScoredText scored { .tokens = model.tokenizer.encode(text) };
    scored.tokens.resize(std::min(scored.tokens.size(), static_cast<std::size_t>(maxTokens)));
    return scored;
}

TextPass passOf(const std::vector<const ScoredText*>& texts, at::Device device)
{
    std::vector<std::span<const TokenId>> tokens;
    for (const ScoredText* text : texts) {
        tokens.emplace_back(text->tokens);
    }
    TextPass pass { .forest = forestOf(tokens), .tokens = {} };
    pass.tokens = asTensor({ pass.forest.tokens.begin(), pass.forest.tokens.end() }, device).unsqueeze(0);
    return pass;
}

TextsOnTrunk::TextsOnTrunk(
    const Model& model, std::vector<const ScoredText*> texts, const Trunk& trunk, int tokensAtOnce)
    : m_texts(std::move(texts))
    , m_firstBlock(trunk.firstBlock)
{
    const at::NoGradGuard noGrad;
    for (std::vector<std::size_t>& members :
        passesOf(m_texts, static_cast<std::size_t>(tokensAtOnce > 0 ? tokensAtOnce : passTokens))) {
        m_parts.push_back(partOf(model, std::move(members), trunk));
    }
}

TextsOnTrunk::Part TextsOnTrunk::partOf(const Model& model, std::vector<std::size_t> members, const Trunk& trunk) const
{
    std::vector<const ScoredText*> texts;
    std::vector<std::span<const TokenId>> predicting; // the last token predicts nothing
    std::vector<std::size_t> promptSizes;
    for (const std::size_t member : members) {
        const ScoredText& text = *texts.emplace_back(m_texts[member]);
        predicting.push_back(std::span(text.tokens).first(text.tokens.size() - 1));
        if (trunk.reach == AdapterReach::Reply) {
            promptSizes.push_back(promptOf(text).size());
        }
    }
    Part part { .members = std::move(members), .forest = forestOf(predicting, promptSizes) };
    const TokenForest& forest = part.forest;
    const int promptTokens = forest.promptTokens();
    if (promptTokens > 0) {
        const bool isKnown = trunk.known != nullptr && trunk.known->adapter() == trunk.adapter;
        PromptKeys own(model, trunk.adapter);
        part.prompts = promptsOf(texts, forest, isKnown ? *trunk.known : own);
    }
    part.tokens = asTensor({ forest.tokens.begin() + promptTokens, forest.tokens.end() }, model.device).unsqueeze(0);
    std::vector<std::int64_t> scoredAt;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<int>& places = forest.places[i];
        std::transform(places.begin() + texts[i]->firstScored - 1, places.end(), std::back_inserter(scoredAt),
            [promptTokens](int place) { return place - promptTokens; });
    }
    part.scoredAt = asTensor(scoredAt, model.device);
    if (trunk.firstBlock > 0) {
        ForwardInput below = inputOf(part);
        below.blocks = trunk.firstBlock;
        part.states = hiddenStates(model.config, model.weights, trunk.adapter, below);
    }
    return part;
}

/// What stands behind the prompts.
ForwardInput TextsOnTrunk::inputOf(const Part& part)
{
    return {
        .tokens = part.tokens, .forest = &part.forest, .prompts = part.prompts.length > 0 ? &part.prompts : nullptr
    };
}

at::Tensor TextsOnTrunk::statesAbove(
    const Part& part, const Model& model, const Adapter* adapter, const ActivationTap* tap) const
{
    ForwardInput above = inputOf(part);
    above.tap = tap;
    above.states = part.states;
    above.firstBlock = m_firstBlock;
    return hiddenStates(model.config, model.weights, adapter, above); // [1, t, d]
}

void TextsOnTrunk::show(const ActivationTap& tap, const Model& model, const Adapter* adapter) const
{
    for (const Part& part : m_parts) {
        statesAbove(part, model, adapter, &tap);
    }
}

void TextsOnTrunk::enterLogits(
    std::vector<at::Tensor>& perText, const Part& part, const Model& model, const Adapter* adapter) const
{
    const at::Tensor hidden = statesAbove(part, model, adapter);
    const at::Tensor logits = logitsOf(model.weights, hidden.squeeze(0).index_select(0, part.scoredAt));
    std::vector<std::int64_t> counts;
    for (const std::size_t member : part.members) {
        counts.push_back(m_texts[member]->scoredCount());
    }
    // Not text by text: the gradient of each part would be as large as all of them.
    const std::vector<at::Tensor> parts = logits.split_with_sizes(counts);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        perText[part.members[i]] = parts[i];
    }
}

std::vector<at::Tensor> TextsOnTrunk::logits(const Model& model, const Adapter* adapter) const
{
    std::vector<at::Tensor> perText(m_texts.size());
    for (const Part& part : m_parts) {
        enterLogits(perText, part, model, adapter);
    }
    return perText;
}

std::vector<at::Tensor> TextsOnTrunk::logitsOfPass(std::size_t pass, const Model& model, const Adapter* adapter) const
{
    std::vector<at::Tensor> perText(m_texts.size());
    enterLogits(perText, m_parts.at(pass), model, adapter);
    return perText;
}

Trunk trunkOf(const Adapter* adapter, PromptKeys* known)
{
    const bool areApart = reachesReplyAlone(adapter) || (known != nullptr && known->adapter() == adapter);
    return {
        .adapter = onPrompt(adapter), .reach = areApart ? AdapterReach::Reply : AdapterReach::AllTokens, .known = known
    };
}

std::vector<at::Tensor> logitsPerText(
    const Model& model, const Adapter* adapter, const std::vector<const ScoredText*>& texts, PromptKeys* known)
{
    return TextsOnTrunk(model, texts, trunkOf(adapter, known), inferredTokens).logits(model, adapter);
}

at::Tensor targetsOf(const ScoredText& text, at::Device device)
{
    const std::vector<std::int64_t> targets(text.tokens.begin() + text.firstScored, text.tokens.end());
    return at::tensor(targets, at::TensorOptions().dtype(at::kLong)).to(device);
}

at::Tensor targetLogProbs(const at::Tensor& logits, const at::Tensor& targets)
{
    return TargetLogProbs::apply(logits, targets);
}

double greedyMargin(const at::Tensor& logits, const ScoredText& text)
{
    const at::Tensor targets = targetsOf(text, logits.device()).unsqueeze(1); // [n, 1]
    const at::Tensor others = logits.scatter(1, targets, -std::numeric_limits<double>::infinity());
    return (logits.gather(1, targets).squeeze(1) - others.amax(1)).min().item<double>();
}

} // namespace amend
