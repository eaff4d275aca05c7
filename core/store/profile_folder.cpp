// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/profile_folder.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/io_error.h"
#include "core/base/log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace amend {

namespace {

constexpr std::uint64_t reserveBytes = 8ULL << 20U; ///< an estimate: months of messages

/// True if it is new.
bool makeFolder(const std::filesystem::path& path)
{
    if (::mkdir(path.c_str(), S_IRWXU) == 0) {
        return true;
    }
    if (errno != EEXIST) {
        throwIoError("make the folder", path, errno);
    }
    return false;
}

void makeFolderAndParents(const std::filesystem::path& path)
{
    const std::filesystem::path parent = path.parent_path();
    if (!std::filesystem::exists(parent)) {
        makeFolderAndParents(parent);
    }
    if (makeFolder(path)) {
        syncFolder(parent);
    }
}

std::filesystem::path madeProfileFolder(const std::filesystem::path& path)
{
    std::filesystem::path folder = std::filesystem::absolute(path).lexically_normal();
    if (!folder.has_filename()) { // "profile/"
        folder = folder.parent_path();
    }
    makeFolderAndParents(folder);
    return folder;
}

std::string processNamedIn(const FileDescriptor& lock)
{
    std::array<char, 24> digits {};
    const ssize_t length = ::pread(lock.number(), digits.data(), digits.size(), 0);
    std::string process;
    for (const char digit : digits) {
        if (std::cmp_greater_equal(process.size(), length) || digit < '0' || digit > '9') {
            break;
        }
        process += digit;
    }
    return process.empty() ? "another process" : "process " + process;
}

FileDescriptor takenLock(const std::filesystem::path& path)
{
    FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!lock.isOpen()) {
        throwIoError("open", path, errno);
    }
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            throwIoError("lock", path, errno);
        }
        throw Error(ErrorKind::ProfileInUse,
            "The profile " + path.parent_path().string() + " is in use by " + processNamedIn(lock)
                + ". Close that program first, or choose another profile.");
    }
    // The number only serves the message above: without it (a full disk) the lock holds all the same.
    const std::string process = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.number(), 0) != 0 || ::pwrite(lock.number(), process.data(), process.size(), 0) < 0) {
        log(LogLevel::Warning, "The lock file could not be labelled.");
    }
    return lock;
}

void makeFolders(const std::filesystem::path& profile)
{
    for (const char* folder : { "blobs", "tmp", "quarantine" }) {
        makeFolder(profile / folder);
    }
    for (unsigned first = 0; first < 256; ++first) {
        std::array<char, 3> name {};
        std::snprintf(name.data(), name.size(), "%02x", first);
        makeFolder(profile / "blobs" / name.data());
    }
    syncFolder(profile / "blobs");
    syncFolder(profile);
}

void emptyFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        std::error_code ignored; // what cannot be removed now does no harm
        std::filesystem::remove_all(entry.path(), ignored);
    }
}

void setReserveAside(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::exists(path, error)
        || std::filesystem::space(path.parent_path(), error).available < 16 * reserveBytes) {
        return;
    }
    try {
        writeNewFile(path, std::vector<std::byte>(reserveBytes), S_IRUSR | S_IWUSR);
    } catch (const Error& failure) {
        log(LogLevel::Warning, std::string("No space was set aside: ") + failure.what());
    }
}

} // namespace

ProfileFolder::ProfileFolder(const std::filesystem::path& path)
    : m_path(madeProfileFolder(path))
    , m_lock(takenLock(m_path / "lock"))
{
    makeFolders(m_path);
    emptyFolder(m_path / "tmp");
    setReserveAside(m_path / "reserve");
}

bool ProfileFolder::freeReserve()
{
    if (::unlink((m_path / "reserve").c_str()) != 0) {
        return false;
    }
    log(LogLevel::Warning, "The disk is full: the reserve of the profile was freed.");
    return true;
}

} // namespace amend
