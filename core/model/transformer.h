// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The forward pass of the Llama family (Llama, SmolLM2, Mistral-like, Qwen2, Qwen3): token ids to hidden states to
// logits. Shapes: b rows, t new tokens, s tokens in all (cache and new), d hidden size, v vocabulary.
#pragma once

#include "core/model/adapter.h"
#include "core/model/block_linears.h"
#include "core/model/kv_cache.h"
#include "core/model/model_config.h"
#include "core/model/token_forest.h"
#include "core/model/weights.h"

#include <cstdint>

namespace amend {

struct ForwardInput {
    at::Tensor tokens; ///< [b, t] int64
    /// [b] int64, left padding: how many of the first columns of each row are padding and must not be attended to;
    /// positions count from the first real token. Undefined: none.
    at::Tensor padding;
    KvCache* cache = nullptr; ///< null: no cache; else the tokens go behind cache->length, are added to it and see
                              ///< what was there; a forest's tokens are only added
    const ActivationTap* tap = nullptr;
    /// Not null: the one row of tokens is this forest's, without padding.
    const TokenForest* forest = nullptr;
    /// Not null: `tokens` are those behind the forest's prompts, which were read and have these keys and values. No
    /// gradient goes through them.
    const KvCache* prompts = nullptr;
    /// Not 0: only this many of the first blocks run, and the result is what they give, without the final norm.
    int blocks = 0;
    /// Not undefined: what the blocks below `firstBlock` gave for these tokens, [b, t, d]; they do not run again.
    at::Tensor states;
    int firstBlock = 0;
};

/// Hidden states after the final norm, [b, t, d]. Differentiable in the adapter's tensors when they require a gradient
/// (never together with a cache). `adapter` may be null: the base. With B = 0 the result equals the base's bit for bit.
/// Without gradients another pass does it where it can (core/model/inference_pass.h), whose last bits differ.
/// Errors: ContextFull if s would exceed config.contextLength or the cache's capacity.
at::Tensor hiddenStates(
    const ModelConfig& config, const Weights& weights, const Adapter* adapter, const ForwardInput& input);

/// Errors: ContextFull if a text of `total` tokens is more than the model reads, or if `cache` (null: none) has no room
/// for `filled` tokens.
void requireRoom(const ModelConfig& config, std::int64_t total, const KvCache* cache, std::int64_t filled);

/// Logits [..., v] of hidden states [..., d], fp32.
at::Tensor logitsOf(const Weights& weights, const at::Tensor& hidden);

/// An empty cache for `rows` sequences of at most `capacity` tokens.
KvCache makeKvCache(const ModelConfig& config, const Weights& weights, int rows, int capacity);

/// Makes room for at least `capacity` tokens; what is filled stays.
void growKvCache(KvCache& cache, int capacity);

} // namespace amend
