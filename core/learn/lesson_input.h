// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one lesson is learned from.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/message.h"
#include "core/learn/anchor_set.h"
#include "core/learn/learning_profile.h"
#include "core/learn/null_space.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <memory>
#include <vector>

namespace amend {

/// Everything a lesson may depend on: the result is a function of this value (and of the fingerprint of the machine
/// class) alone.
struct LessonInput {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const LessonAdapters> parent; ///< with its reader
    Lesson lesson;
    /// Learned lessons on the way to the parent, oldest first; `wantedReply` is what was taught (for a critique: the
    /// wanted reply of its receipt).
    std::vector<Lesson> earlier;
    std::vector<std::vector<ChatTurn>> kept; ///< replies that must stay: thumbs-up and newest unrated exchanges of this
                                             ///< person, each ending in an assistant's turn
    std::vector<std::vector<ChatTurn>> pinned; ///< those with a thumbs-up, oldest first
    std::shared_ptr<const NullSpace> nullSpace;
    std::shared_ptr<const AnchorSet> anchors; ///< the shipped ones
    LearningProfile profile;
};

/// Whether a lesson acts on its own question only.
inline bool isRouted(const LessonInput& input)
{
    return input.profile.trainedPart == TrainedPart::KeyedLora && input.lesson.scope == Scope::ThisAnswer;
}

/// What a lesson is learned beside; null: the base.
inline const Adapter* alwaysActing(const LessonInput& input)
{
    return input.parent->always().get();
}

/// Whether a lesson teaches no reply, only what is not to be said.
inline bool isRefusal(const Lesson& lesson)
{
    return lesson.gesture == Gesture::ThumbsDown;
}

} // namespace amend
