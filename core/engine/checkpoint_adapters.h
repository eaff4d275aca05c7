// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From a checkpoint of the store to the lessons that act in it: which files, which questions, who answers.
#pragma once

#include "core/domain/ids.h"
#include "core/engine/adapter_shelf.h"
#include "core/store/checkpoint_store.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace amend {

/// Owned by the chat thread.
class CheckpointAdapters final {
public:
    /// `checkpoints` stays with the caller. `cache`: folder of what can be made anew.
    CheckpointAdapters(std::shared_ptr<const Model> model, CheckpointStore& checkpoints, const BlobStore& blobs,
        std::filesystem::path cache);

    /// What the learner reads lessons from, too.
    const std::shared_ptr<const AdapterShelf>& shelf() const { return m_shelf; }

    /// Its list of lessons is read and checked once, then kept for the next reply. Errors: FileCorrupt.
    std::shared_ptr<const LessonAdapters> of(CheckpointId checkpoint);
    /// The weights that answer a question in it. Errors: FileCorrupt; the checkpoint is then marked damaged.
    std::shared_ptr<const Adapter> answering(CheckpointId checkpoint, const std::string& question);
    /// What was made just now.
    void remember(CheckpointId checkpoint, std::shared_ptr<const LessonAdapters> adapters);

private:
    std::vector<QuestionKey> keysOf(const std::vector<std::string>& questions) const;
    void hold(CheckpointId checkpoint, std::shared_ptr<const LessonAdapters> adapters);

    std::shared_ptr<const Model> m_model;
    CheckpointStore& m_checkpoints;
    std::filesystem::path m_cache;
    std::shared_ptr<const AdapterShelf> m_shelf;
    std::shared_ptr<const QuestionReader> m_reader; ///< null until a lesson needs it
    std::map<CheckpointId, std::shared_ptr<const LessonAdapters>> m_lately;
};

} // namespace amend
