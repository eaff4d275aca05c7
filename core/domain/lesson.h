// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson: one piece of feedback on one particular reply, and what became of it.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace amend {

/// What the person did. It selects the objective (core/learn/objective.h).
enum class Gesture {
    WantedReply, ///< thumbs-down with the reply they wanted
    Critique, ///< thumbs-down with a remark on what should be different
    ThumbsDown, ///< thumbs-down alone: "not this"
    ThumbsUp, ///< the reply becomes an anchor; no optimiser step
};

/// How far a lesson is meant to reach.
enum class Scope {
    ThisAnswer, ///< narrow: everything else is to stay as it is, near questions too
    Always, ///< a style or habit
};

enum class LessonState {
    Waiting, ///< saved, queued for the learner
    Learning,
    Checking, ///< the gate is running
    Learned,
    Kept, ///< thumbs-up: now an anchor
    NoEffect, ///< the greedy reply stayed the same; nothing was changed
    Rejected, ///< the gate turned it down; nothing was changed
    NeedsWantedReply, ///< the critique gave this model no direction it can use
    CouldNotRun, ///< see the reason; can be tried again
    Cancelled,
    Untaught,
};

struct Lesson {
    LessonId id;
    std::optional<ChatId> chat; ///< none when taught from the command line
    std::optional<MessageId> message; ///< the rated reply
    std::vector<ChatTurn> context; ///< system prompt and turns up to and with the question
    std::string badReply;
    std::string wantedReply; ///< empty: not given
    std::string critique; ///< empty: not given
    Gesture gesture = Gesture::ThumbsDown;
    Scope scope = Scope::ThisAnswer;
    CheckpointId writtenBy; ///< the checkpoint that wrote the bad reply
    std::uint64_t seed = 0; ///< all randomness of this lesson follows from it
    std::int64_t createdMs = 0; ///< Unix time
    LessonState state = LessonState::Waiting;
    std::string reason; ///< of the state, in plain English; empty where there is nothing to say
    bool operator==(const Lesson&) const = default;
};

/// The text of the last user turn of a lesson's context: its question.
inline std::string questionOf(const Lesson& lesson)
{
    for (auto turn = lesson.context.rbegin(); turn != lesson.context.rend(); ++turn) {
        if (turn->role == Role::User) {
            return turn->text;
        }
    }
    return {};
}

} // namespace amend
