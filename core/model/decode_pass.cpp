// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/decode_pass.h"

#include "core/model/kernels/gemm_tiles.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace amend {

namespace {

const PackedPair notAdapted {};

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

/// Attention needs the keys of all rows; all else can be made of some rows at a time.
void DecodePass::pass(Member& member)
{
    claimRows(member, 0, [&](Member& self, const Rows& own) {
        shareRows(self, own, [&](const Rows& some) { begin(some); });
        project(self, own, firstBlock);
    });
    for (std::size_t layer = firstBlock; layer < endBlock; ++layer) {
        attend(member, layer);
        claimRows(member, firstUseful(layer), [&](Member& self, const Rows& own) {
            addAttended(self, own, layer);
            feedForward(self, own, layer);
            project(self, own, layer + 1);
        });
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

/// Of the last block of a run whose logits are wanted nothing is of use but its keys, its values and its last row.
int DecodePass::firstUseful(std::size_t layer) const
{
    const bool isLast = layer + 1 == weights.layers.size();
    return isRun && isInWholeNumbers && isLast && logitsRow >= 0 ? rows - 1 : 0;
}

/// Calls work(member, rows) for the rows from `from` on: for all of them at once, to be shared with the others, or for
/// some, whoever of the team comes first, until none is left; such rows a member works on alone, as the only one of a
/// team of its own.
template <class Work> void DecodePass::claimRows(Member& member, int from, const Work& work)
{
    if (!isByRows) {
        work(member, Rows { from, rows });
        return;
    }
    constexpr std::int64_t together = 8; // no product takes more at a time
    claimAll(member, rows - from, together, [&](const Share& share) {
        ThreadTeam alone(1);
        Member self(alone, 0);
        work(self, Rows { from + static_cast<int>(share.first), from + static_cast<int>(share.last) });
    });
}

/// Calls work(share) until all of `count` things are claimed, each time a share of what is left that is a multiple of
/// `together`; returns when all of them are done. Members are not equally fast when other programs run.
template <class Work>
void DecodePass::claimAll(Member& member, std::int64_t count, std::int64_t together, const Work& work)
{
    const std::int64_t shares = 2 * std::int64_t { team.size() };
    for (std::int64_t first = claimed.load(); first < count;) {
        const std::int64_t size = std::max<std::int64_t>(1, (count - first) / shares / together) * together;
        if (claimed.compare_exchange_weak(first, first + size)) {
            work(Share { first, std::min(first + size, count) });
            first = claimed.load();
        }
    }
    member.meet([&] { claimed = 0; });
}

/// Shares rows out, after all that was done to them before and before all that follows.
template <class Work> void DecodePass::shareRows(Member& member, const Rows& own, const Work& work)
{
    const int step = std::max(1, tileHeight);
    const int shares = (own.last - own.first + step - 1) / step;
    if (shares == 1) {
        member.meet([&] { work(own); });
        return;
    }
    member.meet();
    const auto [first, last] = member.shareOf(shares);
    if (first < last) {
        work(Rows { own.first + static_cast<int>(first) * step,
            std::min(own.first + static_cast<int>(last) * step, own.last) });
    }
    member.meet();
}

/// Queries, keys and values, from `normed`. Source: Ainslie et al. 2023, "GQA", arXiv 2305.13245, section 2.2.
void DecodePass::project(Member& member, const Rows& own, std::size_t layer)
{
    if (layer >= endBlock) {
        return;
    }
    show(member, layer, { Projection::Q, Projection::K, Projection::V }, normed);
    const Linears qkv { linear(layer, Projection::Q, queries), linear(layer, Projection::K, keys),
        linear(layer, Projection::V, values) };
    correctDown(member, own, qkv, normed);
    multiply(member, own, qkv, normed, false);
    shareRows(member, own, [&](const Rows& some) { placeKeys(layer, some); });
}

void DecodePass::attend(Member& member, std::size_t layer)
{
    const auto count = static_cast<std::int64_t>(chunks.size());
    if (isByRows) {
        claimAll(member, count, tokensTogether, [&](const Share& share) { attendTo(member, share, layer); });
    } else {
        attendTo(member, member.shareOf(count), layer);
    }
}

/// What attention gave.
void DecodePass::addAttended(Member& member, const Rows& own, std::size_t layer)
{
    shareRows(member, own, [&](const Rows& some) { mixChunks(some); });
    show(member, layer, { Projection::O }, mixed);
    const Linears o { linear(layer, Projection::O, residual) };
    correctDown(member, own, o, mixed);
    multiply(member, own, o, mixed, true);
    shareRows(member, own, [&](const Rows& some) { normalise(weights.layers[layer].feedForwardNorm, some); });
}

/// Source: Shazeer 2020, "GLU variants improve transformer", arXiv 2002.05202, equation 6; `normed` is prepared.
void DecodePass::feedForward(Member& member, const Rows& own, std::size_t layer)
{
    show(member, layer, { Projection::Gate, Projection::Up }, normed);
    const DecodeLinear gateLinear = linear(layer, Projection::Gate, gated.plain());
    const DecodeLinear upLinear = linear(layer, Projection::Up, up);
    correctDown(member, own, { gateLinear, upLinear }, normed);
    const Share parts = member.shareOf(partsOf(gateLinear.weight));
    multiplyParts(gateLinear, parts, own, normed, false);
    multiplyParts(upLinear, parts, own, normed, false);
    const std::int64_t begin = parts.first * partRows();
    const std::int64_t end = std::min(parts.last * partRows(), up.stride());
    for (int row = own.first; row < own.last; ++row) {
        kernels.swiGlu(gated.plain().row(row) + begin, up.row(row) + begin, end - begin);
    }
    shareRows(member, own, [&](const Rows& some) { prepare(gated, some); });

    show(member, layer, { Projection::Down }, gated);
    const Linears downLinear { linear(layer, Projection::Down, residual) };
    correctDown(member, own, downLinear, gated);
    multiply(member, own, downLinear, gated, true);
    shareRows(member, own, [&](const Rows& some) { normalise(normBefore(layer + 1), some); });
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

/// Calls work(linear, parts) for the member's share of the columns of `matrixOf` each linear layer.
template <class MatrixOf, class Work>
void DecodePass::shareParts(const Member& member, Linears linears, const MatrixOf& matrixOf, const Work& work) const
{
    std::int64_t parts = 0;
    for (const DecodeLinear& linear : linears) {
        parts += partsOf(matrixOf(linear));
    }
    auto [first, last] = member.shareOf(parts);
    for (const DecodeLinear& linear : linears) {
        const std::int64_t own = partsOf(matrixOf(linear));
        if (first < std::min(last, own)) {
            work(linear, Share { first, std::min(last, own) });
        }
        first = std::max<std::int64_t>(0, first - own);
        last -= own;
    }
}

/// scale A x of those that are adapted. Of a run the rows are shared out, as a low rank has too few columns to share.
void DecodePass::correctDown(Member& member, const Rows& own, Linears linears, const ActivationRows& x)
{
    if (std::none_of(linears.begin(), linears.end(), [](const DecodeLinear& linear) { return linear.isAdapted(); })) {
        return;
    }
    const auto forAdapted = [&](const auto& work) {
        for (const DecodeLinear& linear : linears) {
            if (linear.isAdapted()) {
                work(linear);
            }
        }
    };
    const auto multiplyA = [&](const DecodeLinear& linear, const Share& parts, const Rows& some) {
        product(linear.pair.a, parts, some, x, linear.down.plain(), false);
    };
    if (isRun && isInWholeNumbers) {
        shareRows(member, own, [&](const Rows& some) {
            forAdapted([&](const DecodeLinear& linear) {
                multiplyA(linear, { 0, partsOf(linear.pair.a) }, some);
                scaleDown(linear, some);
            });
        });
        return;
    }
    shareParts(
        member, linears, [](const DecodeLinear& linear) -> const PackedMatrix& { return linear.pair.a; },
        [&](const DecodeLinear& linear, const Share& parts) { multiplyA(linear, parts, own); });
    shareRows(member, own,
        [&](const Rows& some) { forAdapted([&](const DecodeLinear& linear) { scaleDown(linear, some); }); });
}

void DecodePass::scaleDown(const DecodeLinear& linear, const Rows& some) const
{
    const std::int64_t rank = linear.pair.a.out;
    for (int row = some.first; row < some.last; ++row) {
        for (std::int64_t i = 0; i < rank; ++i) {
            linear.down.plain().row(row)[i] *= linear.pair.factor;
        }
    }
    if (tileHeight > 0) {
        linear.down.pack(tileHeight, some.first, some.last, rank);
    }
}

void DecodePass::multiply(Member& member, const Rows& own, Linears linears, const ActivationRows& x, bool add)
{
    shareParts(
        member, linears, [](const DecodeLinear& linear) -> const PackedMatrix& { return linear.weight; },
        [&](const DecodeLinear& linear, const Share& parts) { multiplyParts(linear, parts, own, x, add); });
}

void DecodePass::multiplyParts(
    const DecodeLinear& linear, const Share& parts, const Rows& own, const ActivationRows& x, bool add)
{
    RowBuffer& out = linear.out;
    product(linear.weight, parts, own, x, out, add);
    if (linear.isAdapted()) {
        product(linear.pair.b, parts, own, linear.down, out, true);
    }
    for (int row = own.first; row < own.last && linear.bias != nullptr; ++row) {
        for (std::int64_t i = parts.first * partRows(); i < std::min(parts.last * partRows(), linear.weight.out); ++i) {
            out.row(row)[i] += linear.bias[i];
        }
    }
}

std::int64_t DecodePass::partsOf(const PackedMatrix& matrix) const
{
    return (matrix.out + partRows() - 1) / partRows();
}

/// out (+)= W x, of these parts of W's rows and these rows of x. Products made of tiles are of all rows of x.
void DecodePass::product(
    const PackedMatrix& matrix, const Share& parts, const Rows& own, const ActivationRows& x, RowBuffer& out, bool add)
{
    if (tileHeight > 0) {
        multiplyColumns({ x.panels(), rows, matrix.in, tileHeight }, matrix, parts.first * partRows(),
            parts.last * partRows(), out.row(0), out.stride(), add ? GemmResult::Add : GemmResult::Replace);
        return;
    }
    const std::int64_t tiles = partRows() / tileRows;
    kernels.multiply(matrix, parts.first * tiles, std::min(parts.last * tiles, matrix.tiles()), x.rows() + own.first,
        own.last - own.first, out.row(own.first), out.stride(), add);
}

/// Makes x, whose plain numbers are written, ready for products.
void DecodePass::prepare(ActivationRows& x, const Rows& some)
{
    if (tileHeight > 0) {
        x.pack(tileHeight, some.first, some.last, x.length());
        return;
    }
    x.prepare(some.first, some.last);
}

/// What the first block gets, angles, and the first norm.
void DecodePass::begin(const Rows& some)
{
    const float* embedding = dataOf(weights.embedding);
    const float* frequencies = dataOf(weights.ropeFrequencies);
    for (int row = some.first; row < some.last; ++row) {
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
    normalise(normBefore(firstBlock), some);
}

/// Of the block, or after the last one of the head.
const at::Tensor& DecodePass::normBefore(std::size_t layer) const
{
    return layer < weights.layers.size() ? weights.layers[layer].attentionNorm : weights.finalNorm;
}

void DecodePass::normalise(const at::Tensor& weight, const Rows& some)
{
    for (int row = some.first; row < some.last; ++row) {
        kernels.rmsNorm(residual.row(row), dataOf(weight), config.hiddenSize, static_cast<float>(config.rmsNormEps),
            normed.plain().row(row));
    }
    prepare(normed, some);
}

DecodeLinear DecodePass::linear(std::size_t layer, Projection projection, RowBuffer& out)
{
    const auto column = static_cast<std::size_t>(projection);
    const LayerWeights& block = weights.layers[layer];
    return { block.linear[column].packed, adapter.layers.empty() ? notAdapted : adapter.layers[layer][column],
        column < block.bias.size() ? dataOf(block.bias[column]) : nullptr, down[column], out };
}

void DecodePass::run()
{
    constexpr int rowsForAMember = 16; // of fewer, each would read the whole matrix for too little
    rows = static_cast<int>(tokens.size());
    // Where there is a tap the members meet at each layer to show all rows.
    isByRows = isInWholeNumbers && team.size() > 1 && rows >= rowsForAMember * team.size() && !tap;
    makeRoom(rows);
    placeChunks();
    team.run([this](Member& member) { pass(member); });
}

} // namespace amend
