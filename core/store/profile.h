// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A profile: one person's chats, lessons and checkpoints in one folder. Opens its parts in the right order.
#pragma once

#include "core/base/clock.h"
#include "core/store/blob_store.h"
#include "core/store/chat_store.h"
#include "core/store/checkpoint_store.h"
#include "core/store/database.h"
#include "core/store/lesson_log.h"
#include "core/store/memory_store.h"
#include "core/store/profile_folder.h"

#include <filesystem>
#include <functional>
#include <string>

namespace amend {

/// Lives on one thread (the chat thread), but for `blobs()`, whose copies may go anywhere.
///
/// On opening: lock, database and its settings, its quick check, recovery of what was running when the program ended.
/// Errors: ProfileInUse, FileCorrupt, FormatUnsupported (made by a newer Amend), DiskFull, StorageTrouble, FileMissing.
/// Nothing is ever overwritten or started anew because of damage.
class Profile final {
public:
    explicit Profile(const std::filesystem::path& folder, Clock clock = systemClockMs);

    ChatStore& chats() { return m_chats; }
    /// For one base model, named by the SHA-256 of its file. Both refer to this profile.
    LessonLog lessons(const std::string& baseModel);
    CheckpointStore checkpoints(const std::string& baseModel);
    MemoryStore memory() { return MemoryStore(m_database); }
    BlobStore blobs() const { return m_blobs; }

    /// Several changes as one: all are committed when it returns, or none. See Database::transact.
    void transact(const std::function<void()>& work) { m_database.transact(work); }

private:
    ProfileFolder m_folder;
    Database m_database;
    BlobStore m_blobs;
    Clock m_clock;
    ChatStore m_chats;
};

} // namespace amend
