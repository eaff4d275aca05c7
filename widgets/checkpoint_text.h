// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the timeline in words.
#pragma once

#include "core/domain/checkpoint_row.h"

#include <QString>

namespace amend {

/// "#13"; "—" for what made no checkpoint, "↩" for a restore.
QString checkpointNumber(const CheckpointRow& row);

/// The lesson's question, "back to #9", "without lesson 7" …
QString checkpointTitle(const CheckpointRow& row);

/// "learned", "rejected: 2 earlier lessons lost", "restored" …
/// The model answered as before: nothing was taken up, and nothing turned down either.
bool hadNoEffect(const CheckpointRow& row);
QString checkpointVerdict(const CheckpointRow& row);

/// "3.02 → 0.05"; empty for what trained nothing.
QString checkpointLosses(const CheckpointRow& row);

/// "14:02" on the same day as now, else the date.
QString checkpointTime(const CheckpointRow& row);

/// Everything in one sentence, for tooltips and screen readers.
QString checkpointSentence(const CheckpointRow& row);

} // namespace amend
