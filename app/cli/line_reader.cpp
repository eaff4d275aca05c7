// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/line_reader.h"

#include "core/base/error.h"

#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace amend {

namespace {

int newEvent()
{
    const int event = eventfd(0, EFD_CLOEXEC);
    if (event < 0) {
        throw Error(ErrorKind::StorageTrouble, "The system lets this program open no more files. Close some programs.");
    }
    return event;
}

} // namespace

LineReader::LineReader(std::stop_token stop)
    : m_stop(std::move(stop))
    , m_stopEvent(newEvent())
    , m_onStop(m_stop, [event = m_stopEvent] { eventfd_write(event, 1); })
{
}

LineReader::~LineReader()
{
    close(m_stopEvent);
}

std::optional<std::string> LineReader::next()
{
    while (!m_stop.stop_requested()) {
        if (const std::size_t end = m_read.find('\n'); end != std::string::npos) {
            std::string line = m_read.substr(0, end);
            m_read.erase(0, end + 1);
            return line;
        }
        if (!waitForInput()) {
            continue;
        }
        std::array<char, 4096> buffer {};
        const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count > 0) {
            m_read.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            return m_read.empty() ? std::nullopt : std::optional(std::exchange(m_read, {}));
        }
    }
    return std::nullopt;
}

/// False if it was woken for another reason.
bool LineReader::waitForInput() const
{
    std::array<pollfd, 2> files { pollfd { STDIN_FILENO, POLLIN, 0 }, pollfd { m_stopEvent, POLLIN, 0 } };
    return poll(files.data(), files.size(), -1) > 0 && files[0].revents != 0;
}

} // namespace amend
