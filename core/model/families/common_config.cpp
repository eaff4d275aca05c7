// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/families/common_config.h"

#include "core/base/error.h"
#include "core/store/gguf.h"
#include "core/store/json_config.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace amend {

namespace {

[[noreturn]] void unsupported(const std::string& origin, const std::string& what)
{
    throw Error(ErrorKind::FormatUnsupported,
        origin + " uses " + what + ", which Amend does not compute. Choose another model of this family.");
}

int narrowed(std::int64_t value, const std::string& key, const std::string& origin)
{
    if (value < 0 || value > std::numeric_limits<int>::max()) {
        throw Error(ErrorKind::FileCorrupt,
            origin + ": \"" + key + "\" is " + std::to_string(value)
                + ", which no model has. The file is damaged; fetch it again.");
    }
    return static_cast<int>(value);
}

/// "rope_parameters" since transformers 5; "rope_scaling" beside "rope_theta" before.
void readRope(const JsonConfig& json, const std::string& origin, ModelConfig& config)
{
    config.ropeTheta = json.findFloat("rope_theta").value_or(config.ropeTheta);
    for (const std::string& group : { std::string("rope_parameters."), std::string("rope_scaling.") }) {
        config.ropeTheta = json.findFloat(group + "rope_theta").value_or(config.ropeTheta);
        const std::string type
            = json.findString(group + "rope_type").value_or(json.findString(group + "type").value_or("default"));
        if (type == "llama3") {
            const std::string context = group + "original_max_position_embeddings";
            config.ropeScaling = RopeScaling { json.requireFloat(group + "factor"),
                json.requireFloat(group + "low_freq_factor"), json.requireFloat(group + "high_freq_factor"),
                narrowed(json.requireInt(context), context, origin) };
        } else if (type != "default") {
            unsupported(origin, "the rotary scaling \"" + type + "\"");
        }
    }
}

} // namespace

ModelConfig commonConfig(const GgufFile& file)
{
    const std::string origin = file.path().string();
    const std::string architecture = file.requireString("general.architecture");
    const auto key = [&](const char* rest) { return architecture + "." + rest; };
    const auto number = [&](const char* rest) { return narrowed(file.requireInt(key(rest)), key(rest), origin); };

    if (file.findInt(key("expert_count")).value_or(0) > 0) {
        unsupported(origin, "a mixture of experts");
    }
    const std::string* scaling = file.findString(key("rope.scaling.type"));
    if (scaling != nullptr && *scaling != "none") {
        unsupported(origin, "the rotary scaling \"" + *scaling + "\"");
    }
    ModelConfig config;
    config.family = architecture;
    config.hiddenSize = number("embedding_length");
    config.layers = number("block_count");
    config.heads = number("attention.head_count");
    const auto kvHeads = file.findInt(key("attention.head_count_kv"));
    config.kvHeads = narrowed(kvHeads.value_or(config.heads), key("attention.head_count_kv"), origin);
    const auto headDim = file.findInt(key("attention.key_length"));
    config.headDim = narrowed(
        headDim.value_or(config.hiddenSize / std::max(1, config.heads)), key("attention.key_length"), origin);
    if (file.findInt(key("rope.dimension_count")).value_or(config.headDim) != config.headDim) {
        unsupported(origin, "a rotary embedding of a part of each head");
    }
    config.feedForwardSize = number("feed_forward_length");
    config.contextLength = number("context_length");
    config.rmsNormEps = file.requireFloat(key("attention.layer_norm_rms_epsilon"));
    config.ropeTheta = file.findFloat(key("rope.freq_base")).value_or(config.ropeTheta);
    const NamedTensor* embedding = file.findTensor("token_embd.weight");
    if (embedding == nullptr || embedding->shape.size() != 2) {
        throw Error(ErrorKind::FileCorrupt,
            origin + " has no token embedding (token_embd.weight). The file is damaged; fetch it again.");
    }
    config.vocabularySize = narrowed(embedding->shape[0], "token_embd.weight", origin);
    config.tiedEmbeddings = file.findTensor("output.weight") == nullptr;
    return config;
}

ModelConfig commonConfig(const JsonConfig& json, const std::string& origin)
{
    const auto number = [&](const char* key) { return narrowed(json.requireInt(key), key, origin); };
    const auto numberOr
        = [&](const char* key, int absent) { return narrowed(json.findInt(key).value_or(absent), key, origin); };
    const std::string activation = json.findString("hidden_act").value_or("silu");
    if (activation != "silu") {
        unsupported(origin, "the activation \"" + activation + "\"");
    }
    ModelConfig config;
    config.hiddenSize = number("hidden_size");
    config.layers = number("num_hidden_layers");
    config.heads = number("num_attention_heads");
    config.kvHeads = numberOr("num_key_value_heads", config.heads);
    config.headDim = numberOr("head_dim", config.hiddenSize / std::max(1, config.heads));
    config.feedForwardSize = number("intermediate_size");
    config.vocabularySize = number("vocab_size");
    config.contextLength = number("max_position_embeddings");
    config.rmsNormEps = json.findFloat("rms_norm_eps").value_or(1e-6);
    config.tiedEmbeddings = json.findBool("tie_word_embeddings").value_or(false);
    readRope(json, origin, config);
    return config;
}

int contextWithin(const ModelConfig& config, const JsonConfig& json, const std::string& origin)
{
    const auto window = json.findInt("sliding_window");
    return window ? std::min(config.contextLength, narrowed(*window, "sliding_window", origin)) : config.contextLength;
}

void refuseBiases(const JsonConfig& json, std::initializer_list<const char*> keys, const std::string& origin)
{
    for (const char* key : keys) {
        if (json.findBool(key).value_or(false)) {
            unsupported(origin, std::string("biases (\"") + key + "\")");
        }
    }
}

void requirePossible(const ModelConfig& config, const std::string& origin)
{
    const auto refuse = [&](const std::string& cause) {
        throw Error(
            ErrorKind::FileCorrupt, origin + " describes an impossible model: " + cause + ". Fetch the file again.");
    };
    // Far above every published model of these families; far below where products of two overflow.
    constexpr int largest = 1 << 24;
    const std::array<std::pair<const char*, int>, 8> numbers { { { "hidden size", config.hiddenSize },
        { "number of layers", config.layers }, { "number of heads", config.heads },
        { "number of KV heads", config.kvHeads }, { "head width", config.headDim },
        { "feed-forward size", config.feedForwardSize }, { "vocabulary size", config.vocabularySize },
        { "context length", config.contextLength } } };
    for (const auto& [what, value] : numbers) {
        if (value <= 0 || value > largest) {
            refuse("its " + std::string(what) + " is " + std::to_string(value));
        }
    }
    if (config.layers > 10'000) {
        refuse("it has " + std::to_string(config.layers) + " layers");
    }
    if (config.heads % config.kvHeads != 0) {
        refuse(std::to_string(config.heads) + " heads cannot share " + std::to_string(config.kvHeads) + " KV heads");
    }
    if (config.headDim % 2 != 0) {
        refuse("its head width " + std::to_string(config.headDim) + " is odd");
    }
    if (!std::isfinite(config.ropeTheta) || config.ropeTheta <= 0 || !std::isfinite(config.rmsNormEps)
        || config.rmsNormEps <= 0) {
        refuse("its rotary base or its norm's epsilon is not a positive number");
    }
}

} // namespace amend
