// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/pinned_replies.h"

#include "core/base/error.h"
#include "core/learn/probe_measure.h"
#include "core/learn/served.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <iterator>

namespace amend {

namespace {

constexpr std::size_t askedAtOnce = 4;

/// [n]: which of the reply's tokens are the first choice.
at::Tensor chosen(const Model& model, const LessonAdapters& adapters, const Anchor& reply)
{
    const at::Tensor logits = servedLogits(model, adapters, { &reply.text }, { routedQuestion(reply.context) }).front();
    return logits.argmax(1).eq(targetsOf(reply.text, logits.device()));
}

bool isStillChosen(
    const Model& model, const LessonAdapters& parent, const LessonAdapters& candidate, const Anchor& reply)
{
    const at::Tensor before = chosen(model, parent, reply);
    const at::Tensor still = before & chosen(model, candidate, reply);
    return still.sum().item<double>() >= sameAnswerAgreement * before.sum().item<double>();
}

/// Those whose fact the greedy reply does not say. A few at a time: side by side, the longest chat is the length of
/// all.
std::vector<const Anchor*> unsaid(
    const Model& model, const LessonAdapters& adapters, const std::vector<const Anchor*>& replies, std::stop_token stop)
{
    std::vector<const Anchor*> without;
    for (std::size_t first = 0; first < replies.size(); first += askedAtOnce) {
        const std::size_t last = std::min(first + askedAtOnce, replies.size());
        std::vector<Context> contexts;
        for (std::size_t i = first; i < last; ++i) {
            contexts.push_back(replies[i]->context);
        }
        const std::vector<std::vector<TokenId>> now = servedReplies(model, adapters, contexts, factReplyTokens, stop);
        for (std::size_t i = first; i < last; ++i) {
            if (!saysItsFact(model, *replies[i], model.tokenizer.decode(now[i - first]))) {
                without.push_back(replies[i]);
            }
        }
    }
    return without;
}

} // namespace

std::vector<const Anchor*> lostReplies(const Model& model, const LessonAdapters& parent,
    const LessonAdapters& candidate, const std::vector<const Anchor*>& pinned, ReplyWords words, std::stop_token stop)
{
    const at::NoGradGuard noGrad;
    std::vector<const Anchor*> lost;
    std::vector<const Anchor*> worded;
    for (const Anchor* reply : pinned) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Asking the pinned replies was stopped.");
        }
        const bool stays = words == ReplyWords::MayChange || isStillChosen(model, parent, candidate, *reply);
        (stays ? worded : lost).push_back(reply);
    }
    const std::vector<const Anchor*> now = unsaid(model, candidate, worded, stop);
    const std::vector<const Anchor*> before = unsaid(model, parent, now, stop);
    std::copy_if(now.begin(), now.end(), std::back_inserter(lost),
        [&](const Anchor* reply) { return std::find(before.begin(), before.end(), reply) == before.end(); });
    return lost;
}

} // namespace amend
