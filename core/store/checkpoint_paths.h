// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from the rows of one model's ledger about its checkpoints: which lessons they hold, which came before.
#pragma once

#include "core/domain/ids.h"
#include "core/store/ledger.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace amend {

/// What serves after this entry; none if it changes nothing.
std::optional<CheckpointId> servesAfter(const LedgerEntry& entry);

/// Sequences of the lessons from the base to the checkpoint of each entry; an entry's parent stands before it. Errors:
/// FileCorrupt.
std::unordered_map<CheckpointId, std::vector<std::int64_t>> pathsOf(const std::vector<LedgerEntry>& entries);

/// The same of one checkpoint. Errors: FileCorrupt.
std::vector<std::int64_t> pathTo(CheckpointId checkpoint, const std::vector<LedgerEntry>& entries);

/// The checkpoints that led to this one, oldest first, it last, without the base: each was made while the one before it
/// served. So a replay stands behind what it took the place of, and what was gone back from is left out.
std::vector<CheckpointId> lineTo(CheckpointId checkpoint, const std::vector<LedgerEntry>& entries);

} // namespace amend
