// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of an evaluation that belong to one kind of lesson: refusals and habits. (Those of answers are in
// eval_measurement.cpp.)
#pragma once

#include "app/cli/bulk_questions.h"
#include "app/cli/eval_data.h"

#include <string>
#include <vector>

namespace amend {

/// Replies are asked for up to this many tokens where their length counts.
inline constexpr int styledReplyTokens = 256;

/// A wrong reply of the base.
struct WrongReply {
    std::string question;
    std::string answer; ///< that is right
    std::string reply; ///< the base's
};

/// Of questions with answers, those that the base answers wrongly. `replies`: the base's, per set and question.
std::vector<WrongReply> wrongReplies(
    const std::vector<QuestionSet>& facts, const std::vector<std::vector<GreedyAnswer>>& replies, CaseHalf half);

/// The lessons that refuse them, the first `count`. Errors: BadInput if there are fewer.
std::vector<EvalLesson> refusalsOf(const std::vector<WrongReply>& wrong, int count);

/// What became of the replies that were refused. `usualNats`: of the base's own replies (reply_fluency.h). Errors: as
/// BulkQuestions.
void addRefusals(Json& row, BulkQuestions& questions, const std::vector<WrongReply>& refused, double usualNats);

/// What became of the replies to the held-out prompts of a style; `before`: the base's. Errors: as BulkQuestions.
void addStyle(
    Json& row, BulkQuestions& questions, const Style& style, const std::vector<GreedyAnswer>& before, double usualNats);

} // namespace amend
