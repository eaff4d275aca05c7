// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/superseded.h"

#include "core/base/error.h"
#include "core/route/lesson_adapters.h"

#include <set>

namespace amend {

namespace {

/// None of a damaged file.
std::optional<CheckpointFile> fileIfSound(CheckpointStore& checkpoints, CheckpointId checkpoint)
{
    try {
        return checkpoints.file(checkpoint);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::FileCorrupt) {
            throw;
        }
        return std::nullopt;
    }
}

} // namespace

Superseded::Superseded(CheckpointStore& checkpoints, const LessonLog& lessons)
    : m_checkpoints(checkpoints)
    , m_lessons(lessons)
{
}

void Superseded::mark(std::vector<CheckpointRow>& rows)
{
    const CheckpointId serving = m_checkpoints.serving();
    if (m_foundFor != serving) {
        find(serving, rows);
    }
    for (CheckpointRow& row : rows) {
        row.superseded = m_sequences.count(row.sequence) > 0;
    }
}

void Superseded::find(CheckpointId serving, const std::vector<CheckpointRow>& rows)
{
    m_foundFor.reset();
    m_sequences.clear();
    const std::optional<CheckpointFile> file = fileIfSound(m_checkpoints, serving);
    if (!file) {
        return;
    }
    std::set<std::string> acting;
    for (const CheckpointFile::LessonPart& part : file->lessons) {
        acting.insert(part.question);
    }
    std::unordered_map<std::int64_t, CheckpointId> madeBy;
    for (const CheckpointRow& row : rows) {
        if (row.checkpoint) {
            madeBy.emplace(row.sequence, *row.checkpoint);
        }
    }
    std::unordered_map<LessonId, std::string> questionOfLesson;
    for (const Lesson& lesson : m_lessons.lessons()) {
        questionOfLesson.emplace(lesson.id, routedQuestion(lesson.context));
    }
    bool allSound = true;
    const std::vector<LearnedLesson> path = m_checkpoints.lessonsOf(serving);
    for (auto learned = path.rbegin(); learned != path.rend(); ++learned) { // of one question, the newest acts
        const std::string& question = questionOfLesson[learned->lesson];
        const auto checkpoint = madeBy.find(learned->sequence);
        if (acting.erase(question) > 0 || checkpoint == madeBy.end()) {
            continue;
        }
        // A habit, and what a rule without a router learned, has no question of its own to lose.
        const std::optional<std::string> own = ownQuestion(checkpoint->second);
        allSound &= own.has_value();
        if (own && *own == question) {
            m_sequences.insert(learned->sequence);
        }
    }
    if (allSound) { // a file that is whole again later will be looked at then
        m_foundFor = serving;
    }
}

std::optional<std::string> Superseded::ownQuestion(CheckpointId checkpoint)
{
    if (const auto known = m_ownQuestions.find(checkpoint); known != m_ownQuestions.end()) {
        return known->second;
    }
    const std::optional<CheckpointFile> file = fileIfSound(m_checkpoints, checkpoint);
    if (!file) {
        return std::nullopt;
    }
    return m_ownQuestions.emplace(checkpoint, file->lessons.empty() ? std::string() : file->lessons.back().question)
        .first->second;
}

} // namespace amend
