// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/superseded.h"

#include "core/base/error.h"
#include "core/route/lesson_adapters.h"

#include <set>
#include <string>
#include <unordered_map>

namespace amend {

namespace {

/// None of a damaged file.
CheckpointFile fileIfSound(CheckpointStore& checkpoints, CheckpointId checkpoint)
{
    try {
        return checkpoints.file(checkpoint);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::FileCorrupt) {
            throw;
        }
        return {};
    }
}

} // namespace

void markSuperseded(std::vector<CheckpointRow>& rows, CheckpointStore& checkpoints, const std::vector<Lesson>& lessons)
{
    std::unordered_map<std::int64_t, CheckpointRow*> rowOf;
    for (CheckpointRow& row : rows) {
        rowOf.emplace(row.sequence, &row);
    }
    std::unordered_map<LessonId, std::string> questionOfLesson;
    for (const Lesson& lesson : lessons) {
        questionOfLesson.emplace(lesson.id, routedQuestion(lesson.context));
    }
    const CheckpointFile serving = fileIfSound(checkpoints, checkpoints.serving());
    if (serving == CheckpointFile {}) {
        return;
    }
    std::set<std::string> acting;
    for (const CheckpointFile::LessonPart& part : serving.lessons) {
        acting.insert(part.question);
    }
    const std::vector<LearnedLesson> path = checkpoints.lessonsOf(checkpoints.serving());
    for (auto learned = path.rbegin(); learned != path.rend(); ++learned) { // of one question, the newest acts
        const std::string& question = questionOfLesson[learned->lesson];
        CheckpointRow& row = *rowOf.at(learned->sequence);
        if (acting.erase(question) > 0 || !row.checkpoint) {
            continue;
        }
        // A habit, and what a rule without a router learned, has no question of its own to lose.
        const CheckpointFile own = fileIfSound(checkpoints, *row.checkpoint);
        row.superseded = !own.lessons.empty() && own.lessons.back().question == question;
    }
}

} // namespace amend
