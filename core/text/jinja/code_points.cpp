// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/code_points.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace amend {

namespace {

const utf8proc_uint8_t* bytesAt(std::string_view text, std::size_t offset)
{
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data() + offset);
}

bool isAscii(char byte)
{
    return static_cast<unsigned char>(byte) < 0x80;
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

CodePoint codePointAt(std::string_view text, std::size_t begin)
{
    if (begin >= text.size())
        return { text.size(), 0, -1 };
    if (isAscii(text[begin]))
        return { begin, 1, text[begin] };
    const std::size_t rest = std::min<std::size_t>(text.size() - begin, 4);
    utf8proc_int32_t value = -1;
    const utf8proc_ssize_t size = utf8proc_iterate(bytesAt(text, begin), static_cast<utf8proc_ssize_t>(rest), &value);
    if (size <= 0)
        return { begin, 1, -1 };
    return { begin, static_cast<std::size_t>(size), value };
}

CodePoint codePointBefore(std::string_view text, std::size_t end)
{
    for (std::size_t size = 2; size <= 4 && size <= end && isContinuation(text[end - 1]); ++size) {
        const CodePoint whole = codePointAt(text, end - size);
        if (whole.size == size)
            return whole;
    }
    return codePointAt(text, end - 1);
}

std::size_t codePointCount(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        at += isAscii(text[at]) ? 1 : codePointAt(text, at).size;
    return count;
}

std::size_t byteOffsetOf(std::string_view text, std::size_t index)
{
    std::size_t at = 0;
    for (; index > 0 && at < text.size(); --index)
        at += isAscii(text[at]) ? 1 : codePointAt(text, at).size;
    return at;
}

bool isSpace(std::int32_t codePoint)
{
    constexpr std::array others { 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 };
    return (codePoint >= 0x09 && codePoint <= 0x0D) || (codePoint >= 0x1C && codePoint <= 0x1F)
        || (codePoint >= 0x2000 && codePoint <= 0x200A)
        || std::find(others.begin(), others.end(), codePoint) != others.end();
}

bool isUpper(std::int32_t codePoint)
{
    return codePoint >= 0 && utf8proc_isupper(codePoint) != 0;
}

bool isLower(std::int32_t codePoint)
{
    return codePoint >= 0 && utf8proc_islower(codePoint) != 0;
}

bool isCased(std::int32_t codePoint)
{
    return isUpper(codePoint) || isLower(codePoint);
}

std::int32_t toUpper(std::int32_t codePoint)
{
    return codePoint < 0 ? codePoint : utf8proc_toupper(codePoint);
}

std::int32_t toLower(std::int32_t codePoint)
{
    return codePoint < 0 ? codePoint : utf8proc_tolower(codePoint);
}

std::string toUtf8(std::int32_t codePoint)
{
    std::array<utf8proc_uint8_t, 4> bytes {};
    const utf8proc_ssize_t size = utf8proc_encode_char(codePoint, bytes.data());
    return { reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size) };
}

} // namespace amend
