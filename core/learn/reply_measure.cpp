// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/reply_measure.h"

#include "core/learn/scored_text.h"
#include "core/text/utf8_decoder.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/sum.h>

#include <cstdint>
#include <utility>

namespace amend {

namespace {

std::optional<double> sumOf(const std::vector<TokenMeasure>& tokens)
{
    if (tokens.empty()) {
        return std::nullopt;
    }
    double sum = 0;
    for (const TokenMeasure& token : tokens) {
        sum += token.logProbability;
    }
    return sum;
}

/// From the logits [n, v] of the scored tokens.
std::vector<TokenMeasure> measured(const Model& model, const ScoredText& scored, const at::Tensor& logits)
{
    const at::Tensor targets = targetsOf(scored, model.device); // [n]
    const at::Tensor logProbs = targetLogProbs(logits, targets).to(at::kCPU, at::kDouble);
    // An embedding may have more rows than the tokenizer has tokens: such rows are never chosen.
    const at::Tensor ranks = logits.narrow(1, 0, model.tokenizer.size())
                                 .gt(logits.gather(1, targets.unsqueeze(1)))
                                 .sum(1)
                                 .to(at::kCPU, at::kLong);
    Utf8Decoder text; // a token may end within a character
    std::vector<TokenMeasure> tokens;
    for (std::int64_t i = 0; i < targets.size(0); ++i) {
        const TokenId token = scored.tokens[static_cast<std::size_t>(scored.firstScored + i)];
        tokens.push_back({ .text = text.add(model.tokenizer.bytesOf(token)),
            .logProbability = logProbs[i].item<double>(),
            .rank = ranks[i].item<int>() });
    }
    return tokens;
}

} // namespace

std::vector<TokenMeasure> measureTokens(
    const Model& model, const Adapter* adapter, const std::vector<ChatTurn>& context, const std::string& reply)
{
    const at::NoGradGuard noGrad;
    const ScoredText scored = scoredReply(model, context, reply);
    return measured(model, scored, logitsPerText(model, adapter, { &scored }).front());
}

ReplyMeasure measureReply(
    const Model& model, const Adapter* adapter, const Lesson& lesson, const std::string& reply, PromptKeys* known)
{
    const at::NoGradGuard noGrad;
    ReplyMeasure measure { .reply = reply };
    // Side by side, their common question is read once.
    std::vector<std::pair<ScoredText, std::vector<TokenMeasure>*>> replies;
    const auto add = [&](const std::string& text, std::vector<TokenMeasure>& to) {
        if (!text.empty()) {
            replies.emplace_back(scoredReply(model, lesson.context, text), &to);
        }
    };
    add(lesson.wantedReply, measure.wantedTokens);
    add(lesson.badReply, measure.badTokens);
    std::vector<const ScoredText*> texts;
    for (const auto& [text, to] : replies) {
        texts.push_back(&text);
    }
    const std::vector<at::Tensor> logits
        = texts.empty() ? std::vector<at::Tensor> {} : logitsPerText(model, adapter, texts, known);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        *replies[i].second = measured(model, replies[i].first, logits[i]);
    }
    measure.logpWanted = sumOf(measure.wantedTokens);
    measure.logpBad = sumOf(measure.badTokens);
    return measure;
}

} // namespace amend
