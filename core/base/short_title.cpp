// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/short_title.h"

namespace amend {

namespace {

constexpr std::string_view space = " \t\r\n\v\f";

std::string_view firstLine(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(begin);
    text = text.substr(0, text.find_first_of("\r\n"));
    return text.substr(0, text.find_last_not_of(space) + 1);
}

/// Bytes of the first `count` code points.
std::size_t lengthOf(std::string_view text, std::size_t count)
{
    std::size_t i = 0;
    for (; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (begins && count-- == 0) {
            break;
        }
    }
    return i;
}

} // namespace

std::string shortTitle(std::string_view text, std::size_t most)
{
    const std::string_view line = firstLine(text);
    if (lengthOf(line, most) == line.size()) {
        return std::string(line);
    }
    std::string_view cut = line.substr(0, lengthOf(line, most - 1));
    const std::size_t word = cut.find_last_of(" \t");
    if (word != std::string_view::npos && word > cut.size() / 2) { // else one long word, or a script without spaces
        cut = cut.substr(0, cut.find_last_not_of(" \t", word) + 1);
    }
    return std::string(cut) + "…";
}

} // namespace amend
