// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson's steps and its gate begin from: what is said so far, what is to be learned, and what must stay.
#pragma once

#include "core/domain/lesson_receipt.h"
#include "core/learn/gate.h"
#include "core/learn/lesson_input.h"
#include "core/learn/objective.h"
#include "core/learn/retention.h"
#include "core/model/prompt_keys.h"

#include <memory>
#include <span>
#include <stop_token>

namespace amend {

struct PreparedLesson {
    /// Of what acts always in the parent. Nothing that depends on the other lessons is read before the lesson's own
    /// texts are: which prompts share their beginnings decides the last bits.
    std::shared_ptr<PromptKeys> prompts;
    std::shared_ptr<const Adapter> answeredBy; ///< what answers the lesson's question so far; null: the base
    ReplyMeasure before; ///< of the lesson's replies, under that
    bool isAnsweredByLesson = false; ///< what the candidate begins with is not what is said so far
    bool replacesPinned = false; ///< a reply to the lesson's own question that the person asked to keep
    LessonPlan plan;
    Retention retention;
    std::shared_ptr<GateInput> gateInput = std::make_shared<GateInput>();
};

/// Well under a second on the default model. The one that plans gives `input.lesson` the wanted reply that the plan
/// found. Errors: of the objective; Cancelled.
using PreparationPiece
    = void (*)(LessonInput& input, const Objective& objective, PreparedLesson& prepared, std::stop_token stop);

/// In this order. Stop behind a plan that is refused.
std::span<const PreparationPiece> preparationPieces();

} // namespace amend
