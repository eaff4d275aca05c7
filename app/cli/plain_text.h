// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a person reads instead of JSON.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/memory_map.h"
#include "core/domain/model_info.h"
#include "core/engine/engine.h"

#include <string>
#include <vector>

namespace amend {

std::string asText(const ModelInfo& info);
std::string asText(const LessonReceipt& receipt);
std::string asText(const std::vector<CheckpointRow>& timeline); ///< newest first
/// Rows lessons, newest first; columns the newest checkpoints of the line.
std::string asText(const MemoryMap& map);
std::string asText(const VerifyReport& report);

} // namespace amend
