// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of a profile: who may use it, and what lies where. docs/storage.md describes the layout.
#pragma once

#include "core/base/file_descriptor.h"

#include <filesystem>

namespace amend {

/// Holds the lock of a profile for as long as it lives; the kernel drops it when the process ends, however it ends.
class ProfileFolder final {
public:
    /// Makes what is missing, takes the lock, empties tmp/.
    /// Errors: ProfileInUse (names the process), DiskFull, StorageTrouble, FileMissing (may not be read or written).
    explicit ProfileFolder(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path databasePath() const { return m_path / "app.db"; }

    /// Gives the 8 MiB kept in reserve back to a full disk, so that messages and feedback can still be saved; false if
    /// they are spent already. The next start with enough room sets them aside again.
    bool freeReserve();

private:
    std::filesystem::path m_path;
    FileDescriptor m_lock;
};

} // namespace amend
