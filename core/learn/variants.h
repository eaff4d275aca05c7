// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The same question in other clothes and words, made without a model: for training some, for the gate others.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/message.h"

#include <string>
#include <vector>

namespace amend {

using Context = std::vector<ChatTurn>;

/// `context` with another text for its last user turn. Errors: BadInput if it has none.
Context withQuestion(Context context, const std::string& question);

/// At most `count` variants of the lesson's context for training, the most telling first. For this answer: in other
/// words if a pattern has any, and taken apart (core/learn/rewordings.h), once of these with another system prompt and
/// once inside a longer chat, which begins with `earlierExchange`, a question and its reply. Always, or if the question
/// cannot be taken apart: the question itself in such company, in other words, in lower case, behind a prefix; a habit
/// must not come to hang on the words of one question.
std::vector<Context> trainingVariants(const Lesson& lesson, const Context& earlierExchange, int count);

/// Variants that training never sees, for the gate's "rephrased": in other words where a pattern has any.
std::vector<Context> heldOutVariants(const Lesson& lesson);

} // namespace amend
