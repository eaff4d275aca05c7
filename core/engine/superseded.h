// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which lessons of the timeline act no more because a later one took their question over.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/store/checkpoint_store.h"
#include "core/store/lesson_log.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace amend {

/// Finds them once for each checkpoint that comes to serve. Owned by the chat thread; both stores stay with the caller.
class Superseded final {
public:
    Superseded(CheckpointStore& checkpoints, const LessonLog& lessons);

    /// Sets `superseded` on the rows of lessons that were learned on the way to the serving checkpoint with weights of
    /// their own, and whose weights that checkpoint's file does not name any more. `rows`: the whole timeline. If a
    /// file that has to be looked at is damaged, nothing is said of the lessons it is about.
    void mark(std::vector<CheckpointRow>& rows);

private:
    void find(CheckpointId serving, const std::vector<CheckpointRow>& rows);
    /// The question that only the lesson of this checkpoint answers; empty: none, or (nullopt) its file is damaged.
    std::optional<std::string> ownQuestion(CheckpointId checkpoint);

    CheckpointStore& m_checkpoints;
    const LessonLog& m_lessons;
    std::optional<CheckpointId> m_foundFor;
    std::unordered_set<std::int64_t> m_sequences; ///< of the rows
    std::unordered_map<CheckpointId, std::string> m_ownQuestions; ///< a checkpoint's file never changes
};

} // namespace amend
