// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of the memory map as they are kept: a cache, of which any part may be lost and measured anew.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/memory_map.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace amend {

class Database;

/// What a lesson's question gets at a checkpoint.
struct MeasuredCell {
    LessonId lesson;
    std::string weights; ///< hash of what acted on the question: where it is the same, so is the recall
    std::optional<Recall> recall; ///< none: it is known under these weights already
    bool operator==(const MeasuredCell&) const = default;
};

/// A lesson's number says of which base model the checkpoints are. Errors: as Database.
class MemoryStore final {
public:
    explicit MemoryStore(Database& database)
        : m_database(database)
    {
    }

    /// Those of the lessons that have no cell at the checkpoint, in their order.
    std::vector<LessonId> missingAt(CheckpointId checkpoint, std::span<const LessonId> lessons) const;
    /// All weights under which the lesson's recall is known.
    std::vector<std::string> knownWeights(LessonId lesson) const;
    /// All at once. A cell whose recall is neither given nor known is left out.
    void save(CheckpointId checkpoint, std::span<const MeasuredCell> cells);
    /// Fills those cells of the map that are MemoryMap::notMeasured, as far as they are known.
    void fill(MemoryMap& map) const;

private:
    /// A span that ends at the checkpoint before grows by it; another recall of the same cell takes its place.
    void setCell(LessonId lesson, CheckpointId checkpoint, std::int64_t recall);
    Database& m_database;
};

} // namespace amend
