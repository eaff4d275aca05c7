// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson may reach beside its own question: the questions that its gate asks.
#pragma once

#include "core/learn/lesson_input.h"

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// Questions that resemble the lesson's and ask for something else: made ones, and what this person asked and did not
/// complain about.
struct NearQuestions {
    std::vector<Anchor> reached; ///< those that the lesson would act on, with what the parent says there
    std::size_t count = 0; ///< of all; the others stay as they are, whatever is learned
};

/// Errors: Cancelled.
NearQuestions nearQuestionsOf(const LessonInput& input, std::stop_token stop);

/// Replies with a thumbs-up. On the lesson's own question, in whatever words, the newer word counts.
struct PinnedReplies {
    std::vector<Anchor> toKeep; ///< oldest first, without their references
    bool isOneReplaced = false; ///< the lesson teaches another reply to the question of one
};

PinnedReplies pinnedRepliesOf(const LessonInput& input);

/// Replies to the lesson's own question, in the same words, that earlier lessons refused.
std::vector<std::string> repliesRefusedBefore(const LessonInput& input);

/// Earlier lessons that the new one neither contradicts nor replaces, oldest first.
std::vector<Lesson> earlierToKeep(const LessonInput& input);

} // namespace amend
