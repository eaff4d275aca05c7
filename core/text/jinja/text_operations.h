// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What Python's string methods do, on text that keeps track of its origin.
#pragma once

#include "core/text/jinja/template_value.h"

#include <cstdint>
#include <vector>

namespace amend {

/// Errors of all: BadInput (a limit of the budget).

enum class StripSide { Left, Right, Both };
/// Without `characters`: white space.
TemplateValue strip(
    TemplateBudget& budget, const MarkedText& text, StripSide side, const MarkedText* characters = nullptr);

enum class LetterCase {
    Upper,
    Lower,
    Capitalized, ///< the first letter of the text
    Titled, ///< Python's title(): every letter behind something that is no letter
    TitledWords, ///< the filter title: every letter behind white space, a hyphen or an opening bracket
};
TemplateValue withCase(TemplateBudget& budget, const MarkedText& text, LetterCase letterCase);

constexpr std::int64_t kAll = -1;
TemplateValue replace(TemplateBudget& budget, const MarkedText& text, const MarkedText& from, const MarkedText& to,
    std::int64_t count = kAll);
/// Without `separator`: at white space, empty parts left out.
TemplateValue split(
    TemplateBudget& budget, const MarkedText& text, const MarkedText* separator = nullptr, std::int64_t count = kAll);
/// As `split` at most `count` times, beginning at the end. Only with a separator.
TemplateValue splitFromEnd(
    TemplateBudget& budget, const MarkedText& text, const MarkedText& separator, std::int64_t count);
TemplateValue splitLines(TemplateBudget& budget, const MarkedText& text);
TemplateValue join(TemplateBudget& budget, const MarkedText& separator, const std::vector<TemplateValue>& items);
TemplateValue repeat(TemplateBudget& budget, const MarkedText& text, std::int64_t count);
TemplateValue reversed(TemplateBudget& budget, const MarkedText& text);
/// Bytes [begin, end).
TemplateValue part(TemplateBudget& budget, const MarkedText& text, std::size_t begin, std::size_t end);
/// Byte offset from `from` on, or npos.
std::size_t search(TemplateBudget& budget, const MarkedText& text, const MarkedText& wanted, std::size_t from = 0);
/// The last one that ends at `end` or before.
std::size_t searchFromEnd(TemplateBudget& budget, const MarkedText& text, const MarkedText& wanted, std::size_t end);

} // namespace amend
