// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: b rows, d hidden size, h heads, g KV heads, w head width, f feed-forward size, r rank, v vocabulary.
#include "core/model/decoder.h"

#include "core/model/adapter.h"
#include "core/model/decode_buffers.h"
#include "core/model/kernels/gemm_tiles.h"
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

/// Rows of one pass: of replies side by side, or of a run.
constexpr std::int64_t mostRows = std::max<std::int64_t>(maxDecodeRows, Decoder::longestRun);

/// Positions that are attended to at a time: a thread's share of a long text.
constexpr std::int64_t chunkLength = 128;

/// Rows of a matrix that are shared out together: whole tiles of both kinds of product.
std::int64_t partRows()
{
    return std::max<std::int64_t>(tileRows, gemmTilesInUse().columns);
}

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

/// Where a token stands.
struct Place {
    std::int64_t cacheRow;
    std::int64_t index; ///< in its cache row
    std::int64_t firstSeen; ///< what is before it is padding
};

/// What one thread attends to: indices [begin, end) of one KV head.
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
    KvCache* cache = nullptr;
    std::vector<TokenId> tokens; ///< [b]
    std::vector<Place> places; ///< [b]
    std::vector<Chunk> chunks;
    int rows = 0; ///< b
    /// 0: products of a few vectors, each with its own bits. Else the rows are a run, and products are made of tiles of
    /// this height.
    int tileHeight = 0;
    std::int64_t logitsRow = 0; ///< where the first row's go

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
    RowBuffer scores; ///< [threads, h / g * chunkLength]
    RowBuffer logits; ///< [all rows, v]

    // Every member of the team does its part of these.
    void pass(Member& member);
    void attention(Member& member, std::size_t layer);
    void feedForward(Member& member, std::size_t layer);
    void attend(Member& member, std::size_t layer);
    void head(Member& member);
    void correctDown(Member& member, Linears linears, const ActivationRows& x);
    void multiply(Member& member, Linears linears, const ActivationRows& x, bool add);
    template <class Work> void forRows(Member& member, const Work& work);

    // Of rows [first, last), which one member does.
    void begin(int first, int last);
    void normalise(const at::Tensor& weight, int first, int last);
    void placeKeys(std::size_t layer, int first, int last);
    void mixChunks(int first, int last);
    void prepare(ActivationRows& x, int first, int last);
    void turn(int row, RowBuffer& heads, int count, const at::Tensor& norm, float factor);

    void run();
    void placeChunks();
    Linear linear(std::size_t layer, Projection projection, RowBuffer& out);
    std::int64_t partsOf(const PackedMatrix& matrix) const;
    void multiplyParts(const Linear& linear, std::int64_t first, std::int64_t last, const ActivationRows& x, bool add);
    void product(const PackedMatrix& matrix, std::int64_t first, std::int64_t last, const ActivationRows& x,
        RowBuffer& out, bool add);
    float* cached(at::Tensor& store, std::int64_t row, std::int64_t group) const;
};

Decoder::State::State(const Model& ofModel, const Adapter* ofAdapter, int threads)
    : model(ofModel)
    , config(model.config)
    , weights(model.weights)
    , kernels(decodeKernelsInUse())
    , adapter(ofAdapter != nullptr ? packed(*ofAdapter) : PackedAdapter {})
    , team(threads)
    , residual(mostRows, config.hiddenSize)
    , normed(mostRows, config.hiddenSize)
    , queries(mostRows, config.heads * config.headDim)
    , keys(mostRows, config.kvHeads * config.headDim)
    , values(mostRows, config.kvHeads * config.headDim)
    , mixed(mostRows, config.heads * config.headDim)
    , up(mostRows, config.feedForwardSize)
    , gated(mostRows, config.feedForwardSize)
    , cosines(mostRows, config.headDim / 2)
    , sines(mostRows, config.headDim / 2)
    , scores(team.size(), config.heads / config.kvHeads * chunkLength)
{
    for (int i = 0; i < projectionCount; ++i) {
        down.emplace_back(mostRows, adapter.rank);
    }
}

void Decoder::State::pass(Member& member)
{
    forRows(member, [&](int first, int last) { begin(first, last); });
    for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
        attention(member, layer);
        feedForward(member, layer);
    }
    head(member);
}

/// Of a run only the last token's logits are of use.
void Decoder::State::head(Member& member)
{
    const int first = tileHeight > 0 ? rows - 1 : 0;
    if (tileHeight > 0) {
        member.meet([&] { kernels.prepare(normed.rows()[first], config.hiddenSize); });
    }
    const PackedMatrix& matrix = weights.head.packed;
    const auto [firstTile, lastTile] = member.shareOf(matrix.tiles());
    kernels.multiply(matrix, firstTile, lastTile, normed.rows() + first, rows - first, logits.row(logitsRow),
        logits.stride(), false);
}

