// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/quoted_name.h"

#include <algorithm>

namespace amend {

std::string quotedName(std::string_view name)
{
    constexpr std::size_t longest = 100;
    const bool isTooLong = name.size() > longest;
    if (isTooLong) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
            --end; // not in the middle of a character
        }
        name = name.substr(0, end);
    }
    std::string text("'");
    text.append(name).append(isTooLong ? "…'" : "'");
    std::replace_if(
        text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; }, '?');
    return text;
}

} // namespace amend
