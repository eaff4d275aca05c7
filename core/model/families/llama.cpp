// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Llama 1 to 3, SmolLM2, and Mistral, which differs by its sliding window only.
#include "core/model/families/common_config.h"
#include "core/model/families/family.h"

namespace amend {

namespace {

ModelConfig fromJson(const JsonConfig& json, const std::string& origin)
{
    refuseBiases(json, { "attention_bias", "mlp_bias" }, origin);
    ModelConfig config = commonConfig(json, origin);
    config.family = llamaFamily.name;
    config.contextLength = contextWithin(config, json, origin);
    return config;
}

} // namespace

const Family llamaFamily { "llama", { "llama", "mistral" }, commonConfig, fromJson, true };

} // namespace amend
