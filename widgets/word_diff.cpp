// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/word_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace amend {
namespace {

using Words = std::vector<std::string_view>;

/// The table of the longest common subsequence has at most this many cells (2 bytes each).
constexpr std::size_t maxCells = 16'000'000;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Words and the white space between them, in turn.
Words cut(std::string_view text)
{
    Words words;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin + 1;
        while (end < text.size() && isSpace(text[end]) == isSpace(text[begin])) {
            ++end;
        }
        words.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

void append(std::vector<DiffPart>& parts, DiffKind kind, std::string_view text)
{
    if (text.empty()) {
        return;
    }
    if (parts.empty() || parts.back().kind != kind) {
        parts.push_back({ kind, {} });
    }
    parts.back().text.append(text);
}

/// Collects a change until the next word in common, so that a removal always stands before its addition.
struct Change {
    std::string removed;
    std::string added;

    void flushTo(std::vector<DiffPart>& parts)
    {
        append(parts, DiffKind::Removed, removed);
        append(parts, DiffKind::Added, added);
        *this = {};
    }
};

/// cells[i * (after.size() + 1) + j]: length of the longest common subsequence of before[i..] and after[j..].
std::vector<std::uint16_t> commonLengths(
    std::span<const std::string_view> before, std::span<const std::string_view> after)
{
    const std::size_t width = after.size() + 1;
    std::vector<std::uint16_t> cells((before.size() + 1) * width);
    for (std::size_t i = before.size(); i-- > 0;) {
        for (std::size_t j = after.size(); j-- > 0;) {
            cells[i * width + j] = before[i] == after[j]
                ? static_cast<std::uint16_t>(cells[(i + 1) * width + j + 1] + 1)
                : std::max(cells[(i + 1) * width + j], cells[i * width + j + 1]);
        }
    }
    return cells;
}

/// The part between the common start and the common end.
void diffMiddle(
    std::span<const std::string_view> before, std::span<const std::string_view> after, std::vector<DiffPart>& parts)
{
    const std::size_t width = after.size() + 1;
    const bool tooLarge = (before.size() + 1) * width > maxCells;
    const std::vector<std::uint16_t> cells = tooLarge ? std::vector<std::uint16_t>() : commonLengths(before, after);
    Change change;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        if (!tooLarge && i < before.size() && j < after.size() && before[i] == after[j]) {
            // White space alone does not break a change: "three new words" reads better than three changes.
            const bool joins = isSpace(before[i].front()) && (!change.removed.empty() || !change.added.empty());
            if (joins) {
                change.removed.append(before[i]);
                change.added.append(after[j]);
            } else {
                change.flushTo(parts);
                append(parts, DiffKind::Same, before[i]);
            }
            ++i;
            ++j;
        } else if (j == after.size()
            || (i < before.size() && (tooLarge || cells[(i + 1) * width + j] >= cells[i * width + j + 1]))) {
            change.removed.append(before[i++]);
        } else {
            change.added.append(after[j++]);
        }
    }
    change.flushTo(parts);
}

/// Words of a text that is mostly new are no help to the reader where they happen to agree.
bool isMostlyNew(const std::vector<DiffPart>& parts, std::string_view before, std::string_view after)
{
    std::size_t same = 0;
    for (const DiffPart& part : parts) {
        same += part.kind == DiffKind::Same ? part.text.size() : 0;
    }
    return 2 * same < std::max(before.size(), after.size());
}

QString escaped(const std::string& text)
{
    return QString::fromStdString(text).toHtmlEscaped().replace(u'\n', QStringLiteral("<br/>"));
}

} // namespace

std::vector<DiffPart> wordDiff(std::string_view before, std::string_view after)
{
    const Words old = cut(before);
    const Words now = cut(after);
    const std::size_t shorter = std::min(old.size(), now.size());
    std::size_t start = 0;
    while (start < shorter && old[start] == now[start]) {
        ++start;
    }
    std::size_t end = 0;
    while (end < shorter - start && old[old.size() - 1 - end] == now[now.size() - 1 - end]) {
        ++end;
    }
    std::vector<DiffPart> parts;
    for (std::size_t i = 0; i < start; ++i) {
        append(parts, DiffKind::Same, old[i]);
    }
    diffMiddle(std::span(old).subspan(start, old.size() - start - end),
        std::span(now).subspan(start, now.size() - start - end), parts);
    for (std::size_t i = old.size() - end; i < old.size(); ++i) {
        append(parts, DiffKind::Same, old[i]);
    }
    if (isMostlyNew(parts, before, after)) {
        parts.clear();
        append(parts, DiffKind::Removed, before);
        append(parts, DiffKind::Added, after);
    }
    return parts;
}

int firstDifferingWord(std::string_view before, std::string_view after)
{
    const auto wordsOf = [](std::string_view text) {
        Words words = cut(text);
        std::erase_if(words, [](std::string_view word) { return isSpace(word.front()); });
        return words;
    };
    const Words old = wordsOf(before);
    const Words now = wordsOf(after);
    const auto [oldEnd, nowEnd] = std::mismatch(old.begin(), old.end(), now.begin(), now.end());
    return oldEnd == old.end() && nowEnd == now.end() ? 0 : static_cast<int>(nowEnd - now.begin()) + 1;
}

QString toHtml(const std::vector<DiffPart>& parts, const QColor& removed, const QColor& added)
{
    QString html;
    for (const DiffPart& part : parts) {
        switch (part.kind) {
        case DiffKind::Same:
            html += escaped(part.text);
            break;
        case DiffKind::Removed:
            html += QStringLiteral("<span style='color:%1;text-decoration:line-through'>%2</span>")
                        .arg(removed.name(), escaped(part.text));
            break;
        case DiffKind::Added:
            if (!html.isEmpty() && parts[0].kind == DiffKind::Removed && parts.size() == 2) {
                html += QStringLiteral("<br/>"); // the whole text is replaced: one below the other
            } else if (html.endsWith(QLatin1String("</span>"))) {
                html += u' ';
            }
            html += QStringLiteral("<span style='color:%1;text-decoration:underline'>%2</span>")
                        .arg(added.name(), escaped(part.text));
            break;
        }
    }
    return html;
}

} // namespace amend
