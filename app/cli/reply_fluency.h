// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a reply is one that the base could have written.
#pragma once

#include "core/engine/engine.h"

#include <string>
#include <vector>

namespace amend {

/// A greedy reply after its question, word for word.
TextToScore written(const std::string& question, const GreedyAnswer& answer);

/// Mean NLL per token over all the texts; 0 if they have none.
double meanNats(const std::vector<TextScore>& scores);

/// Whether the base's perplexity of a reply is at most twice exp(usualNats), where `usualNats` is its mean over replies
/// of its own. An empty reply is not.
bool isFluent(const TextScore& scoreOfBase, double usualNats);

} // namespace amend
