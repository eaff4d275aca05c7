// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/mapped_file.h"

#include "core/base/error.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace amend {

namespace {

struct Descriptor {
    int number = -1;
    explicit Descriptor(int opened)
        : number(opened)
    {
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (number >= 0) {
            ::close(number);
        }
    }
};

std::string lastSystemError()
{
    return std::generic_category().message(errno);
}

} // namespace

MappedFile MappedFile::open(const std::filesystem::path& path)
{
    // O_NONBLOCK: opening a pipe would otherwise wait for a writer.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct ::stat status = {};
    if (file.number < 0 || ::fstat(file.number, &status) != 0) {
        throw Error(ErrorKind::FileMissing,
            "Cannot open " + path.string() + ": " + lastSystemError() + ". Check the path and its permissions.");
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorKind::FileMissing,
            path.string() + " is not a file" + (S_ISDIR(status.st_mode) ? " but a folder" : "")
                + ". Choose the file itself.");
    }
    if (status.st_size == 0) {
        throw Error(ErrorKind::FileCorrupt, path.string() + " is empty. Download the file again.");
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
    if (start == MAP_FAILED) {
        throw Error(ErrorKind::OutOfMemory,
            "Cannot map " + path.string() + " (" + std::to_string(size) + " bytes): " + lastSystemError()
                + ". Close other programs and try again.");
    }
    return MappedFile(path, { static_cast<const std::byte*>(start), size }, stampOf(status));
}

MappedFile::MappedFile(std::filesystem::path path, std::span<const std::byte> bytes, const Stamp& stamp)
    : m_path(std::move(path))
    , m_bytes(bytes)
    , m_stamp(stamp)
{
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_bytes(std::exchange(other.m_bytes, {}))
    , m_stamp(other.m_stamp)
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_stamp, other.m_stamp);
    return *this;
}

MappedFile::~MappedFile()
{
    if (!m_bytes.empty()) {
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
    }
}

void MappedFile::checkUnchanged() const
{
    struct ::stat status = {};
    if (::stat(m_path.c_str(), &status) != 0) {
        throw Error(ErrorKind::FileMissing,
            m_path.string() + " has gone since it was opened: " + lastSystemError() + ". Put it back and try again.");
    }
    if (stampOf(status) != m_stamp) {
        throw Error(ErrorKind::FileCorrupt,
            m_path.string() + " has been changed since it was opened. Wait until it is complete and open it again.");
    }
}

MappedFile::Stamp MappedFile::stampOf(const struct ::stat& status)
{
    return { .device = status.st_dev,
        .inode = status.st_ino,
        .sizeBytes = status.st_size,
        .seconds = status.st_mtim.tv_sec,
        .nanoseconds = status.st_mtim.tv_nsec };
}

} // namespace amend
