// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/critique_check.h"

#include "core/text/wording.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

namespace amend {

namespace {

/// A revision counts as shorter with at most this share of the words, and as longer with at least its inverse.
constexpr double shorterShare = 0.7;

std::size_t sentenceCount(std::string_view text)
{
    std::size_t count = 0;
    bool open = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool ends = text[i] == '.' || text[i] == '!' || text[i] == '?';
        const bool last = i + 1 == text.size() || std::isspace(static_cast<unsigned char>(text[i + 1])) != 0;
        if (ends && last) {
            ++count;
            open = false;
        } else if (std::isspace(static_cast<unsigned char>(text[i])) == 0) {
            open = true;
        }
    }
    return count + (open ? 1 : 0);
}

bool hasList(std::string_view text)
{
    int items = 0;
    for (std::size_t line = 0; line < text.size();) {
        const std::size_t begin = std::min(text.find_first_not_of(" \n", line), text.size());
        const std::string_view rest = text.substr(begin);
        const bool bullet = rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("\u2022");
        const bool number = rest.size() > 1 && std::isdigit(static_cast<unsigned char>(rest[0])) != 0
            && (rest[1] == '.' || rest[1] == ')');
        items += bullet || number ? 1 : 0;
        const std::size_t end = text.find('\n', begin);
        line = end == std::string_view::npos ? text.size() : end + 1;
    }
    return items >= 2;
}

bool isShorter(const std::string& bad, const std::string& revision)
{
    return static_cast<double>(normalisedWords(revision).size())
        <= shorterShare * static_cast<double>(normalisedWords(bad).size());
}

bool isOneSentence(const std::string&, const std::string& revision)
{
    return sentenceCount(revision) == 1;
}
bool isLonger(const std::string& bad, const std::string& revision)
{
    return isShorter(revision, bad);
}
bool isList(const std::string&, const std::string& revision)
{
    return hasList(revision);
}
bool isNoList(const std::string&, const std::string& revision)
{
    return !hasList(revision);
}

struct FormRule {
    std::string_view phrase; ///< in the remark, normalised
    bool (*kept)(const std::string& bad, const std::string& revision);
    const char* reason;
};

// The first that fits counts, so the more special ones stand first.
constexpr std::array<FormRule, 13> formRules { {
    { "one sentence", isOneSentence, "The model's new answer is not one sentence." },
    { "single sentence", isOneSentence, "The model's new answer is not one sentence." },
    { "no list", isNoList, "The model's new answer is still a list." },
    { "not as list", isNoList, "The model's new answer is still a list." },
    { "as list", isList, "The model's new answer is not a list." },
    { "bullet", isList, "The model's new answer is not a list." },
    { "too short", isLonger, "The model's new answer is not longer." },
    { "longer", isLonger, "The model's new answer is not longer." },
    { "more detail", isLonger, "The model's new answer is not longer." },
    { "too long", isShorter, "The model's new answer is not shorter." },
    { "shorter", isShorter, "The model's new answer is not shorter." },
    { "brief", isShorter, "The model's new answer is not shorter." },
    { "concise", isShorter, "The model's new answer is not shorter." },
} };

const FormRule* formRuleFor(const std::string& critique)
{
    std::string words;
    for (const std::string& word : normalisedWords(critique)) {
        words += word + ' ';
    }
    const auto rule = std::find_if(formRules.begin(), formRules.end(),
        [&](const FormRule& candidate) { return words.find(candidate.phrase) != std::string::npos; });
    return rule == formRules.end() ? nullptr : &*rule;
}

/// Names and numbers of the remark, normalised: those it gives, and those it turns down.
struct Facts {
    std::vector<std::string> given;
    std::vector<std::string> refused;
};

Facts factsOf(const std::string& question, const std::string& critique)
{
    const std::vector<std::string> asked = normalisedWords(question);
    Facts facts;
    bool afterNot = false;
    bool sentenceBegins = true;
    std::string word;
    for (const char c : critique + ' ') {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80) {
            word += c;
            continue;
        }
        if (!word.empty()) {
            const std::vector<std::string> normal = normalisedWords(word);
            const auto first = static_cast<unsigned char>(word.front());
            const bool fact = std::isdigit(first) != 0 || (std::isupper(first) != 0 && !sentenceBegins);
            if (word == "not" || word == "Not") {
                afterNot = true;
            } else if (fact && !normal.empty() && !isFunctionWord(normal.front())
                && std::find(asked.begin(), asked.end(), normal.front()) == asked.end()) {
                (afterNot ? facts.refused : facts.given).push_back(normal.front());
            }
            sentenceBegins = false;
            word.clear();
        }
        const bool clauseEnds = c == ',' || c == ';' || c == ':';
        const bool sentenceEnds = c == '.' || c == '!' || c == '?';
        afterNot = afterNot && !clauseEnds && !sentenceEnds;
        sentenceBegins = sentenceBegins || sentenceEnds;
    }
    return facts;
}

} // namespace

CritiqueCheck checkRevision(
    const std::string& question, const std::string& badReply, const std::string& critique, const std::string& revision)
{
    const std::vector<std::string> said = normalisedWords(revision);
    const auto says = [&](const std::string& word) { return std::find(said.begin(), said.end(), word) != said.end(); };
    if (said.empty()) {
        return { .reason = "The model had no answer to the remark." };
    }
    if (said == normalisedWords(badReply)) {
        return { .reason = "The model gave the same answer again." };
    }
    const FormRule* form = formRuleFor(critique);
    const Facts facts = factsOf(question, critique);
    CritiqueCheck check { .checkable = form != nullptr || !facts.given.empty() };
    if (form != nullptr && !form->kept(badReply, revision)) {
        check.reason = form->reason;
    } else if (!std::all_of(facts.given.begin(), facts.given.end(), says)) {
        check.reason = "The model's new answer leaves out what the remark says.";
    } else if (std::any_of(facts.refused.begin(), facts.refused.end(), says)) {
        check.reason = "The model's new answer still says what the remark turns down.";
    } else {
        check.passed = true;
    }
    return check;
}

} // namespace amend
