// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/decision_tokens.h"
#include "core/learn/objective.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/expm1.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/scatter_add.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <string>
#include <vector>

namespace amend {

namespace {

/// How far the refused token's logit is lowered in the target; and if the model is so sure of it that this would not
/// make it unlikely, to this log-odds.
constexpr double loweringLogits = 8;
constexpr double targetLogOdds = -4;
/// The lesson is reached when the decision tokens lost this much on average.
constexpr double enoughNats = 3;
/// A claim is hardly ever made by a model under which its tokens together are this unlikely...
constexpr double hardlyEverNats = 4;
/// ...and never, not even drawn at random, where each of them is this unlikely in the mean.
constexpr double neverNats = 7;

/// Whether a greedy reply, which may have been cut, is one of the others or the beginning of one.
bool beginsOneOf(const std::string& reply, const std::vector<std::string>& others)
{
    return isOneOf(reply, others) || std::any_of(others.begin(), others.end(), [&reply](const std::string& other) {
        return !reply.empty() && other.starts_with(reply);
    });
}

} // namespace

at::Tensor softTargets(const at::Tensor& logits, const at::Tensor& refused)
{
    const at::Tensor index = refused.unsqueeze(1);
    const at::Tensor logProb = logits.log_softmax(1).gather(1, index);
    const at::Tensor logOdds = logProb - (-logProb.expm1()).clamp_min(1e-12).log();
    const at::Tensor lowering = (logOdds - targetLogOdds).clamp_min(loweringLogits);
    return logits.scatter_add(1, index, -lowering).log_softmax(1);
}

LessonPlan planSoftUnlikelihood(const ObjectiveInput& input, std::stop_token)
{
    const at::NoGradGuard noGrad;
    const Model& model = input.model;
    const bool isAnsweredByLesson = input.replyBefore != input.parentReply;
    const bool comesBack = isAnsweredByLesson && beginsOneOf(input.parentReply, input.refusedBefore);
    const std::string& refusedReply = comesBack ? input.parentReply : input.lesson.badReply;
    LessonPlan plan { .stopRule = StopRule::ReachedAndReplyChanged,
        .refusedReplies = { input.lesson.badReply, refusedReply } };
    LessonText text { .text = scoredReply(model, input.lesson.context, refusedReply), .role = TextRole::Refused };
    const at::Tensor logits = logitsPerText(model, input.parent, { &text.text }, input.prompts).front();
    const std::vector<std::int64_t> positions = decisionTokens(model, questionOf(input.lesson), text.text, logits);
    if (positions.empty()) {
        plan.refused = Verdict::NoEffect;
        plan.reason = "The refused reply has no word that could be made less likely. Give the reply you wanted.";
        return plan;
    }
    text.positions = at::tensor(positions, at::TensorOptions().dtype(at::kLong)).to(model.device);
    text.targets = targetsOf(text.text, model.device);
    const at::Tensor here = logits.index_select(0, text.positions);
    const at::Tensor refused = text.targets.index_select(0, text.positions);
    text.parentLogProbs = targetLogProbs(here, refused);
    text.softTargets = softTargets(here, refused);
    const double claimNats = -text.parentLogProbs.sum().item<double>();
    if (comesBack) {
        plan.reason = "An earlier lesson gave this reply. What it once took the place of is not wanted either.";
    } else if (isAnsweredByLesson && claimNats >= hardlyEverNats) {
        plan.stopRule = StopRule::ReplyChanged;
        plan.reason = "An earlier lesson gave this reply. It does not answer this question any more.";
    } else if (input.lesson.scope == Scope::ThisAnswer && claimNats >= neverNats * static_cast<double>(positions.size())
        && !beginsOneOf(input.parentReply, plan.refusedReplies)) {
        // As when the lesson that gave it was un-taught: what is said now was refused by nobody.
        plan.refused = Verdict::NoEffect;
        plan.reason = "The model does not give this reply by itself. Nothing was changed.";
        return plan;
    }
    plan.texts.push_back(std::move(text));
    return plan;
}

ObjectiveLoss lossOfSoftUnlikelihood(
    const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile&)
{
    const LessonText& text = plan.texts.front();
    const at::Tensor logProbs = logits.front().index_select(0, text.positions).log_softmax(1);
    ObjectiveLoss loss;
    loss.total = (text.softTargets.exp() * (text.softTargets - logProbs)).sum(1).mean();
    loss.lessonNats = loss.total.item<double>();
    const at::Tensor refused = text.targets.index_select(0, text.positions).unsqueeze(1);
    const at::Tensor lostNats = text.parentLogProbs - logProbs.gather(1, refused).squeeze(1);
    loss.missingNats = enoughNats - lostNats.mean().item<double>();
    return loss;
}

} // namespace amend
