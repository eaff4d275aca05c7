// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/decode_pass.h"

#include "core/model/kernels/gemm_tiles.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace amend {

namespace {

/// Rows of a matrix that are shared out together: whole tiles of both kinds of product.
std::int64_t partRows()
{
    return std::max<std::int64_t>(tileRows, gemmTilesInUse().columns);
}

bool areQuantised(const Weights& weights)
{
    return std::all_of(weights.layers.begin(), weights.layers.end(), [](const LayerWeights& layer) {
        return std::all_of(
            layer.linear.begin(), layer.linear.end(), [](const LinearWeight& linear) { return linear.isQuantised(); });
    });
}

const float* dataOf(const at::Tensor& tensor)
{
    return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

} // namespace

bool DecodePass::isMadeFor(const Weights& weights)
{
    return decodeKernelsInUse().inWholeNumbers && areQuantised(weights);
}

DecodePass::DecodePass(const ModelConfig& ofModel, const Weights& withWeights, const Adapter* ofAdapter, int threads)
    : config(ofModel)
    , weights(withWeights)
    , kernels(decodeKernelsInUse())
    , isInWholeNumbers(isMadeFor(weights))
    , longestRun(isInWholeNumbers && threads == at::get_num_threads() ? 256 : 48)
    , adapter(ofAdapter != nullptr ? packed(*ofAdapter) : PackedAdapter {})
    , team(threads)
    , endBlock(weights.layers.size())
    , scores(team.size(), tokensTogether * config.heads / config.kvHeads * chunkLength)
{
}

void DecodePass::makeRoom(std::int64_t forRows)
{
    if (residual.rows() >= forRows) {
        return;
    }
    const auto buffer = [&](std::int64_t n) { return RowBuffer(forRows, n); };
    const auto activations = [&](std::int64_t n) { return ActivationRows(kernels, forRows, n, !isInWholeNumbers); };
    normed = activations(config.hiddenSize);
    queries = buffer(config.heads * config.headDim);
    keys = buffer(config.kvHeads * config.headDim);
    values = buffer(config.kvHeads * config.headDim);
    mixed = activations(config.heads * config.headDim);
    up = buffer(config.feedForwardSize);
    gated = activations(config.feedForwardSize);
    down.clear();
    for (int i = 0; i < projectionCount; ++i) {
        down.push_back(activations(adapter.rank));
    }
    cosines = buffer(config.headDim / 2);
    sines = buffer(config.headDim / 2);
    residual = buffer(config.hiddenSize); // last: it says how much room all the others have
}

void DecodePass::pass(Member& member)
{
    forRows(member, [&](int first, int last) { begin(first, last); });
    for (std::size_t layer = firstBlock; layer < endBlock; ++layer) {
        attention(member, layer);
        feedForward(member, layer);
    }
    if (logitsRow >= 0) {
        head(member);
    }
}

/// Of a run only the last token's logits are of use.
void DecodePass::head(Member& member)
{
    const int first = isRun ? rows - 1 : 0;
    if (tileHeight > 0) {
        member.meet([&] { normed.prepare(first, rows); });
    }
    const PackedMatrix& matrix = weights.head.packed;
    const auto [firstTile, lastTile] = member.shareOf(matrix.tiles());
    kernels.multiply(matrix, firstTile, lastTile, normed.rows() + first, rows - first, logits.row(logitsRow),
        logits.stride(), false);
}

/// Shares the rows out, after all that was done before and before all that follows.
template <class Work> void DecodePass::forRows(Member& member, const Work& work)
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
void DecodePass::attention(Member& member, std::size_t layer)
{
    show(member, layer, { Projection::Q, Projection::K, Projection::V }, normed);
    const Linears qkv { linear(layer, Projection::Q, queries), linear(layer, Projection::K, keys),
        linear(layer, Projection::V, values) };
    correctDown(member, qkv, normed);
    multiply(member, qkv, normed, false);
    forRows(member, [&](int first, int last) { placeKeys(layer, first, last); });
    attend(member, layer);
    forRows(member, [&](int first, int last) { mixChunks(first, last); });
    show(member, layer, { Projection::O }, mixed);
    const Linears o { linear(layer, Projection::O, residual) };
    correctDown(member, o, mixed);
    multiply(member, o, mixed, true);
    forRows(member, [&](int first, int last) { normalise(weights.layers[layer].feedForwardNorm, first, last); });
}

/// Source: Shazeer 2020, "GLU variants improve transformer", arXiv 2002.05202, equation 6; `normed` is prepared.
void DecodePass::feedForward(Member& member, std::size_t layer)
{
    show(member, layer, { Projection::Gate, Projection::Up }, normed);
    const DecodeLinear gateLinear = linear(layer, Projection::Gate, gated.plain());
    const DecodeLinear upLinear = linear(layer, Projection::Up, up);
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

    show(member, layer, { Projection::Down }, gated);
    const Linears downLinear { linear(layer, Projection::Down, residual) };
    correctDown(member, downLinear, gated);
    multiply(member, downLinear, gated, true);
    const bool isLast = layer + 1 == weights.layers.size();
    const at::Tensor& norm = isLast ? weights.finalNorm : weights.layers[layer + 1].attentionNorm;
    forRows(member, [&](int from, int to) { normalise(norm, from, to); });
}

void DecodePass::show(
    Member& member, std::size_t layer, std::initializer_list<Projection> projections, ActivationRows& x) const
{
    if (!tap) {
        return;
    }
    member.meet();
    if (member.index() == 0) {
        tap(layer, { projections.begin(), projections.end() }, x);
    }
    member.meet();
}

/// scale A x of those that are adapted.
void DecodePass::correctDown(Member& member, Linears linears, const ActivationRows& x)
{
    std::int64_t parts = 0;
    for (const DecodeLinear& linear : linears) {
        parts += linear.isAdapted() ? partsOf(linear.pair->a) : 0;
    }
    if (parts == 0) {
        return;
    }
    if (isRun && isInWholeNumbers) { // a low rank is one part: many rows are shared out rather
        correctRows(member, linears, x);
        return;
    }
    auto [first, last] = member.shareOf(parts);
    for (const DecodeLinear& linear : linears) {
        const std::int64_t own = linear.isAdapted() ? partsOf(linear.pair->a) : 0;
        if (first < std::min(last, own)) {
            product(linear.pair->a, first, std::min(last, own), x, linear.down.plain(), false);
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
    forRows(member, [&](int from, int to) {
        for (const DecodeLinear& linear : linears) {
            if (!linear.isAdapted()) {
                continue;
            }
            scaleDown(linear, from, to);
            if (tileHeight > 0) {
                linear.down.pack(tileHeight, from, to, linear.pair->a.out);
            }
        }
    });
}

void DecodePass::scaleDown(const DecodeLinear& linear, std::int64_t first, std::int64_t last) const
{
    for (std::int64_t row = first; row < last; ++row) {
        for (std::int64_t i = 0; i < linear.pair->a.out; ++i) {
            linear.down.plain().row(row)[i] *= linear.pair->factor;
        }
    }
}

/// As correctDown, each member for its share of the rows.
void DecodePass::correctRows(Member& member, Linears linears, const ActivationRows& x)
{
    const auto [first, last] = member.shareOf(rows);
    for (const DecodeLinear& linear : linears) {
        if (!linear.isAdapted()) {
            continue;
        }
        const PackedMatrix& a = linear.pair->a;
        RowBuffer& to = linear.down.plain();
        kernels.multiply(
            a, 0, a.tiles(), x.rows() + first, static_cast<int>(last - first), to.row(first), to.stride(), false);
        scaleDown(linear, first, last);
    }
    member.meet();
}

void DecodePass::multiply(Member& member, Linears linears, const ActivationRows& x, bool add)
{
    std::int64_t parts = 0;
    for (const DecodeLinear& linear : linears) {
        parts += partsOf(linear.weight);
    }
    auto [first, last] = member.shareOf(parts);
    for (const DecodeLinear& linear : linears) {
        const std::int64_t own = partsOf(linear.weight);
        if (first < std::min(last, own)) {
            multiplyParts(linear, first, std::min(last, own), x, add);
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
}

void DecodePass::multiplyParts(
    const DecodeLinear& linear, std::int64_t first, std::int64_t last, const ActivationRows& x, bool add)
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

std::int64_t DecodePass::partsOf(const PackedMatrix& matrix) const
{
    return (matrix.out + partRows() - 1) / partRows();
}

/// out (+)= W x, of the parts [first, last) of W's rows.
void DecodePass::product(const PackedMatrix& matrix, std::int64_t first, std::int64_t last, const ActivationRows& x,
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
void DecodePass::prepare(ActivationRows& x, int first, int last)
{
    if (tileHeight > 0) {
        x.pack(tileHeight, first, last, x.length());
        return;
    }
    x.prepare(first, last);
}

/// What the first block gets, angles, and the first norm.
void DecodePass::begin(int first, int last)
{
    const float* embedding = dataOf(weights.embedding);
    const float* frequencies = dataOf(weights.ropeFrequencies);
    for (int row = first; row < last; ++row) {
        const auto index = static_cast<std::size_t>(row);
        const float* from = states != nullptr
            ? states + row * config.hiddenSize
            : embedding + static_cast<std::int64_t>(tokens[index]) * config.hiddenSize;
        std::copy_n(from, config.hiddenSize, residual.row(row));
        const auto position = static_cast<float>(places[index].position);
        for (int i = 0; i < config.headDim / 2; ++i) {
            cosines.row(row)[i] = std::cos(position * frequencies[i]);
            sines.row(row)[i] = std::sin(position * frequencies[i]);
        }
    }
    normalise(
        firstBlock < weights.layers.size() ? weights.layers[firstBlock].attentionNorm : weights.finalNorm, first, last);
}

void DecodePass::normalise(const at::Tensor& weight, int first, int last)
{
    for (int row = first; row < last; ++row) {
        kernels.rmsNorm(residual.row(row), dataOf(weight), config.hiddenSize, static_cast<float>(config.rmsNormEps),
            normed.plain().row(row));
    }
    prepare(normed, first, last);
}

DecodeLinear DecodePass::linear(std::size_t layer, Projection projection, RowBuffer& out)
{
    const auto column = static_cast<std::size_t>(projection);
    const LayerWeights& block = weights.layers[layer];
    return { block.linear[column].packed, adapter.layers.empty() ? nullptr : &adapter.layers[layer][column],
        column < block.bias.size() ? dataOf(block.bias[column]) : nullptr, down[column], out };
}

void DecodePass::run()
{
    rows = static_cast<int>(tokens.size());
    makeRoom(rows);
    placeChunks();
    team.run([this](Member& member) { pass(member); });
}

} // namespace amend
