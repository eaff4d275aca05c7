// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The selected update in words: its name in the titles of the views, and what stands there when it has no numbers.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"

#include <QString>

namespace amend {

/// "lesson 13", and once it is in the weights "lesson 13 · #12".
QString selectionName(LessonId lesson);
QString selectionName(const LessonReceipt& receipt);
/// "#0", "back to #9".
QString selectionName(const CheckpointRow& row);

/// While nothing was ever learned.
QString nothingLearnedText();
/// A lesson without a receipt: it waits, runs, was cancelled or could not run.
QString withoutReceiptText(const Lesson& lesson);
/// A row that is no lesson: the base, a restore, what was made anew from several lessons.
QString withoutLessonText(const CheckpointRow& row);

} // namespace amend
