// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the timeline: something that happened to the weights, newest last in the log.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/lesson_receipt.h"

#include <cstdint>
#include <optional>
#include <string>

namespace amend {

enum class TimelineKind {
    Base, ///< the model as published, #0
    Learned, ///< a lesson passed the gate: a new checkpoint
    Rejected, ///< a lesson ended without a new checkpoint ; the verdict and the reason say why
    Restored, ///< an older checkpoint serves again; undo is a restore as well
    Untaught, ///< a new checkpoint, replayed without one lesson
    Rebuilt, ///< a new checkpoint, replayed from the log
};

struct CheckpointRow {
    std::int64_t sequence = 0; ///< position in the ledger, from 0 (the base)
    TimelineKind kind = TimelineKind::Base;
    std::optional<CheckpointId> checkpoint; ///< the checkpoint made (learned, un-taught, rebuilt, base)
    std::optional<CheckpointId> target; ///< restored: what serves from here on
    std::optional<CheckpointId> parent; ///< of a checkpoint: what it grew from
    std::optional<LessonId> lesson; ///< learned and rejected: which; un-taught: the lesson left out
    std::optional<Verdict> verdict; ///< learned and rejected: on the lesson
    std::string title; ///< the lesson's question in short
    std::string name; ///< given by the person; may be empty
    bool pinned = false;
    bool damaged = false; ///< its adapter file is missing or has the wrong hash
    bool serving = false; ///< exactly one row of a timeline is
    bool superseded = false; ///< learned on the way to what serves, but a later lesson on its question acts instead
    std::string reason;
    std::optional<double> lossBefore; ///< nats per token on the lesson
    std::optional<double> lossAfter;
    std::int64_t createdMs = 0; ///< Unix time
    std::int64_t sizeBytes = 0; ///< of the adapter file; 0 for the base
    std::string adapterSha256; ///< empty for the base
    std::string chainHash; ///< SHA-256 over this entry and the one before
    bool operator==(const CheckpointRow&) const = default;
};

} // namespace amend
