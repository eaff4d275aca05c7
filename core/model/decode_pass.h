// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The forward pass without gradients over plain memory, its work shared out between the threads of a team.
// Shapes: b rows, d hidden size, h heads, g KV heads, w head width, f feed-forward size, r rank, v vocabulary.
#pragma once

#include "core/domain/ids.h"
#include "core/model/adapter.h"
#include "core/model/decode_buffers.h"
#include "core/model/kv_cache.h"
#include "core/model/model_config.h"
#include "core/model/packed_weights.h"
#include "core/model/thread_team.h"
#include "core/model/weights.h"

#include <ATen/core/Tensor.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

namespace amend {

/// Positions that are attended to at a time: a thread's share of a long text.
inline constexpr std::int64_t chunkLength = 128;
/// Tokens that share a reading of a chunk.
inline constexpr int tokensTogether = 8;

/// A linear layer of a block with its correction: out (+)= W x + bias + B (A x).
struct DecodeLinear {
    const PackedMatrix& weight;
    const PackedPair& pair; ///< without data: not adapted
    const float* bias; ///< null: none
    ActivationRows& down; ///< scale A x, [b, r]
    RowBuffer& out;

    bool isAdapted() const { return pair.a.data != nullptr; }
};

/// Where a token stands and what it sees.
struct DecodePlace {
    std::int64_t cacheRow;
    std::int64_t index; ///< in its cache row
    std::int64_t position; ///< in its text
    std::int64_t firstSeen; ///< it sees all from here to itself...
    std::span<const AttentionPiece> above; ///< ...and before it these, in the order of its text

    std::int64_t seen() const;
};

/// What is attended to at a time: of what the row sees, in the order of its text, [begin, end) of one KV head. So the
/// bits depend on the text alone, wherever the cache has its parts.
struct DecodeChunk {
    int row;
    int group;
    std::int64_t begin;
    std::int64_t end;
};

/// The tokens and places are filled in, then `run` does the pass.
struct DecodePass {
    using Member = ThreadTeam::Member;
    using Share = Member::Share;
    struct Rows { ///< [first, last)
        int first;
        int last;
    };
    using Linears = std::initializer_list<DecodeLinear>;

    DecodePass(const ModelConfig& ofModel, const Weights& withWeights, const Adapter* ofAdapter, int threads);
    /// Whether passes of many tokens are worth it here: their products are made of whole numbers.
    static bool isMadeFor(const Weights& weights);

    const ModelConfig& config;
    const Weights& weights;
    const DecodeKernels& kernels;
    const bool isInWholeNumbers; ///< runs too; else they are made of tiles
    const std::int64_t longestRun; ///< Decoder::longestRun
    PackedAdapter adapter;
    ThreadTeam team;

    // Of the pass at hand: a token of each of a few replies, or a run of tokens of one.
    KvCache* cache = nullptr;
    std::vector<TokenId> tokens; ///< [b]
    std::vector<DecodePlace> places; ///< [b]
    std::vector<DecodeChunk> chunks;
    std::vector<std::int64_t> order; ///< in which chunks are attended to
    int rows = 0; ///< b
    bool isRun = false;
    bool isByRows = false; ///< a member does all for some rows at a time; else some columns of all rows
    alignas(64) std::atomic<std::int64_t> claimed = 0; ///< of the rows, or chunks, at hand
    /// 0: products of vectors, each with its own bits. Else products are made of tiles of this height.
    int tileHeight = 0;
    std::int64_t logitsRow = 0; ///< where the first row's go; -1: nobody asks for logits
    std::size_t firstBlock = 0; ///< those below do not run:
    const float* states = nullptr; ///< [b, d], what they gave; null: the tokens' embeddings
    std::size_t endBlock; ///< the blocks from here on do not run
    /// Sees what the linear layers read; the first member calls it. Must not throw. Empty: nobody looks.
    std::function<void(std::size_t layer, std::span<const Projection> projections, ActivationRows& x)> tap;

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
    RowBuffer scores; ///< [threads, tokensTogether * h / g * chunkLength]
    RowBuffer logits; ///< [all rows, v]

    // Every member of the team does its part of these.
    void pass(Member& member);
    void project(Member& member, const Rows& own, std::size_t layer);
    void attend(Member& member, std::size_t layer);
    void addAttended(Member& member, const Rows& own, std::size_t layer);
    void feedForward(Member& member, const Rows& own, std::size_t layer);
    void head(Member& member);
    void show(
        Member& member, std::size_t layer, std::initializer_list<Projection> projections, ActivationRows& x) const;
    void correctDown(Member& member, const Rows& own, Linears linears, const ActivationRows& x);
    void multiply(Member& member, const Rows& own, Linears linears, const ActivationRows& x, bool add);
    template <class Work> void claimRows(Member& member, int from, const Work& work);
    template <class Work> void claimAll(Member& member, std::int64_t count, std::int64_t together, const Work& work);
    template <class Work> void shareRows(Member& member, const Rows& own, const Work& work);
    template <class MatrixOf, class Work>
    void shareParts(const Member& member, Linears linears, const MatrixOf& matrixOf, const Work& work) const;

    // Of some rows or chunks, which one member does.
    void begin(const Rows& some);
    void normalise(const at::Tensor& weight, const Rows& some);
    void placeKeys(std::size_t layer, const Rows& some);
    void attendTo(Member& member, const Share& share, std::size_t layer);
    void mixChunks(const Rows& some);
    void prepare(ActivationRows& x, const Rows& some);
    void scaleDown(const DecodeLinear& linear, const Rows& some) const;
    void turn(int row, RowBuffer& heads, int count, const at::Tensor& norm, float factor);

    void run();
    void makeRoom(std::int64_t forRows);
    /// How many of these, the first ones, a pass may take: what their heads attend to needs memory.
    std::size_t rowsAtOnce(std::span<const DecodePlace> wanted) const;
    const DecodeChunk& chunkAt(std::int64_t inOrder) const;
    bool isBeginningOf(const DecodeChunk& one, const DecodeChunk& other) const;
    int placePieces(const DecodeChunk& chunk, std::span<AttentionPiece, chunkLength> pieces) const;
    void placeChunks();
    DecodeLinear linear(std::size_t layer, Projection projection, RowBuffer& out);
    std::int64_t partsOf(const PackedMatrix& matrix) const;
    int firstUseful(std::size_t layer) const;
    const at::Tensor& normBefore(std::size_t layer) const;
    void multiplyParts(
        const DecodeLinear& linear, const Share& parts, const Rows& own, const ActivationRows& x, bool add);
    void product(const PackedMatrix& matrix, const Share& parts, const Rows& own, const ActivationRows& x,
        RowBuffer& out, bool add);
    std::byte* cached(at::Tensor& store, std::int64_t row, std::int64_t group) const;
};

} // namespace amend
