// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A model of two layers and width 16, made in memory from a seed: the same numbers on every machine.
#pragma once

#include "core/base/counter_rng.h"
#include "core/model/adapter.h"
#include "core/model/kernels/gemm.h"
#include "core/model/model.h"
#include "core/model/model_config.h"
#include "core/model/rope.h"
#include "core/model/weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace amend::test {

/// Grouped queries (4 heads, 2 KV heads), tied head; the vocabulary is that of tinyModel's tokenizer.
inline ModelConfig tinyConfig()
{
    ModelConfig config;
    config.family = "llama";
    config.hiddenSize = 16;
    config.layers = 2;
    config.heads = 4;
    config.kvHeads = 2;
    config.headDim = 4;
    config.feedForwardSize = 32;
    config.vocabularySize = 260;
    config.contextLength = 256;
    return config;
}

/// Uniform in [-bound, bound).
inline at::Tensor randomTensor(std::vector<std::int64_t> shape, double bound, CounterRng& random)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    float* values = tensor.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        values[i] = static_cast<float>((2 * random.uniform() - 1) * bound);
    }
    return tensor;
}

/// The matrix in whichever form, [out, in].
inline at::Tensor denseOf(const LinearWeight& weight)
{
    if (!weight.isPacked()) {
        return weight.dense;
    }
    const at::Tensor one = at::eye(weight.out()); // the values themselves, exactly
    at::Tensor dense = at::empty({ weight.out(), weight.in() }, at::kFloat);
    gemm({ one.const_data_ptr<float>(), weight.out(), weight.out(), weight.out(), 1 }, weight.packed,
        PackedSide::AsItIs, dense.mutable_data_ptr<float>(), weight.in());
    return dense;
}

/// Large enough weights that replies differ from prompt to prompt.
inline Weights tinyWeights(const ModelConfig& config, std::uint64_t seed = 1)
{
    CounterRng random(seed);
    const auto shapes = linearShapes(config);
    Weights weights;
    weights.embedding = randomTensor({ config.vocabularySize, config.hiddenSize }, 1.0, random);
    for (int layer = 0; layer < config.layers; ++layer) {
        LayerWeights block;
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            block.linear[i] = randomTensor({ shapes[i].out, shapes[i].in }, 0.5, random);
            block.linearNorm[i] = block.linear[i].dense.to(at::kDouble).norm().item<double>();
        }
        if (config.attentionBias) {
            for (std::size_t i = 0; i < block.bias.size(); ++i) {
                block.bias[i] = randomTensor({ shapes[i].out }, 0.5, random);
            }
        }
        block.attentionNorm = at::ones({ config.hiddenSize });
        block.feedForwardNorm = at::ones({ config.hiddenSize });
        if (config.queryKeyNorm) {
            block.queryNorm = at::ones({ config.headDim });
            block.keyNorm = at::ones({ config.headDim });
        }
        weights.layers.push_back(std::move(block));
    }
    weights.finalNorm = at::ones({ config.hiddenSize });
    weights.head = config.tiedEmbeddings ? weights.embedding
                                         : randomTensor({ config.vocabularySize, config.hiddenSize }, 1.0, random);
    weights.ropeFrequencies = ropeFrequencies(config);
    return weights;
}

enum class LoraStart {
    Untouched, ///< B = 0, as a lesson begins
    Random, ///< both factors random: an adapter that changes replies
};

inline std::shared_ptr<Adapter> tinyAdapter(
    const ModelConfig& config, LoraStart start, int rank = 2, std::uint64_t seed = 2)
{
    CounterRng random(seed);
    const auto shapes = linearShapes(config);
    auto adapter = std::make_shared<Adapter>();
    adapter->rank = rank;
    adapter->alpha = 2.0 * rank;
    adapter->layers.resize(static_cast<std::size_t>(config.layers));
    for (LayerAdapter& layer : adapter->layers) {
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            layer.linear[i].a = randomTensor({ rank, shapes[i].in }, 0.3, random);
            layer.linear[i].b = start == LoraStart::Random ? randomTensor({ shapes[i].out, rank }, 0.3, random)
                                                           : at::zeros({ shapes[i].out, rank });
        }
    }
    return adapter;
}

/// On the CPU, with a byte-level tokenizer (256 bytes, "he", and the special tokens of ChatML, 257 to 259) and ChatML's
/// template.
inline std::shared_ptr<const Model> modelOf(const ModelConfig& config, Weights weights, ModelInfo info = {})
{
    return std::make_shared<const Model>(
        Model { config, std::move(weights), Tokenizer::fromJson(AMEND_TEST_DATA "/models/smollm2/tokenizer.json"),
            ChatTemplate::chatMl(), std::move(info), at::kCPU });
}

inline std::shared_ptr<const Model> tinyModel(std::uint64_t seed = 1)
{
    const ModelConfig config = tinyConfig();
    ModelInfo info;
    info.name = "tiny";
    info.family = config.family;
    info.sha256 = std::string(63, '0') + std::to_string(seed % 10);
    info.layers = config.layers;
    info.contextLength = config.contextLength;
    info.vocabularySize = config.vocabularySize;
    info.device = "CPU";
    info.threads = 1;
    return modelOf(config, tinyWeights(config, seed), std::move(info));
}

} // namespace amend::test
