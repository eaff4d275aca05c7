// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The adapter files of a profile, read when they are first needed. Of hundreds of lessons a chat uses a few, so a few
// are held.
#pragma once

#include "core/model/adapter.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"
#include "core/store/blob_store.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace amend {

/// Any thread may use it.
class AdapterShelf final : public std::enable_shared_from_this<AdapterShelf> {
public:
    AdapterShelf(BlobStore blobs, std::shared_ptr<const Model> model);

    /// What reads the file `sha256` when it is needed.
    LessonWeights weights(const std::string& sha256) const;
    /// The file, its hash checked. Errors: FileMissing, FileCorrupt (or its contents do not fit the model).
    std::shared_ptr<const Adapter> adapter(const std::string& sha256) const;
    /// Saves reading what was written just now.
    void put(const std::string& sha256, std::shared_ptr<const Adapter> adapter) const;

private:
    std::shared_ptr<const Adapter> found(const std::string& sha256) const;

    BlobStore m_blobs;
    std::shared_ptr<const Model> m_model;
    mutable std::mutex m_mutex;
    mutable std::deque<std::pair<std::string, std::shared_ptr<const Adapter>>> m_latest; ///< newest first
    mutable std::unordered_map<std::string, std::weak_ptr<const Adapter>> m_inUse; ///< by others, too
};

} // namespace amend
