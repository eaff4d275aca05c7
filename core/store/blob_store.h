// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Immutable files named by the SHA-256 of their contents: the adapter files of a profile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace amend {

struct Blob {
    std::string sha256;
    std::int64_t sizeBytes = 0;
    bool operator==(const Blob&) const = default;
};

/// Knows nothing but a path, so it may be copied and used from any thread, several at once.
class BlobStore final {
public:
    /// `profile` is a folder that ProfileFolder has made.
    explicit BlobStore(std::filesystem::path profile);

    /// Returns when the contents are on the disk under their name; the same contents twice are one file. A blob that no
    /// checkpoint names is harmless.
    /// Errors: DiskFull (with figures; nothing was written), StorageTrouble (the file is lost and removed).
    Blob put(std::span<const std::byte> bytes) const;

    /// The whole contents, hashed on the way. Errors: FileMissing, FileCorrupt (wrong hash), StorageTrouble.
    std::vector<std::byte> read(const std::string& sha256) const;

    /// Errors: as read.
    void check(const std::string& sha256) const;

    /// Errors: FileMissing.
    std::int64_t sizeOf(const std::string& sha256) const;
    bool exists(const std::string& sha256) const;
    std::filesystem::path pathOf(const std::string& sha256) const;

    /// Sets a damaged file aside in quarantine/, where it is kept. Nothing happens if it is missing.
    void quarantine(const std::string& sha256) const;

private:
    void checkFreeSpace(std::size_t sizeBytes) const;
    std::filesystem::path m_profile;
};

} // namespace amend
