// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: b rows, d hidden size, h heads, g KV heads, w head width, f feed-forward size, r rank, v vocabulary.
#include "core/model/decoder.h"

#include "core/model/adapter.h"
#include "core/model/decode_buffers.h"
#include "core/model/packed_weights.h"
#include "core/model/thread_team.h"
#include "core/model/transformer.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace amend {

namespace {

using Member = ThreadTeam::Member;

/// Positions that are attended to at a time: a thread's share of a long text.
constexpr std::int64_t chunkLength = 128;

const float* dataOf(const at::Tensor& tensor)
{
    return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

/// A linear layer of a block with its correction: out (+)= W x + bias + B (A x).
struct Linear {
    const PackedMatrix& weight;
    const PackedPair* pair; ///< null or without data: not adapted
    const float* bias; ///< null: none
    ActivationRows& down; ///< scale A x, [b, r]
    RowBuffer& out;

    bool isAdapted() const { return pair != nullptr && pair->a.data != nullptr; }
};
using Linears = std::initializer_list<Linear>;

/// What one thread attends to: positions [begin, end) of one KV head.
struct Chunk {
    int row;
    int group;
    std::int64_t begin;
    std::int64_t end;
};

} // namespace

struct Decoder::State {
    State(const Model& ofModel, const Adapter* ofAdapter, int threads);

    const Model& model;
    const ModelConfig& config;
    const Weights& weights;
    const DecodeKernels& kernels;
    PackedAdapter adapter;
    ThreadTeam team;

    // Of the pass at hand, which reads up to maxDecodeRows tokens.
    std::span<const TokenId> tokens; ///< [b]
    std::span<const std::int64_t> padding; ///< [b], or empty
    KvCache* cache = nullptr;
    std::int64_t firstRow = 0; ///< the cache's row of the first token
    int rows = 0; ///< b
    std::vector<Chunk> chunks;

    RowBuffer residual; ///< [b, d]
    ActivationRows normed; ///< [b, d]
    RowBuffer queries; ///< [b, h w]
    RowBuffer keys; ///< [b, g w]
    RowBuffer values; ///< [b, g w]
    ActivationRows mixed; ///< [b, h w]
    RowBuffer up; ///< [b, f]
    ActivationRows gated; ///< [b, f]
    std::vector<ActivationRows> down; ///< of each projection, [b, r]
    RowBuffer cosines; ///< [b, w / 2]
    RowBuffer sines; ///< [b, w / 2]
    RowBuffer partMixed; ///< [chunks, h / g * w]
    RowBuffer partLargest; ///< [chunks, h / g]
    RowBuffer partTotal; ///< [chunks, h / g]
    RowBuffer scores; ///< [chunks, h / g * chunkLength]
    RowBuffer logits; ///< [all rows, v]

    // Every member of the team does its part of these.
    void pass(Member& member);
    void attention(Member& member, std::size_t layer);
    void feedForward(Member& member, std::size_t layer);
    void attend(Member& member, std::size_t layer);
    void correctDown(Member& member, Linears linears, const ActivationRows& x);
    void multiply(Member& member, Linears linears, const ActivationRows& x, bool add);

    // One does these, while the others wait.
    void begin();
    void normalise(const at::Tensor& weight);
    void placeKeys(std::size_t layer);
    void turn(std::int64_t row, RowBuffer& heads, int count, const at::Tensor& norm, float factor);
    void mixChunks();

    Linear linear(std::size_t layer, Projection projection, RowBuffer& out);
    void multiplyTiles(const Linear& linear, std::int64_t first, std::int64_t last, const ActivationRows& x, bool add);
    std::int64_t hidden(std::int64_t row) const { return padding.empty() ? 0 : padding[static_cast<std::size_t>(row)]; }
    float* cached(at::Tensor& store, std::int64_t row, std::int64_t group) const;
};

Decoder::State::State(const Model& ofModel, const Adapter* ofAdapter, int threads)
    : model(ofModel)
    , config(model.config)
    , weights(model.weights)
    , kernels(decodeKernelsInUse())
    , adapter(ofAdapter != nullptr ? packed(*ofAdapter) : PackedAdapter {})
    , team(threads)
    , residual(maxDecodeRows, config.hiddenSize)
    , normed(maxDecodeRows, config.hiddenSize)
    , queries(maxDecodeRows, config.heads * config.headDim)
    , keys(maxDecodeRows, config.kvHeads * config.headDim)
    , values(maxDecodeRows, config.kvHeads * config.headDim)
    , mixed(maxDecodeRows, config.heads * config.headDim)
    , up(maxDecodeRows, config.feedForwardSize)
    , gated(maxDecodeRows, config.feedForwardSize)
    , cosines(maxDecodeRows, config.headDim / 2)
    , sines(maxDecodeRows, config.headDim / 2)
{
    for (int i = 0; i < projectionCount; ++i) {
        down.emplace_back(maxDecodeRows, adapter.rank);
    }
}

void Decoder::State::pass(Member& member)
{
    for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
        attention(member, layer);
        feedForward(member, layer);
    }
    const PackedMatrix& head = weights.head.packed;
    const auto [first, last] = member.shareOf(head.tiles());
    kernels.multiply(head, first, last, normed.rows(), rows, logits.row(firstRow), logits.stride(), false);
}

