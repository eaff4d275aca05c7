// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/style_check.h"

#include "core/base/error.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace amend {

namespace {

std::string trimmed(const std::string& text)
{
    const char* blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::function<bool(const std::string&)> conditionFrom(const std::string& key, const Json& value)
{
    if (key == "max_sentences") {
        return [limit = value.get<int>()](const std::string& reply) { return sentenceCount(reply) <= limit; };
    }
    if (key == "starts_with") {
        return
            [start = value.get<std::string>()](const std::string& reply) { return trimmed(reply).starts_with(start); };
    }
    if (key == "ends_with") {
        return [end = value.get<std::string>()](const std::string& reply) { return trimmed(reply).ends_with(end); };
    }
    if (key == "matches") {
        return [pattern = std::regex(value.get<std::string>())](
                   const std::string& reply) { return std::regex_search(reply, pattern); };
    }
    return nullptr;
}

} // namespace

StyleCheck styleCheckFrom(const JsonRecord& style)
{
    StyleCheck check;
    const Json conditions = style.object.value("check", Json::object());
    try {
        for (const auto& [key, value] : conditions.items()) {
            check.push_back(conditionFrom(key, value));
        }
    } catch (const std::exception&) { // of the JSON or of the regular expression
        check.clear();
    }
    if (check.empty() || std::any_of(check.begin(), check.end(), [](const auto& condition) { return !condition; })) {
        throw Error(ErrorKind::BadInput, style.where + " has no \"check\" that can be understood.");
    }
    return check;
}

bool isInStyle(const StyleCheck& check, const std::string& reply)
{
    return !trimmed(reply).empty()
        && std::all_of(check.begin(), check.end(), [&](const auto& condition) { return condition(reply); });
}

int sentenceCount(const std::string& text)
{
    std::istringstream words(text);
    int ended = 0;
    bool isOpen = false;
    for (std::string word; words >> word;) {
        const std::size_t last = word.find_last_not_of("\"')*_");
        isOpen = last == std::string::npos || std::string(".!?").find(word[last]) == std::string::npos;
        ended += isOpen ? 0 : 1;
    }
    return ended + (isOpen ? 1 : 0);
}

int wordCount(const std::string& text)
{
    std::istringstream words(text);
    int count = 0;
    for (std::string word; words >> word;) {
        ++count;
    }
    return count;
}

} // namespace amend
