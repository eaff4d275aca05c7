// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/critique_check.h"

#include "core/learn/reply_form.h"
#include "core/text/wording.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

namespace amend {

namespace {

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
    const std::optional<ReplyForm> form = formAskedBy(critique);
    const Facts facts = factsOf(question, critique);
    CritiqueCheck check { .checkable = form.has_value() || !facts.given.empty() };
    if (form && !hasForm(*form, badReply, revision)) {
        check.reason = formReason(form->kind);
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
