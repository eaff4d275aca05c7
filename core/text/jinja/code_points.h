// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 text as a row of characters (code points), as templates count them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace amend {

struct CodePoint {
    std::size_t begin = 0; ///< offset of its first byte
    std::size_t size = 0; ///< bytes; 0 at the end of the text
    std::int32_t value = -1; ///< -1 for a byte that is not part of well-formed UTF-8
    std::size_t end() const { return begin + size; }
};

CodePoint codePointAt(std::string_view text, std::size_t begin);
CodePoint codePointBefore(std::string_view text, std::size_t end);
std::size_t codePointCount(std::string_view text);
/// Byte offset of the character with this index; the text's size when there are fewer.
std::size_t byteOffsetOf(std::string_view text, std::size_t index);

/// As Python's str.isspace.
bool isSpace(std::int32_t codePoint);
/// A letter that has upper and lower case.
bool isCased(std::int32_t codePoint);
bool isUpper(std::int32_t codePoint);
bool isLower(std::int32_t codePoint);
std::int32_t toUpper(std::int32_t codePoint);
std::int32_t toLower(std::int32_t codePoint);
std::string toUtf8(std::int32_t codePoint);

} // namespace amend
