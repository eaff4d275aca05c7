// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens per second of greedy replies, and of reading what stands before them, as JSON.
//
//     bench_decode MODEL [threads] [depth] [rank] [rounds] [tokens]
//
// depth: tokens read before the reply, at least; rank: of a random adapter on all projections, 0 for none.
#include "core/base/brief_waiting.h"
#include "core/base/counter_rng.h"
#include "core/model/adapter.h"
#include "core/model/generator.h"
#include "core/model/kernels/decode_kernels.h"
#include "core/model/model.h"

#include <ATen/ops/empty.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

using namespace amend;

namespace {

at::Tensor randomTensor(std::int64_t rows, std::int64_t columns, double bound, CounterRng& random)
{
    at::Tensor tensor = at::empty({ rows, columns }, at::kFloat);
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        tensor.mutable_data_ptr<float>()[i] = static_cast<float>((2 * random.uniform() - 1) * bound);
    }
    return tensor;
}

/// As a lesson leaves it: present in every product, too weak to change the text's kind.
std::shared_ptr<const Adapter> randomAdapter(const ModelConfig& config, int rank)
{
    if (rank == 0) {
        return nullptr;
    }
    CounterRng random(1);
    auto adapter = std::make_shared<Adapter>();
    adapter->rank = rank;
    adapter->alpha = rank;
    const auto shapes = linearShapes(config);
    for (int layer = 0; layer < config.layers; ++layer) {
        LayerAdapter factors;
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            factors.linear[i]
                = { randomTensor(rank, shapes[i].in, 0.02, random), randomTensor(shapes[i].out, rank, 1e-4, random) };
        }
        adapter->layers.push_back(std::move(factors));
    }
    return adapter;
}

std::vector<TokenId> promptOf(const Model& model, std::size_t depth)
{
    std::string text;
    std::vector<TokenId> tokens;
    while (tokens.size() < depth || text.empty()) {
        text += tokens.empty() ? "" : "The keeper wrote the weather into the book again. ";
        tokens = promptTokens(
            model, { { Role::User, text + "Tell me a long story about a lighthouse keeper and the sea." } });
        text += text.empty() ? " " : "";
    }
    return tokens;
}

} // namespace

int main(int count, char** arguments)
{
    waitBriefly(arguments); // as amend and amend-cli
    const auto number
        = [&](int index, int otherwise) { return count > index ? std::atoi(arguments[index]) : otherwise; };
    if (count < 2) {
        std::cerr << "bench_decode MODEL [threads] [depth] [rank] [rounds] [tokens]\n";
        return 2;
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto model = loadModel(arguments[1], { DeviceChoice::Cpu, number(2, 0) });
    const double loaded = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto depth = static_cast<std::size_t>(number(3, 0));
    const auto adapter = randomAdapter(model->config, number(4, 0));
    const std::vector<TokenId> prompt = promptOf(*model, depth);
    PrefixCache cache;
    std::vector<double> rounds;
    std::vector<double> reading;
    std::size_t tokens = 0;
    for (int round = 0; round <= number(5, 1); ++round) { // the first one warms up
        cache.tokens.clear(); // the prompt is read anew, by the decoder that is there
        Generation generation(model, adapter, prompt, greedy(number(6, 128)), cache);
        tokens = generation.next(number(6, 128)).tokens.size();
        if (round > 0) {
            rounds.push_back(generation.stats().tokensPerSecond);
            reading.push_back(generation.stats().promptTokensPerSecond);
        }
    }
    const auto median = [](std::vector<double> values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    };
    std::cout << nlohmann::json {
        { "tokens_per_second", rounds }, { "median", median(rounds) }, { "prompt_tokens_per_second", reading },
        { "prompt_median", median(reading) }, { "threads", model->info.threads }, { "prompt_tokens", prompt.size() },
        { "reply_tokens", tokens }, { "rank", number(4, 0) }, { "isa", isaName(decodeKernelsInUse().level) },
        { "load_seconds", loaded }, { "model", arguments[1] }
    }.dump() << '\n';
}
