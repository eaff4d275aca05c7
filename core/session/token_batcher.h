// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Bundles streamed text, so that the window gets at most about 30 signals a second and never one per token.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace amend {

class TokenBatcher final {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// What is to be shown now: everything held back, if the last bundle is long enough ago; else nothing yet.
    std::optional<std::string> add(const std::string& text, Time now)
    {
        m_held += text;
        if (m_held.empty() || now - m_lastBundle < interval) {
            return std::nullopt;
        }
        m_lastBundle = now;
        return flush();
    }

    /// The rest, at the end of a reply.
    std::string flush() { return std::exchange(m_held, {}); }

private:
    static constexpr std::chrono::milliseconds interval { 33 };
    std::string m_held;
    Time m_lastBundle {};
};

} // namespace amend
