// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lesson_preparation.h"

#include "core/learn/lesson_reach.h"
#include "core/learn/reply_form.h"
#include "core/learn/reply_measure.h"
#include "core/learn/scored_text.h"
#include "core/model/generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace amend {

namespace {

/// The reply that is complained about, as far as a reply goes here, if the model's measured first choices are just its
/// tokens: then it need not be written again.
std::optional<std::string> refusedIfSaid(const LessonInput& input, const PreparedLesson& prepared)
{
    const std::vector<TokenMeasure>& tokens = prepared.before.badTokens;
    const std::size_t said = std::min(tokens.size(), static_cast<std::size_t>(input.profile.maxReplyTokens));
    const bool isSaid = said > 0
        && std::all_of(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(said),
            [](const TokenMeasure& token) { return token.rank == 0 && std::isfinite(token.logProbability); });
    if (!isSaid) {
        return std::nullopt;
    }
    std::vector<TokenId> reply = input.model->tokenizer.encode(input.lesson.badReply);
    reply.resize(std::min(reply.size(), said));
    return input.model->tokenizer.decode(reply);
}

std::string greedyReply(
    const LessonInput& input, const PreparedLesson& prepared, const Adapter* adapter, std::stop_token stop)
{
    return greedyReply(
        *input.model, adapter, input.lesson.context, input.profile.maxReplyTokens, stop, prepared.prompts.get());
}

void answerBefore(LessonInput& input, const Objective&, PreparedLesson& prepared, std::stop_token stop)
{
    prepared.prompts = std::make_shared<PromptKeys>(*input.model, alwaysActing(input));
    // By itself and first, whoever answers it.
    const std::vector<TokenId> question = promptTokens(*input.model, input.lesson.context);
    const std::span<const TokenId> prompt = std::span(question).first(question.size() - 1);
    prepared.prompts->read({ &prompt, 1 });
    const Route route = input.parent->routeFor(routedQuestion(input.lesson.context));
    prepared.isAnsweredByLesson = route.lesson.has_value();
    prepared.answeredBy = input.parent->weightsOf(route);
    prepared.before = measureReply(*input.model, prepared.answeredBy.get(), input.lesson, {}, prepared.prompts.get());
    const std::optional<std::string> refused = refusedIfSaid(input, prepared);
    prepared.before.reply = refused ? *refused : greedyReply(input, prepared, prepared.answeredBy.get(), stop);
}

void planLesson(LessonInput& input, const Objective& objective, PreparedLesson& prepared, std::stop_token stop)
{
    const bool differs = prepared.isAnsweredByLesson && isRefusal(input.lesson); // else nobody asks
    const std::string parentReply
        = differs ? greedyReply(input, prepared, alwaysActing(input), stop) : prepared.before.reply;
    prepared.plan
        = objective.plan({ *input.model, alwaysActing(input), input.lesson, *input.anchors, input.profile,
                             prepared.before.reply, parentReply, repliesRefusedBefore(input), prepared.prompts.get() },
            stop);
    if (input.lesson.wantedReply != prepared.plan.wantedReply) { // the model's own, made for a remark
        input.lesson.wantedReply = prepared.plan.wantedReply;
        prepared.before = measureReply(
            *input.model, prepared.answeredBy.get(), input.lesson, prepared.before.reply, prepared.prompts.get());
    }
}

void answerNear(LessonInput& input, const Objective&, PreparedLesson& prepared, std::stop_token stop)
{
    if (input.lesson.scope == Scope::Always) {
        return; // a habit is meant to reach similar questions
    }
    NearQuestions near = nearQuestionsOf(input, stop);
    prepared.gateInput->near = std::move(near.reached);
    prepared.gateInput->nearCount = near.count;
}

void chooseWhatStays(LessonInput& input, const Objective&, PreparedLesson& prepared, std::stop_token)
{
    const Model& model = *input.model;
    Retention& retention = prepared.retention;
    retention.shipped = input.anchors;
    retention.kept = keptAnchors(model, input.kept, input.lesson, input.profile.keptAnchors, input.lesson.seed);
    if (!retention.kept.empty()) {
        measureReferences(model, alwaysActing(input), retention.kept);
    }
    prepared.gateInput->earlier = earlierToKeep(input);
    for (const Lesson& earlier : prepared.gateInput->earlier) {
        if (input.profile.replaysPerStep > 0 && !earlier.wantedReply.empty()) { // else hundreds, for nothing
            retention.replay.push_back(scoredReply(model, earlier.context, earlier.wantedReply));
        }
    }
}

void prepareGate(LessonInput& input, const Objective&, PreparedLesson& prepared, std::stop_token)
{
    GateInput& gateInput = *prepared.gateInput;
    gateInput.model = input.model;
    gateInput.parent = input.parent;
    gateInput.anchors = input.anchors;
    gateInput.lesson = input.lesson;
    gateInput.hasHabits = std::any_of(input.earlier.begin(), input.earlier.end(), habitOf);
    gateInput.replyBefore = prepared.before.reply;
    gateInput.refused = prepared.plan.refusedReplies;
    gateInput.profile = input.profile;
    gateInput.prompts = prepared.prompts;
    if (input.profile.gateDecides) {
        PinnedReplies pinned = pinnedRepliesOf(input);
        gateInput.pinned = std::move(pinned.toKeep);
        prepared.replacesPinned = pinned.isOneReplaced;
        gateInput.parentProbes = measureProbes(*input.model, *input.parent, *input.anchors);
    }
}

constexpr std::array<PreparationPiece, 5> pieces { answerBefore, planLesson, answerNear, chooseWhatStays, prepareGate };

} // namespace

std::span<const PreparationPiece> preparationPieces()
{
    return pieces;
}

} // namespace amend
