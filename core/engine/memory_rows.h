// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The memory map from what the store has: its columns, its rows, and the cells as far as they are known.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/memory_map.h"
#include "core/store/checkpoint_store.h"
#include "core/store/lesson_log.h"
#include "core/store/memory_store.h"

#include <span>

namespace amend {

/// The lesson with the wanted reply it was taught: for a critique, the model's own revision.
Lesson taught(Lesson lesson, const LessonLog& lessons);

/// A row for each lesson that any checkpoint of the line holds. Errors: as Database.
MemoryMap memoryMap(std::span<const CheckpointLessons> line, const LessonLog& lessons, const MemoryStore& cells);

} // namespace amend
