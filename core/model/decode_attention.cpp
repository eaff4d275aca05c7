// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The attention of a pass: what each token sees, part by part, and how the parts are joined.
#include "core/model/decode_pass.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

namespace amend {

std::int64_t DecodePlace::seen() const
{
    return std::accumulate(above.begin(), above.end(), index + 1 - firstSeen,
        [](std::int64_t sum, const AttentionPiece& piece) { return sum + piece.end - piece.begin; });
}

/// Tokens that follow each other see the same of a chunk but for its end: its keys and values are unpacked once for a
/// few of them.
void DecodePass::attendTo(Member& member, const Share& share, std::size_t layer)
{
    const int heads = config.heads / config.kvHeads;
    KvCache::Layer& store = cache->layers[layer];
    std::array<AttentionToken, tokensTogether> seeing;
    std::array<AttentionPiece, chunkLength> pieces;
    for (std::int64_t at = share.first; at < share.last;) {
        const DecodeChunk* longest = &chunkAt(at);
        if (longest->row < firstUseful(layer)) { // those that follow it in a group are of later rows
            ++at;
            continue;
        }
        int count = 0;
        while (at < share.last && count < tokensTogether && isBeginningOf(*longest, chunkAt(at))) {
            longest = &chunkAt(at);
            const std::int64_t i = order[static_cast<std::size_t>(at++)];
            seeing[static_cast<std::size_t>(count)]
                = { queries.row(longest->row) + longest->group * heads * config.headDim, longest->end - longest->begin,
                      partMixed.row(i), partLargest.row(i), partTotal.row(i),
                      scores.row(member.index()) + count * heads * chunkLength };
            ++count;
        }
        const std::int64_t cacheRow = places[static_cast<std::size_t>(longest->row)].cacheRow;
        kernels.attend({ seeing.data(), count, cached(store.keys, cacheRow, longest->group),
            cached(store.values, cacheRow, longest->group), heads, config.headDim, pieces.data(),
            placePieces(*longest, pieces) });
    }
}

const DecodeChunk& DecodePass::chunkAt(std::int64_t inOrder) const
{
    return chunks[static_cast<std::size_t>(order[static_cast<std::size_t>(inOrder)])];
}

/// Whether all that `one` sees is what `other` sees first.
bool DecodePass::isBeginningOf(const DecodeChunk& one, const DecodeChunk& other) const
{
    const DecodePlace& a = places[static_cast<std::size_t>(one.row)];
    const DecodePlace& b = places[static_cast<std::size_t>(other.row)];
    return one.group == other.group && one.begin == other.begin && one.end <= other.end && a.cacheRow == b.cacheRow
        && a.firstSeen == b.firstSeen && a.above.data() == b.above.data() && a.above.size() == b.above.size();
}

/// Where in the cache row its keys and values are: fills `pieces` and returns how many.
int DecodePass::placePieces(const DecodeChunk& chunk, std::span<AttentionPiece, chunkLength> pieces) const
{
    const DecodePlace& place = places[static_cast<std::size_t>(chunk.row)];
    std::size_t count = 0;
    std::int64_t before = 0; // seen before the part at hand
    const auto add = [&](const AttentionPiece& part) {
        const std::int64_t length = part.end - part.begin;
        const std::int64_t first = std::max<std::int64_t>(0, chunk.begin - before);
        const std::int64_t last = std::min(length, chunk.end - before);
        if (first < last) {
            pieces[count++] = { part.begin + first, part.begin + last };
        }
        before += length;
    };
    std::for_each(place.above.begin(), place.above.end(), add);
    add({ place.firstSeen, place.index + 1 });
    return static_cast<int>(count);
}

std::size_t DecodePass::rowsAtOnce(std::span<const DecodePlace> wanted) const
{
    constexpr std::int64_t chunksAtOnce = 16'384; // 34 MB where four heads of 128 share a KV head
    const std::size_t most = std::min(wanted.size(), static_cast<std::size_t>(longestRun));
    std::int64_t needed = 0;
    std::size_t count = 0;
    while (count < most && (count == 0 || needed < chunksAtOnce)) {
        needed += config.kvHeads * ((wanted[count++].seen() + chunkLength - 1) / chunkLength);
    }
    return count;
}

/// What is attended to, and in which order.
void DecodePass::placeChunks()
{
    chunks.clear();
    for (int row = 0; row < rows; ++row) {
        const DecodePlace& place = places[static_cast<std::size_t>(row)];
        for (int group = 0; group < config.kvHeads; ++group) {
            for (std::int64_t at = 0; at < place.seen(); at += chunkLength) {
                chunks.push_back({ row, group, at, std::min(at + chunkLength, place.seen()) });
            }
        }
    }
    const auto count = static_cast<std::int64_t>(chunks.size());
    order.resize(chunks.size());
    std::iota(order.begin(), order.end(), 0);
    if (isRun) { // those that attend to the same keys and values, mostly, follow each other
        std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
            const DecodeChunk& one = chunks[static_cast<std::size_t>(a)];
            const DecodeChunk& other = chunks[static_cast<std::size_t>(b)];
            return std::tie(one.group, one.begin) < std::tie(other.group, other.begin);
        });
    }
    const int heads = config.heads / config.kvHeads;
    if (partTotal.rows() < count) {
        const std::int64_t room = count + count / 4; // a reply grows, and each token's chunks with it
        partMixed = RowBuffer(room, heads * config.headDim);
        partLargest = RowBuffer(room, heads);
        partTotal = RowBuffer(room, heads);
    }
}

