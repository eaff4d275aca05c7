// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/wording.h"

#include <algorithm>
#include <array>
#include <set>

namespace amend {

namespace {

constexpr std::array<std::string_view, 3> articles { "a", "an", "the" };

// Sorted, for binary search.
constexpr std::array<std::string_view, 87> functionWords { "about", "all", "also", "am", "and", "are", "as", "at", "be",
    "been", "being", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her",
    "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "may", "me", "might", "my", "no",
    "not", "of", "on", "or", "our", "please", "she", "should", "so", "some", "such", "tell", "than", "that", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "too", "up", "us", "very", "was", "we", "were",
    "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "yes", "you", "your",
    "yours" };
static_assert(std::is_sorted(functionWords.begin(), functionWords.end()));

bool belongsToWord(unsigned char byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

char lowered(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

} // namespace

std::vector<std::string> normalisedWords(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    const auto finishWord = [&] {
        if (!word.empty() && std::find(articles.begin(), articles.end(), word) == articles.end()) {
            words.push_back(word);
        }
        word.clear();
    };
    for (const char letter : text) {
        if (belongsToWord(static_cast<unsigned char>(letter))) {
            word += lowered(letter);
        } else if (letter != '\'') { // "isn't" is one word
            finishWord();
        }
    }
    finishWord();
    return words;
}

bool isFunctionWord(std::string_view word)
{
    return std::binary_search(functionWords.begin(), functionWords.end(), word)
        || std::find(articles.begin(), articles.end(), word) != articles.end();
}

std::vector<std::string> contentWords(std::string_view text)
{
    std::vector<std::string> words = normalisedWords(text);
    std::erase_if(words, [](const std::string& word) { return isFunctionWord(word); });
    return words;
}

bool asksTheSame(std::string_view a, std::string_view b)
{
    const auto asSet = [](std::string_view text) {
        std::vector<std::string> words = contentWords(text);
        if (words.empty()) {
            words = normalisedWords(text);
        }
        return std::set<std::string>(words.begin(), words.end());
    };
    return asSet(a) == asSet(b);
}

bool saysWhatWasWanted(std::string_view reply, std::string_view wanted)
{
    const std::vector<std::string> said = normalisedWords(reply);
    const std::vector<std::string> sought = normalisedWords(wanted);
    if (sought.empty()) {
        return reply == wanted; // punctuation or symbols alone
    }
    return std::search(said.begin(), said.end(), sought.begin(), sought.end()) != said.end();
}

} // namespace amend
