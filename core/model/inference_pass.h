// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Hidden states that no gradient is wanted of, by the pass that decodes replies (core/model/decode_pass.h): half to two
// thirds of what the same takes with a tensor library's operators.
#pragma once

#include "core/model/transformer.h"

namespace amend {

/// Whether inferredStates may do this pass here: one row of tokens, no padding, quantised weights on a CPU that
/// multiplies them in whole numbers.
bool canInfer(const ModelConfig& config, const Weights& weights, const ForwardInput& input);

/// hiddenStates without a graph. The bits of each token's states depend on its own text alone, whatever texts are
/// beside it and in however many passes they are read; they differ from those with a graph by rounding: keys and values
/// are seen in fp16, as a cache has them, and an adapter's matrices too (core/model/packed_weights.h); of a long text
/// the tap sees one part after another. What `input.cache` has and has room for was checked; its length stays.
at::Tensor inferredStates(
    const ModelConfig& config, const Weights& weights, const Adapter* adapter, const ForwardInput& input);

} // namespace amend
