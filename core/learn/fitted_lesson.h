// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson as it can be learned: complete, and short enough for one step.
#pragma once

#include "core/domain/lesson.h"
#include "core/learn/learning_profile.h"
#include "core/model/model.h"

namespace amend {

/// Errors: BadInput if the lesson lacks what its gesture needs.
void requireComplete(const Lesson& lesson);

/// The lesson with the oldest turns cut until question and reply fit into one step. Errors: ContextFull.
Lesson fitted(const Model& model, Lesson lesson, int maxTokens);

/// The profile with as many variants as fit into one step, and with ranks that the model's width allows.
LearningProfile fitted(const Model& model, const Lesson& lesson, LearningProfile profile);

} // namespace amend
