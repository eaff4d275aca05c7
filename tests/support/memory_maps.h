// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A memory map with every kind of cell.
#pragma once

#include "core/domain/memory_map.h"

namespace amend {

/// Lesson 3 was learned in #1, lesson 5 in #2; #4 holds lesson 3 no more, and lesson 9 has taken the place of lesson 5.
inline MemoryMap smallMemoryMap()
{
    constexpr int no = MemoryMap::notTaught;
    constexpr int open = MemoryMap::notMeasured;
    return { .checkpoints = { CheckpointId { 1 }, CheckpointId { 2 }, CheckpointId { 4 } },
        .rows = { { .lesson = LessonId { 3 }, .title = "Who wrote it?", .reply = "She did." },
            { .lesson = LessonId { 5 }, .title = "How far is it?", .reply = "Not far." },
            { .lesson = LessonId { 9 }, .title = "How far?", .reply = "A mile.", .isRefused = true } },
        .recalls = { { .state = MemoryState::Remembered, .reply = "She did.", .logProbability = -0.25 },
            { .state = MemoryState::Lost, .reply = "He did.", .logProbability = -2.5 },
            { .state = MemoryState::Superseded, .reply = "Two miles.", .logProbability = -3 },
            { .state = MemoryState::Remembered, .reply = "Two miles.", .logProbability = -8 } },
        .cells = { 0, 1, no, no, open, 2, no, no, 3 } };
}

} // namespace amend
