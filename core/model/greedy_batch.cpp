// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/generator.h"

#include "core/base/error.h"
#include "core/model/decoder.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

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

/// Of such logits some token would be the first, and a reply of it would look like any other to the gate.
[[noreturn]] void refuseBrokenLogits()
{
    throw Error(ErrorKind::Internal,
        "The model's numbers broke (a logit is not finite), so it cannot answer. Restore an earlier checkpoint.");
}

/// Reads tokens for all rows of a batch and gives the likeliest next one of each.
class BatchReader {
public:
    BatchReader(const Model& model, const Adapter* adapter)
        : m_model(model)
        , m_adapter(adapter)
    {
    }

    /// `tokens` [b, t]
    std::vector<TokenId> prompts(const at::Tensor& tokens, Batch& batch)
    {
        const at::Tensor hidden = hiddenStates(m_model.config, m_model.weights, m_adapter,
            { tokens.to(m_model.device), batch.padding, &batch.kv, nullptr });
        const at::Tensor logits
            = logitsOf(m_model.weights, hidden.select(1, -1)).narrow(1, 0, m_model.tokenizer.size());
        const at::Tensor place = logits.argmax(-1, /*keepdim=*/true); // [b, 1]; where one is not a number, there
        if (!std::isfinite(logits.gather(1, place).sum().item<double>())) {
            refuseBrokenLogits();
        }
        const at::Tensor best = place.squeeze(1).to(at::kCPU); // [b]
        const auto* token = best.const_data_ptr<std::int64_t>();
        return { token, token + best.numel() };
    }

    /// `tokens` [b]
    std::vector<TokenId> next(const std::vector<TokenId>& tokens, Batch& batch)
    {
        if (!Decoder::isMadeFor(m_model)) {
            return prompts(
                at::tensor(std::vector<std::int64_t>(tokens.begin(), tokens.end()), at::kLong).unsqueeze(1), batch);
        }
        if (!m_decoder) {
            m_decoder.emplace(m_model, m_adapter, Decoder::threadsFor(m_model));
        }
        std::span<const std::int64_t> padding;
        if (batch.padding.defined()) {
            padding = { batch.padding.const_data_ptr<std::int64_t>(), tokens.size() };
        }
        m_decoder->read(tokens, padding, batch.kv);
        std::vector<TokenId> best;
        for (std::size_t row = 0; row < tokens.size(); ++row) {
            const auto logits = m_decoder->logits(row).first(static_cast<std::size_t>(m_model.tokenizer.size()));
            const auto highest = std::max_element(logits.begin(), logits.end());
            if (!std::isfinite(*highest)) {
                refuseBrokenLogits();
            }
            best.push_back(static_cast<TokenId>(highest - logits.begin()));
        }
        return best;
    }

private:
    const Model& m_model;
    const Adapter* m_adapter;
    std::optional<Decoder> m_decoder;
};

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

    BatchReader reader(model, adapter);
    std::vector<TokenId> next;
    while (!batch.prompts.empty()) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Writing the replies was stopped.");
        }
        const std::vector<TokenId> best = next.empty() ? reader.prompts(tokens, batch) : reader.next(next, batch);
        next.clear();
        std::vector<std::int64_t> kept;
        for (std::size_t row = 0; row < batch.prompts.size(); ++row) {
            std::vector<TokenId>& reply = replies[batch.prompts[row]];
            if (model.tokenizer.isEndOfGeneration(best[row])) {
                continue;
            }
            reply.push_back(best[row]);
            if (static_cast<int>(reply.size()) < maxTokens && batch.kv.length < columns) {
                kept.push_back(static_cast<std::int64_t>(row));
                next.push_back(best[row]);
            }
        }
        if (kept.size() < batch.prompts.size()) {
            keepRows(batch, kept, model.device);
        }
    }
    return replies;
}

} // namespace amend
