// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/text_operations.h"

#include "core/text/jinja/code_points.h"

#include <algorithm>
#include <cstring>

namespace amend {

namespace {

constexpr std::size_t npos = std::string::npos;

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
            parts.push_back(part(budget, text, begin, text.size()));
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
    if (characters)
        budget.walk(bytes.size() / 64 * characters->size()); // the whole set for each character
    std::size_t begin = 0;
    std::size_t end = bytes.size();
    while (side != StripSide::Right && begin < end && isStripped(codePointAt(bytes, begin), bytes, characters))
        begin = codePointAt(bytes, begin).end();
    while (side != StripSide::Left && begin < end && isStripped(codePointBefore(bytes, end), bytes, characters))
        end = codePointBefore(bytes, end).begin;
    budget.walk(begin + bytes.size() - end);
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
    // memmem, as its time is linear also for runs of equal bytes; that of std::string::find is not.
    const char* begin = text.bytes().data();
    const void* found = memmem(begin + from, text.size() - from, wanted.bytes().data(), wanted.size());
    const std::size_t offset = found ? static_cast<std::size_t>(static_cast<const char*>(found) - begin) : npos;
    budget.walk((found ? offset : text.size()) - from + wanted.size());
    return offset;
}

std::size_t searchFromEnd(TemplateBudget& budget, const MarkedText& text, const MarkedText& wanted, std::size_t end)
{
    if (wanted.size() > end)
        return npos;
    budget.step(end / 512 * wanted.size() / 8); // in a run of equal bytes each place is compared in full
    budget.scan(end);
    return text.bytes().rfind(wanted.bytes(), end - wanted.size());
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
    for (; count != 0; --count) {
        const std::size_t found = searchFromEnd(budget, text, separator, end);
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
    MarkedText repeated;
    if (count > 0 && text.size() > 0)
        budget.allocate(static_cast<std::size_t>(count), text.cost());
    for (; count > 0 && text.size() > 0; --count) {
        budget.step();
        repeated.append(text);
    }
    return TemplateValue::text(budget, std::move(repeated));
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
