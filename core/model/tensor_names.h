// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tensors of a model are called: in GGUF files and in transformers' safetensors folders.
#pragma once

#include "core/model/weights.h"

#include <array>
#include <cstddef>
#include <string>

namespace amend {

struct TensorNames {
    const char* embedding;
    const char* finalNorm;
    const char* head;
    const char* blocks; ///< what stands before a block's number
    std::array<const char*, projectionCount> linear; ///< within a block, without ".weight" and ".bias"
    const char* attentionNorm;
    const char* feedForwardNorm;
    const char* queryNorm;
    const char* keyNorm;
    const char* ropeFactors; ///< divisors of the rotary frequencies [w / 2]; null: never in a tensor

    std::string inBlock(std::size_t layer, const char* tensor, const char* ending) const
    {
        return blocks + std::to_string(layer) + "." + tensor + ending;
    }
};

/// Source: gguf-py's constants, tensor names of the architectures llama, qwen2 and qwen3.
inline constexpr TensorNames ggufNames { "token_embd.weight", "output_norm.weight", "output.weight", "blk.",
    { "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down" }, "attn_norm", "ffn_norm",
    "attn_q_norm", "attn_k_norm", "rope_freqs.weight" };

inline constexpr TensorNames transformersNames { "model.embed_tokens.weight", "model.norm.weight", "lm_head.weight",
    "model.layers.", projectionModules, "input_layernorm", "post_attention_layernorm", "self_attn.q_norm",
    "self_attn.k_norm", nullptr };

} // namespace amend
