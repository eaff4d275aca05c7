// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Lines from standard input for a conversation that Ctrl+C ends, also while it waits for the next line.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace amend {

class LineReader final {
public:
    explicit LineReader(std::stop_token stop); ///< Errors: StorageTrouble if the system has no file left to open
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    /// The next line without its end. Nothing at the end of the input, or once a stop is requested.
    std::optional<std::string> next();

private:
    bool waitForInput() const;

    std::stop_token m_stop;
    int m_stopEvent; ///< readable as soon as a stop is requested
    std::stop_callback<std::function<void()>> m_onStop;
    std::string m_read; ///< not handed out yet
};

} // namespace amend
