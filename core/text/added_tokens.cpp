// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <utility>

namespace amend {

namespace {

/// Unicode's property White_Space.
bool isWhiteSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::size_t leadingWhiteSpace(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size()) {
        const Utf8Character character = firstCharacter(text.substr(length));
        if (!isWhiteSpace(character.codePoint)) {
            break;
        }
        length += character.length;
    }
    return length;
}

std::string_view withoutTrailingWhiteSpace(std::string_view text)
{
    const auto isContinuation = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; };
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && isContinuation(text[start])) {
            --start;
        }
        if (!isWhiteSpace(firstCharacter(text.substr(start)).codePoint)) {
            break;
        }
        text = text.substr(0, start);
    }
    return text;
}

} // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens)
    : m_tokens(std::move(tokens))
{
    std::sort(
        m_tokens.begin(), m_tokens.end(), [](const AddedToken& a, const AddedToken& b) { return a.text < b.text; });
}

const AddedToken* AddedTokens::findExact(std::string_view text) const
{
    const auto found = std::lower_bound(m_tokens.begin(), m_tokens.end(), text,
        [](const AddedToken& token, std::string_view wanted) { return token.text < wanted; });
    return found != m_tokens.end() && found->text == text ? &*found : nullptr;
}

const AddedToken* AddedTokens::longestAt(std::string_view text) const
{
    // The tokens that agree with the text so far are neighbours in the sorted list; each further byte narrows them.
    const AddedToken* longest = nullptr;
    auto first = m_tokens.begin();
    auto last = m_tokens.end();
    for (std::size_t depth = 0; depth < text.size() && first != last; ++depth) {
        const auto byteOf = [depth](const AddedToken& token) { return static_cast<unsigned char>(token.text[depth]); };
        const auto wanted = static_cast<unsigned char>(text[depth]);
        first = std::partition_point(first, last, [&](const AddedToken& token) { return byteOf(token) < wanted; });
        last = std::partition_point(first, last, [&](const AddedToken& token) { return byteOf(token) == wanted; });
        if (first != last && first->text.size() == depth + 1) {
            longest = &*first;
            ++first; // it has no further bytes to compare
        }
    }
    return longest;
}

AddedTokens::Hits AddedTokens::find(std::string_view text, Specials specials) const
{
    Hits result;
    std::size_t done = 0; // everything before is in a hit
    for (std::size_t position = 0; position < text.size();) {
        const AddedToken* token = longestAt(text.substr(position));
        if (token == nullptr) {
            ++position;
            continue;
        }
        std::size_t end = position + token->text.size();
        if (!token->isSpecial || specials == Specials::Count) {
            std::string_view before = text.substr(done, position - done);
            if (token->stripsLeft) {
                before = withoutTrailingWhiteSpace(before);
            }
            if (token->stripsRight) {
                end += leadingWhiteSpace(text.substr(end));
            }
            result.hits.push_back({ .textBefore = before, .token = token->id });
            done = end;
        }
        position = end;
    }
    result.textAfter = text.substr(done);
    return result;
}

} // namespace amend
