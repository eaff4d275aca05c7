// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From a file's merges, or the scores that stand for them, to merges by token id.
#pragma once

#include "core/text/pair_merger.h"
#include "core/text/tokenizer_data.h"

#include <vector>

namespace amend {

/// Merges that would give a special token are left out, so that typed text cannot spell one.
///
/// A SentencePiece vocabulary without merges has scores: then each way to cut a token into two tokens is a merge, and
/// equal scores are equal ranks. Source: Kudo and Richardson 2018, "SentencePiece", section 3.2.
/// Errors: FileCorrupt (a merge of or into a text that is no token).
std::vector<Merge> mergesOf(const TokenizerData& checkedData);

} // namespace amend
