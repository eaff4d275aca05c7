// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/profile.h"

#include "core/base/error.h"
#include "core/store/schema.h"

#include <algorithm>

namespace amend {

namespace {

bool hasBlobs(const std::filesystem::path& profile)
{
    const std::filesystem::directory_iterator folders(profile / "blobs");
    return std::any_of(begin(folders), end(folders),
        [](const auto& folder) { return folder.is_directory() && !std::filesystem::is_empty(folder.path()); });
}

/// A profile that has lost its database must not look like a new one.
std::filesystem::path existingOrNewDatabase(const ProfileFolder& folder)
{
    std::error_code absent;
    const std::filesystem::path path = folder.databasePath();
    if (std::filesystem::file_size(path, absent) == 0 || absent) {
        if (hasBlobs(folder.path())) {
            throw Error(ErrorKind::FileCorrupt,
                "The database " + path.string()
                    + " is missing, though the profile has adapter files. Put the database back from a backup, or "
                      "choose "
                      "another profile folder; nothing was changed.");
        }
    }
    return path;
}

} // namespace

Profile::Profile(const std::filesystem::path& folder, Clock clock)
    : m_folder(folder)
    , m_database(existingOrNewDatabase(m_folder), profileSchema())
    , m_blobs(m_folder.path())
    , m_clock(std::move(clock))
    , m_chats(m_database, m_clock)
{
    m_database.setRoomMaker([this] { return m_folder.freeReserve(); });
    const std::string problems = m_database.check(CheckDepth::Quick);
    if (!problems.empty()) {
        throw Error(ErrorKind::FileCorrupt,
            "The database " + m_folder.databasePath().string() + " is damaged (" + problems
                + "). It is left as it is; put it back from a backup, or choose another profile folder.");
    }
    m_chats.recover();
    LessonLog::recover(m_database);
}

LessonLog Profile::lessons(const std::string& baseModel)
{
    return { m_database, baseModel, m_clock };
}

CheckpointStore Profile::checkpoints(const std::string& baseModel)
{
    return { m_database, m_blobs, lessons(baseModel), baseModel, m_clock };
}

} // namespace amend
