// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/generator.h"

#include "core/base/error.h"
#include "core/model/decoder.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/empty.h>
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

/// A reply being written.
struct Row {
    std::size_t reply; ///< its place in what is returned
    std::vector<TokenId> tokens; ///< the prompt's and the reply's
    std::optional<Sampler> sampler; ///< none: the largest logit wins
};

/// What is read at once; rows that end leave it.
struct Batch {
    std::vector<Row> rows;
    at::Tensor padding; ///< [b]; undefined when no row has any
    KvCache kv;
};

/// The prompts right-aligned, [b, t], and how much stands before each, [b].
std::pair<at::Tensor, at::Tensor> leftPadded(const std::vector<std::vector<TokenId>>& prompts)
{
    std::size_t longest = 0;
    for (const std::vector<TokenId>& prompt : prompts) {
        longest = std::max(longest, prompt.size());
    }
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

/// Row i of what was read is then what row `rows[i]` was.
void selectRead(Batch& batch, const std::vector<std::int64_t>& rows, at::Device device)
{
    const at::Tensor index = at::tensor(rows, at::kLong).to(device);
    if (batch.padding.defined()) {
        batch.padding = batch.padding.index_select(0, index);
    }
    for (KvCache::Layer& layer : batch.kv.layers) {
        layer.keys = layer.keys.index_select(0, index);
        layer.values = layer.values.index_select(0, index);
    }
}

/// Of such logits some token would be the first, and a reply of it would look like any other to the gate.
[[noreturn]] void refuseBrokenLogits()
{
    throw Error(ErrorKind::Internal,
        "The model's numbers broke (a logit is not finite), so it cannot answer. Restore an earlier checkpoint.");
}

/// The next token of each row; `logits` [b, v].
std::vector<TokenId> chosenTokens(const at::Tensor& logits, std::vector<Row>& rows)
{
    const at::Tensor place = logits.argmax(-1, /*keepdim=*/true); // [b, 1]; where one is not a number, there
    if (!std::isfinite(logits.gather(1, place).sum().item<double>())) {
        refuseBrokenLogits();
    }
    const at::Tensor best = place.squeeze(1).to(at::kCPU); // [b]
    const auto* token = best.const_data_ptr<std::int64_t>();
    std::vector<TokenId> chosen(token, token + best.numel());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].sampler) {
            const at::Tensor own = logits[static_cast<std::int64_t>(row)].to(at::kCPU, at::kFloat, false, true); // [v]
            chosen[row] = rows[row].sampler->next(
                { own.mutable_data_ptr<float>(), static_cast<std::size_t>(own.numel()) }, rows[row].tokens);
        }
    }
    return chosen;
}

/// The place of each row's tokens among those that are different.
std::vector<std::int64_t> placesAmong(std::vector<std::vector<TokenId>>& different, const std::vector<Row>& rows)
{
    std::vector<std::int64_t> places;
    for (const Row& row : rows) {
        const auto same = std::find(different.begin(), different.end(), row.tokens);
        places.push_back(same - different.begin());
        if (same == different.end()) {
            different.push_back(row.tokens);
        }
    }
    return places;
}

/// Reads tokens for all rows of a batch and gives the logits [b, v] of what follows.
class BatchReader {
public:
    BatchReader(const Model& model, const Adapter* adapter)
        : m_model(model)
        , m_adapter(adapter)
    {
    }

    /// The prompts, with room for `columns` tokens of each row.
    at::Tensor readPrompts(Batch& batch, int columns, PromptKeys* known)
    {
        if (reachesReplyAlone(m_adapter) || (known != nullptr && known->adapter() == m_adapter)) {
            return readBehindPrompts(batch, columns, known);
        }
        std::vector<std::vector<TokenId>> different;
        const std::vector<std::int64_t> places = placesAmong(different, batch.rows);
        const auto [tokens, padding] = leftPadded(different);
        batch.padding = padding.any().item<bool>() ? padding.to(m_model.device) : at::Tensor();
        batch.kv = makeKvCache(m_model.config, m_model.weights, static_cast<int>(different.size()), columns);
        const at::Tensor logits = logitsAfter(tokens, batch);
        if (different.size() == places.size()) {
            return logits;
        }
        selectRead(batch, places, m_model.device);
        return logits.index_select(0, at::tensor(places, at::kLong).to(m_model.device));
    }

