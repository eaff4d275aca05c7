// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/rewordings.h"

#include "core/text/wording.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

namespace amend {

extern const std::string_view rewordingsJson; // resources/rewordings.json, embedded by CMake

namespace {

/// Longer ones are stories with a question in them; moving their parts about makes no sense of them.
constexpr std::size_t longestQuestion = 240;

using Parts = std::map<std::string, std::string>; // placeholder to what stood there

/// Of the one that `text` begins with: "{x}", "{words}"; 0: it begins with none.
std::size_t placeholderSize(std::string_view text)
{
    const std::size_t end = text.find('}');
    return text.starts_with('{') && end != std::string_view::npos ? end + 1 : 0;
}

bool isSameLetter(char a, char b)
{
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

bool beginsWith(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(), isSameLetter);
}

/// Whether a part of a question can be moved about: within one sentence, with whole quotations, and where a number is
/// asked for ({n}, {m}), a number.
bool fits(std::string_view name, std::string_view part)
{
    const bool isNumber = part.find_first_not_of("0123456789.,") == std::string_view::npos;
    const bool isWhole = part.find_first_of("?!\n") == std::string_view::npos
        && part.find(". ") == std::string_view::npos && std::count(part.begin(), part.end(), '"') % 2 == 0;
    return name == "{n}" || name == "{m}" ? isNumber : isWhole;
}

/// What stood at the pattern's placeholders; each takes as little as it can, the last one all that is left.
std::optional<Parts> matched(std::string_view pattern, std::string_view text)
{
    const std::size_t brace = std::min(pattern.find('{'), pattern.size());
    if (!beginsWith(text, pattern.substr(0, brace))) {
        return std::nullopt;
    }
    text.remove_prefix(brace);
    pattern.remove_prefix(brace);
    if (pattern.empty()) {
        return text.empty() ? std::optional<Parts>(Parts {}) : std::nullopt;
    }
    const std::string name(pattern.substr(0, placeholderSize(pattern)));
    pattern.remove_prefix(name.size());
    const std::size_t least = pattern.empty() ? std::max<std::size_t>(1, text.size()) : 1;
    for (std::size_t size = least; size <= text.size(); ++size) {
        std::optional<Parts> rest
            = fits(name, text.substr(0, size)) ? matched(pattern, text.substr(size)) : std::nullopt;
        if (rest) {
            rest->emplace(name, text.substr(0, size));
            return rest;
        }
    }
    return std::nullopt;
}

std::string filled(std::string_view text, const Parts& parts)
{
    std::string made;
    while (!text.empty()) {
        const auto part = parts.find(std::string(text.substr(0, placeholderSize(text))));
        made += part != parts.end() ? std::string_view(part->second) : text.substr(0, 1);
        text.remove_prefix(part != parts.end() ? part->first.size() : 1);
    }
    return made;
}

std::string capitalised(std::string text)
{
    if (!text.empty() && std::islower(static_cast<unsigned char>(text.front())) != 0) {
        text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    }
    return text;
}

std::vector<std::string> filledAll(const nlohmann::json& texts, const Parts& parts, const std::string& question)
{
    std::vector<std::string> made;
    for (const nlohmann::json& text : texts) {
        std::string reworded = capitalised(filled(text.get_ref<const std::string&>(), parts));
        if (normalisedWords(reworded) != normalisedWords(question)) {
            made.push_back(std::move(reworded));
        }
    }
    return made;
}

std::string_view withoutEndMark(std::string_view text)
{
    constexpr std::string_view ends = "?.! \t\r\n";
    const std::size_t last = text.find_last_not_of(ends);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::istringstream stream { std::string(text) };
    return { std::istream_iterator<std::string>(stream), {} };
}

/// Not "of" or "The", but a name, a number or a sign ("+").
bool isTelling(const std::string& word)
{
    const bool isSign = std::none_of(word.begin(), word.end(),
        [](char letter) { return static_cast<unsigned char>(letter) >= 0x80 || std::isalnum(letter) != 0; });
    return isSign || !contentWords(word).empty();
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

} // namespace

Rewordings rewordingsOf(const std::string& question)
{
    const std::string_view asked = withoutEndMark(question);
    if (asked.empty() || asked.size() > longestQuestion) {
        return {};
    }
    const nlohmann::json table = nlohmann::json::parse(rewordingsJson);
    for (const nlohmann::json& row : table.at("patterns")) {
        for (const nlohmann::json& pattern : row.at("questions")) {
            if (const auto parts = matched(pattern.get<std::string>(), asked)) {
                return { filledAll(row.at("training"), *parts, question), filledAll(row.at("gate"), *parts, question) };
            }
        }
    }
    return {};
}

std::vector<std::string> takenApart(const std::string& question)
{
    const std::string_view asked = withoutEndMark(question);
    std::vector<std::string> words = wordsOf(asked);
    if (words.empty() || asked.size() > longestQuestion) {
        return {};
    }
    std::vector<std::string> telling;
    std::copy_if(words.begin(), words.end(), std::back_inserter(telling), isTelling);
    if (telling.empty()) {
        telling = words;
    }
    std::rotate(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(words.size() / 2), words.end());
    Parts parts { { "{rotated}", joined(words) }, { "{words}", joined(telling) } };
    std::reverse(telling.begin(), telling.end());
    parts.emplace("{backwards}", joined(telling));
    return filledAll(nlohmann::json::parse(rewordingsJson).at("apart"), parts, question);
}

} // namespace amend
