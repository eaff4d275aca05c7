// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/critique_check.h"
#include "core/learn/objective.h"
#include "core/learn/reply_form.h"
#include "core/learn/variants.h"
#include "core/model/generator.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/mean.h>

#include <optional>
#include <utility>

namespace amend {

namespace {

/// The remark must make the revision likelier by this much per token than it is without the remark, or the model did
/// not take the remark into account.
constexpr double enoughGapNats = 0.1;
/// From about this size on, a model's own revision is taken on its word if nothing in the remark can be checked. Below,
/// models follow a remark too seldom (docs/learning-notes.md).
constexpr std::int64_t trustedParameters = 2'500'000'000;

Context contextWithRemark(const Lesson& lesson)
{
    Context context = lesson.context;
    context.push_back({ Role::Assistant, lesson.badReply });
    context.push_back({ Role::User,
        lesson.critique + "\n\nPlease answer my question again with this in mind. Give only the new answer." });
    return context;
}

/// log-probability per token of the revision with the remark in the context, less that without it.
double gapNats(const ObjectiveInput& input, const Context& withRemark, const std::string& revision)
{
    const at::NoGradGuard noGrad;
    const ScoredText informed = scoredReply(input.model, withRemark, revision);
    const ScoredText plain = scoredReply(input.model, input.lesson.context, revision);
    const auto logits = logitsPerText(input.model, input.parent, { &informed, &plain });
    const at::Tensor targets = targetsOf(plain, input.model.device);
    return (targetLogProbs(logits[0], targets) - targetLogProbs(logits[1], targets)).mean().item<double>();
}

/// Why the model's own revision cannot be taken; empty: it can.
std::string troubleOf(const ObjectiveInput& input, double gap, const std::string& revision, bool isWhole)
{
    const Lesson& lesson = input.lesson;
    const CritiqueCheck check = checkRevision(questionOf(lesson), lesson.badReply, lesson.critique, revision);
    if (!check.passed) {
        return check.reason;
    }
    if (!isWhole) {
        return "The model's new answer did not come to an end.";
    }
    if (gap < enoughGapNats) {
        return "The remark hardly changed what the model would say.";
    }
    if (!check.checkable && input.model.info.parameters < trustedParameters) {
        return "A model of this size cannot be trusted to correct itself, and the remark has nothing to check.";
    }
    return {};
}

/// The refused reply in the form that the remark asks for, if a form is all it asks for.
std::optional<std::string> inFormAskedFor(const Lesson& lesson)
{
    const std::optional<ReplyForm> form = formAskedBy(lesson.critique);
    std::optional<std::string> shaped
        = form ? reshaped(*form, lesson.badReply, endsSentence(lesson.badReply)) : std::nullopt;
    const bool isAll = shaped && checkRevision(questionOf(lesson), lesson.badReply, lesson.critique, *shaped).passed;
    return isAll ? shaped : std::nullopt;
}

LessonPlan askForTheWantedReply(std::string draft, const std::string& why)
{
    LessonPlan plan { .wantedReply = std::move(draft) };
    plan.refused = Verdict::NeedsWantedReply;
    plan.reason = why + " Write the reply you wanted; the model's own attempt is there as a draft.";
    return plan;
}

} // namespace

LessonPlan planCritique(const ObjectiveInput& input, std::stop_token stop)
{
    const Context withRemark = contextWithRemark(input.lesson);
    const auto tokens = generateGreedyBatch(
        input.model, input.parent, { promptTokens(input.model, withRemark) }, input.profile.maxReplyTokens, stop);
    Lesson taught = input.lesson;
    taught.wantedReply = input.model.tokenizer.decode(tokens.front());
    const bool isWhole = static_cast<int>(tokens.front().size()) < input.profile.maxReplyTokens;
    const double gap = gapNats(input, withRemark, taught.wantedReply);
    const std::string trouble = troubleOf(input, gap, taught.wantedReply, isWhole);
    const std::optional<std::string> shaped = trouble.empty() ? std::nullopt : inFormAskedFor(input.lesson);
    if (!trouble.empty() && !shaped) {
        LessonPlan plan = askForTheWantedReply(taught.wantedReply, trouble);
        plan.remarkGapNats = gap;
        return plan;
    }
    if (shaped) {
        taught.wantedReply = *shaped;
    }
    LessonPlan plan = planWantedReply({ .model = input.model,
                                          .parent = input.parent,
                                          .lesson = taught,
                                          .anchors = input.anchors,
                                          .profile = input.profile,
                                          .replyBefore = input.replyBefore,
                                          .prompts = input.prompts },
        stop);
    plan.remarkGapNats = gap;
    if (shaped) {
        plan.reason = trouble + " Its own words were brought into that form instead.";
    }
    return plan;
}

} // namespace amend
