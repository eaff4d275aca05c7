// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/inference_pass.h"

#include "core/model/decode_pass.h"

#include <ATen/Parallel.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <exception>
#include <span>
#include <vector>

namespace amend {

namespace {

/// What the tokens of one run of a forest see besides each other.
struct RunSight {
    std::int64_t firstSeen; ///< all from here to the run, and itself
    std::vector<AttentionPiece> above;
};

/// Of each run of a forest whose tokens lie in one cache row in the forest's order.
std::vector<RunSight> sightsOf(const TokenForest& forest)
{
    std::vector<RunSight> sights;
    for (const TokenRun& run : forest.runs) {
        RunSight sight { .firstSeen = run.begin, .above = {} };
        if (run.parent >= 0) {
            const TokenRun& parent = forest.runs[static_cast<std::size_t>(run.parent)];
            const RunSight& seen = sights[static_cast<std::size_t>(run.parent)];
            sight.above = seen.above;
            const std::int64_t end = parent.begin + parent.length;
            if (end == run.begin) {
                sight.firstSeen = seen.firstSeen;
            } else {
                sight.above.push_back({ seen.firstSeen, end });
            }
        }
        sights.push_back(std::move(sight));
    }
    return sights;
}

/// Of the forest's tokens from index `first` on.
std::vector<DecodePlace> placesIn(const TokenForest& forest, const std::vector<RunSight>& sights, std::int64_t first)
{
    std::vector<DecodePlace> places;
    for (std::size_t i = 0; i < forest.runs.size(); ++i) {
        const TokenRun& run = forest.runs[i];
        for (std::int64_t at = 0; at < run.length && run.begin >= first; ++at) {
            places.push_back({ 0, run.begin + at, run.firstPosition + at, sights[i].firstSeen, sights[i].above });
        }
    }
    return places;
}

std::vector<DecodePlace> placesBehind(std::int64_t past, std::int64_t count)
{
    std::vector<DecodePlace> places;
    for (std::int64_t index = past; index < past + count; ++index) {
        places.push_back({ 0, index, index, 0, {} });
    }
    return places;
}

struct Blocks {
    std::size_t first;
    std::size_t end;
};

/// Copies `count` tokens of the keys and values of these blocks.
void copyTokens(
    KvCache& to, std::int64_t toFirst, const KvCache& from, std::int64_t fromFirst, std::int64_t count, Blocks blocks)
{
    for (std::size_t i = blocks.first; i < blocks.end; ++i) {
        to.layers[i].keys.narrow(2, toFirst, count).copy_(from.layers[i].keys.narrow(2, fromFirst, count));
        to.layers[i].values.narrow(2, toFirst, count).copy_(from.layers[i].values.narrow(2, fromFirst, count));
    }
}

std::vector<TokenId> idsOf(const at::Tensor& tokens)
{
    const at::Tensor flat = tokens.contiguous();
    const auto* id = flat.const_data_ptr<std::int64_t>();
    return { id, id + flat.numel() };
}

/// [1, rows, width]
at::Tensor asTensor(RowBuffer& buffer, std::int64_t rows, std::int64_t width)
{
    at::Tensor tensor = at::empty({ 1, rows, width }, at::kFloat);
    for (std::int64_t row = 0; row < rows; ++row) {
        std::copy_n(buffer.row(row), width, tensor.mutable_data_ptr<float>() + row * width);
    }
    return tensor;
}

/// [1, t, d]
at::Tensor run(DecodePass& pass, const std::vector<TokenId>& tokens, std::span<const DecodePlace> places,
    const at::Tensor& states, bool isNormed)
{
    const auto width = static_cast<std::int64_t>(pass.config.hiddenSize);
    std::vector<at::Tensor> results { at::empty({ 1, 0, width }, at::kFloat) };
    const at::Tensor below = states.defined() ? states.contiguous() : states;
    for (std::size_t first = 0, count = 0; first < tokens.size(); first += count) {
        count = pass.rowsAtOnce(places.subspan(first));
        pass.tokens.assign(tokens.data() + first, tokens.data() + first + count);
        pass.places.assign(places.data() + first, places.data() + first + count);
        pass.states
            = below.defined() ? below.const_data_ptr<float>() + static_cast<std::int64_t>(first) * width : nullptr;
        pass.run();
        results.push_back(
            asTensor(isNormed ? pass.normed.plain() : pass.residual, static_cast<std::int64_t>(count), width));
    }
    return results.size() == 2 ? results.back() : at::cat(results, 1);
}

/// Shows the inputs of the linear layers to a tap, which may throw where the threads of a pass must not.
class Showing final {
public:
    Showing(DecodePass& pass, const ActivationTap* tap)
    {
        if (tap != nullptr) {
            pass.tap = [&pass, tap, this](std::size_t layer, std::span<const Projection> projections,
                           ActivationRows& x) { show(pass, *tap, layer, projections, x); };
        }
    }

