// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Qwen3 (dense): the Llama architecture with RMSNorm on each head of q and k, and a head width of its own.
#include "core/model/families/common_config.h"
#include "core/model/families/family.h"
#include "core/store/json_config.h"

namespace amend {

namespace {

ModelConfig withNorms(ModelConfig config)
{
    config.family = qwen3Family.name;
    config.queryKeyNorm = true;
    return config;
}

ModelConfig fromGguf(const GgufFile& file)
{
    return withNorms(commonConfig(file));
}

ModelConfig fromJson(const JsonConfig& json, const std::string& origin)
{
    refuseBiases(json, { "attention_bias" }, origin);
    ModelConfig config = withNorms(commonConfig(json, origin));
    if (!json.has("head_dim")) {
        config.headDim = 128; // the default of transformers' Qwen3Config
    }
    if (json.findBool("use_sliding_window").value_or(false)) {
        config.contextLength = contextWithin(config, json, origin);
    }
    return config;
}

} // namespace

const Family qwen3Family { "qwen3", { "qwen3", nullptr }, fromGguf, fromJson, false };

} // namespace amend
