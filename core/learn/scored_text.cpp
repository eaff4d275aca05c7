// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/scored_text.h"

#include "core/base/error.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>

namespace amend {

namespace {

/// A row may be padded to this many times its own length before it gets a batch of its own kind.
constexpr double paddingLimit = 1.3;

/// Indices of the texts in groups of similar length, shortest first.
std::vector<std::vector<std::size_t>> groupedByLength(const std::vector<const ScoredText*>& texts)
{
    std::vector<std::size_t> order(texts.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return texts[a]->tokens.size() < texts[b]->tokens.size(); });
    std::vector<std::vector<std::size_t>> groups;
    std::size_t shortest = 0;
    for (const std::size_t index : order) {
        const std::size_t length = texts[index]->tokens.size();
        if (groups.empty() || static_cast<double>(length) > paddingLimit * static_cast<double>(shortest)) {
            groups.emplace_back();
            shortest = length;
        }
        groups.back().push_back(index);
    }
    return groups;
}

} // namespace

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

TextBatch batchOf(const std::vector<const ScoredText*>& texts, at::Device device)
{
    std::size_t longest = 0;
    for (const ScoredText* text : texts) {
        longest = std::max(longest, text->tokens.size());
    }
    std::vector<std::int64_t> tokens;
    std::vector<std::int64_t> padding;
    std::vector<std::int64_t> scoredAt;
    std::vector<std::int64_t> targets;
    TextBatch batch;
    for (std::size_t row = 0; row < texts.size(); ++row) {
        const ScoredText& text = *texts[row];
        const std::size_t pad = longest - text.tokens.size();
        padding.push_back(static_cast<std::int64_t>(pad));
        tokens.insert(tokens.end(), pad, 0);
        tokens.insert(tokens.end(), text.tokens.begin(), text.tokens.end());
        for (std::size_t at = static_cast<std::size_t>(text.firstScored); at < text.tokens.size(); ++at) {
            scoredAt.push_back(static_cast<std::int64_t>(row * longest + pad + at - 1));
            targets.push_back(text.tokens[at]);
        }
        batch.counts.push_back(text.scoredCount());
    }
    const auto asTensor = [&](const std::vector<std::int64_t>& values) {
        return at::tensor(values, at::TensorOptions().dtype(at::kLong)).to(device);
    };
    batch.tokens
        = asTensor(tokens).reshape({ static_cast<std::int64_t>(texts.size()), static_cast<std::int64_t>(longest) });
    batch.padding = asTensor(padding);
    batch.scoredAt = asTensor(scoredAt);
    batch.targets = asTensor(targets);
    return batch;
}

at::Tensor scoredLogits(const Model& model, const Adapter* adapter, const TextBatch& batch)
{
    const at::Tensor hidden = hiddenStates(
        model.config, model.weights, adapter, { .tokens = batch.tokens, .padding = batch.padding }); // [b, t, d]
    return logitsOf(model.weights, hidden.reshape({ -1, hidden.size(-1) }).index_select(0, batch.scoredAt));
}

std::vector<at::Tensor> logitsPerText(
    const Model& model, const Adapter* adapter, const std::vector<const ScoredText*>& texts)
{
    std::vector<at::Tensor> perText(texts.size());
    for (const std::vector<std::size_t>& group : groupedByLength(texts)) {
        std::vector<const ScoredText*> rows;
        for (const std::size_t index : group) {
            rows.push_back(texts[index]);
        }
        const TextBatch batch = batchOf(rows, model.device);
        const at::Tensor logits = scoredLogits(model, adapter, batch);
        std::int64_t begin = 0;
        for (std::size_t row = 0; row < group.size(); ++row) {
            perText[group[row]] = logits.narrow(0, begin, batch.counts[row]);
            begin += batch.counts[row];
        }
    }
    return perText;
}

at::Tensor targetsOf(const ScoredText& text, at::Device device)
{
    const std::vector<std::int64_t> targets(text.tokens.begin() + text.firstScored, text.tokens.end());
    return at::tensor(targets, at::TensorOptions().dtype(at::kLong)).to(device);
}

at::Tensor targetLogProbs(const at::Tensor& logits, const at::Tensor& targets)
{
    return logits.gather(1, targets.unsqueeze(1)).squeeze(1) - logits.logsumexp(1);
}

} // namespace amend
