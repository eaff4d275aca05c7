// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation teaches and asks, read from its files.
#pragma once

#include "app/cli/commands.h"
#include "app/cli/style_check.h"

#include <optional>
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
    std::string wanted; ///< empty: not given
    std::string claim; ///< what a reply must contain to be right in its own words
    std::vector<std::string> rephrasings;
    std::vector<NearQuestion> near;
    std::string critique; ///< empty: not given
};

/// Questions that are never taught, to measure what else changed.
struct QuestionSet {
    std::string name; ///< of its columns: "held_out", or the file's without its ending
    std::vector<std::string> questions;
    std::vector<std::string> answers; ///< as many; or none, where it does not matter whether they are right
};

/// What is asked of the replies to all questions, and the questions that show whether it became a habit.
struct Style {
    std::string name;
    StyleCheck check;
    std::vector<std::string> heldOut;
};

/// What the lessons of an evaluation are.
enum class LessonKind {
    Answers, ///< wanted replies, each for its question
    Refusals, ///< bare thumbs-down on the base's wrong replies to the facts
    Habit, ///< a style, for all questions
};

struct EvalData {
    LessonKind kind = LessonKind::Answers;
    std::vector<EvalLesson> lessons; ///< in the order in which they are taught; refusals follow from the base's replies
    std::optional<Style> style; ///< of a habit
    std::vector<QuestionSet> untouched;
    std::string text; ///< for the perplexity; empty: it is not measured
    Json files; ///< name and SHA-256 of every file, to recognise the run
};

/// Errors: FileMissing; BadInput (no JSON, a record without its keys, fewer cases than are asked for, no lesson, more
/// than one kind of lesson).
EvalData readEvalData(const EvalArguments& arguments);

} // namespace amend
