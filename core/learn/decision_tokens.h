// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens of a reply that carry its claim.
#pragma once

#include "core/learn/scored_text.h"
#include "core/model/model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace amend {

/// Positions, among the scored tokens of `reply`, of at most six tokens that carry its claim: they begin a content word
/// that is not in the question, or, if all of them are there, any content word. Names and numbers come first (capitals
/// inside a sentence, digits), then other words; of each, those where the model was least decided come first. `logits`
/// [n, v] are of the model that wrote the reply. Ascending; empty if the reply has no content word.
std::vector<std::int64_t> decisionTokens(
    const Model& model, const std::string& question, const ScoredText& reply, const at::Tensor& logits);

} // namespace amend
