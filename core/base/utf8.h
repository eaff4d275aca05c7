// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8, one character at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace amend {

/// The first character of some bytes.
struct Utf8Character {
    enum class State {
        Whole, ///< a character
        IllFormed, ///< these bytes can never be part of a character, whatever follows
        Unfinished, ///< the bytes end inside a character
    };
    State state = State::Whole;
    std::size_t length = 0; ///< in bytes; of an ill-formed sequence, the part that one U+FFFD stands for
    char32_t codePoint = 0; ///< if whole
};

/// Source: The Unicode Standard 15.0, table 3-7 (well-formed sequences) and section 3.9, "U+FFFD Substitution of
/// Maximal Subparts". `bytes` must not be empty.
Utf8Character firstCharacter(std::string_view bytes);

/// True if `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

void appendUtf8(std::string& text, char32_t codePoint);

} // namespace amend
