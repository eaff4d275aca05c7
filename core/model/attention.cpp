// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/attention.h"

#include "core/model/rms_norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/split_with_sizes.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace amend {

namespace {

/// A forest of at most so many tokens is attended to at once, with a mask: what nobody sees costs less there than
/// operators for each run.
constexpr std::size_t smallForest = 512;

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

/// Writes `fresh` [b, g, t, w] behind the `length` tokens of `store` and gives all from `first` on as they are stored:
/// what is read in one pass is the same as in several.
at::Tensor appended(at::Tensor& store, int length, const at::Tensor& fresh, int first)
{
    const std::int64_t count = fresh.size(2);
    store.narrow(2, length, count).copy_(fresh);
    return store.narrow(2, first, length + count - first).to(fresh.scalar_type());
}

/// Those of the store, then the fresh ones.
at::Tensor behind(const at::Tensor& store, int length, const at::Tensor& fresh)
{
    return at::cat({ store.narrow(2, 0, length).to(fresh.scalar_type()), fresh }, 2);
}

/// q [b, h, t, w], k and v [b, g, s, w]; result [b, h, t, w].
at::Tensor mixedValues(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask)
{
    // The heads that share a KV head stand below each other as one head's queries: keys and values need no copies.
    const at::Tensor stacked = q.reshape({ q.size(0), k.size(1), -1, q.size(3) }); // [b, g, h / g * t, w]
    return at::scaled_dot_product_attention(stacked, k, v, mask.defined() ? std::optional(mask) : std::nullopt)
        .reshape(q.sizes());
}

/// Run by run: each sees what its ancestors and itself have. k and v are those of all runs, q of the new ones.
at::Tensor mixedInForest(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionPass& pass)
{
    const std::vector<at::Tensor> queries
        = q.split_with_sizes(at::IntArrayRef(pass.runLengths).slice(pass.firstRun), 2);
    const std::vector<at::Tensor> keys = k.split_with_sizes(pass.runLengths, 2);
    const std::vector<at::Tensor> values = v.split_with_sizes(pass.runLengths, 2);
    const auto seen = [](const std::vector<at::Tensor>& parts, const std::vector<std::size_t>& runs) {
        std::vector<at::Tensor> chosen;
        for (const std::size_t run : runs) {
            chosen.push_back(parts[run]);
        }
        return chosen.size() == 1 ? chosen.front() : at::cat(chosen, 2);
    };
    std::vector<at::Tensor> mixed;
    for (std::size_t run = pass.firstRun; run < pass.branches.size(); ++run) {
        const AttentionPass::Branch& branch = pass.branches[run];
        mixed.push_back(
            mixedValues(queries[run - pass.firstRun], seen(keys, branch.runs), seen(values, branch.runs), branch.mask));
    }
    return at::cat(mixed, 2);
}

/// [1, 1, h / g * t, s] of the forest's tokens from `first` on: what each sees among all.
at::Tensor forestMask(const TokenForest& forest, std::int64_t first, std::int64_t headsPerGroup)
{
    const auto total = static_cast<std::int64_t>(forest.tokens.size());
    at::Tensor mask = at::full({ total - first, total }, -std::numeric_limits<float>::infinity(), at::kFloat);
    for (const TokenRun& own : forest.runs) {
        for (std::int64_t token = own.begin; token < own.begin + own.length && own.begin >= first; ++token) {
            float* row = mask.mutable_data_ptr<float>() + (token - first) * total;
            std::fill(row + own.begin, row + token + 1, 0.0F);
            for (int above = own.parent; above >= 0;) {
                const TokenRun& run = forest.runs[static_cast<std::size_t>(above)];
                std::fill_n(row + run.begin, run.length, 0.0F);
                above = run.parent;
            }
        }
    }
    return mask.view({ 1, 1, total - first, total }).repeat({ 1, 1, headsPerGroup, 1 });
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
    AttentionPass pass { .rotation = rotationAt(positions, ropeFrequencies), .cache = cache };
    if (newTokens > 1 || padding.defined()) {
        pass.mask = attentionMask(queries, past + newTokens, padding, config.heads / config.kvHeads);
    }
    return pass;
}

AttentionPass prepareForestAttention(const ModelConfig& config, const at::Tensor& ropeFrequencies,
    const TokenForest& forest, const KvCache* prompts, KvCache* cache)
{
    std::vector<std::int64_t> positions;
    AttentionPass pass;
    pass.cache = cache;
    pass.prompts = prompts;
    pass.firstRun = prompts != nullptr ? forest.promptRuns : 0;
    const std::int64_t headsPerGroup = config.heads / config.kvHeads;
    const bool isSmall = cache == nullptr && forest.tokens.size() <= smallForest;
    for (std::size_t i = 0; i < forest.runs.size(); ++i) {
        const TokenRun& run = forest.runs[i];
        for (int at = 0; i >= pass.firstRun && at < run.length; ++at) {
            positions.push_back(run.firstPosition + at);
        }
        if (isSmall) {
            continue;
        }
        AttentionPass::Branch branch;
        if (run.parent >= 0) {
            branch.runs = pass.branches[static_cast<std::size_t>(run.parent)].runs;
        }
        branch.runs.push_back(i);
        if (i >= pass.firstRun) {
            const std::int64_t seen = run.firstPosition + run.length;
            const at::Tensor queries
                = at::arange(run.firstPosition, seen, ropeFrequencies.options().dtype(at::kLong)); // [t]
            branch.mask = attentionMask(queries, seen, {}, headsPerGroup);
        }
        pass.branches.push_back(std::move(branch));
        pass.runLengths.push_back(run.length);
    }
    if (isSmall) {
        const std::int64_t first = prompts != nullptr ? forest.promptTokens() : 0;
        pass.mask = forestMask(forest, first, headsPerGroup).to(ropeFrequencies.device());
    }
    const at::Tensor all = at::tensor(positions, at::kLong).to(ropeFrequencies.device());
    pass.rotation = rotationAt(all.unsqueeze(0), ropeFrequencies);
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
        const int first = pass.branches.empty() ? 0 : pass.cache->length; // a forest's runs see themselves
        k = appended(slot.keys, pass.cache->length, k, first);
        v = appended(slot.values, pass.cache->length, v, first);
    }
    if (pass.prompts != nullptr) {
        const KvCache::Layer& slot = pass.prompts->layers[static_cast<std::size_t>(block.layer)];
        k = behind(slot.keys, pass.prompts->length, k);
        v = behind(slot.values, pass.prompts->length, v);
    }
    const at::Tensor mixed = pass.branches.empty() ? mixedValues(q, k, v, pass.mask) : mixedInForest(q, k, v, pass);
    return block.project(Projection::O,
        mixed.transpose(1, 2).reshape({ rows, tokens, static_cast<std::int64_t>(config.heads) * config.headDim }));
}

} // namespace amend
