// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/generator.h"

#include "core/base/error.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <string>

namespace amend {

namespace {

/// The rows still being written; row i continues prompt `prompts[i]`.
struct Batch {
    std::vector<std::size_t> prompts;
    at::Tensor padding; ///< [b]; undefined when no row has any
    KvCache kv;
};

/// The prompts right-aligned, [b, t], and how much stands before each, [b].
std::pair<at::Tensor, at::Tensor> leftPadded(const std::vector<std::vector<TokenId>>& prompts, std::size_t longest)
{
    at::Tensor tokens
        = at::zeros({ static_cast<std::int64_t>(prompts.size()), static_cast<std::int64_t>(longest) }, at::kLong);
    at::Tensor padding = at::zeros({ static_cast<std::int64_t>(prompts.size()) }, at::kLong);
    auto* token = tokens.mutable_data_ptr<std::int64_t>();
    for (std::size_t row = 0; row < prompts.size(); ++row) {
        const std::size_t before = longest - prompts[row].size();
        padding.mutable_data_ptr<std::int64_t>()[row] = static_cast<std::int64_t>(before);
        std::copy(prompts[row].begin(), prompts[row].end(), token + row * longest + before);
    }
    return { tokens, padding };
}

void keepRows(Batch& batch, const std::vector<std::int64_t>& kept, at::Device device)
{
    const at::Tensor rows = at::tensor(kept, at::kLong).to(device);
    std::vector<std::size_t> prompts;
    for (const std::int64_t row : kept) {
        prompts.push_back(batch.prompts[static_cast<std::size_t>(row)]);
    }
    batch.prompts = std::move(prompts);
    if (batch.padding.defined()) {
        batch.padding = batch.padding.index_select(0, rows);
    }
    for (KvCache::Layer& layer : batch.kv.layers) {
        layer.keys = layer.keys.index_select(0, rows);
        layer.values = layer.values.index_select(0, rows);
    }
}

} // namespace

std::vector<std::vector<TokenId>> generateGreedyBatch(const Model& model, const Adapter* adapter,
    const std::vector<std::vector<TokenId>>& prompts, int maxTokens, std::stop_token stop)
{
    const c10::NoGradGuard noGradients;
    std::vector<std::vector<TokenId>> replies(prompts.size());
    if (prompts.empty() || maxTokens <= 0) {
        return replies;
    }
    std::size_t longest = 0;
    for (const std::vector<TokenId>& prompt : prompts) {
        longest = std::max(longest, prompt.size());
    }
    const int columns = std::min(model.config.contextLength, static_cast<int>(longest) + maxTokens);
    auto [tokens, padding] = leftPadded(prompts, longest);
    Batch batch;
    for (std::size_t row = 0; row < prompts.size(); ++row) {
        batch.prompts.push_back(row);
    }
    batch.padding = padding.any().item<bool>() ? padding.to(model.device) : at::Tensor();
    batch.kv = makeKvCache(
        model.config, model.weights, static_cast<int>(prompts.size()), std::max(columns, static_cast<int>(longest)));

    for (at::Tensor input = tokens.to(model.device); !batch.prompts.empty();) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Writing the replies was stopped.");
        }
        const at::Tensor hidden
            = hiddenStates(model.config, model.weights, adapter, { input, batch.padding, &batch.kv, nullptr });
        const at::Tensor logits = logitsOf(model.weights, hidden.select(1, -1)).narrow(1, 0, model.tokenizer.size());
        const at::Tensor best = logits.argmax(-1).to(at::kCPU); // [b]
        std::vector<std::int64_t> kept;
        std::vector<std::int64_t> next;
        for (std::size_t row = 0; row < batch.prompts.size(); ++row) {
            const std::int64_t token = best.const_data_ptr<std::int64_t>()[row];
            std::vector<TokenId>& reply = replies[batch.prompts[row]];
            if (model.tokenizer.isEndOfGeneration(static_cast<TokenId>(token))) {
                continue;
            }
            reply.push_back(static_cast<TokenId>(token));
            if (static_cast<int>(reply.size()) < maxTokens && batch.kv.length < columns) {
                kept.push_back(static_cast<std::int64_t>(row));
                next.push_back(token);
            }
        }
        if (kept.size() < batch.prompts.size()) {
            keepRows(batch, kept, model.device);
        }
        input = at::tensor(next, at::kLong).unsqueeze(1).to(model.device); // [b, 1]
    }
    return replies;
}

} // namespace amend