/// Shares the rows out, after all that was done before and before all that follows.
template <class Work> void Decoder::State::forRows(Member& member, const Work& work)
{
    const int step = std::max(1, tileHeight);
    const int shares = (rows + step - 1) / step;
    if (shares == 1) {
        member.meet([&] { work(0, rows); });
        return;
    }
    member.meet();
    const auto [first, last] = member.shareOf(shares);
    if (first < last) {
        work(static_cast<int>(first) * step, std::min(static_cast<int>(last) * step, rows));
    }
    member.meet();
}

/// Source: Ainslie et al. 2023, "GQA", arXiv 2305.13245, section 2.2; `normed` is prepared.
void Decoder::State::attention(Member& member, std::size_t layer)
{
    const Linears qkv { linear(layer, Projection::Q, queries), linear(layer, Projection::K, keys),
        linear(layer, Projection::V, values) };
    correctDown(member, qkv, normed);
    multiply(member, qkv, normed, false);
    forRows(member, [&](int first, int last) { placeKeys(layer, first, last); });
    attend(member, layer);
    forRows(member, [&](int first, int last) { mixChunks(first, last); });
    const Linears o { linear(layer, Projection::O, residual) };
    correctDown(member, o, mixed);
    multiply(member, o, mixed, true);
    forRows(member, [&](int first, int last) { normalise(model.weights.layers[layer].feedForwardNorm, first, last); });
}

/// Source: Shazeer 2020, "GLU variants improve transformer", arXiv 2002.05202, equation 6; `normed` is prepared.
void Decoder::State::feedForward(Member& member, std::size_t layer)
{
    const Linear gateLinear = linear(layer, Projection::Gate, gated.plain());
    const Linear upLinear = linear(layer, Projection::Up, up);
    correctDown(member, { gateLinear, upLinear }, normed);
    const auto [first, last] = member.shareOf(partsOf(gateLinear.weight));
    multiplyParts(gateLinear, first, last, normed, false);
    multiplyParts(upLinear, first, last, normed, false);
    const std::int64_t begin = first * partRows();
    const std::int64_t end = std::min(last * partRows(), up.stride());
    for (int row = 0; row < rows; ++row) {
        kernels.swiGlu(gated.plain().row(row) + begin, up.row(row) + begin, end - begin);
    }
    forRows(member, [&](int from, int to) { prepare(gated, from, to); });

    const Linears downLinear { linear(layer, Projection::Down, residual) };
    correctDown(member, downLinear, gated);
    multiply(member, downLinear, gated, true);
    const bool isLast = layer + 1 == weights.layers.size();
    const at::Tensor& norm = isLast ? weights.finalNorm : weights.layers[layer + 1].attentionNorm;
    forRows(member, [&](int from, int to) { normalise(norm, from, to); });
}

void Decoder::State::attend(Member& member, std::size_t layer)
{
    const int heads = config.heads / config.kvHeads;
    KvCache::Layer& store = cache->layers[layer];
    const auto [first, last] = member.shareOf(static_cast<std::int64_t>(chunks.size()));
    for (std::int64_t i = first; i < last; ++i) {
        const Chunk& chunk = chunks[static_cast<std::size_t>(i)];
        kernels.attend({ .queries = queries.row(chunk.row) + chunk.group * heads * config.headDim,
            .keys = cached(store.keys, places[static_cast<std::size_t>(chunk.row)].cacheRow, chunk.group),
            .values = cached(store.values, places[static_cast<std::size_t>(chunk.row)].cacheRow, chunk.group),
            .heads = heads,
            .headDim = config.headDim,
            .begin = chunk.begin,
            .end = chunk.end,
            .mixed = partMixed.row(i),
            .largest = partLargest.row(i),
            .total = partTotal.row(i),
            .scores = scores.row(member.index()) });
    }
}

