// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The words under which our enums stand in the database. Once released, a word is never changed.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/memory_map.h"
#include "core/domain/message.h"

#include <string_view>

namespace amend {

std::string_view storedWord(Role role);
std::string_view storedWord(MessageState state);
std::string_view storedWord(Rating rating);
std::string_view storedWord(Gesture gesture);
std::string_view storedWord(Scope scope);
std::string_view storedWord(LessonState state);
std::string_view storedWord(Verdict verdict);
std::string_view storedWord(TimelineKind kind);
std::string_view storedWord(MemoryState state);

/// For each of the enums above. Errors: FileCorrupt for a word that it does not have.
template <class Enum> Enum fromStoredWord(std::string_view word);

} // namespace amend
