// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/attention.h"

#include "core/model/rms_norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/zeros.h>

#include <limits>

namespace amend {

namespace {

/// `queries` [t] are the places of the new tokens among all `total`.
at::Tensor attentionMask(
    const at::Tensor& queries, std::int64_t total, const at::Tensor& padding, std::int64_t headsPerGroup)
{
    const at::Tensor keys = at::arange(total, queries.options()); // [s]
    const at::Tensor rows = queries.unsqueeze(1); // [t, 1]
    at::Tensor hidden = (keys > rows).unsqueeze(0); // [1, t, s]
    if (padding.defined()) {
        // A padding token sees itself: a row in which nothing is visible would be 0 / 0.
        hidden = hidden.logical_or((keys < padding.view({ -1, 1, 1 })).logical_and(keys != rows)); // [b, t, s]
    }
    return at::zeros(hidden.sizes(), hidden.options().dtype(at::kFloat))
        .masked_fill(hidden, -std::numeric_limits<float>::infinity())
        .unsqueeze(1)
        .repeat({ 1, 1, headsPerGroup, 1 }); // [b, 1, h / g * t, s]
}

/// Writes `fresh` [b, g, t, w] behind the `length` tokens of `store` and gives all of them, [b, g, s, w].
at::Tensor appended(at::Tensor& store, int length, const at::Tensor& fresh)
{
    const std::int64_t count = fresh.size(2);
    store.narrow(2, length, count).copy_(fresh);
    return store.narrow(2, 0, length + count);
}

} // namespace

AttentionPass prepareAttention(const ModelConfig& config, const at::Tensor& ropeFrequencies, std::int64_t past,
    std::int64_t newTokens, const at::Tensor& padding, KvCache* cache)
{
    const at::Tensor queries = at::arange(past, past + newTokens, ropeFrequencies.options().dtype(at::kLong)); // [t]
    at::Tensor positions = queries.unsqueeze(0); // [1, t]
    if (padding.defined()) {
        positions = (positions - padding.unsqueeze(1)).clamp_min(0); // [b, t]
    }
    AttentionPass pass { rotationAt(positions, ropeFrequencies), {}, cache };
    if (newTokens > 1 || padding.defined()) {
        pass.mask = attentionMask(queries, past + newTokens, padding, config.heads / config.kvHeads);
    }
    return pass;
}

at::Tensor attention(
    const ModelConfig& config, const BlockLinears& block, const AttentionPass& pass, const at::Tensor& x)
{
    const std::int64_t rows = x.size(0);
    const std::int64_t tokens = x.size(1);
    const auto heads = [&](Projection projection, int count) {
        return block.project(projection, x).view({ rows, tokens, count, config.headDim }); // [b, t, n, w]
    };
    at::Tensor q = heads(Projection::Q, config.heads);
    at::Tensor k = heads(Projection::K, config.kvHeads);
    at::Tensor v = heads(Projection::V, config.kvHeads).transpose(1, 2); // [b, g, t, w]
    if (config.queryKeyNorm) {
        q = rmsNorm(q, block.weights.queryNorm, config.rmsNormEps);
        k = rmsNorm(k, block.weights.keyNorm, config.rmsNormEps);
    }
    q = rotate(q.transpose(1, 2), pass.rotation); // [b, h, t, w]
    k = rotate(k.transpose(1, 2), pass.rotation); // [b, g, t, w]
    if (pass.cache != nullptr) {
        KvCache::Layer& slot = pass.cache->layers[static_cast<std::size_t>(block.layer)];
        k = appended(slot.keys, pass.cache->length, k);
        v = appended(slot.values, pass.cache->length, v);
    }
    // The heads that share a KV head stand below each other as one head's queries: keys and values need no copies.
    q = q.reshape({ rows, config.kvHeads, -1, config.headDim }); // [b, g, h / g * t, w]
    const at::Tensor mixed = at::scaled_dot_product_attention(
        q, k, v, pass.mask.defined() ? std::optional(pass.mask) : std::nullopt); // [b, g, h / g * t, w]
    return block.project(Projection::O,
        mixed.reshape({ rows, config.heads, tokens, config.headDim })
            .transpose(1, 2)
            .reshape({ rows, tokens, static_cast<std::int64_t>(config.heads) * config.headDim }));
}

} // namespace amend
