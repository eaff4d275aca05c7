// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two replies, word by word.
#pragma once

#include <QColor>
#include <QString>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

enum class DiffKind { Same, Removed, Added };

struct DiffPart {
    DiffKind kind = DiffKind::Same;
    std::string text;
    bool operator==(const DiffPart&) const = default;
};

/// The longest common run of words, and what was removed and added around it. The parts that are not Added make up
/// `before`, those that are not Removed make up `after`, byte for byte; neighbours differ in kind.
/// Texts that share less than half of their length, or differ in more than about 2,000 words on both sides, are given
/// as one removal and one addition.
std::vector<DiffPart> wordDiff(std::string_view before, std::string_view after);

/// The first word of `after` that differs, counted from 1; 0 when the words are the same.
int firstDifferingWord(std::string_view before, std::string_view after);

/// Added words underlined, removed ones struck out, each also in its colour.
QString toHtml(const std::vector<DiffPart>& parts, const QColor& removed, const QColor& added);

} // namespace amend
