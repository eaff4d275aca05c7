// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include "core/base/error.h"
#include "core/base/file_descriptor.h"
#include "core/base/io_error.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

namespace amend {

namespace {

void writeAll(int file, std::span<const std::byte> bytes, const std::filesystem::path& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            throwIoError("write", path, written < 0 ? errno : EIO);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void allocate(int file, std::size_t sizeBytes, const std::filesystem::path& path)
{
    if (sizeBytes == 0) {
        return;
    }
    const int code = ::posix_fallocate(file, 0, static_cast<off_t>(sizeBytes));
    if (code != 0 && code != EOPNOTSUPP && code != EINVAL) { // these two: the file system knows no allocation
        throwIoError("set space aside for", path, code);
    }
}

void requireLength(int file, std::size_t sizeBytes, const std::filesystem::path& path)
{
    struct stat status { };
    if (::fstat(file, &status) != 0) {
        throwIoError("look at", path, errno);
    }
    if (static_cast<std::size_t>(status.st_size) != sizeBytes) {
        throwIoError("write all of", path, EIO);
    }
}

} // namespace

void writeNewFile(const std::filesystem::path& path, std::span<const std::byte> bytes, unsigned mode)
{
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file.isOpen()) {
        throwIoError("make", path, errno);
    }
    try {
        allocate(file.number(), bytes.size(), path);
        writeAll(file.number(), bytes, path);
        requireLength(file.number(), bytes.size(), path);
        if (::fchmod(file.number(), mode) != 0) {
            throwIoError("set the permissions of", path, errno);
        }
        // A failed fsync is final: the kernel forgets the unwritten pages, so a second try that succeeds proves
        // nothing.
        if (::fsync(file.number()) != 0) {
            throwIoError("flush to the disk", path, errno);
        }
        if (!file.close()) {
            throwIoError("close", path, errno);
        }
    } catch (const Error&) {
        ::unlink(path.c_str());
        throw;
    }
}

void writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes)
{
    std::filesystem::path temporary = path;
    temporary += ".new-" + std::to_string(::getpid());
    ::unlink(temporary.c_str());
    writeNewFile(temporary, bytes, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int code = errno;
        ::unlink(temporary.c_str());
        throwIoError("replace", path, code);
    }
    syncFolder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

void syncFolder(const std::filesystem::path& folder)
{
    FileDescriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.isOpen()) {
        throwIoError("open the folder", folder, errno);
    }
    if (::fsync(file.number()) != 0) {
        throw Error(
            ErrorKind::StorageTrouble, "The disk refused to flush the folder " + folder.string() + ". Check the disk.");
    }
}

std::vector<std::byte> readFile(const std::filesystem::path& path)
{
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status { };
    if (!file.isOpen() || ::fstat(file.number(), &status) != 0) {
        throwIoError("open", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorKind::FileMissing, "Cannot read " + path.string() + ": it is not a file.");
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throwIoError("read", path, errno);
        }
        if (got == 0) { // it has shrunk since fstat
            bytes.resize(done);
        }
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

} // namespace amend
