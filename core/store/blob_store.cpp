// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/blob_store.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/io_error.h"
#include "core/base/sha256.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <string_view>

namespace amend {

namespace {

constexpr std::uint64_t spareBytes = 64ULL << 20U; ///< left free beside two copies of the blob; an estimate

std::string randomName()
{
    std::random_device device;
    const std::uint64_t number = (static_cast<std::uint64_t>(device()) << 32U) | device();
    return std::to_string(number);
}

std::string megabytes(std::uint64_t sizeBytes)
{
    return std::to_string((sizeBytes + 999'999) / 1'000'000) + " MB";
}

/// What has no such form is no name of a blob, and must not become a path.
void requireSha256(const std::string& sha256)
{
    if (sha256.size() != 64 || sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw Error(
            ErrorKind::FileCorrupt, "A stored adapter name is not a SHA-256; the profile's database is damaged.");
    }
}

} // namespace

BlobStore::BlobStore(std::filesystem::path profile)
    : m_profile(std::move(profile))
{
}

Blob BlobStore::put(std::span<const std::byte> bytes) const
{
    const Blob blob { .sha256 = sha256Hex(bytes), .sizeBytes = static_cast<std::int64_t>(bytes.size()) };
    const std::filesystem::path target = pathOf(blob.sha256);
    bool stored = false;
    if (exists(blob.sha256)) {
        stored = sha256HexOfFile(target) == blob.sha256;
        if (!stored) {
            quarantine(blob.sha256);
        }
    }
    if (!stored) {
        checkFreeSpace(bytes.size());
        const std::filesystem::path temporary = m_profile / "tmp" / randomName();
        writeNewFile(temporary, bytes, S_IRUSR);
        // The read comes from the page cache, so this finds our mistakes, not the disk's.
        if (sha256HexOfFile(temporary) != blob.sha256) {
            std::filesystem::remove(temporary);
            throw Error(ErrorKind::StorageTrouble,
                "What was written to " + temporary.string()
                    + " reads back differently. Check the disk and the memory.");
        }
        if (std::rename(temporary.c_str(), target.c_str()) != 0) {
            throwIoError("put into place", target, errno);
        }
    }
    // Also when the file was there: it may come from a run that died before this line.
    syncFolder(target.parent_path());
    return blob;
}

std::vector<std::byte> BlobStore::read(const std::string& sha256) const
{
    std::vector<std::byte> bytes = readFile(pathOf(sha256));
    if (sha256Hex(bytes) != sha256) {
        throw Error(ErrorKind::FileCorrupt,
            "The adapter file " + pathOf(sha256).string()
                + " has changed since it was written. Restore another "
                  "checkpoint, or rebuild this one from its lessons.");
    }
    return bytes;
}

void BlobStore::check(const std::string& sha256) const
{
    read(sha256);
}

std::int64_t BlobStore::sizeOf(const std::string& sha256) const
{
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(pathOf(sha256), error);
    if (error) {
        throw Error(ErrorKind::FileMissing,
            "The adapter file " + pathOf(sha256).string()
                + " is missing. Restore another checkpoint, or rebuild this one "
                  "from its lessons.");
    }
    return static_cast<std::int64_t>(size);
}

bool BlobStore::exists(const std::string& sha256) const
{
    std::error_code ignored;
    return std::filesystem::is_regular_file(pathOf(sha256), ignored);
}

std::filesystem::path BlobStore::pathOf(const std::string& sha256) const
{
    requireSha256(sha256);
    return m_profile / "blobs" / sha256.substr(0, 2) / sha256;
}

void BlobStore::quarantine(const std::string& sha256) const
{
    const std::filesystem::path damaged = pathOf(sha256);
    // A random ending, so that a second damaged file of this name does not replace the first.
    const std::filesystem::path aside = m_profile / "quarantine" / (sha256 + "-" + randomName());
    if (std::rename(damaged.c_str(), aside.c_str()) != 0) {
        if (errno == ENOENT) {
            return;
        }
        throwIoError("set aside", damaged, errno);
    }
    syncFolder(aside.parent_path());
    syncFolder(damaged.parent_path());
}

void BlobStore::checkFreeSpace(std::size_t sizeBytes) const
{
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(m_profile, error);
    const std::uint64_t needed = 2 * static_cast<std::uint64_t>(sizeBytes) + spareBytes;
    if (!error && space.available < needed) {
        throw Error(ErrorKind::DiskFull,
            "Storing an adapter needs " + megabytes(needed) + " of free space in " + m_profile.string()
                + ", and there are " + megabytes(space.available) + ". Free some space, then teach again.");
    }
}

} // namespace amend
