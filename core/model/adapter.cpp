// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/adapter.h"

#include "core/base/error.h"
#include "core/store/safetensors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>
#include <map>
#include <set>
#include <span>

namespace amend {

namespace {

std::string tensorName(std::size_t layer, std::size_t projection, const char* factor)
{
    return "base_model.model.model.layers." + std::to_string(layer) + "." + projectionModules.at(projection) + ".lora_"
        + factor + ".weight";
}

/// The shortest text that reads back as the same number.
std::string shortest(double value)
{
    std::array<char, 32> text {};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    return std::string(text.data(), result.ptr);
}

/// The factors of one projection side by side, padded with zeros to `rank`; undefined if no part corrects it.
LoraPair stacked(const std::vector<std::shared_ptr<const Adapter>>& parts, std::size_t layer, std::size_t projection,
    double scale, std::int64_t rank)
{
    std::vector<at::Tensor> as;
    std::vector<at::Tensor> bs;
    std::int64_t filled = 0;
    for (const auto& part : parts) {
        const LoraPair& pair = part->layers[layer].linear[projection];
        if (pair.a.defined()) {
            as.push_back(pair.a);
            bs.push_back(part->scale() == scale ? pair.b : pair.b * (part->scale() / scale));
            filled += pair.a.size(0);
        }
    }
    if (as.empty()) {
        return {};
    }
    if (filled < rank) {
        as.push_back(at::zeros({ rank - filled, as.front().size(1) }, as.front().options()));
        bs.push_back(at::zeros({ bs.front().size(0), rank - filled }, bs.front().options()));
    }
    return { at::cat(as, 0), at::cat(bs, 1) };
}

[[noreturn]] void refuse(const std::string& origin, const std::string& cause)
{
    throw Error(ErrorKind::FileCorrupt,
        "The adapter " + origin + " cannot be used: " + cause
            + ". Restore an older checkpoint or a backup of the file.");
}

/// A positive number of the file's metadata.
double metadataNumber(const SafetensorsFile& file, const std::string& key, const std::string& origin)
{
    const auto entry = file.metadata().find(key);
    if (entry == file.metadata().end()) {
        refuse(origin, "its metadata lacks \"" + key + "\"");
    }
    const std::string& text = entry->second;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value <= 0) {
        refuse(origin, "\"" + key + "\" in its metadata is \"" + text + "\" instead of a positive number");
    }
    return value;
}

/// Older files say nothing: theirs reach all tokens.
AdapterReach reachOf(const SafetensorsFile& file, const std::string& origin)
{
    const auto entry = file.metadata().find("reach");
    if (entry == file.metadata().end()) {
        return AdapterReach::AllTokens;
    }
    if (entry->second != "reply") {
        refuse(origin, "\"reach\" in its metadata is \"" + entry->second + "\", which this version does not know");
    }
    return AdapterReach::Reply;
}

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (const std::int64_t size : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    }
    return text + "]";
}

at::Tensor tensorOf(
    const NamedTensor& stored, const std::vector<std::int64_t>& shape, at::Device device, const std::string& origin)
{
    if (stored.type != TensorType::F32) {
        refuse(origin, stored.name + " is " + quantType(stored.type).name + " instead of F32");
    }
    if (stored.shape != shape) {
        refuse(origin, stored.name + " has shape " + shapeText(stored.shape) + " instead of " + shapeText(shape));
    }
    at::Tensor tensor = at::empty(shape, at::kFloat);
    const std::span values(tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(tensor.numel()));
    std::memcpy(values.data(), stored.bytes.data(), values.size_bytes());
    for (const float value : values) {
        if (!std::isfinite(value)) {
            refuse(origin, stored.name + " contains a value that is not finite");
        }
    }
    return tensor.to(device);
}

} // namespace

std::shared_ptr<const Adapter> onPrompt(const std::shared_ptr<const Adapter>& adapter)
{
    return reachesReplyAlone(adapter.get()) ? adapter->onPrompt : adapter;
}

const Adapter* onPrompt(const Adapter* adapter)
{
    return reachesReplyAlone(adapter) ? adapter->onPrompt.get() : adapter;
}

bool reachesReplyAlone(const Adapter* adapter)
{
    return adapter != nullptr && adapter->reach == AdapterReach::Reply;
}

std::shared_ptr<const Adapter> together(const std::vector<std::shared_ptr<const Adapter>>& parts)
{
    std::vector<std::shared_ptr<const Adapter>> present;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(present), [](const auto& part) { return part; });
    if (present.size() < 2) {
        return present.empty() ? nullptr : present.front();
    }
    auto sum = std::make_shared<Adapter>();
    const double scale = present.front()->scale();
    for (const auto& part : present) {
        sum->rank += part->rank;
    }
    sum->alpha = scale * sum->rank;
    sum->layers.resize(present.front()->layers.size());
    for (std::size_t layer = 0; layer < sum->layers.size(); ++layer) {
        for (std::size_t i = 0; i < projectionCount; ++i) {
            sum->layers[layer].linear[i] = stacked(present, layer, i, scale, sum->rank);
        }
    }
    std::vector<std::shared_ptr<const Adapter>> ofPrompt;
    for (const auto& part : present) {
        sum->reach = reachesReplyAlone(part.get()) ? AdapterReach::Reply : sum->reach;
        ofPrompt.push_back(onPrompt(part));
    }
    if (sum->reach == AdapterReach::Reply) {
        sum->onPrompt = together(ofPrompt);
    }
    return sum;
}

