// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/question_groups.h"

#include "core/base/sha256.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace amend {

extern const std::string_view questionGroupsJson; // resources/question_groups.json, embedded by CMake

QuestionGroups shippedQuestionGroups()
{
    const nlohmann::json list = nlohmann::json::parse(questionGroupsJson);
    QuestionGroups shipped;
    for (const nlohmann::json& group : list.at("groups")) {
        shipped.groups.push_back({ group.at("prompt").get<std::string>(),
            group.at("same").get<std::vector<std::string>>(), group.at("near").get<std::vector<std::string>>() });
    }
    shipped.sha256 = sha256Hex(questionGroupsJson);
    return shipped;
}

} // namespace amend
