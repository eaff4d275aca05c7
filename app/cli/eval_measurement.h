// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What held and what else changed after so many lessons: one row of an evaluation. docs/cli.md explains its columns.
#pragma once

#include "app/cli/bulk_questions.h"
#include "app/cli/eval_data.h"
#include "app/cli/eval_kinds.h"

#include <optional>
#include <string>
#include <vector>

namespace amend {

/// What became of one lesson.
struct TaughtLesson {
    std::string verdict; ///< as in the receipt
    double seconds = 0;
    std::optional<CheckpointId> checkpoint; ///< that it made
};

class EvalMeasurement final {
public:
    /// `data` must outlive it.
    EvalMeasurement(CommandContext& context, const EvalData& data, int textTokens);

    /// The base's own answers to everything that is compared with them. Errors: as BulkQuestions.
    Json askBase();
    /// What an earlier run's askBase gave. Errors: FileCorrupt if it does not fit the data.
    void useBase(const Json& base);

    /// What the base got wrong, of the questions whose answer is known.
    std::vector<WrongReply> wrong(CaseHalf half) const { return wrongReplies(m_data.untouched, m_untouched, half); }

    /// The serving weights after the lessons `taught`, the first of the data. Flat: one number, or null where nothing
    /// was asked, per column; the same columns in every row of a run. Errors: as BulkQuestions.
    Json row(const std::vector<TaughtLesson>& taught);
    /// An estimate of how long a row after `lessons` lessons takes.
    double secondsOfRow(std::size_t lessons) const;

private:
    void addLessons(Json& row, const std::vector<TaughtLesson>& taught);
    void addRephrasings(Json& row, std::size_t lessons);
    void addNear(Json& row, std::size_t lessons);
    void addUntouched(Json& row, std::size_t lessons);
    void addText(Json& row);
    double textNats(std::optional<CheckpointId> checkpoint);
    double usualNats();
    std::vector<WrongReply> wrong(std::size_t lessons) const;

    BulkQuestions m_questions;
    const EvalData& m_data;
    int m_textTokens;
    std::vector<std::vector<GreedyAnswer>> m_untouched; ///< the base's replies, per set
    std::vector<std::string> m_near; ///< the base's replies to all near questions, lesson after lesson
    std::vector<GreedyAnswer> m_styled; ///< the base's replies to the held-out prompts of a style
    double m_textNats = 0; ///< of the base
    double m_usualNats = 0; ///< of the base's own replies, where it matters
};

/// The columns that need no asking: lessons, verdicts and seconds.
void addCounts(Json& row, const std::vector<TaughtLesson>& taught);

/// Seconds a lesson: median, 95th percentile, and the means of the first and the last ten, which show whether lessons
/// take longer the more there are.
Json secondsOf(const std::vector<TaughtLesson>& taught);

} // namespace amend
