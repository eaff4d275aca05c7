// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/objective.h"
#include "core/learn/variants.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/softplus.h>

#include <algorithm>

namespace amend {

namespace {

/// Of the bad reply, at most this many tokens from where it parts from the wanted one: the margin is won there.
constexpr int marginTokens = 8;
/// Beyond this gain over the parent, per token, the margin asks for no more.
constexpr double marginCapNats = 3;
/// DPOP's lambda: how hard a wanted reply that becomes less likely than under the parent is held back.
constexpr double dpopLambda = 5;
/// The exchange before the question in the variant inside a longer chat has a reply of at most this many tokens.
constexpr int shortReplyTokens = 24;

LessonText lessonText(ScoredText text, TextRole role, at::Device device)
{
    LessonText lessonText { .text = std::move(text), .role = role };
    lessonText.targets = targetsOf(lessonText.text, device);
    return lessonText;
}

/// Where two replies to the same prompt part, counted in scored tokens.
int commonPrefix(const ScoredText& a, const ScoredText& b)
{
    const auto [endA, endB] = std::mismatch(
        a.tokens.begin() + a.firstScored, a.tokens.end(), b.tokens.begin() + b.firstScored, b.tokens.end());
    return static_cast<int>(endA - (a.tokens.begin() + a.firstScored));
}

at::Tensor positionsFrom(int begin, const ScoredText& text, at::Device device)
{
    return at::arange(begin, text.scoredCount(), at::TensorOptions().dtype(at::kLong).device(device));
}

Context shortExchange(const Model& model, const AnchorSet& anchors)
{
    for (const Anchor& anchor : anchors.anchors) {
        if (anchor.end == ReplyEnd::EndOfTurn && anchor.text.scoredCount() <= shortReplyTokens) {
            const std::vector<TokenId> reply(
                anchor.text.tokens.begin() + anchor.text.firstScored, anchor.text.tokens.end() - 1);
            Context exchange = anchor.context;
            exchange.push_back({ Role::Assistant, model.tokenizer.decode(reply) });
            return exchange;
        }
    }
    return { { Role::User, "Good morning!" }, { Role::Assistant, "Good morning! How can I help you?" } };
}

/// Fills `parentLogProbs` of the first wanted text and the refused one: what the parent thinks where they differ.
void measureParent(const ObjectiveInput& input, LessonText& wanted, LessonText& refused)
{
    const at::NoGradGuard noGrad;
    const auto logits = logitsPerText(input.model, input.parent, { &wanted.text, &refused.text }, input.prompts);
    wanted.parentLogProbs = targetLogProbs(logits[0], wanted.targets).index_select(0, wanted.positions);
    refused.parentLogProbs = targetLogProbs(logits[1], refused.targets).index_select(0, refused.positions);
}

struct Margin {
    at::Tensor loss;
    double nats = 0;
};

Margin marginOf(const LessonText& wanted, const at::Tensor& wantedLogProbs, const LessonText& refused,
    const at::Tensor& refusedLogProbs)
{
    const at::Tensor wantedHere = wantedLogProbs.index_select(0, wanted.positions);
    const at::Tensor refusedHere = refusedLogProbs.index_select(0, refused.positions);
    const at::Tensor gainWanted = (wantedHere - wanted.parentLogProbs).mean();
    const at::Tensor gainRefused = (refusedHere - refused.parentLogProbs).mean();
    const at::Tensor gap
        = (gainWanted - gainRefused).clamp_max(marginCapNats) - dpopLambda * (-gainWanted).clamp_min(0);
    return { at::softplus(-gap), (wantedHere.mean() - refusedHere.mean()).item<double>() };
}

} // namespace

LessonPlan planWantedReply(const ObjectiveInput& input, std::stop_token)
{
    const Model& model = input.model;
    const Lesson& lesson = input.lesson;
    LessonPlan plan { .wantedReply = lesson.wantedReply };
    const auto addWanted = [&](const Context& context) {
        plan.texts.push_back(
            lessonText(scoredReply(model, context, lesson.wantedReply), TextRole::Wanted, model.device));
    };
    addWanted(lesson.context);
    for (const Context& variant :
        trainingVariants(lesson, shortExchange(model, input.anchors), input.profile.variants)) {
        addWanted(variant);
    }
    if (lesson.badReply.empty()) {
        return plan;
    }
    ScoredText bad = scoredReply(model, lesson.context, lesson.badReply);
    const int parting = commonPrefix(plan.texts.front().text, bad);
    bad.tokens.resize(std::min(bad.tokens.size(), static_cast<std::size_t>(bad.firstScored + parting + marginTokens)));
    if (parting >= bad.scoredCount() || parting >= plan.texts.front().text.scoredCount()) {
        return plan; // the same reply: there is nothing to hold against it
    }
    plan.texts.push_back(lessonText(std::move(bad), TextRole::Refused, model.device));
    for (LessonText* text : { &plan.texts.front(), &plan.texts.back() }) {
        text->positions = positionsFrom(parting, text->text, model.device);
    }
    measureParent(input, plan.texts.front(), plan.texts.back());
    return plan;
}

ObjectiveLoss lossOfWantedReply(
    const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile& profile)
{
    ObjectiveLoss loss;
    at::Tensor sum;
    int wantedTexts = 0;
    std::vector<at::Tensor> logProbs;
    for (std::size_t i = 0; i < plan.texts.size(); ++i) {
        logProbs.push_back(targetLogProbs(logits[i], plan.texts[i].targets));
        if (plan.texts[i].role == TextRole::Wanted) {
            const at::Tensor nats = -logProbs.back().mean();
            sum = sum.defined() ? sum + nats : nats;
            // In this order: of a worst token that is not a number, nothing else is left.
            loss.missingNats += std::max(-logProbs.back().min().item<double>() - profile.stopBelowNats, 0.0);
            ++wantedTexts;
        }
    }
    loss.total = sum / wantedTexts;
    loss.lessonNats = loss.total.item<double>();
    if (plan.texts.back().role == TextRole::Refused) {
        const Margin margin = marginOf(plan.texts.front(), logProbs.front(), plan.texts.back(), logProbs.back());
        loss.marginNats = margin.nats;
        loss.total = loss.total + profile.marginWeight * margin.loss;
    }
    return loss;
}

} // namespace amend
