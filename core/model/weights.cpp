// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weights.h"

namespace amend {

std::array<LinearShape, projectionCount> linearShapes(const ModelConfig& config)
{
    const std::int64_t d = config.hiddenSize;
    const std::int64_t queries = static_cast<std::int64_t>(config.heads) * config.headDim;
    const std::int64_t keys = static_cast<std::int64_t>(config.kvHeads) * config.headDim;
    const std::int64_t f = config.feedForwardSize;
    return { { { queries, d }, { keys, d }, { keys, d }, { d, queries }, { f, d }, { f, d }, { d, f } } };
}

} // namespace amend
