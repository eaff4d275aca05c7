// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation teaches and asks, read from its files.
#pragma once

#include "app/cli/commands.h"

#include <string>
#include <vector>

namespace amend {

/// A question that resembles a lesson's and has another answer.
struct NearQuestion {
    std::string question;
    std::string leak; ///< what a reply must not take over from the lesson
};

struct EvalLesson {
    std::string question;
    std::string wanted;
    std::string claim; ///< what a reply must contain to be right in its own words
    std::vector<std::string> rephrasings;
    std::vector<NearQuestion> near;
};

/// Questions that are never taught, to measure what else changed.
struct QuestionSet {
    std::string name; ///< of its columns: "held_out", or the file's without its ending
    std::vector<std::string> questions;
    std::vector<std::string> answers; ///< as many; or none, where it does not matter whether they are right
};

struct EvalData {
    std::vector<EvalLesson> lessons; ///< in the order in which they are taught
    std::vector<QuestionSet> untouched;
    std::string text; ///< for the perplexity; empty: it is not measured
    Json files; ///< name and SHA-256 of every file, to recognise the run
};

/// Errors: FileMissing; BadInput (no JSON, a record without its keys, fewer cases than are asked for, no lesson).
EvalData readEvalData(const EvalArguments& arguments);

} // namespace amend
