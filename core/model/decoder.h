// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Decoding on the CPU: the forward pass of transformer.h for one token of each of a few replies, or for a run of
// tokens of one, as one function over plain memory. Operators of a tensor library would cost as much as reading all
// weights.
//
// The bits of a reply's logits depend on its own tokens alone, neither on the replies beside it nor on the number of
// threads, and on which tokens were read as runs only where products are not of whole numbers; they differ from those
// of hiddenStates by rounding.
#pragma once

#include "core/domain/ids.h"
#include "core/model/kv_cache.h"
#include "core/model/model.h"

#include <memory>
#include <span>

namespace amend {

struct Adapter;
struct DecodePass;

/// Owned by one thread; starts others of its priority, which sleep between two tokens.
class Decoder final {
public:
    /// Whether this model can be decoded so; else hiddenStates does it.
    static bool isMadeFor(const Model& model);

    /// As many as useThreads set for the calling thread, but no more than have enough to do: a small model only gets
    /// slower by waiting for more.
    static int threadsFor(const Model& model);

    /// `adapter` may be null: the base; it is copied, in fp16 (core/model/packed_weights.h). `model` must outlive the
    /// decoder.
    Decoder(const Model& model, const Adapter* adapter, int threads);
    ~Decoder();

    /// Whether every linear layer of the model is multiplied in whole numbers (core/model/kernels/decode_kernels.h): a
    /// run then has the bits of the same tokens one by one.
    bool isInWholeNumbers() const;

    /// Tokens of a run, at most: as many as hiddenStates, which may have more threads, and has other ways where products
    /// are not of whole numbers, does not read faster.
    std::size_t longestRun() const;

    /// Reads one token of each row of `cache` behind its length and adds it. `padding`: as in ForwardInput, of each
    /// row; empty: none. Errors: ContextFull as hiddenStates.
    void read(std::span<const TokenId> tokens, std::span<const std::int64_t> padding, KvCache& cache);

    /// Reads up to longestRun tokens, one after another, behind the one row of `cache` and adds them. Errors:
    /// ContextFull as hiddenStates.
    void readRun(std::span<const TokenId> tokens, KvCache& cache);

    /// After the tokens of the last read: [v] of one row, or of the last token of a run; valid until the next read.
    std::span<const float> logits(std::size_t row) const;

private:
    std::unique_ptr<DecodePass> m_pass;
};

} // namespace amend
