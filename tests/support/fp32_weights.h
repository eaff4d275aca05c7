// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the program's own products are held against: the same weights as plain fp32 matrices, multiplied by libtorch.
#pragma once

#include "core/model/model.h"
#include "core/model/transformer.h"
#include "tests/support/tiny_model.h"

#include <ATen/ops/log_softmax.h>
#include <ATen/ops/tensor.h>

#include <span>

namespace amend::test {

/// The values that the model's matrices stand for, exactly. Of a model whose head is its embedding.
inline Weights fp32WeightsOf(const Model& model)
{
    Weights dense = model.weights;
    for (LayerWeights& layer : dense.layers) {
        for (LinearWeight& linear : layer.linear) {
            linear = denseOf(linear);
        }
    }
    dense.head = dense.embedding;
    return dense;
}

/// log-probabilities [t, v] of what follows each of `tokens` [t].
inline at::Tensor logProbsInFp32(const Model& model, const Weights& dense, const at::Tensor& tokens)
{
    return logitsOf(dense, hiddenStates(model.config, dense, nullptr, { tokens.unsqueeze(0) }))
        .squeeze(0)
        .log_softmax(-1);
}

/// KL(expected || softmax(logits)) in nats; `expected` [v]: log-probabilities.
inline double divergence(const at::Tensor& expected, std::span<const float> logits)
{
    const at::Tensor own = at::tensor(at::ArrayRef<float>(logits.data(), logits.size())).log_softmax(-1);
    return (expected.exp() * (expected - own)).sum().item<double>();
}

} // namespace amend::test