/// Source: Ainslie et al. 2023, "GQA", arXiv 2305.13245, section 2.2; `normed` is prepared.
void Decoder::State::attention(Member& member, std::size_t layer)
{
    const Linears qkv { linear(layer, Projection::Q, queries), linear(layer, Projection::K, keys),
        linear(layer, Projection::V, values) };
    correctDown(member, qkv, normed);
    multiply(member, qkv, normed, false);
    member.meet([&] { placeKeys(layer); });
    attend(member, layer);
    member.meet([&] { mixChunks(); });
    const Linears o { linear(layer, Projection::O, residual) };
    correctDown(member, o, mixed);
    multiply(member, o, mixed, true);
    member.meet([&] { normalise(model.weights.layers[layer].feedForwardNorm); });
}

/// Source: Shazeer 2020, "GLU variants improve transformer", arXiv 2002.05202, equation 6; `normed` is prepared.
void Decoder::State::feedForward(Member& member, std::size_t layer)
{
    const Linear gateLinear = linear(layer, Projection::Gate, gated.plain());
    const Linear upLinear = linear(layer, Projection::Up, up);
    correctDown(member, { gateLinear, upLinear }, normed);
    const auto [first, last] = member.shareOf(gateLinear.weight.tiles());
    multiplyTiles(gateLinear, first, last, normed, false);
    multiplyTiles(upLinear, first, last, normed, false);
    for (int row = 0; row < rows; ++row) {
        kernels.swiGlu(
            gated.plain().row(row) + first * tileRows, up.row(row) + first * tileRows, (last - first) * tileRows);
    }
    member.meet([&] { gated.prepare(kernels, rows); });

    const Linears downLinear { linear(layer, Projection::Down, residual) };
    correctDown(member, downLinear, gated);
    multiply(member, downLinear, gated, true);
    member.meet([&] {
        const bool isLast = layer + 1 == weights.layers.size();
        normalise(isLast ? model.weights.finalNorm : model.weights.layers[layer + 1].attentionNorm);
    });
}

void Decoder::State::attend(Member& member, std::size_t layer)
{
    const int heads = config.heads / config.kvHeads;
    KvCache::Layer& store = cache->layers[layer];
    const auto [first, last] = member.shareOf(static_cast<std::int64_t>(chunks.size()));
    for (std::int64_t i = first; i < last; ++i) {
        const Chunk& chunk = chunks[static_cast<std::size_t>(i)];
        kernels.attend({ .queries = queries.row(chunk.row) + chunk.group * heads * config.headDim,
            .keys = cached(store.keys, chunk.row, chunk.group),
            .values = cached(store.values, chunk.row, chunk.group),
            .heads = heads,
            .headDim = config.headDim,
            .begin = chunk.begin,
            .end = chunk.end,
            .mixed = partMixed.row(i),
            .largest = partLargest.row(i),
            .total = partTotal.row(i),
            .scores = scores.row(i) });
    }
}

