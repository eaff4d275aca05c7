// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The blueprint of a model: every number the forward pass needs that is not a weight.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace amend {

/// Llama 3's stretching of the rotary frequencies. Source: Grattafiori et al. 2024, "The Llama 3 herd of models", as
/// published in the reference configuration (rope_type "llama3").
struct RopeScaling {
    double factor = 8;
    double lowFrequencyFactor = 1;
    double highFrequencyFactor = 4;
    int originalContext = 8192;
    bool operator==(const RopeScaling&) const = default;
};

struct ModelConfig {
    std::string family; ///< "llama", "qwen2", "qwen3"
    int hiddenSize = 0;
    int layers = 0;
    int heads = 0;
    int kvHeads = 0;
    int headDim = 0;
    int feedForwardSize = 0;
    int vocabularySize = 0;
    int contextLength = 0;
    double rmsNormEps = 1e-5;
    double ropeTheta = 10'000;
    std::optional<RopeScaling> ropeScaling;
    bool tiedEmbeddings = true; ///< the head is the embedding, transposed
    bool attentionBias = false; ///< q, k and v have biases (Qwen2)
    bool queryKeyNorm = false; ///< RMSNorm on each head of q and k (Qwen3)
    bool operator==(const ModelConfig&) const = default;
};

} // namespace amend
