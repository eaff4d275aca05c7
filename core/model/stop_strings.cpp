// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/stop_strings.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace amend {

namespace {

/// The length of the longest end of `text` that begins `wanted` without completing it.
std::size_t begun(std::string_view text, std::string_view wanted)
{
    for (std::size_t length = std::min(text.size(), wanted.size() - 1); length > 0; --length) {
        if (text.ends_with(wanted.substr(0, length))) {
            return length;
        }
    }
    return 0;
}

} // namespace

StopStrings::StopStrings(std::vector<std::string> strings)
    : m_strings(std::move(strings))
{
    std::erase(m_strings, std::string());
}

std::string StopStrings::add(std::string_view text)
{
    if (m_hit) {
        return {};
    }
    m_held += text;
    std::size_t first = std::string::npos;
    std::size_t keep = 0;
    for (const std::string& wanted : m_strings) {
        first = std::min(first, m_held.find(wanted));
        keep = std::max(keep, begun(m_held, wanted));
    }
    m_hit = first != std::string::npos;
    std::string certain = m_held.substr(0, m_hit ? first : m_held.size() - keep);
    m_held.erase(0, m_hit ? std::string::npos : certain.size());
    return certain;
}

std::string StopStrings::finish()
{
    return std::exchange(m_held, {});
}

} // namespace amend
