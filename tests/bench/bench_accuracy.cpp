// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How far the distributions of the next token are from those of a pass in fp32 with the same weights, as JSON.
//
//     bench_accuracy MODEL TEXT [windows]
//
// Windows of 512 tokens; the first half of each is read in runs, the second token by token, as a reply is written. The
// second half counts, as in llama-perplexity --kl-divergence, which reads a window at once (compare_accuracy.py).
#include "core/base/brief_waiting.h"
#include "core/model/decoder.h"
#include "core/model/kernels/decode_kernels.h"
#include "tests/support/fp32_weights.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

using namespace amend;

namespace {

constexpr std::size_t windowTokens = 512;

struct Divergence {
    double sum = 0;
    double sumOfSquares = 0;
    int sameFirst = 0; ///< the likeliest token is the same
    int tokens = 0;
};

void addWindow(Divergence& divergence, const Model& model, const Weights& dense, std::span<const TokenId> tokens)
{
    const std::vector<std::int64_t> places(tokens.begin(), tokens.end());
    const at::Tensor expected = test::logProbsInFp32(model, dense, at::tensor(places, at::kLong)); // [t, v]
    KvCache cache = makeKvCache(model.config, model.weights, 1, static_cast<int>(tokens.size()));
    Decoder decoder(model, nullptr, Decoder::threadsFor(model));
    std::size_t at = 0;
    for (const std::size_t half = tokens.size() / 2; at < half;) {
        const std::size_t run = std::min(decoder.longestRun(), half - at);
        decoder.readRun(tokens.subspan(at, run), cache);
        at += run;
    }
    for (; at + 1 < tokens.size(); ++at) { // the last one predicts what is not there
        decoder.read(tokens.subspan(at, 1), {}, cache);
        const std::span<const float> logits = decoder.logits(0);
        const at::Tensor reference = expected[static_cast<std::int64_t>(at)];
        const double nats = test::divergence(reference, logits);
        divergence.sum += nats;
        divergence.sumOfSquares += nats * nats;
        const std::int64_t first = std::max_element(logits.begin(), logits.end()) - logits.begin();
        divergence.sameFirst += first == reference.argmax().item<std::int64_t>() ? 1 : 0;
        ++divergence.tokens;
    }
}

} // namespace

int main(int count, char** arguments)
{
    waitBriefly(arguments); // as amend and amend-cli
    if (count < 3) {
        std::cerr << "bench_accuracy MODEL TEXT [windows]\n";
        return 2;
    }
    const c10::NoGradGuard noGradients;
    const auto model = loadModel(arguments[1], {});
    if (!model->config.tiedEmbeddings || !Decoder::isMadeFor(*model)) {
        std::cerr << "bench_accuracy measures the CPU's decoder, on a model whose head is its embedding.\n";
        return 2;
    }
    std::ifstream file(arguments[2]);
    const std::string text { std::istreambuf_iterator<char>(file), {} };
    const std::vector<TokenId> tokens = model->tokenizer.encode(text);
    const int asked = count > 3 ? std::atoi(arguments[3]) : 20;
    const auto windows = std::min(static_cast<std::size_t>(std::max(asked, 0)), tokens.size() / windowTokens);
    if (windows == 0) {
        std::cerr << "It needs one window of " << windowTokens << " tokens at least; the text has " << tokens.size()
                  << " tokens, and " << asked << " windows were asked for.\n";
        return 2;
    }
    const Weights dense = test::fp32WeightsOf(*model);
    Divergence divergence;
    for (std::size_t window = 0; window < windows; ++window) {
        addWindow(divergence, *model, dense, std::span(tokens).subspan(window * windowTokens, windowTokens));
    }
    const double mean = divergence.sum / divergence.tokens;
    const double variance = divergence.sumOfSquares / divergence.tokens - mean * mean;
    std::cout << nlohmann::json { { "model", arguments[1] }, { "isa", isaName(decodeKernelsInUse().level) },
        { "windows", windows }, { "tokens", divergence.tokens }, { "mean_kl_nats", mean },
        { "standard_error", std::sqrt(variance / divergence.tokens) },
        { "same_first_token", static_cast<double>(divergence.sameFirst) / divergence.tokens } }
                     .dump()
              << '\n';
}
