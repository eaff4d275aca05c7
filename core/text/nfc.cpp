// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/nfc.h"

#include "core/base/error.h"
#include "core/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <vector>

namespace amend {

namespace {

using CodePoints = std::vector<utf8proc_int32_t>;

constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);

CodePoints decomposed(std::string_view text)
{
    CodePoints codePoints;
    codePoints.reserve(text.size());
    std::array<utf8proc_int32_t, 32> parts {}; // no character has more than 4
    while (!text.empty()) {
        const Utf8Character character = firstCharacter(text);
        int boundClass = 0; // of no use here
        const utf8proc_ssize_t count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(character.codePoint),
            parts.data(), static_cast<utf8proc_ssize_t>(parts.size()), options, &boundClass);
        if (count < 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
            throw Error(
                ErrorKind::Internal, std::string("A character cannot be decomposed: ") + utf8proc_errmsg(count));
        }
        codePoints.insert(codePoints.end(), parts.begin(), parts.begin() + count);
        text.remove_prefix(character.length);
    }
    return codePoints;
}

/// Puts each run of marks in the order of their combining classes. utf8proc can do it, but in quadratic time, and a
/// text of 100 kB may be a single run.
void orderMarks(CodePoints& codePoints)
{
    const auto combiningClass = [](utf8proc_int32_t c) { return utf8proc_get_property(c)->combining_class; };
    const auto isMark = [&](utf8proc_int32_t c) { return combiningClass(c) != 0; };
    for (auto first = codePoints.begin(); first != codePoints.end();) {
        first = std::find_if(first, codePoints.end(), isMark);
        const auto last = std::find_if_not(first, codePoints.end(), isMark);
        std::stable_sort(first, last, [&](auto a, auto b) { return combiningClass(a) < combiningClass(b); });
        first = last;
    }
}

} // namespace

std::string toNfc(std::string_view text)
{
    const auto isAscii = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
    if (std::all_of(text.begin(), text.end(), isAscii)) {
        return std::string(text);
    }
    CodePoints codePoints = decomposed(text);
    orderMarks(codePoints);
    const utf8proc_ssize_t count
        = utf8proc_normalize_utf32(codePoints.data(), static_cast<utf8proc_ssize_t>(codePoints.size()), options);
    std::string result;
    result.reserve(text.size());
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
        appendUtf8(result, static_cast<char32_t>(codePoints[static_cast<std::size_t>(i)]));
    }
    return result;
}

} // namespace amend
