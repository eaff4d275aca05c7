// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A small model whose every matrix is quantised, for what is made of whole numbers.
#pragma once

#include "tests/support/tiny_model.h"

namespace amend::test {

/// The committed tests/data/models/k_quants.gguf with its block twice and with biases of queries, keys and values.
inline std::shared_ptr<const Model> quantisedModel()
{
    const auto one = loadModel(AMEND_TEST_DATA "/models/k_quants.gguf", { DeviceChoice::Cpu, 2 });
    ModelConfig config = one->config;
    Weights weights = one->weights;
    CounterRng random(8);
    LayerWeights& first = weights.layers.front();
    for (std::size_t i = 0; i < first.bias.size(); ++i) {
        first.bias[i] = randomTensor({ first.linear[i].out() }, 0.1, random);
    }
    weights.layers.push_back(first);
    config.layers = 2;
    config.attentionBias = true;
    config.contextLength = 512;
    return modelOf(config, std::move(weights));
}

} // namespace amend::test
