// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/temporary_profile.h"
#include "core/base/error.h"

#include <algorithm>
#include <map>

namespace amend {

namespace {

struct Summary {
    double median = 0;
    double best = 0;
    double worst = 0;
};

/// `values` must not be empty; larger is better unless `smallerIsBetter`.
Summary summarise(std::vector<double> values, bool smallerIsBetter)
{
    std::sort(values.begin(), values.end());
    Summary summary { .median = values[values.size() / 2], .best = values.back(), .worst = values.front() };
    if (smallerIsBetter) {
        std::swap(summary.best, summary.worst);
    }
    return summary;
}

double decodeTokensPerSecond(CommandContext& context, int)
{
    return context.askFresh("", "Tell me a long story about a lighthouse keeper and the sea.", greedy(128))
        .stats.tokensPerSecond;
}

double prefillTokensPerSecond(CommandContext& context, int round)
{
    // A different first word each round, or the prefix cache would answer.
    std::string prompt = std::to_string(round);
    for (int i = 0; i < 30; ++i) {
        prompt += " The keeper wrote the weather into the book again.";
    }
    return context.askFresh("", prompt, greedy(1)).stats.promptTokensPerSecond;
}

double lessonSeconds(CommandContext& context, int round)
{
    const std::string number = std::to_string(round + 3);
    const Message reply = context.askFresh("", "How many boats lie in harbour number " + number + "?", greedy(64));
    return context
        .learn({ .message = reply.id, .wantedReply = "In harbour number " + number + " lie 12 boats.", .critique = {} })
        .seconds;
}

struct Benchmark {
    double (*measure)(CommandContext&, int round);
    const char* unit;
    bool smallerIsBetter;
};

const std::map<std::string, Benchmark> benchmarks {
    { "decode", { decodeTokensPerSecond, "tokens/s", false } },
    { "prefill", { prefillTokensPerSecond, "tokens/s", false } },
    { "learn", { lessonSeconds, "s", true } },
};

} // namespace

ExitCode bench(const CommonOptions& options, const std::string& what, int rounds, std::stop_token stop)
{
    const Benchmark& benchmark = benchmarks.at(what);
    const TemporaryProfile profile;
    CommonOptions own = options;
    own.profile = profile.path().string();
    CommandContext context(own, stop);
    context.loadModel();
    benchmark.measure(context, 0); // warm-up: first touch of the weights, anchors and projection of the first lesson
    std::vector<double> values;
    for (int round = 1; round <= rounds && !stop.stop_requested(); ++round) {
        context.progress().show("round " + std::to_string(round) + " of " + std::to_string(rounds));
        values.push_back(benchmark.measure(context, round));
    }
    context.progress().clear();
    if (values.empty()) {
        throw Error(ErrorKind::Cancelled, "Stopped before the first round was done.");
    }
    const Summary summary = summarise(values, benchmark.smallerIsBetter);
    context.print(
        { { "bench", what }, { "unit", benchmark.unit }, { "median", summary.median }, { "best", summary.best },
            { "worst", summary.worst }, { "rounds", values }, { "model", asJson(*context.chat().model()) } },
        what + ": median " + std::to_string(summary.median) + " " + benchmark.unit + ", best "
            + std::to_string(summary.best) + ", worst " + std::to_string(summary.worst));
    return ExitCode::Done;
}

} // namespace amend
