// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/transformer.h"

#include "core/base/error.h"
#include "core/model/attention.h"
#include "core/model/feed_forward.h"
#include "core/model/inference_pass.h"
#include "core/model/lora_linear.h"
#include "core/model/rms_norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <string>
#include <utility>

namespace amend {

void requireRoom(const ModelConfig& config, std::int64_t total, const KvCache* cache, std::int64_t filled)
{
    if (total > config.contextLength) {
        throw Error(ErrorKind::ContextFull,
            "The text has " + std::to_string(total) + " tokens, but the model reads at most "
                + std::to_string(config.contextLength) + ". Shorten it or start a new chat.");
    }
    if (cache != nullptr && filled > cache->capacity()) {
        throw Error(ErrorKind::ContextFull,
            "The text has " + std::to_string(filled) + " tokens, but its cache was made for "
                + std::to_string(cache->capacity()) + ".");
    }
}

at::Tensor hiddenStates(
    const ModelConfig& config, const Weights& weights, const Adapter* adapter, const ForwardInput& input)
{
    const std::int64_t past = input.cache != nullptr ? input.cache->length : 0;
    const std::int64_t fresh = input.tokens.size(1);
    requireRoom(
        config, input.forest != nullptr ? input.forest->longestText() : past + fresh, input.cache, past + fresh);
    // What lies in a cache has left the graph, so gradients behind it would be wrong.
    const c10::AutoGradMode gradients(c10::GradMode::is_enabled() && input.cache == nullptr);
    if (!c10::GradMode::is_enabled() && canInfer(config, weights, input)) {
        const at::Tensor inferred = inferredStates(config, weights, adapter, input);
        if (input.cache != nullptr) {
            input.cache->length += static_cast<int>(fresh);
        }
        return inferred;
    }

    const AttentionPass pass = input.forest != nullptr
        ? prepareForestAttention(config, weights.ropeFrequencies, *input.forest, input.prompts, input.cache)
        : prepareAttention(config, weights.ropeFrequencies, past, fresh, input.padding, input.cache);
    at::Tensor x = input.states.defined() ? input.states : at::embedding(weights.embedding, input.tokens); // [b, t, d]
    const int blocks = input.blocks > 0 ? std::min(input.blocks, config.layers) : config.layers;
    for (int layer = input.states.defined() ? input.firstBlock : 0; layer < blocks; ++layer) {
        const LayerWeights& block = weights.layers[static_cast<std::size_t>(layer)];
        const BlockLinears linears { layer, block, adapter, input.tap };
        x = x + attention(config, linears, pass, rmsNorm(x, block.attentionNorm, config.rmsNormEps));
        x = x + feedForward(linears, rmsNorm(x, block.feedForwardNorm, config.rmsNormEps));
    }
    if (input.cache != nullptr) {
        input.cache->length += static_cast<int>(fresh);
    }
    return input.blocks > 0 ? x : rmsNorm(x, weights.finalNorm, config.rmsNormEps);
}

at::Tensor logitsOf(const Weights& weights, const at::Tensor& hidden)
{
    return loraLinear(hidden, weights.head);
}

KvCache makeKvCache(const ModelConfig& config, const Weights& weights, int rows, int capacity)
{
    KvCache cache;
    for (int layer = 0; layer < config.layers; ++layer) {
        const auto slot = [&] {
            return at::empty(
                { rows, config.kvHeads, capacity, config.headDim }, weights.embedding.options().dtype(at::kHalf));
        };
        cache.layers.push_back({ slot(), slot() });
    }
    return cache;
}

void growKvCache(KvCache& cache, int capacity)
{
    if (capacity <= cache.capacity()) {
        return;
    }
    const auto grow = [&](at::Tensor& slot) {
        at::Tensor larger = at::empty({ slot.size(0), slot.size(1), capacity, slot.size(3) }, slot.options());
        larger.narrow(2, 0, cache.length).copy_(slot.narrow(2, 0, cache.length));
        slot = std::move(larger);
    };
    for (KvCache::Layer& layer : cache.layers) {
        grow(layer.keys);
        grow(layer.values);
    }
}

} // namespace amend
