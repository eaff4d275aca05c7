// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/prompt_keys.h"

#include "core/model/token_forest.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cstdint>

namespace amend {

namespace {

at::Tensor asIndex(std::span<const int> places, at::Device device)
{
    return at::tensor(std::vector<std::int64_t>(places.begin(), places.end()), at::kLong).to(device);
}

} // namespace

PromptKeys::PromptKeys(const Model& model, const Adapter* adapter)
    : m_model(model)
    , m_adapter(adapter)
    , m_keys(makeKvCache(model.config, model.weights, 1, 0))
{
}

void PromptKeys::read(std::span<const std::span<const TokenId>> prompts)
{
    const c10::NoGradGuard noGradients;
    std::vector<std::span<const TokenId>> texts;
    std::vector<std::size_t> knownSizes;
    for (const std::span<const TokenId> prompt : prompts) {
        const std::size_t known = placesOf(prompt).size();
        if (known < prompt.size()) {
            texts.push_back(prompt);
            knownSizes.push_back(known);
        }
    }
    if (texts.empty()) {
        return;
    }
    const TokenForest forest = forestOf(texts, knownSizes);
    const int known = forest.promptTokens();
    std::vector<int> places(forest.tokens.size()); // of each of the forest's tokens, here
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<int> here = placesOf(texts[i]);
        for (std::size_t at = 0; at < knownSizes[i]; ++at) {
            places[static_cast<std::size_t>(forest.places[i][at])] = here[at];
        }
    }
    const KvCache before = at(std::span(places).first(static_cast<std::size_t>(known)));
    const int first = m_keys.length;
    growKvCache(m_keys, first + static_cast<int>(forest.tokens.size()) - known);
    const std::vector<std::int64_t> fresh(forest.tokens.begin() + known, forest.tokens.end());
    hiddenStates(m_model.config, m_model.weights, m_adapter,
        { .tokens = at::tensor(fresh, at::kLong).unsqueeze(0).to(m_model.device),
            .cache = &m_keys,
            .forest = &forest,
            .prompts = known > 0 ? &before : nullptr });
    for (std::size_t i = 0; i < texts.size(); ++i) {
        int parent = -1;
        for (std::size_t at = 0; at < texts[i].size(); ++at) {
            const int planted = forest.places[i][at];
            const int place = planted < known ? places[static_cast<std::size_t>(planted)] : first + planted - known;
            m_next.emplace(std::pair { parent, texts[i][at] }, place);
            parent = place;
        }
    }
}

std::vector<int> PromptKeys::placesOf(std::span<const TokenId> prompt) const
{
    std::vector<int> places;
    int parent = -1;
    for (const TokenId token : prompt) {
        const auto next = m_next.find({ parent, token });
        if (next == m_next.end()) {
            break;
        }
        places.push_back(parent = next->second);
    }
    return places;
}

KvCache PromptKeys::at(std::span<const int> places) const
{
    const at::Tensor index = asIndex(places, m_model.device);
    KvCache found { .layers = {}, .length = static_cast<int>(places.size()) };
    for (const KvCache::Layer& layer : m_keys.layers) {
        found.layers.push_back({ layer.keys.index_select(2, index), layer.values.index_select(2, index) });
    }
    return found;
}

KvCache PromptKeys::rowsOf(std::span<const std::span<const TokenId>> prompts, int columns) const
{
    std::size_t longest = 0;
    for (const std::span<const TokenId> prompt : prompts) {
        longest = std::max(longest, prompt.size());
    }
    std::vector<int> places;
    for (const std::span<const TokenId> prompt : prompts) {
        places.resize(places.size() + longest - prompt.size(), 0); // nobody looks at what stands before
        const std::vector<int> here = placesOf(prompt);
        places.insert(places.end(), here.begin(), here.end());
    }
    const auto rows = static_cast<std::int64_t>(prompts.size());
    const at::Tensor index = asIndex(places, m_model.device);
    KvCache cache = makeKvCache(m_model.config, m_model.weights, static_cast<int>(rows), columns);
    cache.length = static_cast<int>(longest);
    const auto place = [&](at::Tensor& to, const at::Tensor& from) {
        const at::Tensor found = from.index_select(2, index).squeeze(0); // [g, b * s, w]
        to.narrow(2, 0, cache.length)
            .copy_(found.unflatten(1, { rows, static_cast<std::int64_t>(longest) }).transpose(0, 1));
    };
    for (std::size_t layer = 0; layer < cache.layers.size(); ++layer) {
        place(cache.layers[layer].keys, m_keys.layers[layer].keys);
        place(cache.layers[layer].values, m_keys.layers[layer].values);
    }
    return cache;
}

} // namespace amend
