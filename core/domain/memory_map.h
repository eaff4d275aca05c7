// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The memory map: every lesson asked again at every later checkpoint. What is remembered, what was lost?
#pragma once

#include "core/domain/ids.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace amend {

enum class MemoryState {
    Remembered, ///< the wanted reply still comes; after a bare thumbs-down: the refused one still does not
    Lost,
    Superseded, ///< not remembered, and rightly: a later lesson on the same question acts in its place
};

/// How a lesson's question is answered. Where the same weights act on it at another checkpoint, this is the same.
struct Recall {
    MemoryState state = MemoryState::Remembered;
    std::string reply; ///< greedy, to the end of turn or to the gate's limit
    /// Of the reply that the lesson is about (MemoryRow::reply) and the end of its turn: mean per token, nats.
    double logProbability = 0;
    bool operator==(const Recall&) const = default;
};

struct MemoryRow {
    LessonId lesson;
    std::string title; ///< its question in short
    std::string reply; ///< the one it is about: wanted, or with a bare thumbs-down refused
    bool isRefused = false; ///< a bare thumbs-down: the reply shall not come
    bool operator==(const MemoryRow&) const = default;
};

/// Rows lessons, columns the checkpoints that led to what serves, without the base, which holds none.
struct MemoryMap {
    static constexpr int notMeasured = -1;
    static constexpr int notTaught = -2; ///< the checkpoint does not hold the lesson: not yet, or not any more

    std::vector<CheckpointId> checkpoints; ///< oldest first, so in ascending order
    std::vector<MemoryRow> rows; ///< in order of the gestures
    std::vector<Recall> recalls; ///< the different ones, in no order
    std::vector<int> cells; ///< [rows * checkpoints], row by row: a place in `recalls`, notMeasured or notTaught
    bool operator==(const MemoryMap&) const = default;

    int cell(std::size_t row, std::size_t column) const { return cells[row * checkpoints.size() + column]; }
    /// Null: there is none.
    const Recall* recall(std::size_t row, std::size_t column) const
    {
        const int place = cell(row, column);
        return place < 0 ? nullptr : &recalls[static_cast<std::size_t>(place)];
    }
};

} // namespace amend
