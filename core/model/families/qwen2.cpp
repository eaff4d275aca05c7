// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Qwen2 and Qwen2.5: the Llama architecture with biases on q, k and v.
#include "core/model/families/common_config.h"
#include "core/model/families/family.h"
#include "core/store/json_config.h"

namespace amend {

namespace {

ModelConfig withBiases(ModelConfig config)
{
    config.family = qwen2Family.name;
    config.attentionBias = true;
    return config;
}

ModelConfig fromGguf(const GgufFile& file)
{
    return withBiases(commonConfig(file));
}

ModelConfig fromJson(const JsonConfig& json, const std::string& origin)
{
    ModelConfig config = withBiases(commonConfig(json, origin));
    if (json.findBool("use_sliding_window").value_or(false)) {
        config.contextLength = contextWithin(config, json, origin);
    }
    return config;
}

} // namespace

const Family qwen2Family { "qwen2", { "qwen2", nullptr }, fromGguf, fromJson, false };

} // namespace amend
