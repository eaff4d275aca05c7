// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8_decoder.h"

#include "core/base/utf8.h"

namespace amend {

namespace {

constexpr std::string_view replacementCharacter = "\xEF\xBF\xBD"; // U+FFFD

/// Moves everything that is certain from the front of `bytes` to the end of `text`.
void takeCertain(std::string_view& bytes, std::string& text)
{
    while (!bytes.empty()) {
        const Utf8Character character = firstCharacter(bytes);
        if (character.state == Utf8Character::State::Unfinished) {
            return;
        }
        const bool isWhole = character.state == Utf8Character::State::Whole;
        text += isWhole ? bytes.substr(0, character.length) : replacementCharacter;
        bytes.remove_prefix(character.length);
    }
}

} // namespace

std::string Utf8Decoder::add(std::string_view bytes)
{
    m_pending += bytes;
    std::string_view rest = m_pending;
    std::string text;
    takeCertain(rest, text);
    m_pending = std::string(rest);
    return text;
}

std::string Utf8Decoder::finish()
{
    const bool isUnfinished = !m_pending.empty();
    m_pending.clear();
    return isUnfinished ? std::string(replacementCharacter) : std::string();
}

std::string validUtf8(std::string_view text)
{
    std::string valid;
    valid.reserve(text.size());
    takeCertain(text, valid);
    if (!text.empty()) {
        valid += replacementCharacter;
    }
    return valid;
}

} // namespace amend
