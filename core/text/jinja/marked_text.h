// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Text that knows which of its bytes came from a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

enum class TextOrigin { Template, Message };

/// Bytes plus the stretches of them that a person or the model wrote. Whatever a template does to a message (trim,
/// slice, join), the marks travel along, so that typed text is never taken for the template's own special tokens.
class MarkedText final {
public:
    /// A stretch from a message. Sorted, apart from each other, never empty.
    struct Mark {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool operator==(const Mark&) const = default;
    };

    MarkedText() = default;
    explicit MarkedText(std::string bytes, TextOrigin origin = TextOrigin::Template);

    const std::string& bytes() const { return m_bytes; }
    std::size_t size() const { return m_bytes.size(); }
    const std::vector<Mark>& marks() const { return m_marks; }
    TextOrigin originAt(std::size_t byte) const;
    /// What it takes in memory, for the budget.
    std::size_t cost() const { return m_bytes.size() + m_marks.size() * sizeof(Mark); }

    void append(std::string_view bytes, TextOrigin origin);
    void append(const MarkedText& text) { append(text, 0, text.size()); }
    /// Bytes [begin, end) of `text`.
    void append(const MarkedText& text, std::size_t begin, std::size_t end);

private:
    void mark(std::size_t begin, std::size_t end);

    std::string m_bytes;
    std::vector<Mark> m_marks;
};

} // namespace amend
