// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <algorithm>

namespace amend {

namespace {

/// What the first byte promises. The second byte has a narrower range after some first bytes, which excludes overlong
/// forms, surrogates and everything above U+10FFFF.
struct Lead {
    std::size_t length = 0; ///< 0: no character starts with this byte
    unsigned char secondFirst = 0x80;
    unsigned char secondLast = 0xBF;
};

Lead leadOf(unsigned char byte)
{
    if (byte < 0x80) {
        return { .length = 1 };
    }
    if (byte < 0xC2 || byte > 0xF4) {
        return {};
    }
    switch (byte) {
    case 0xE0:
        return { .length = 3, .secondFirst = 0xA0 };
    case 0xED:
        return { .length = 3, .secondLast = 0x9F };
    case 0xF0:
        return { .length = 4, .secondFirst = 0x90 };
    case 0xF4:
        return { .length = 4, .secondLast = 0x8F };
    }
    return { .length = byte < 0xE0 ? std::size_t { 2 } : byte < 0xF0 ? std::size_t { 3 } : std::size_t { 4 } };
}

} // namespace

Utf8Character firstCharacter(std::string_view bytes)
{
    using State = Utf8Character::State;
    const auto first = static_cast<unsigned char>(bytes.front());
    const Lead lead = leadOf(first);
    if (lead.length == 0) {
        return { .state = State::IllFormed, .length = 1 };
    }
    char32_t codePoint = lead.length == 1 ? first : first & (0x7FU >> lead.length);
    for (std::size_t i = 1; i < std::min(lead.length, bytes.size()); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const unsigned char lowest = i == 1 ? lead.secondFirst : 0x80;
        const unsigned char highest = i == 1 ? lead.secondLast : 0xBF;
        if (byte < lowest || byte > highest) {
            return { .state = State::IllFormed, .length = i };
        }
        codePoint = codePoint << 6U | (byte & 0x3FU);
    }
    if (bytes.size() < lead.length) {
        return { .state = State::Unfinished, .length = bytes.size() };
    }
    return { .state = State::Whole, .length = lead.length, .codePoint = codePoint };
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const Utf8Character character = firstCharacter(text);
        if (character.state != Utf8Character::State::Whole) {
            return false;
        }
        text.remove_prefix(character.length);
    }
    return true;
}

void appendUtf8(std::string& text, char32_t codePoint)
{
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | (codePoint >> shift & 0x3FU)); };
    if (codePoint < 0x80) {
        text += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        text += static_cast<char>(0xC0U | codePoint >> 6U);
        tail(0);
    } else if (codePoint < 0x10000) {
        text += static_cast<char>(0xE0U | codePoint >> 12U);
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | codePoint >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace amend
