// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which lessons of the timeline act no more because a later one took their question over.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/lesson.h"
#include "core/store/checkpoint_store.h"

#include <vector>

namespace amend {

/// Sets `superseded` on the rows of lessons that were learned on the way to the serving checkpoint with weights of
/// their own, and whose weights that checkpoint's file does not name any more. `lessons` are all of the model. If a
/// file that has to be looked at is damaged, nothing is said of the lessons it is about.
void markSuperseded(std::vector<CheckpointRow>& rows, CheckpointStore& checkpoints, const std::vector<Lesson>& lessons);

} // namespace amend
