// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A low-rank correction of the base weights (LoRA): an input of the forward pass, never a part of the model.
#pragma once

#include "core/domain/drift_map.h"
#include "core/model/model_config.h"
#include "core/model/weights.h"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace amend {

/// One corrected linear layer: W + (alpha / rank) B A. Source: Hu et al. 2021, "LoRA", arXiv 2106.09685, section 4.1.
struct LoraPair {
    at::Tensor a; ///< [r, in], fp32
    at::Tensor b; ///< [out, r], fp32
};

struct LayerAdapter {
    std::array<LoraPair, projectionCount> linear; ///< tensors undefined where a projection is not adapted
};

/// Which tokens an adapter corrects.
enum class AdapterReach {
    AllTokens,
    Reply, ///< from the prompt's last token on, whose logits are those of the reply's first
};

/// Constant once published; threads share it as std::shared_ptr<const Adapter>.
struct Adapter {
    int rank = 0;
    double alpha = 0;
    std::vector<LayerAdapter> layers;
    AdapterReach reach = AdapterReach::AllTokens;
    /// Of one that reaches the reply alone: what corrects the prompt; null: nothing does.
    std::shared_ptr<const Adapter> onPrompt;

    double scale() const { return alpha / rank; }
};

/// What corrects the prompt where `adapter` (null: the base) writes the reply.
std::shared_ptr<const Adapter> onPrompt(const std::shared_ptr<const Adapter>& adapter);
const Adapter* onPrompt(const Adapter* adapter);
bool reachesReplyAlone(const Adapter* adapter);

/// One adapter that corrects by the sum of all; null parts count for nothing, and of one alone it is that part. Ranks
/// add up; where a part leaves a projection alone, so much of its rank is zero. If a part reaches the reply alone, the
/// sum does, and the others correct the prompt.
std::shared_ptr<const Adapter> together(const std::vector<std::shared_ptr<const Adapter>>& parts);

/// The adapter file: safetensors with PEFT's names
/// ("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"), rank and alpha in the metadata, and "reach"
/// where it is the reply alone; q and k rows in rotate-half order (as transformers has them). What corrects the prompt
/// is not written. The same adapter gives the same bytes.
std::vector<std::byte> adapterBytes(const Adapter& adapter);

/// The way back. Errors: FileCorrupt if names, shapes or values (NaN, infinity) do not fit `config`; `origin` names the
/// file in messages.
std::shared_ptr<const Adapter> adapterFromBytes(
    std::vector<std::byte> bytes, const ModelConfig& config, at::Device device, const std::string& origin);

/// PEFT's adapter_config.json for the adapter.
std::string peftConfigJson(const Adapter& adapter, const std::string& baseModelName);

/// How far and in how many directions the weights moved per layer and projection, dW = scale (B A - B' A'), computed
/// from the factors. `from` and `to` may be null: the base.
DriftMap driftBetween(const Weights& weights, const Adapter* from, const Adapter* to);

} // namespace amend
