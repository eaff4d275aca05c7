// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON that scripts rely on: domain values as the command line prints them.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/failure.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/message.h"
#include "core/domain/model_info.h"
#include "core/engine/engine.h"

#include <nlohmann/json.hpp>

namespace amend {

/// Keys keep the order in which they are written.
using Json = nlohmann::ordered_json;

Json toJson(const ModelInfo& info);
Json toJson(const Message& reply); ///< {"reply","tokens","prompt_tokens","tok_per_s","ttft_ms","checkpoint", …}
Json toJson(const LossPoint& point);
Json toJson(const DriftMap& drift);
Json toJson(const LessonReceipt& receipt);
Json toJson(const CheckpointRow& row);
Json toJson(const VerifyReport& report);
Json toJson(const Failure& failure); ///< {"error":{"kind","detail"}}

/// "learned", "rejected" or "no_effect"; a cancelled lesson is "cancelled".
const char* word(Verdict verdict);

} // namespace amend
