// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From a gesture to a loss. To add an objective: one file in core/learn/objectives, its row in the table at the end,
// one test. Shapes: n scored tokens of a text, v vocabulary.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/learn/anchor_set.h"
#include "core/learn/learning_profile.h"
#include "core/learn/scored_text.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <array>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// What an objective may look at before the first step.
struct ObjectiveInput {
    const Model& model;
    const Adapter* parent; ///< null: the base
    const Lesson& lesson;
    const AnchorSet& anchors;
    const LearningProfile& profile;
    std::string replyBefore; ///< the greedy reply to the lesson's question so far
    std::string parentReply {}; ///< of a thumbs-down, and that of `parent`: another one where a lesson answers
    std::vector<std::string> refusedBefore {}; ///< replies to this question that earlier lessons took away
    PromptKeys* prompts = nullptr; ///< of `parent`, which may be added to; null: nothing is read yet
};

enum class TextRole {
    Wanted,
    Refused,
    Shaped, ///< the model's own reply in the form that a habit asks for
};

/// One text of a lesson, and what the loss compares it with.
struct LessonText {
    ScoredText text {};
    TextRole role = TextRole::Wanted;
    at::Tensor targets {}; ///< [n] the scored tokens
    at::Tensor positions {}; ///< [m] of the scored tokens, those compared with the parent; of a shaped text, those
                             ///< that its form decides; undefined: none
    at::Tensor parentLogProbs {}; ///< [m] of the scored tokens there, under the parent
    at::Tensor softTargets {}; ///< [m, v] log-probabilities to be reached there; undefined: none
    at::Tensor held {}; ///< of a shaped text, the other scored tokens, where the parent's view is to stay
    ReferenceLogProbs reference {}; ///< of the parent, there
};

/// When the optimiser may stop early.
enum class StopRule {
    Reached, ///< as soon as the loss says so
    ReachedAndReplyChanged, ///< and only if the greedy reply to the question is neither refused nor what it was
    ReplyChanged, ///< as soon as that is so
    ReachedAndShown, ///< as soon as the loss says so and the greedy reply to the question does as asked
};

/// What is to be learned, ready for the optimiser.
struct LessonPlan {
    std::vector<LessonText> texts {};
    int tokensAtOnce = 0; ///< of them, in one pass: the loss is then a sum over texts; 0: all
    int turns = 1; ///< passes take turns, each in every so-manieth step; the first step has all of them
    std::string wantedReply {}; ///< what is taught; empty for "not this"
    StopRule stopRule = StopRule::Reached;
    std::vector<std::string> refusedReplies {}; ///< without a wanted reply: what is not to be said any more
    std::optional<double> remarkGapNats {}; ///< of a critique: LessonReceipt::remarkGapNats
    std::optional<Verdict> refused {}; ///< there is nothing that can be learned from: the verdict, with `reason`
    std::string reason {}; ///< plain English; of a plan that is not refused: what the person should know of it
};

/// What one evaluation of the objective gave, or the texts of one pass add to it. Means per token, in nats.
struct ObjectiveLoss {
    at::Tensor total; ///< scalar, differentiable
    double lessonNats = 0;
    double marginNats = 0; ///< log-probability of wanted over bad, per token; 0 if there is no bad reply
    double heldNats = 0; ///< divergence from the parent at the held tokens of shaped texts; 0 without any
    double missingNats = 0; ///< from what the lesson asks for, by the objective's own measure; not above 0: it is there
    double excessNats = 0; ///< of heldNats, over what may be; not above 0: there is none

    bool reached() const { return missingNats <= 0 && excessNats <= 0; } // and not if one is not a number
    /// With another pass.
    void add(const ObjectiveLoss& part);
    /// The numbers, without the graph that leads to them.
    ObjectiveLoss detached() const;
};

struct Objective {
    Gesture gesture;
    const char* name;
    /// Errors: BadInput, ContextFull, Cancelled.
    LessonPlan (*plan)(const ObjectiveInput& input, std::stop_token stop);
    /// `logits` [n, v] of each text of the plan, in order; undefined: it is in another pass.
    ObjectiveLoss (*loss)(
        const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile& profile);
};

/// Thumbs-down with the wanted reply: NLL on the wanted reply and its end of turn, over the question and a few
/// automatic variants of it, plus a bounded margin over the bad reply from where the two differ. Source of the margin:
/// Pal et al. 2024, "Smaug", arXiv 2402.13228, equation 3 (DPOP), with means per token, and capped: beyond
/// `marginCapNats` there is no gradient, so the bad reply is never driven to nonsense.
LessonPlan planWantedReply(const ObjectiveInput& input, std::stop_token stop);
ObjectiveLoss lossOfWantedReply(
    const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile& profile);

/// Thumbs-down alone: on the few tokens that carry the bad reply's claim, the target is the model's own distribution
/// with that token's logit lowered, so that its probability goes to the model's own runners-up. Never plain gradient
/// ascent. A reply that an earlier lesson gives is not the parent's: there is nothing to unlearn, unless what the
/// parent says in its place was refused too. Source of the idea: Welleck et al. 2019, "Neural text generation with
/// unlikelihood training", arXiv 1908.04319; the soft target is ours. `softTargets`: the distributions [m, v] of
/// `logits` with the logits of the tokens `refused` [m] lowered, as log-probabilities.
at::Tensor softTargets(const at::Tensor& logits, const at::Tensor& refused);
LessonPlan planSoftUnlikelihood(const ObjectiveInput& input, std::stop_token stop);
ObjectiveLoss lossOfSoftUnlikelihood(
    const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile& profile);

/// Thumbs-down with a remark: the model answers again with the remark in its context. If checks show that this went the
/// right way, the revision is learned as a wanted reply; else the plan is refused with NeedsWantedReply and the
/// revision as a draft.
LessonPlan planCritique(const ObjectiveInput& input, std::stop_token stop);

/// A lesson for all replies, with a remark or a wanted reply: it is learned by the form that it asks for
/// (core/learn/reply_form.h). The texts are the refused reply and ordinary ones, each in the model's own words and in
/// that form, and plain text. NLL where the form breaks the flow of those words and the parent would go on in another
/// way; KL(parent || model) at all other tokens, so that what is said stays. A plan without a form is refused.
LessonPlan planHabit(const ObjectiveInput& input, std::stop_token stop);
ObjectiveLoss lossOfHabit(
    const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile& profile);
/// Whether a lesson is learned so: always where there is a wanted reply, else if its remark asks for a form.
bool isHabit(const Lesson& lesson);

/// One row per gesture that trains, and that of habits. (Thumbs-up takes no step: the reply becomes an anchor.)
inline constexpr std::array<Objective, 3> objectives { {
    { Gesture::WantedReply, "wanted_reply", planWantedReply, lossOfWantedReply },
    { Gesture::ThumbsDown, "soft_unlikelihood", planSoftUnlikelihood, lossOfSoftUnlikelihood },
    { Gesture::Critique, "critique", planCritique, lossOfWantedReply },
} };
inline constexpr Objective habitObjective { Gesture::Critique, "habit", planHabit, lossOfHabit };

/// The lesson's row; null for thumbs-up. `knowsHabits`: false for rules that learn every lesson by its gesture alone.
inline const Objective* objectiveFor(const Lesson& lesson, bool knowsHabits = true)
{
    if (knowsHabits && isHabit(lesson)) {
        return &habitObjective;
    }
    for (const Objective& row : objectives) {
        if (row.gesture == lesson.gesture) {
            return &row;
        }
    }
    return nullptr;
}

} // namespace amend
