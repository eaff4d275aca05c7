// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the store share: bytes from text, the kind of an error, a file size limit, a child process.
#pragma once

#include "core/base/error.h"

#include <QTemporaryDir>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace amend {

inline std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

/// Also where the file is read-only, as blobs are.
inline void overwrite(const std::filesystem::path& path, std::string_view contents)
{
    if (std::filesystem::exists(path)) {
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
    std::ofstream(path, std::ios::binary) << contents;
}

/// A folder with a name that many programs get wrong; it goes with the object.
class OddlyNamedFolder {
public:
    OddlyNamedFolder() { std::filesystem::create_directory(path()); }
    std::filesystem::path path() const
    {
        return std::filesystem::path(m_parent.path().toStdString()) / "Профиль 日本　語 🙂 'a\"b%20?#";
    }

private:
    QTemporaryDir m_parent;
};

/// The kind of the error that `work` ends with; none if it ends well.
inline std::optional<ErrorKind> errorOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

/// While it lives, no file may grow beyond `bytes`: the nearest thing to a full disk that needs no rights.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit { bytes, m_before.rlim_max };
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    void (*m_handler)(int);
    rlimit m_before {};
};

/// A process that does `work`, says so, and waits for its end, which is always kill -9.
class Child {
public:
    /// Returns when `work` is done.
    explicit Child(const std::function<void()>& work)
    {
        int ends[2];
        if (pipe(ends) != 0 || (m_process = fork()) < 0) {
            std::abort();
        }
        if (m_process == 0) {
            work();
            (void)!write(ends[1], "d", 1); // not through stdio: what counts is what the kernel has
            pause();
            _exit(0);
        }
        close(ends[1]);
        char done = 0;
        m_didIt = read(ends[0], &done, 1) == 1;
        close(ends[0]);
    }
    ~Child() { kill(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    bool didIt() const { return m_didIt; }
    pid_t process() const { return m_process; }
    void kill()
    {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            waitpid(m_process, nullptr, 0);
            m_process = -1;
        }
    }

private:
    pid_t m_process = -1;
    bool m_didIt = false;
};

} // namespace amend
