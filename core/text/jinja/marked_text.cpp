// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/marked_text.h"

#include <algorithm>

namespace amend {

MarkedText::MarkedText(std::string bytes, TextOrigin origin)
    : m_bytes(std::move(bytes))
{
    if (origin == TextOrigin::Message)
        mark(0, m_bytes.size());
}

TextOrigin MarkedText::originAt(std::size_t byte) const
{
    const auto next = std::upper_bound(
        m_marks.begin(), m_marks.end(), byte, [](std::size_t at, const Mark& mark) { return at < mark.begin; });
    return next != m_marks.begin() && byte < std::prev(next)->end ? TextOrigin::Message : TextOrigin::Template;
}

void MarkedText::append(std::string_view bytes, TextOrigin origin)
{
    const std::size_t begin = m_bytes.size();
    m_bytes.append(bytes);
    if (origin == TextOrigin::Message)
        mark(begin, m_bytes.size());
}

void MarkedText::append(const MarkedText& text, std::size_t begin, std::size_t end)
{
    const std::size_t shift = m_bytes.size();
    m_bytes.append(text.m_bytes, begin, end - begin);
    const auto first = std::lower_bound(text.m_marks.begin(), text.m_marks.end(), begin,
        [](const Mark& mark, std::size_t at) { return mark.end <= at; });
    for (auto each = first; each != text.m_marks.end() && each->begin < end; ++each)
        mark(shift + std::max(each->begin, begin) - begin, shift + std::min(each->end, end) - begin);
}

void MarkedText::mark(std::size_t begin, std::size_t end)
{
    if (begin == end)
        return;
    if (!m_marks.empty() && m_marks.back().end == begin)
        m_marks.back().end = end;
    else
        m_marks.push_back({ begin, end });
}

} // namespace amend
