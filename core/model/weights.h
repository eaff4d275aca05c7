// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The base weights, constant after loading, read by every thread.
// Shapes: d hidden size, h heads, g KV heads, w head width, f feed-forward size, v vocabulary.
#pragma once

#include "core/model/kernels/packed_matrix.h"
#include "core/model/model_config.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace amend {

/// The seven linear layers of a block that an adapter can correct, in the order used everywhere (drift map columns,
/// adapter files).
enum class Projection { Q, K, V, O, Gate, Up, Down };
inline constexpr int projectionCount = 7;
inline constexpr std::array<const char*, projectionCount> projectionNames { "q", "k", "v", "o", "gate", "up", "down" };
/// As PEFT and transformers name the module ("self_attn.q_proj", "mlp.gate_proj").
inline constexpr std::array<const char*, projectionCount> projectionModules { "self_attn.q_proj", "self_attn.k_proj",
    "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj" };

/// The size of one linear layer: its weight is [out, in].
struct LinearShape {
    std::int64_t out = 0;
    std::int64_t in = 0;
    bool operator==(const LinearShape&) const = default;
};

/// In the order of Projection, the same in every block.
std::array<LinearShape, projectionCount> linearShapes(const ModelConfig& config);

/// The matrix [out, in] of a linear layer in one of two forms with the same values: on the CPU packed as its file has
/// it, elsewhere, and in a model that no file brought, as a tensor.
struct LinearWeight {
    LinearWeight() = default;
    LinearWeight(at::Tensor matrix) // NOLINT: a tensor is one
        : dense(std::move(matrix))
    {
    }
    bool isPacked() const { return packed.data != nullptr; }
    bool isQuantised() const { return isPacked() && packedLayout(packed.format).bits != 0; }
    std::int64_t out() const { return isPacked() ? packed.out : dense.size(0); }
    std::int64_t in() const { return isPacked() ? packed.in : dense.size(1); }

    PackedMatrix packed; ///< lies in Weights::packedMemory
    at::Tensor dense; ///< fp32; undefined if packed
};

struct LayerWeights {
    std::array<LinearWeight, projectionCount> linear;
    std::array<double, projectionCount> linearNorm {}; ///< ||W||_F of each
    std::array<at::Tensor, 3> bias; ///< q, k, v: [out]; undefined where the model has none
    at::Tensor attentionNorm; ///< [d]
    at::Tensor feedForwardNorm; ///< [d]
    at::Tensor queryNorm; ///< [w]; undefined where the model has none
    at::Tensor keyNorm; ///< [w]; undefined where the model has none
};

struct Weights {
    at::Tensor embedding; ///< [v, d]
    std::vector<LayerWeights> layers;
    at::Tensor finalNorm; ///< [d]
    LinearWeight head; ///< [v, d]; has the embedding's values when tied
    at::Tensor ropeFrequencies; ///< [w / 2], radians a position (core/model/rope.h)
    std::shared_ptr<const std::byte> packedMemory; ///< what the packed matrices point into; null: there are none
};

} // namespace amend
