// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Words of questions and replies: whether two texts say the same, and which words carry it. Letters outside ASCII keep
// their case; the list of function words is English, so in other languages more words count as content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// The text's words, lower-case, without punctuation and articles.
std::vector<std::string> normalisedWords(std::string_view text);

/// Those of the normalised words that are not function words (pronouns, prepositions, auxiliaries, question words).
std::vector<std::string> contentWords(std::string_view text);

/// Whether a lower-case word is a function word.
bool isFunctionWord(std::string_view word);

/// Whether two questions are (nearly) the same: equal sets of content words.
bool asksTheSame(std::string_view a, std::string_view b);

/// Whether two questions may be about the same: they share more than half of the content words of the shorter one.
bool asksSimilarly(std::string_view a, std::string_view b);

/// Whether `reply` has the normalised words of one of the others.
bool isOneOf(std::string_view reply, const std::vector<std::string>& others);

/// Whether `reply` says what was wanted: its normalised words contain those of `wanted`, in a row.
bool saysWhatWasWanted(std::string_view reply, std::string_view wanted);

/// What an answer claims, as normalised words that the question does not have: its names and numbers (digits, and
/// capitals inside a sentence); if it has none, its content words.
std::vector<std::string> claimWords(std::string_view question, std::string_view answer);

} // namespace amend
