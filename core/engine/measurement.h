// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Many questions and many texts at once, in passes of bounded memory. Nothing is stored.
#pragma once

#include "core/domain/text_score.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace amend {

/// The greedy reply to each chat (its last turn is the question), as the chat would give it, in the chats' order.
/// `adapter` may be null: the base. Errors: ContextFull (a chat leaves no room for a reply), BadInput from the
/// template, Cancelled.
std::vector<GreedyAnswer> answerAll(const Model& model, const Adapter* adapter,
    const std::vector<std::vector<ChatTurn>>& chats, int maxTokens, std::stop_token stop);

/// What the adapter is compared with, where it is.
struct ScoreReference {
    std::shared_ptr<const Adapter> adapter; ///< null: the base
};

/// The scores of each text, in the texts' order. `adapter` may be null: the base; `reference`: nothing is compared.
/// Errors: ContextFull (a reply longer than the model's context), BadInput from the template, Cancelled.
std::vector<TextScore> scoreAll(const Model& model, const Adapter* adapter, const ScoreReference* reference,
    const std::vector<TextToScore>& texts, std::stop_token stop);

} // namespace amend
