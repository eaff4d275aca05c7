// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/text_operations.h"

#include "core/text/jinja/code_points.h"

#include <algorithm>
#include <array>

namespace amend {

namespace {

constexpr std::size_t npos = std::string::npos;

/// A search compares up to `wanted` bytes at each place; runs of equal bytes make that real.
void countSearch(TemplateBudget& budget, std::size_t bytes, std::size_t wanted)
{
    budget.scan(bytes);
    if (wanted > 0 && bytes >= wanted)
        budget.scan(std::min(bytes, npos / wanted) / 16 * wanted);
}

bool isStripped(const CodePoint& at, std::string_view text, const MarkedText* characters)
{
    if (!characters)
        return isSpace(at.value);
    return characters->bytes().find(text.substr(at.begin, at.size)) != npos;
}

bool isLineBreak(std::int32_t c)
{
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool isWordBoundary(std::int32_t c)
{
    return isSpace(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
}

std::int32_t inCase(std::int32_t c, bool startsText, std::int32_t previous, LetterCase letterCase)
{
    switch (letterCase) {
    case LetterCase::Upper:
        return toUpper(c);
    case LetterCase::Lower:
        return toLower(c);
    case LetterCase::Capitalized:
        return startsText ? toUpper(c) : toLower(c);
    case LetterCase::Titled:
        return startsText || !isCased(previous) ? toUpper(c) : toLower(c);
    case LetterCase::TitledWords:
        return startsText || isWordBoundary(previous) ? toUpper(c) : toLower(c);
    }
    return c;
}

TemplateValue splitAtSpace(TemplateBudget& budget, const MarkedText& text, std::int64_t count)
{
    std::vector<TemplateValue> parts;
    CodePoint at = codePointAt(text.bytes(), 0);
    for (;;) {
        while (at.size > 0 && isSpace(at.value))
            at = codePointAt(text.bytes(), at.end());
        if (at.size == 0)
            break;
        const std::size_t begin = at.begin;
        if (static_cast<std::int64_t>(parts.size()) == count) {
            const TemplateValue rest = part(budget, text, begin, text.size());
            parts.push_back(strip(budget, *rest.asText(), StripSide::Right));
            break;
        }
        while (at.size > 0 && !isSpace(at.value))
            at = codePointAt(text.bytes(), at.end());
        parts.push_back(part(budget, text, begin, at.begin));
    }
    return TemplateValue::list(budget, std::move(parts));
}

TemplateValue insertBetweenCharacters(
    TemplateBudget& budget, const MarkedText& text, const MarkedText& to, std::int64_t count)
{
    TextBuilder out(budget);
    CodePoint at = codePointAt(text.bytes(), 0);
    for (; count != 0; --count) {
        out.append(to);
        if (at.size == 0)
            break;
        out.append(text, at.begin, at.end());
        at = codePointAt(text.bytes(), at.end());
    }
    out.append(text, at.begin, text.size());
    return out.take();
}

} // namespace

TemplateValue part(TemplateBudget& budget, const MarkedText& text, std::size_t begin, std::size_t end)
{
    TextBuilder out(budget);
    out.append(text, begin, end);
    return out.take();
}

TemplateValue strip(TemplateBudget& budget, const MarkedText& text, StripSide side, const MarkedText* characters)
{
    const std::string& bytes = text.bytes();
    budget.scan(bytes.size() * (1 + (characters ? characters->size() : 0)));
    std::size_t begin = 0;
    std::size_t end = bytes.size();
    while (side != StripSide::Right && begin < end && isStripped(codePointAt(bytes, begin), bytes, characters))
        begin = codePointAt(bytes, begin).end();
    while (side != StripSide::Left && begin < end && isStripped(codePointBefore(bytes, end), bytes, characters))
        end = codePointBefore(bytes, end).begin;
    return part(budget, text, begin, end);
}

TemplateValue withCase(TemplateBudget& budget, const MarkedText& text, LetterCase letterCase)
{
    TextBuilder out(budget);
    std::int32_t previous = -1;
    for (CodePoint at = codePointAt(text.bytes(), 0); at.size > 0; at = codePointAt(text.bytes(), at.end())) {
        const std::int32_t changed = inCase(at.value, at.begin == 0, previous, letterCase);
        if (changed == at.value)
            out.append(text, at.begin, at.end());
        else
            out.append(toUtf8(changed), text.originAt(at.begin));
        previous = at.value;
    }
    return out.take();
}

std::size_t search(TemplateBudget& budget, const MarkedText& text, const MarkedText& wanted, std::size_t from)
{
    const std::size_t found = text.bytes().find(wanted.bytes(), from);
    countSearch(budget, (found == npos ? text.size() : found) - std::min(from, text.size()), wanted.size());
    return found;
}

std::size_t searchFromEnd(TemplateBudget& budget, const MarkedText& text, const MarkedText& wanted)
{
    countSearch(budget, text.size(), wanted.size());
    return text.bytes().rfind(wanted.bytes());
}

TemplateValue replace(
    TemplateBudget& budget, const MarkedText& text, const MarkedText& from, const MarkedText& to, std::int64_t count)
{
    if (from.size() == 0)
        return insertBetweenCharacters(budget, text, to, count);
    TextBuilder out(budget);
    std::size_t at = 0;
    for (; count != 0; --count) {
        const std::size_t found = search(budget, text, from, at);
        if (found == npos)
            break;
        out.append(text, at, found);
        out.append(to);
        at = found + from.size();
    }
    out.append(text, at, text.size());
    return out.take();
}

TemplateValue split(TemplateBudget& budget, const MarkedText& text, const MarkedText* separator, std::int64_t count)
{
    if (!separator)
        return splitAtSpace(budget, text, count);
    if (separator->size() == 0)
        budget.fail("a string cannot be split at an empty separator");
    std::vector<TemplateValue> parts;
    std::size_t at = 0;
    for (; count != 0; --count) {
        const std::size_t found = search(budget, text, *separator, at);
        if (found == npos)
            break;
        parts.push_back(part(budget, text, at, found));
        at = found + separator->size();
    }
    parts.push_back(part(budget, text, at, text.size()));
    return TemplateValue::list(budget, std::move(parts));
}

TemplateValue splitFromEnd(
    TemplateBudget& budget, const MarkedText& text, const MarkedText& separator, std::int64_t count)
{
    if (separator.size() == 0)
        budget.fail("a string cannot be split at an empty separator");
    std::vector<TemplateValue> parts;
    std::size_t end = text.size();
    for (; count != 0 && end >= separator.size(); --count) {
        const std::size_t found = text.bytes().rfind(separator.bytes(), end - separator.size());
        countSearch(budget, end - (found == npos ? 0 : found), separator.size());
        if (found == npos)
            break;
        parts.push_back(part(budget, text, found + separator.size(), end));
        end = found;
    }
    parts.push_back(part(budget, text, 0, end));
    std::reverse(parts.begin(), parts.end());
    return TemplateValue::list(budget, std::move(parts));
}

TemplateValue splitLines(TemplateBudget& budget, const MarkedText& text)
{
    std::vector<TemplateValue> lines;
    std::size_t begin = 0;
    for (CodePoint at = codePointAt(text.bytes(), 0); at.size > 0; at = codePointAt(text.bytes(), at.end())) {
        if (!isLineBreak(at.value))
            continue;
        lines.push_back(part(budget, text, begin, at.begin));
        if (at.value == '\r' && codePointAt(text.bytes(), at.end()).value == '\n')
            at = codePointAt(text.bytes(), at.end());
        begin = at.end();
    }
    if (begin < text.size())
        lines.push_back(part(budget, text, begin, text.size()));
    return TemplateValue::list(budget, std::move(lines));
}

TemplateValue join(TemplateBudget& budget, const MarkedText& separator, const std::vector<TemplateValue>& items)
{
    TextBuilder out(budget);
    for (std::size_t i = 0; i < items.size(); ++i) {
        budget.step();
        if (i > 0)
            out.append(separator);
        appendText(out, items[i], budget);
    }
    return out.take();
}

TemplateValue repeat(TemplateBudget& budget, const MarkedText& text, std::int64_t count)
{
    TextBuilder out(budget);
    for (; count > 0 && text.size() > 0; --count) {
        budget.step();
        out.append(text);
    }
    return out.take();
}

TemplateValue reversed(TemplateBudget& budget, const MarkedText& text)
{
    TextBuilder out(budget);
    for (std::size_t end = text.size(); end > 0;) {
        const CodePoint last = codePointBefore(text.bytes(), end);
        out.append(text, last.begin, last.end());
        end = last.begin;
    }
    return out.take();
}

} // namespace amend