    /// The last token of each row.
    at::Tensor readLast(Batch& batch)
    {
        std::vector<TokenId> tokens;
        for (const Row& row : batch.rows) {
            tokens.push_back(row.tokens.back());
        }
        if (!Decoder::isMadeFor(m_model)) {
            return logitsAfter(
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
        const auto width = static_cast<std::size_t>(m_model.tokenizer.size());
        const at::Tensor logits = at::empty({ static_cast<std::int64_t>(tokens.size()), m_model.tokenizer.size() });
        for (std::size_t row = 0; row < tokens.size(); ++row) {
            std::copy_n(m_decoder->logits(row).begin(), width, logits.mutable_data_ptr<float>() + row * width);
        }
        return logits;
    }

private:
    /// The last token of each prompt is corrected as its reply is, those before it perhaps not.
    at::Tensor readBehindPrompts(Batch& batch, int columns, PromptKeys* known)
    {
        std::optional<PromptKeys> own;
        if (known == nullptr || known->adapter() != onPrompt(m_adapter)) {
            known = &own.emplace(m_model, onPrompt(m_adapter));
        }
        std::vector<std::span<const TokenId>> prompts;
        std::vector<std::int64_t> padding;
        std::size_t longest = 0;
        for (const Row& row : batch.rows) {
            prompts.push_back(std::span(row.tokens).first(row.tokens.size() - 1));
            longest = std::max(longest, prompts.back().size());
        }
        for (const std::span<const TokenId> prompt : prompts) {
            padding.push_back(static_cast<std::int64_t>(longest - prompt.size()));
        }
        known->read(prompts);
        batch.kv = known->rowsOf(prompts, columns);
        batch.padding = at::tensor(padding, at::kLong).to(m_model.device);
        return readLast(batch);
    }

    /// `tokens` [b, t]; result [b, v] of the last ones.
    at::Tensor logitsAfter(const at::Tensor& tokens, Batch& batch) const
    {
        const at::Tensor hidden = hiddenStates(m_model.config, m_model.weights, m_adapter,
            { tokens.to(m_model.device), batch.padding, &batch.kv, nullptr });
        return logitsOf(m_model.weights, hidden.select(1, -1)).narrow(1, 0, m_model.tokenizer.size());
    }

    const Model& m_model;
    const Adapter* m_adapter;
    std::optional<Decoder> m_decoder;
};

} // namespace

std::vector<std::vector<TokenId>> generateBatch(const Model& model, const Adapter* adapter,
    const std::vector<BatchPrompt>& prompts, std::stop_token stop, PromptKeys* known)
{
    const c10::NoGradGuard noGradients;
    std::vector<std::vector<TokenId>> replies(prompts.size());
    Batch batch;
    int longest = 0;
    int most = 0;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const auto& [tokens, options] = prompts[i];
        if (options.maxTokens > 0) {
            const bool isGreedy = options.temperature <= 0 && options.repetitionPenalty == 1;
            batch.rows.push_back({ i, tokens, isGreedy ? std::nullopt : std::optional<Sampler>(options) });
            longest = std::max(longest, static_cast<int>(tokens.size()));
            most = std::max(most, options.maxTokens);
        }
    }
    const int columns = std::max(std::min(model.config.contextLength, longest + most), longest);

    BatchReader reader(model, adapter);
    while (!batch.rows.empty()) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Writing the replies was stopped.");
        }
        const bool isFirst = batch.kv.layers.empty();
        const at::Tensor logits = isFirst ? reader.readPrompts(batch, columns, known) : reader.readLast(batch);
        const std::vector<TokenId> chosen = chosenTokens(logits, batch.rows);
        std::vector<std::int64_t> kept;
        std::vector<Row> rows;
        for (std::size_t row = 0; row < chosen.size(); ++row) {
            Row& writing = batch.rows[row];
            std::vector<TokenId>& reply = replies[writing.reply];
            if (model.tokenizer.isEndOfGeneration(chosen[row])) {
                continue;
            }
            reply.push_back(chosen[row]);
            writing.tokens.push_back(chosen[row]);
            const auto limit = static_cast<std::size_t>(prompts[writing.reply].options.maxTokens);
            if (reply.size() < limit && batch.kv.length < columns) {
                kept.push_back(static_cast<std::int64_t>(row));
                rows.push_back(std::move(writing));
            }
        }
        if (rows.size() < batch.rows.size()) {
            selectRead(batch, kept, model.device);
        }
        batch.rows = std::move(rows);
    }
    return replies;
}

std::vector<std::vector<TokenId>> generateGreedyBatch(const Model& model, const Adapter* adapter,
    const std::vector<std::vector<TokenId>>& prompts, int maxTokens, std::stop_token stop, PromptKeys* known)
{
    std::vector<BatchPrompt> rows;
    for (const std::vector<TokenId>& prompt : prompts) {
        rows.push_back({ prompt, greedy(maxTokens) });
    }
    return generateBatch(model, adapter, rows, stop, known);
}

std::string greedyReply(const Model& model, const Adapter* adapter, const std::vector<ChatTurn>& context, int maxTokens,
    std::stop_token stop, PromptKeys* known)
{
    const auto replies = generateGreedyBatch(model, adapter, { promptTokens(model, context) }, maxTokens, stop, known);
    return model.tokenizer.decode(replies.front());
}

} // namespace amend
