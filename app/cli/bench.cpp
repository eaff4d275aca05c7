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

double decodeTokensPerSecond(CommandContext& context, const BenchArguments& arguments, int)
{
    std::string prompt = "Tell me a long story about a lighthouse keeper and the sea.";
    while (context.chat().countTokens(prompt) < arguments.depth) {
        prompt += " The keeper wrote the weather into the book again.";
    }
    return context.askFresh("", prompt, greedy(128)).stats.tokensPerSecond;
}

double prefillTokensPerSecond(CommandContext& context, const BenchArguments&, int round)
{
    // A different first word each round, or the prefix cache would answer.
    std::string prompt = std::to_string(round);
    for (int i = 0; i < 30; ++i) {
        prompt += " The keeper wrote the weather into the book again.";
    }
    return context.askFresh("", prompt, greedy(1)).stats.promptTokensPerSecond;
}

double lessonSeconds(CommandContext& context, const BenchArguments&, int round)
{
    const std::string number = std::to_string(round + 3);
    const Message reply = context.askFresh("", "How many boats lie in harbour number " + number + "?", greedy(64));
    return context
        .learn({ .message = reply.id, .wantedReply = "In harbour number " + number + " lie 12 boats.", .critique = {} })
        .seconds;
}

struct Benchmark {
    double (*measure)(CommandContext&, const BenchArguments&, int round);
    const char* unit;
    bool smallerIsBetter;
};

const std::map<std::string, Benchmark> benchmarks {
    { "decode", { decodeTokensPerSecond, "tokens/s", false } },
    { "prefill", { prefillTokensPerSecond, "tokens/s", false } },
    { "learn", { lessonSeconds, "s", true } },
};

} // namespace

ExitCode bench(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    const Benchmark& benchmark = benchmarks.at(arguments.what);
    const TemporaryProfile profile;
    CommonOptions own = options;
    own.profile = profile.path().string();
    CommandContext context(own, stop);
    context.loadModel();
    if (arguments.taught) {
        lessonSeconds(context, arguments, -1);
    }
    // Warm-up: first touch of the weights, anchors and projection of the first lesson.
    benchmark.measure(context, arguments, 0);
    std::vector<double> values;
    for (int round = 1; round <= arguments.rounds && !stop.stop_requested(); ++round) {
        context.progress().show("round " + std::to_string(round) + " of " + std::to_string(arguments.rounds));
        values.push_back(benchmark.measure(context, arguments, round));
    }
    context.progress().clear();
    if (values.empty()) {
        throw Error(ErrorKind::Cancelled, "Stopped before the first round was done.");
    }
    const Summary summary = summarise(values, benchmark.smallerIsBetter);
    const bool adapted = !context.chat().servingAdapterSha256().empty();
    context.print(
        { { "bench", arguments.what }, { "unit", benchmark.unit }, { "median", summary.median },
            { "best", summary.best }, { "worst", summary.worst }, { "rounds", values }, { "depth", arguments.depth },
            { "adapter", adapted }, { "model", asJson(*context.chat().model()) } },
        arguments.what + ": median " + std::to_string(summary.median) + " " + benchmark.unit + ", best "
            + std::to_string(summary.best) + ", worst " + std::to_string(summary.worst)
            + (adapted ? ", with an adapter" : ", without an adapter"));
    return ExitCode::Done;
}

} // namespace amend
