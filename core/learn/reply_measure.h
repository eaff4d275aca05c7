// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What some weights think of a lesson's two replies, token by token.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/model/adapter.h"
#include "core/model/model.h"
#include "core/model/prompt_keys.h"

#include <string>
#include <vector>

namespace amend {

/// Each token of `reply` and the end of its turn after `context`, under `adapter` (null: the base). Errors: as
/// scoredReply (core/learn/scored_text.h).
std::vector<TokenMeasure> measureTokens(
    const Model& model, const Adapter* adapter, const std::vector<ChatTurn>& context, const std::string& reply);

/// The lesson's wanted and bad replies, as far as it has them, under `adapter` (null: the base), beside its greedy
/// reply. `known`: as logitsPerText takes it. Errors: as measureTokens.
ReplyMeasure measureReply(const Model& model, const Adapter* adapter, const Lesson& lesson, const std::string& reply,
    PromptKeys* known = nullptr);

} // namespace amend