    /// What the tap threw: after that it was shown nothing more.
    void rethrow() const
    {
        if (m_thrown) {
            std::rethrow_exception(m_thrown);
        }
    }

private:
    void show(DecodePass& pass, const ActivationTap& tap, std::size_t layer, std::span<const Projection> projections,
        ActivationRows& x) noexcept
    {
        if (m_thrown) {
            return;
        }
        try {
            const at::Tensor rows = asTensor(x.plain(), pass.rows, x.length());
            for (const Projection projection : projections) {
                tap(static_cast<int>(layer), projection, rows);
            }
        } catch (...) {
            m_thrown = std::current_exception();
        }
    }

    std::exception_ptr m_thrown;
};

} // namespace

bool canInfer(const ModelConfig& config, const Weights& weights, const ForwardInput& input)
{
    return input.tokens.device().is_cpu() && input.tokens.size(0) == 1 && !input.padding.defined()
        && config.headDim <= widestHead && DecodePass::isMadeFor(weights);
}

at::Tensor inferredStates(
    const ModelConfig& config, const Weights& weights, const Adapter* adapter, const ForwardInput& input)
{
    const std::int64_t fresh = input.tokens.size(1);
    const Blocks blocks { static_cast<std::size_t>(input.states.defined() ? input.firstBlock : 0),
        static_cast<std::size_t>(input.blocks > 0 ? std::min(input.blocks, config.layers) : config.layers) };
    DecodePass pass(config, weights, adapter, at::get_num_threads());
    pass.isRun = true;
    pass.logitsRow = -1;
    pass.firstBlock = blocks.first;
    pass.endBlock = blocks.end;
    const Showing showing(pass, input.tap);
    const bool isNormed = input.blocks == 0;
    const bool isBehindCache = input.forest == nullptr && input.cache != nullptr;
    const std::int64_t known = input.prompts != nullptr ? input.prompts->length : 0;
    KvCache own = isBehindCache ? KvCache {} : makeKvCache(config, weights, 1, static_cast<int>(known + fresh));
    if (known > 0) {
        copyTokens(own, 0, *input.prompts, 0, known, blocks);
    }
    pass.cache = isBehindCache ? input.cache : &own;
    const std::vector<RunSight> sights = input.forest != nullptr ? sightsOf(*input.forest) : std::vector<RunSight> {};
    const std::vector<DecodePlace> places = input.forest != nullptr
        ? placesIn(*input.forest, sights, known)
        : placesBehind(isBehindCache ? input.cache->length : 0, fresh);
    at::Tensor states = run(pass, idsOf(input.tokens), places, input.states, isNormed);
    showing.rethrow();
    if (input.cache != nullptr && !isBehindCache) {
        copyTokens(*input.cache, input.cache->length, own, known, fresh, blocks);
    }
    return states;
}

} // namespace amend
