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

} // namespace

std::vector<TokenMeasure> measureTokens(
    const Model& model, const Adapter* adapter, const std::vector<ChatTurn>& context, const std::string& reply)
{
    const at::NoGradGuard noGrad;
    const ScoredText scored = scoredReply(model, context, reply);
    const at::Tensor logits = logitsPerText(model, adapter, { &scored }).front(); // [n, v]
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

ReplyMeasure measureReply(const Model& model, const Adapter* adapter, const Lesson& lesson, const std::string& reply)
{
    const auto measured = [&](const std::string& text) {
        return text.empty() ? std::vector<TokenMeasure> {} : measureTokens(model, adapter, lesson.context, text);
    };
    ReplyMeasure measure {
        .reply = reply, .wantedTokens = measured(lesson.wantedReply), .badTokens = measured(lesson.badReply)
    };
    measure.logpWanted = sumOf(measure.wantedTokens);
    measure.logpBad = sumOf(measure.badTokens);
    return measure;
}

} // namespace amend
