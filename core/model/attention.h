// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Grouped-query attention of one block. Shapes: b rows, t new tokens, s tokens in all (cache and new), d hidden size,
// h heads, g KV heads, w head width.
#pragma once

#include "core/model/block_linears.h"
#include "core/model/kv_cache.h"
#include "core/model/model_config.h"
#include "core/model/rope.h"
#include "core/model/token_forest.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace amend {

/// What every block of one pass shares.
struct AttentionPass {
    Rotation rotation;
    at::Tensor mask; ///< [b or 1, 1, h / g * t, s], 0 or -infinity; undefined: every token sees all s
    KvCache* cache = nullptr; ///< null: none; else the new keys and values go behind its length
    const KvCache* prompts = nullptr; ///< null: none; else the keys and values of a forest's prompts

    /// One run of a forest: what it sees.
    struct Branch {
        std::vector<std::size_t> runs; ///< those above, oldest first, and itself
        at::Tensor mask; ///< [1, 1, h / g * t, s] of its own t tokens and the s it sees; undefined for prompts
    };
    std::vector<Branch> branches; ///< of every run; empty: no forest, or a small one, which `mask` tells
    std::vector<std::int64_t> runLengths;
    std::size_t firstRun = 0; ///< of the new tokens; those before are the prompts
};

/// `past` tokens lie in the cache, `newTokens` follow. `padding` as in ForwardInput.
AttentionPass prepareAttention(const ModelConfig& config, const at::Tensor& ropeFrequencies, std::int64_t past,
    std::int64_t newTokens, const at::Tensor& padding, KvCache* cache);

/// The runs of a forest in one row, without padding; those behind its prompts, if `prompts` is not null.
AttentionPass prepareForestAttention(const ModelConfig& config, const at::Tensor& ropeFrequencies,
    const TokenForest& forest, const KvCache* prompts, KvCache* cache);

/// x [b, t, d] after the norm; result [b, t, d].
/// Source: Ainslie et al. 2023, "GQA", arXiv 2305.13245, section 2.2.
at::Tensor attention(
    const ModelConfig& config, const BlockLinears& block, const AttentionPass& pass, const at::Tensor& x);

} // namespace amend
