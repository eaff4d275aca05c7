// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replies that the person asked to keep (thumbs-up): which of them other weights would lose.
#pragma once

#include "core/learn/anchor_set.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <stop_token>
#include <vector>

namespace amend {

/// Whether a reply that says the same in other words is still the reply.
enum class ReplyWords { Stay, MayChange };

/// Those of `pinned` that `parent` still gives and `candidate` would not. A reply is given no more if, of its tokens
/// that the parent would choose, fewer than sameAnswerAgreement are still chosen (ReplyWords::Stay), or if the parent's
/// own greedy reply says something of what it claims and the candidate's does not. Errors: Cancelled; those of reading
/// a lesson's weights.
std::vector<const Anchor*> lostReplies(const Model& model, const LessonAdapters& parent,
    const LessonAdapters& candidate, const std::vector<const Anchor*>& pinned, ReplyWords words, std::stop_token stop);

} // namespace amend
