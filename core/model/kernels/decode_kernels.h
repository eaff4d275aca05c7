// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops of decoding, one set per instruction set: products of packed matrices with vectors, attention
// of a few tokens, and what lies between. No torch type in sight.
//
// Every result depends on the values alone, bit for bit: neither on how many vectors are worked on at a time nor on
// which thread does it.
#pragma once

#include "core/model/kernels/isa_level.h"
#include "core/model/kernels/packed_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace amend {

/// A vector [n] as the products read it. Both arrays belong to somebody else.
struct Activation {
    const float* plain = nullptr; ///< [n]; what a matrix of floats is multiplied with
    std::byte* prepared = nullptr; ///< in the form that the set of kernels gives it; for a quantised matrix
};

/// Positions [begin, end) of a cache row.
struct AttentionPiece {
    std::int64_t begin;
    std::int64_t end;
};

/// What a token's heads make of a chunk.
struct AttentionToken {
    const float* queries; ///< [heads, w], already multiplied by 1 / sqrt(w)
    std::int64_t length; ///< it sees so many positions of the chunk, the first ones; at least one
    float* mixed; ///< out: sum of exp(score - largest) v, [heads, w]
    float* largest; ///< out: the largest score, [heads]
    float* total; ///< out: sum of exp(score - largest), [heads]
    float* scores; ///< room for [heads, length]
};

/// Some keys and values of one KV head, as seen by the heads of its group for a few tokens. Neither how many tokens
/// there are nor into how many pieces the positions fall changes a bit.
struct AttentionChunk {
    const AttentionToken* tokens;
    int tokenCount;
    const std::byte* keys; ///< [.., w], fp16
    const std::byte* values; ///< [.., w], fp16
    int heads;
    int headDim; ///< w, at most widestHead
    const AttentionPiece* pieces; ///< one after another, together as long as the longest token; none is empty
    int pieceCount;
};

/// Of an fp16 number.
inline constexpr std::int64_t halfBytes = 2;
/// The largest headDim that attention can have.
inline constexpr int widestHead = 4096;

struct DecodeKernels {
    IsaLevel level;
    /// Products with a quantised matrix are made of whole numbers: x as 16 bits, of 1 part in 32,639 of the largest
    /// value among 32. They suit many vectors as well as one. Else products are of fp32, and many go to gemm.
    bool inWholeNumbers;
    /// y_i [out] (+)= W x_i of the tiles [firstTile, lastTile) for `rows` vectors; rows of y are `yStride` floats
    /// apart.
    void (*multiply)(const PackedMatrix& w, std::int64_t firstTile, std::int64_t lastTile, const Activation* x,
        int rows, float* y, std::int64_t yStride, bool add);
    /// Bytes of the prepared form of n values, a multiple of 64.
    std::size_t (*preparedBytes)(std::int64_t n);
    /// Fills x.prepared from x.plain [n].
    void (*prepare)(const Activation& x, std::int64_t n);
    /// to = x / sqrt(mean(x^2) + eps) * weight
    void (*rmsNorm)(const float* x, const float* weight, std::int64_t n, float eps, float* to);
    /// gate = silu(gate) * up
    void (*swiGlu)(float* gate, const float* up, std::int64_t n);
    /// n numbers in fp16, to the nearest, ties to even; infinite from 65,520 on.
    void (*toHalves)(const float* from, std::int64_t n, std::byte* to);
    void (*attend)(const AttentionChunk& chunk);
};

/// The sets this machine can run, best first.
std::span<const DecodeKernels* const> decodeKernelsHere();

/// The set in use: the best one that is not above what the environment variable AMEND_ISA allows.
const DecodeKernels& decodeKernelsInUse();

extern const DecodeKernels decodeKernelsBaseline;
#if defined(__x86_64__)
extern const DecodeKernels decodeKernelsAvx2;
extern const DecodeKernels decodeKernelsAvxVnni;
extern const DecodeKernels decodeKernelsAvx512Vnni;
#endif

} // namespace amend
