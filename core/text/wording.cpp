// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/wording.h"

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

std::set<std::string> subjectOf(std::string_view question)
{
    std::vector<std::string> words = contentWords(question);
    if (words.empty()) {
        words = normalisedWords(question);
    }
    return { words.begin(), words.end() };
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
    return subjectOf(a) == subjectOf(b);
}

bool asksSimilarly(std::string_view a, std::string_view b)
{
    const std::set<std::string> one = subjectOf(a);
    const std::set<std::string> other = subjectOf(b);
    const auto shared = static_cast<std::size_t>(
        std::count_if(one.begin(), one.end(), [&](const std::string& word) { return other.count(word) > 0; }));
    return 2 * shared > std::min(one.size(), other.size());
}

bool isOneOf(std::string_view reply, const std::vector<std::string>& others)
{
    return std::any_of(others.begin(), others.end(),
        [words = normalisedWords(reply)](const std::string& other) { return normalisedWords(other) == words; });
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

std::vector<std::string> claimWords(std::string_view question, std::string_view answer)
{
    const std::vector<std::string> asked = normalisedWords(question);
    const auto isAsked
        = [&](const std::string& word) { return std::find(asked.begin(), asked.end(), word) != asked.end(); };
    std::vector<std::string> names;
    bool sentenceBegins = true;
    for (std::size_t at = 0; at < answer.size();) {
        std::size_t end = at;
        while (end < answer.size() && belongsToWord(static_cast<unsigned char>(answer[end]))) {
            ++end;
        }
        if (end == at) {
            sentenceBegins = sentenceBegins || answer[at] == '.' || answer[at] == '!' || answer[at] == '?';
            ++at;
            continue;
        }
        const bool isNumber = answer[at] >= '0' && answer[at] <= '9';
        const bool isName = answer[at] >= 'A' && answer[at] <= 'Z' && !sentenceBegins;
        for (std::string& word : normalisedWords(answer.substr(at, end - at))) {
            if ((isNumber || isName) && !isFunctionWord(word) && !isAsked(word)) {
                names.push_back(std::move(word));
            }
        }
        sentenceBegins = false;
        at = end;
    }
    if (names.empty()) {
        names = contentWords(answer);
        std::erase_if(names, isAsked);
    }
    return names;
}

} // namespace amend
