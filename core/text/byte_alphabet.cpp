// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"

#include "core/base/utf8.h"

#include <array>

namespace amend {

namespace {

constexpr char32_t firstStandIn = 0x100;

constexpr bool isPrintableLatin1(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
}

/// The bytes that U+0100, U+0101, … stand for.
constexpr auto standIns = [] {
    std::array<unsigned char, 68> bytes {};
    std::size_t count = 0;
    for (unsigned byte = 0; byte < 256; ++byte) {
        if (!isPrintableLatin1(byte)) {
            bytes[count++] = static_cast<unsigned char>(byte);
        }
    }
    return bytes;
}();

} // namespace

std::optional<std::string> bytesFromAlphabet(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size());
    while (!text.empty()) {
        const Utf8Character character = firstCharacter(text);
        const char32_t codePoint = character.codePoint;
        if (character.state != Utf8Character::State::Whole) {
            return std::nullopt;
        }
        if (codePoint < 0x100 && isPrintableLatin1(codePoint)) {
            bytes += static_cast<char>(codePoint);
        } else if (codePoint >= firstStandIn && codePoint < firstStandIn + standIns.size()) {
            bytes += static_cast<char>(standIns[codePoint - firstStandIn]);
        } else {
            return std::nullopt;
        }
        text.remove_prefix(character.length);
    }
    return bytes;
}

} // namespace amend
