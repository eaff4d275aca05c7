// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/decoder.h"

#include "core/model/decode_pass.h"
#include "core/model/transformer.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace amend {

bool Decoder::isMadeFor(const Model& model)
{
    return model.weights.head.isPacked() && model.config.headDim <= widestHead;
}

int Decoder::threadsFor(const Model& model)
{
    // Four for the default model: one of its size was seen to get slower with more. Measure with bench_decode.
    constexpr std::int64_t bytesForAThread = 20'000'000;
    std::int64_t bytes = model.weights.head.packed.bytes();
    for (const LayerWeights& layer : model.weights.layers) {
        for (const LinearWeight& linear : layer.linear) {
            bytes += linear.packed.bytes();
        }
    }
    return static_cast<int>(std::clamp<std::int64_t>(bytes / bytesForAThread, 1, at::get_num_threads()));
}

Decoder::Decoder(const Model& model, const Adapter* adapter, int threads)
    : m_pass(std::make_unique<DecodePass>(model.config, model.weights, adapter, threads))
{
}

Decoder::~Decoder() = default;

bool Decoder::isInWholeNumbers() const
{
    return m_pass->isInWholeNumbers;
}

std::size_t Decoder::longestRun() const
{
    return static_cast<std::size_t>(m_pass->longestRun);
}

void Decoder::read(std::span<const TokenId> tokens, std::span<const std::int64_t> padding, KvCache& cache)
{
    DecodePass& pass = *m_pass;
    requireRoom(pass.config, cache.length + 1, &cache, cache.length + 1);
    pass.cache = &cache;
    pass.isRun = false;
    pass.tileHeight = 0;
    if (pass.logits.rows() < static_cast<std::int64_t>(tokens.size())) {
        pass.logits = RowBuffer(static_cast<std::int64_t>(tokens.size()), pass.weights.head.out());
    }
    constexpr std::size_t rowsTogether = 16;
    for (std::size_t first = 0; first < tokens.size(); first += rowsTogether) {
        const std::size_t count = std::min(rowsTogether, tokens.size() - first);
        pass.tokens.assign(tokens.begin() + static_cast<std::ptrdiff_t>(first),
            tokens.begin() + static_cast<std::ptrdiff_t>(first + count));
        pass.places.clear();
        for (std::size_t row = first; row < first + count; ++row) {
            const std::int64_t before = padding.empty() ? 0 : padding[row];
            pass.places.push_back({ static_cast<std::int64_t>(row), cache.length, cache.length - before, before, {} });
        }
        pass.logitsRow = static_cast<std::int64_t>(first);
        pass.run();
    }
    ++cache.length;
}

void Decoder::readRun(std::span<const TokenId> tokens, KvCache& cache)
{
    DecodePass& pass = *m_pass;
    const std::int64_t total = cache.length + static_cast<std::int64_t>(tokens.size());
    requireRoom(pass.config, total, &cache, total);
    if (pass.logits.rows() < 1) {
        pass.logits = RowBuffer(1, pass.weights.head.out());
    }
    pass.cache = &cache;
    pass.isRun = true;
    pass.logitsRow = 0;
    std::vector<DecodePlace> places;
    for (std::int64_t index = cache.length; index < total; ++index) {
        places.push_back({ 0, index, index, 0, {} });
    }
    for (std::span<const DecodePlace> left = places; !left.empty();) {
        const std::size_t count = pass.rowsAtOnce(left);
        pass.tileHeight = pass.isInWholeNumbers ? 0 : tileHeight(static_cast<std::int64_t>(count));
        pass.tokens.assign(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count));
        pass.places.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
        pass.run();
        cache.length += static_cast<int>(count);
        tokens = tokens.subspan(count);
        left = left.subspan(count);
    }
}

std::span<const float> Decoder::logits(std::size_t row) const
{
    return { m_pass->logits.row(static_cast<std::int64_t>(row)), static_cast<std::size_t>(m_pass->weights.head.out()) };
}

} // namespace amend
