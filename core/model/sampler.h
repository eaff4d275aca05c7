// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of the next token from the logits.
#pragma once

#include "core/base/counter_rng.h"
#include "core/domain/generation_options.h"
#include "core/domain/ids.h"

#include <span>
#include <vector>

namespace amend {

/// Order of the filters: repetition penalty, temperature, top-k, top-p, min-p, draw. Greedy skips all but the penalty;
/// ties go to the smaller id. Owned by one reply.
class Sampler final {
public:
    explicit Sampler(const GenerationOptions& options);
    /// `logits` [v] are overwritten; `history` are the tokens so far, prompt included.
    /// Errors: Internal if no logit is finite (a reply in which numbers broke is never taught from).
    TokenId next(std::span<float> logits, std::span<const TokenId> history);

private:
    GenerationOptions m_options;
    CounterRng m_random;
};

} // namespace amend