/// Turns the new queries and keys by their position and puts keys and values into the cache.
void DecodePass::placeKeys(std::size_t layer, const Rows& some)
{
    const LayerWeights& block = weights.layers[layer];
    KvCache::Layer& store = cache->layers[layer];
    for (int row = some.first; row < some.last; ++row) {
        turn(row, queries, config.heads, block.queryNorm, 1 / std::sqrt(static_cast<float>(config.headDim)));
        turn(row, keys, config.kvHeads, block.keyNorm, 1);
        const DecodePlace& place = places[static_cast<std::size_t>(row)];
        for (int group = 0; group < config.kvHeads; ++group) {
            const std::int64_t to = place.index * config.headDim * halfBytes;
            const std::int64_t from = static_cast<std::int64_t>(group) * config.headDim;
            kernels.toHalves(keys.row(row) + from, config.headDim, cached(store.keys, place.cacheRow, group) + to);
            kernels.toHalves(values.row(row) + from, config.headDim, cached(store.values, place.cacheRow, group) + to);
        }
    }
}

/// Source: Su et al. 2021, "RoFormer", arXiv 2104.09864, in the order of rotate (core/model/rope.h).
void DecodePass::turn(int row, RowBuffer& heads, int count, const at::Tensor& norm, float factor)
{
    const int half = config.headDim / 2;
    const float* cosine = cosines.row(row);
    const float* sine = sines.row(row);
    for (int head = 0; head < count; ++head) {
        float* first = heads.row(row) + static_cast<std::int64_t>(head) * config.headDim;
        float* second = first + half;
        if (norm.defined()) {
            kernels.rmsNorm(
                first, norm.const_data_ptr<float>(), config.headDim, static_cast<float>(config.rmsNormEps), first);
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
void DecodePass::mixChunks(const Rows& some)
{
    const int heads = config.heads / config.kvHeads;
    const auto firstOwn = std::partition_point(
        chunks.begin(), chunks.end(), [&](const DecodeChunk& chunk) { return chunk.row < some.first; });
    const auto own = static_cast<std::size_t>(firstOwn - chunks.begin());
    for (std::size_t begin = own, end = own; begin < chunks.size() && chunks[begin].row < some.last; begin = end) {
        const DecodeChunk& chunk = chunks[begin];
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
    prepare(mixed, some);
}

/// The keys or values of one KV head, [capacity, w] in fp16.
std::byte* DecodePass::cached(at::Tensor& store, std::int64_t row, std::int64_t group) const
{
    return reinterpret_cast<std::byte*>(
        store.mutable_data_ptr<at::Half>() + (row * config.kvHeads + group) * cache->capacity() * config.headDim);
}

} // namespace amend