/// scale A x of those that are adapted.
void Decoder::State::correctDown(Member& member, Linears linears, const ActivationRows& x)
{
    std::int64_t tiles = 0;
    for (const Linear& linear : linears) {
        tiles += linear.isAdapted() ? linear.pair->a.tiles() : 0;
    }
    if (tiles == 0) {
        return;
    }
    auto [first, last] = member.shareOf(tiles);
    for (const Linear& linear : linears) {
        const std::int64_t own = linear.isAdapted() ? linear.pair->a.tiles() : 0;
        if (first < std::min(last, own)) {
            kernels.multiply(linear.pair->a, first, std::min(last, own), x.rows(), rows, linear.down.plain().row(0),
                linear.down.plain().stride(), false);
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
    member.meet([&] {
        for (const Linear& linear : linears) {
            for (int row = 0; row < rows && linear.isAdapted(); ++row) {
                for (std::int64_t i = 0; i < linear.pair->a.out; ++i) {
                    linear.down.plain().row(row)[i] *= linear.pair->factor;
                }
            }
        }
    });
}

void Decoder::State::multiply(Member& member, Linears linears, const ActivationRows& x, bool add)
{
    std::int64_t tiles = 0;
    for (const Linear& linear : linears) {
        tiles += linear.weight.tiles();
    }
    auto [first, last] = member.shareOf(tiles);
    for (const Linear& linear : linears) {
        const std::int64_t own = linear.weight.tiles();
        if (first < std::min(last, own)) {
            multiplyTiles(linear, first, std::min(last, own), x, add);
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
}

void Decoder::State::multiplyTiles(
    const Linear& linear, std::int64_t first, std::int64_t last, const ActivationRows& x, bool add)
{
    RowBuffer& out = linear.out;
    kernels.multiply(linear.weight, first, last, x.rows(), rows, out.row(0), out.stride(), add);
    if (linear.isAdapted()) {
        kernels.multiply(linear.pair->b, first, last, linear.down.rows(), rows, out.row(0), out.stride(), true);
    }
    for (int row = 0; row < rows && linear.bias != nullptr; ++row) {
        for (std::int64_t i = first * tileRows; i < std::min(last * tileRows, linear.weight.out); ++i) {
            out.row(row)[i] += linear.bias[i];
        }
    }
}

/// What is known before the first layer: embeddings, angles, and who attends to what.
void Decoder::State::begin()
{
    const float* embedding = dataOf(model.weights.embedding);
    const float* frequencies = dataOf(model.weights.ropeFrequencies);
    chunks.clear();
    for (int row = 0; row < rows; ++row) {
        std::copy_n(embedding + static_cast<std::int64_t>(tokens[static_cast<std::size_t>(row)]) * config.hiddenSize,
            config.hiddenSize, residual.row(row));
        const auto position = static_cast<float>(cache->length - hidden(row));
        for (int i = 0; i < config.headDim / 2; ++i) {
            cosines.row(row)[i] = std::cos(position * frequencies[i]);
            sines.row(row)[i] = std::sin(position * frequencies[i]);
        }
        for (int group = 0; group < config.kvHeads; ++group) {
            for (std::int64_t at = hidden(row); at <= cache->length; at += chunkLength) {
                chunks.push_back({ row, group, at, std::min<std::int64_t>(at + chunkLength, cache->length + 1) });
            }
        }
    }
    const auto count = static_cast<std::int64_t>(chunks.size());
    const int heads = config.heads / config.kvHeads;
    if (scores.rows() < count) {
        partMixed = RowBuffer(2 * count, heads * config.headDim);
        partLargest = RowBuffer(2 * count, heads);
        partTotal = RowBuffer(2 * count, heads);
        scores = RowBuffer(2 * count, heads * chunkLength);
    }
    normalise(model.weights.layers.front().attentionNorm);
}

void Decoder::State::normalise(const at::Tensor& weight)
{
    for (int row = 0; row < rows; ++row) {
        kernels.rmsNorm(residual.row(row), dataOf(weight), config.hiddenSize, static_cast<float>(config.rmsNormEps),
            normed.plain().row(row));
    }
    normed.prepare(kernels, rows);
}

/// Turns the new queries and keys by their position and puts keys and values into the cache.
void Decoder::State::placeKeys(std::size_t layer)
{
    const LayerWeights& block = model.weights.layers[layer];
    KvCache::Layer& store = cache->layers[layer];
    for (int row = 0; row < rows; ++row) {
        turn(row, queries, config.heads, block.queryNorm, 1 / std::sqrt(static_cast<float>(config.headDim)));
        turn(row, keys, config.kvHeads, block.keyNorm, 1);
        for (int group = 0; group < config.kvHeads; ++group) {
            const std::int64_t place = static_cast<std::int64_t>(cache->length) * config.headDim;
            const std::int64_t from = static_cast<std::int64_t>(group) * config.headDim;
            std::copy_n(keys.row(row) + from, config.headDim, cached(store.keys, row, group) + place);
            std::copy_n(values.row(row) + from, config.headDim, cached(store.values, row, group) + place);
        }
    }
}

/// Source: Su et al. 2021, "RoFormer", arXiv 2104.09864, in the order of rotate (core/model/rope.h).
void Decoder::State::turn(std::int64_t row, RowBuffer& heads, int count, const at::Tensor& norm, float factor)
{
    const int half = config.headDim / 2;
    const float* cosine = cosines.row(row);
    const float* sine = sines.row(row);
    for (int head = 0; head < count; ++head) {
        float* first = heads.row(row) + static_cast<std::int64_t>(head) * config.headDim;
        float* second = first + half;
        if (norm.defined()) {
            kernels.rmsNorm(first, dataOf(norm), config.headDim, static_cast<float>(config.rmsNormEps), first);
        }
        for (int i = 0; i < half; ++i) {
            const float x = first[i];
            const float y = second[i];
            first[i] = (x * cosine[i] - y * sine[i]) * factor;
            second[i] = (y * cosine[i] + x * sine[i]) * factor;
        }
    }
}

/// Joins the softmax of the chunks of each head.
/// Source: Milakov and Gimelshein 2018, "Online normalizer calculation for softmax", arXiv 1805.02867, section 3.1.
void Decoder::State::mixChunks()
{
    const int heads = config.heads / config.kvHeads;
    for (std::size_t begin = 0, end = 0; begin < chunks.size(); begin = end) {
        const Chunk& chunk = chunks[begin];
        while (end < chunks.size() && chunks[end].row == chunk.row && chunks[end].group == chunk.group) {
            ++end;
        }
        for (int head = 0; head < heads; ++head) {
            float largest = partLargest.row(static_cast<std::int64_t>(begin))[head];
            for (auto i = static_cast<std::int64_t>(begin); i < static_cast<std::int64_t>(end); ++i) {
                largest = std::max(largest, partLargest.row(i)[head]);
            }
            float total = 0;
            for (auto i = static_cast<std::int64_t>(begin); i < static_cast<std::int64_t>(end); ++i) {
                partLargest.row(i)[head] = std::exp(partLargest.row(i)[head] - largest);
                total += partTotal.row(i)[head] * partLargest.row(i)[head];
            }
            float* to = mixed.plain().row(chunk.row) + (chunk.group * heads + head) * config.headDim;
            std::fill_n(to, config.headDim, 0.0F);
            for (auto i = static_cast<std::int64_t>(begin); i < static_cast<std::int64_t>(end); ++i) {
                const float weight = partLargest.row(i)[head] / total;
                const float* from = partMixed.row(i) + head * config.headDim;
                for (int j = 0; j < config.headDim; ++j) {
                    to[j] += weight * from[j];
                }
            }
        }
    }
    mixed.prepare(kernels, rows);
}

Linear Decoder::State::linear(std::size_t layer, Projection projection, RowBuffer& out)
{
    const auto column = static_cast<std::size_t>(projection);
    const LayerWeights& block = model.weights.layers[layer];
    return { block.linear[column].packed, adapter.layers.empty() ? nullptr : &adapter.layers[layer][column],
        column < block.bias.size() ? dataOf(block.bias[column]) : nullptr, down[column], out };
}

/// The keys or values of one KV head, [capacity, w].
float* Decoder::State::cached(at::Tensor& store, std::int64_t row, std::int64_t group) const
{
    return store.mutable_data_ptr<float>()
        + ((firstRow + row) * config.kvHeads + group) * cache->capacity() * config.headDim;
}

bool Decoder::isMadeFor(const Model& model)
{
    return model.weights.head.isPacked();
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
    : m_state(std::make_unique<State>(model, adapter, threads))
{
}

Decoder::~Decoder() = default;

void Decoder::read(std::span<const TokenId> tokens, std::span<const std::int64_t> padding, KvCache& cache)
{
    State& state = *m_state;
    requireRoom(state.config, &cache, cache.length + 1);
    state.cache = &cache;
    if (state.logits.rows() < static_cast<std::int64_t>(tokens.size())) {
        state.logits = RowBuffer(static_cast<std::int64_t>(tokens.size()), state.weights.head.out());
    }
    for (std::size_t first = 0; first < tokens.size(); first += maxDecodeRows) {
        const std::size_t count = std::min<std::size_t>(maxDecodeRows, tokens.size() - first);
        state.firstRow = static_cast<std::int64_t>(first);
        state.rows = static_cast<int>(count);
        state.tokens = tokens.subspan(first, count);
        state.padding = padding.empty() ? padding : padding.subspan(first, count);
        state.begin();
        state.team.run([&](Member& member) { state.pass(member); });
    }
    ++cache.length;
}

std::span<const float> Decoder::logits(std::size_t row) const
{
    return { m_state->logits.row(static_cast<std::int64_t>(row)),
        static_cast<std::size_t>(m_state->weights.head.out()) };
}

} // namespace amend
