// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether lessons still hold: the one test, for the gate's check of earlier lessons and for the memory map.
#pragma once

#include "core/domain/lesson.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

struct LessonRecall {
    /// The wanted reply is the greedy one, or is in it; without a wanted reply: the refused one is not the greedy one.
    bool isHeld = false;
    /// Of the wanted reply, or without one of the refused, and the end of its turn: mean per token, nats.
    double logProbability = 0;
    std::string reply; ///< the greedy one; empty where it was not asked for
};

/// Which greedy replies are wanted; most lessons are judged without writing one.
enum class GreedyReplies {
    WhereTheyDecide, ///< where the wanted reply is not the greedy one word for word
    All,
};

/// Whether a reply to the lesson's question does what the lesson asks for: it has the habit's form, or says what was
/// wanted.
bool doesAsAsked(const std::string& reply, const Lesson& lesson);

/// So many tokens of a greedy reply show whether it does: those of the reply that the lesson is about, and some more;
/// where the end does not matter, `maxReplyTokens`.
int tokensThatShow(const Model& model, const Lesson& lesson, int maxReplyTokens);

/// Each lesson's question under the weights that the router gives it, in the lessons' order. `wantedReply`: what was
/// taught, empty for "not this". `maxTokens`: of a greedy reply. Errors: Cancelled; ContextFull and BadInput as
/// scoredReply (core/learn/scored_text.h); those of reading a lesson's weights.
std::vector<LessonRecall> recallLessons(const Model& model, const LessonAdapters& adapters,
    std::span<const Lesson> lessons, int maxTokens, GreedyReplies replies, std::stop_token stop);

} // namespace amend