std::vector<std::byte> adapterBytes(const Adapter& adapter)
{
    std::vector<at::Tensor> kept; // owns the bytes that the named tensors point at
    std::vector<NamedTensor> tensors;
    const auto add = [&](std::string name, const at::Tensor& tensor) {
        kept.push_back(tensor.detach().to(at::kCPU, at::kFloat).contiguous());
        const at::Tensor& values = kept.back();
        tensors.push_back({ std::move(name), TensorType::F32, values.sizes().vec(),
            std::as_bytes(std::span(values.const_data_ptr<float>(), static_cast<std::size_t>(values.numel()))) });
    };
    for (std::size_t layer = 0; layer < adapter.layers.size(); ++layer) {
        for (std::size_t projection = 0; projection < projectionCount; ++projection) {
            const LoraPair& pair = adapter.layers[layer].linear[projection];
            if (pair.a.defined()) {
                add(tensorName(layer, projection, "A"), pair.a);
                add(tensorName(layer, projection, "B"), pair.b);
            }
        }
    }
    std::map<std::string, std::string> metadata { { "alpha", shortest(adapter.alpha) }, { "format", "pt" },
        { "rank", std::to_string(adapter.rank) } };
    if (adapter.reach == AdapterReach::Reply) {
        metadata.emplace("reach", "reply");
    }
    return safetensorsBytes(tensors, metadata);
}

std::shared_ptr<const Adapter> adapterFromBytes(
    std::vector<std::byte> bytes, const ModelConfig& config, at::Device device, const std::string& origin)
{
    const SafetensorsFile file = SafetensorsFile::fromBytes(std::move(bytes), origin);
    auto adapter = std::make_shared<Adapter>();
    const double rank = metadataNumber(file, "rank", origin);
    if (rank != std::floor(rank) || rank > config.hiddenSize) {
        refuse(origin, "its rank is " + shortest(rank) + ", not a whole number up to the model's hidden size");
    }
    adapter->rank = static_cast<int>(rank);
    adapter->alpha = metadataNumber(file, "alpha", origin);
    adapter->reach = reachOf(file, origin);
    adapter->layers.resize(static_cast<std::size_t>(config.layers));

    const auto shapes = linearShapes(config);
    std::size_t used = 0;
    for (std::size_t layer = 0; layer < adapter->layers.size(); ++layer) {
        for (std::size_t projection = 0; projection < projectionCount; ++projection) {
            const NamedTensor* a = file.findTensor(tensorName(layer, projection, "A"));
            const NamedTensor* b = file.findTensor(tensorName(layer, projection, "B"));
            if ((a == nullptr) != (b == nullptr)) {
                refuse(origin, "it has " + (a != nullptr ? a->name : b->name) + " without its other factor");
            }
            if (a != nullptr) {
                adapter->layers[layer].linear[projection]
                    = { tensorOf(*a, { adapter->rank, shapes[projection].in }, device, origin),
                          tensorOf(*b, { shapes[projection].out, adapter->rank }, device, origin) };
                used += 2;
            }
        }
    }
    if (used != file.tensors().size()) {
        refuse(
            origin, std::to_string(file.tensors().size() - used) + " of its tensors belong to no layer of this model");
    }
    if (used == 0) {
        refuse(origin, "it corrects no layer");
    }
    return adapter;
}

std::string peftConfigJson(const Adapter& adapter, const std::string& baseModelName)
{
    std::set<std::string> modules;
    std::set<std::size_t> layers;
    for (std::size_t number = 0; number < adapter.layers.size(); ++number) {
        const LayerAdapter& layer = adapter.layers[number];
        for (std::size_t projection = 0; projection < projectionCount; ++projection) {
            if (layer.linear[projection].a.defined()) {
                const std::string module = projectionModules[projection];
                modules.insert(module.substr(module.find('.') + 1));
                layers.insert(number);
            }
        }
    }
    const nlohmann::ordered_json json { { "peft_type", "LORA" }, { "task_type", "CAUSAL_LM" },
        { "base_model_name_or_path", baseModelName }, { "r", adapter.rank }, { "lora_alpha", adapter.alpha },
        { "lora_dropout", 0.0 }, { "bias", "none" }, { "target_modules", modules }, { "layers_to_transform", layers },
        { "layers_pattern", "layers" }, { "fan_in_fan_out", false }, { "use_rslora", false }, { "use_dora", false },
        { "init_lora_weights", true }, { "inference_mode", true } };
    return json.dump(2) + "\n";
}

} // namespace amend