/// scale A x of those that are adapted.
void Decoder::State::correctDown(Member& member, Linears linears, const ActivationRows& x)
{
    std::int64_t parts = 0;
    for (const Linear& linear : linears) {
        parts += linear.isAdapted() ? partsOf(linear.pair->a) : 0;
    }
    if (parts == 0) {
        return;
    }
    auto [first, last] = member.shareOf(parts);
    for (const Linear& linear : linears) {
        const std::int64_t own = linear.isAdapted() ? partsOf(linear.pair->a) : 0;
        if (first < std::min(last, own)) {
            product(linear.pair->a, first, std::min(last, own), x, linear.down.plain(), false);
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
    forRows(member, [&](int from, int to) {
        for (const Linear& linear : linears) {
            for (int row = from; row < to && linear.isAdapted(); ++row) {
                for (std::int64_t i = 0; i < linear.pair->a.out; ++i) {
                    linear.down.plain().row(row)[i] *= linear.pair->factor;
                }
            }
            if (linear.isAdapted() && tileHeight > 0) {
                linear.down.pack(tileHeight, from, to, linear.pair->a.out);
            }
        }
    });
}

void Decoder::State::multiply(Member& member, Linears linears, const ActivationRows& x, bool add)
{
    std::int64_t parts = 0;
    for (const Linear& linear : linears) {
        parts += partsOf(linear.weight);
    }
    auto [first, last] = member.shareOf(parts);
    for (const Linear& linear : linears) {
        const std::int64_t own = partsOf(linear.weight);
        if (first < std::min(last, own)) {
            multiplyParts(linear, first, std::min(last, own), x, add);
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
}

void Decoder::State::multiplyParts(
    const Linear& linear, std::int64_t first, std::int64_t last, const ActivationRows& x, bool add)
{
    RowBuffer& out = linear.out;
    product(linear.weight, first, last, x, out, add);
    if (linear.isAdapted()) {
        product(linear.pair->b, first, last, linear.down, out, true);
    }
    for (int row = 0; row < rows && linear.bias != nullptr; ++row) {
        for (std::int64_t i = first * partRows(); i < std::min(last * partRows(), linear.weight.out); ++i) {
            out.row(row)[i] += linear.bias[i];
        }
    }
}

std::int64_t Decoder::State::partsOf(const PackedMatrix& matrix) const
{
    return (matrix.out + partRows() - 1) / partRows();
}

/// out (+)= W x, of the parts [first, last) of W's rows.
void Decoder::State::product(const PackedMatrix& matrix, std::int64_t first, std::int64_t last, const ActivationRows& x,
    RowBuffer& out, bool add)
{
    if (tileHeight > 0) {
        multiplyColumns({ x.panels(), rows, matrix.in, tileHeight }, matrix, first * partRows(), last * partRows(),
            out.row(0), out.stride(), add ? GemmResult::Add : GemmResult::Replace);
        return;
    }
    const std::int64_t tiles = partRows() / tileRows;
    kernels.multiply(
        matrix, first * tiles, std::min(last * tiles, matrix.tiles()), x.rows(), rows, out.row(0), out.stride(), add);
}

/// Makes x, whose plain numbers are written, ready for products.
void Decoder::State::prepare(ActivationRows& x, int first, int last)
{
    if (tileHeight > 0) {
        x.pack(tileHeight, first, last, x.length());
        return;
    }
    for (int row = first; row < last; ++row) {
        kernels.prepare(x.rows()[row], x.length());
    }
}

/// Embeddings, angles, and the first norm.
void Decoder::State::begin(int first, int last)
{
    const float* embedding = dataOf(model.weights.embedding);
    const float* frequencies = dataOf(model.weights.ropeFrequencies);
    for (int row = first; row < last; ++row) {
        const auto index = static_cast<std::size_t>(row);
        std::copy_n(embedding + static_cast<std::int64_t>(tokens[index]) * config.hiddenSize, config.hiddenSize,
            residual.row(row));
        const auto position = static_cast<float>(places[index].index - places[index].firstSeen);
        for (int i = 0; i < config.headDim / 2; ++i) {
            cosines.row(row)[i] = std::cos(position * frequencies[i]);
            sines.row(row)[i] = std::sin(position * frequencies[i]);
        }
    }
    normalise(model.weights.layers.front().attentionNorm, first, last);
}

/// Who attends to what.
void Decoder::State::placeChunks()
{
    chunks.clear();
    for (int row = 0; row < rows; ++row) {
        const Place& place = places[static_cast<std::size_t>(row)];
        for (int group = 0; group < config.kvHeads; ++group) {
            for (std::int64_t at = place.firstSeen; at <= place.index; at += chunkLength) {
                chunks.push_back({ row, group, at, std::min(at + chunkLength, place.index + 1) });
            }
        }
    }
    const auto count = static_cast<std::int64_t>(chunks.size());
    const int heads = config.heads / config.kvHeads;
    if (partTotal.rows() < count) {
        partMixed = RowBuffer(2 * count, heads * config.headDim);
        partLargest = RowBuffer(2 * count, heads);
        partTotal = RowBuffer(2 * count, heads);
    }
}

void Decoder::State::normalise(const at::Tensor& weight, int first, int last)
{
    for (int row = first; row < last; ++row) {
        kernels.rmsNorm(residual.row(row), dataOf(weight), config.hiddenSize, static_cast<float>(config.rmsNormEps),
            normed.plain().row(row));
    }
    prepare(normed, first, last);
}

/// Turns the new queries and keys by their position and puts keys and values into the cache.
void Decoder::State::placeKeys(std::size_t layer, int first, int last)
{
    const LayerWeights& block = model.weights.layers[layer];
    KvCache::Layer& store = cache->layers[layer];
    for (int row = first; row < last; ++row) {
        turn(row, queries, config.heads, block.queryNorm, 1 / std::sqrt(static_cast<float>(config.headDim)));
        turn(row, keys, config.kvHeads, block.keyNorm, 1);
        const Place& place = places[static_cast<std::size_t>(row)];
        for (int group = 0; group < config.kvHeads; ++group) {
            const std::int64_t to = place.index * config.headDim;
            const std::int64_t from = static_cast<std::int64_t>(group) * config.headDim;
            std::copy_n(keys.row(row) + from, config.headDim, cached(store.keys, place.cacheRow, group) + to);
            std::copy_n(values.row(row) + from, config.headDim, cached(store.values, place.cacheRow, group) + to);
        }
    }
}

/// Source: Su et al. 2021, "RoFormer", arXiv 2104.09864, in the order of rotate (core/model/rope.h).
void Decoder::State::turn(int row, RowBuffer& heads, int count, const at::Tensor& norm, float factor)
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
void Decoder::State::mixChunks(int first, int last)
{
    const int heads = config.heads / config.kvHeads;
    for (std::size_t begin = 0, end = 0; begin < chunks.size(); begin = end) {
        const Chunk& chunk = chunks[begin];
        while (end < chunks.size() && chunks[end].row == chunk.row && chunks[end].group == chunk.group) {
            ++end;
        }
        if (chunk.row < first || chunk.row >= last) {
            continue;
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
    prepare(mixed, first, last);
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
    return store.mutable_data_ptr<float>() + (row * config.kvHeads + group) * cache->capacity() * config.headDim;
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

void Decoder::State::run()
{
    rows = static_cast<int>(tokens.size());
    placeChunks();
    team.run([this](Member& member) { pass(member); });
}

void Decoder::read(std::span<const TokenId> tokens, std::span<const std::int64_t> padding, KvCache& cache)
{
    State& state = *m_state;
    requireRoom(state.config, &cache, cache.length + 1);
    state.cache = &cache;
    state.tileHeight = 0;
    if (state.logits.rows() < static_cast<std::int64_t>(tokens.size())) {
        state.logits = RowBuffer(static_cast<std::int64_t>(tokens.size()), state.weights.head.out());
    }
    for (std::size_t first = 0; first < tokens.size(); first += maxDecodeRows) {
        const std::size_t count = std::min<std::size_t>(maxDecodeRows, tokens.size() - first);
        state.tokens.assign(tokens.begin() + static_cast<std::ptrdiff_t>(first),
            tokens.begin() + static_cast<std::ptrdiff_t>(first + count));
        state.places.clear();
        for (std::size_t row = first; row < first + count; ++row) {
            state.places.push_back(
                { static_cast<std::int64_t>(row), cache.length, padding.empty() ? 0 : padding[row] });
        }
        state.logitsRow = static_cast<std::int64_t>(first);
        state.run();
    }
    ++cache.length;
}

void Decoder::readRun(std::span<const TokenId> tokens, KvCache& cache)
{
    State& state = *m_state;
    requireRoom(state.config, &cache, cache.length + static_cast<std::int64_t>(tokens.size()));
    if (state.logits.rows() < 1) {
        state.logits = RowBuffer(1, state.weights.head.out());
    }
    state.cache = &cache;
    state.tileHeight = tileHeight(static_cast<std::int64_t>(tokens.size()));
    state.logitsRow = 0;
    state.tokens.assign(tokens.begin(), tokens.end());
    state.places.clear();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        state.places.push_back({ 0, cache.length + static_cast<std::int64_t>(i), 0 });
    }
    state.run();
    cache.length += static_cast<int>(tokens.size());
}

std::span<const float> Decoder::logits(std::size_t row) const
{
    return { m_state->logits.row(static_cast<std::int64_t>(row)),
        static_cast<std::size_t>(m_state->weights.head.out()) };
}

} // namespace amend
