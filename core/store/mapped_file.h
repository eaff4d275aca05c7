// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A whole file as read-only bytes, mapped into memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

struct stat;

namespace amend {

/// The bytes live as long as this object and keep their address when it is moved. A file that another program shortens
/// while it is mapped kills the reader (SIGBUS), so whoever reads for long calls `checkUnchanged` first.
class MappedFile final {
public:
    /// Errors: FileMissing (not there, not readable, or not a regular file: a folder, a pipe, a device), FileCorrupt
    /// (empty), OutOfMemory.
    static MappedFile open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return m_bytes; }
    const std::filesystem::path& path() const { return m_path; }

    /// Errors: FileMissing (gone meanwhile), FileCorrupt (replaced, changed or shortened since it was opened).
    void checkUnchanged() const;

private:
    struct Stamp {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t sizeBytes = 0;
        std::int64_t seconds = 0;
        std::int64_t nanoseconds = 0;
        bool operator==(const Stamp&) const = default;
    };
    MappedFile(std::filesystem::path path, std::span<const std::byte> bytes, const Stamp& stamp);
    static Stamp stampOf(const struct ::stat& status);

    std::filesystem::path m_path;
    std::span<const std::byte> m_bytes;
    Stamp m_stamp;
};

} // namespace amend
