// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON that scripts rely on: domain values as the command line prints them.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/failure.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/memory_map.h"
#include "core/domain/message.h"
#include "core/domain/model_info.h"
#include "core/engine/engine.h"

#include <nlohmann/json.hpp>

namespace amend {

/// Keys keep the order in which they are written.
using Json = nlohmann::ordered_json;

Json asJson(const ModelInfo& info);
Json asJson(const Message& reply); ///< {"reply","tokens","prompt_tokens","tok_per_s","ttft_ms","checkpoint", …}
Json asJson(const LossPoint& point);
Json asJson(const DriftMap& drift);
Json asJson(const LessonReceipt& receipt);
Json asJson(const CheckpointRow& row);
Json asJson(const MemoryMap& map); ///< {"checkpoints","lessons"}
Json asJson(const VerifyReport& report);
Json asJson(const Failure& failure); ///< {"error":{"kind","detail"}}

/// "learned", "rejected" or "no_effect"; a cancelled lesson is "cancelled".
const char* word(Verdict verdict);

} // namespace amend
