// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Questions with others that ask the same, and others that nearly do (resources/question_groups.json): what a model
// learns from, once, how its hidden states change with the words and how with the question.
#pragma once

#include <string>
#include <vector>

namespace amend {

struct QuestionGroup {
    std::string question;
    std::vector<std::string> reworded;
    std::vector<std::string> near;
};

struct QuestionGroups {
    std::vector<QuestionGroup> groups;
    std::string sha256; ///< of the list
};

QuestionGroups shippedQuestionGroups();

} // namespace amend
