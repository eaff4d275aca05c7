// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/memory_rows.h"

#include "core/base/short_title.h"

#include <optional>
#include <unordered_map>
#include <utility>

namespace amend {

Lesson taught(Lesson lesson, const LessonLog& lessons)
{
    if (!lesson.wantedReply.empty()) {
        return lesson;
    }
    if (const std::optional<LessonReceipt> receipt = lessons.receipt(lesson.id)) {
        lesson.wantedReply = receipt->wantedReply;
    }
    return lesson;
}

MemoryMap memoryMap(std::span<const CheckpointLessons> line, const LessonLog& lessons, const MemoryStore& cells)
{
    MemoryMap map;
    std::unordered_map<LessonId, std::size_t> rowOf;
    for (const CheckpointLessons& checkpoint : line) {
        map.checkpoints.push_back(checkpoint.checkpoint);
        for (const LessonId lesson : checkpoint.lessons) {
            rowOf.try_emplace(lesson, 0);
        }
    }
    for (const Lesson& lesson : lessons.lessons()) {
        const auto row = rowOf.find(lesson.id);
        if (row == rowOf.end()) {
            continue;
        }
        row->second = map.rows.size();
        const Lesson about = taught(lesson, lessons);
        const bool isRefused = about.wantedReply.empty();
        map.rows.push_back({ .lesson = lesson.id,
            .title = shortTitle(questionOf(lesson)),
            .reply = isRefused ? about.badReply : about.wantedReply,
            .isRefused = isRefused });
    }
    map.cells.assign(map.rows.size() * line.size(), MemoryMap::notTaught);
    for (std::size_t column = 0; column < line.size(); ++column) {
        for (const LessonId lesson : line[column].lessons) {
            map.cells[rowOf.at(lesson) * line.size() + column] = MemoryMap::notMeasured;
        }
    }
    cells.fill(map);
    return map;
}

} // namespace amend
