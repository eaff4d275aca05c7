// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Many questions and many texts at once, in passes of bounded memory. Nothing is stored.
#pragma once

#include "core/domain/text_score.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace amend {

/// The greedy reply to each chat (its last turn is the question), as the chat would give it, in the chats' order.
/// Errors: ContextFull (a chat leaves no room for a reply), BadInput from the
/// template, Cancelled.
std::vector<GreedyAnswer> answerAll(const Model& model, const LessonAdapters& adapters,
    const std::vector<std::vector<ChatTurn>>& chats, int maxTokens, std::stop_token stop);

/// The scores of each text, in the texts' order. `reference`: to compare the distributions with; null: nothing is
/// compared. Errors: ContextFull (a reply longer than the model's context), BadInput from the template, Cancelled.
std::vector<TextScore> scoreAll(const Model& model, const LessonAdapters& adapters, const LessonAdapters* reference,
    const std::vector<TextToScore>& texts, std::stop_token stop);

} // namespace amend
