// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench.h"

#include "app/cli/bench_concurrent.h"
#include "app/cli/bench_context.h"
#include "app/cli/bench_growth.h"
#include "app/cli/commands.h"
#include "app/cli/temporary_profile.h"
#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace amend {

namespace {

constexpr const char* sentence = " The keeper wrote the weather into the book again.";
/// Of a question as people paste one.
constexpr int longQuestionTokens = 200;

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<double> decode(BenchRun& run, int)
{
    std::string prompt = "Tell me a long story about a lighthouse keeper and the sea.";
    while (run.context.chat().countTokens(prompt) < run.arguments.depth) {
        prompt += sentence;
    }
    return { run.context.askFresh("", prompt, greedy(128)).stats.tokensPerSecond };
}

std::vector<double> prefill(BenchRun& run, int round)
{
    std::string prompt = std::to_string(round);
    for (int i = 0; i < 30; ++i) {
        prompt += sentence;
    }
    return { run.context.askFresh("", prompt, greedy(1)).stats.promptTokensPerSecond };
}

std::vector<double> timeToFirstToken(BenchRun& run, int round)
{
    const Message first = run.context.askFresh("", longQuestion(run.context, longQuestionTokens, round), greedy(16));
    const Message second = run.context.ask(first.chat, first.id, secondQuestion, greedy(1));
    return { first.stats.timeToFirstTokenMs, second.stats.timeToFirstTokenMs };
}

std::vector<double> learn(BenchRun& run, int round)
{
    return { run.context.learn(boatLesson(run.context, round)).seconds };
}

/// Everything that a start does but for the process itself; the file is in the system's cache after the first round.
std::vector<double> start(BenchRun& run, int)
{
    const TemporaryProfile profile;
    CommonOptions own = run.context.options();
    own.profile = profile.path().string();
    const auto begin = std::chrono::steady_clock::now();
    CommandContext fresh(own, run.context.stop());
    fresh.loadModel();
    return { secondsSince(begin) };
}

const std::vector<Benchmark>& benchmarks()
{
    static const std::vector<Benchmark> all {
        { "decode", decode, { { "decode", "tokens/s", Better::Larger } } },
        { "prefill", prefill, { { "prefill", "tokens/s", Better::Larger } } },
        { "ttft", timeToFirstToken,
            { { "ttft", "ms", Better::Smaller }, { "ttft_second_turn", "ms", Better::Smaller } } },
        { "learn", learn, { { "learn", "s", Better::Smaller } } },
        { "concurrent", concurrent, concurrentFigures() },
        { "start", start, { { "start", "s", Better::Smaller } } },
    };
    return all;
}

struct Summary {
    double median = 0;
    double best = 0;
    double worst = 0;
};

/// `values` must not be empty.
Summary summarise(std::vector<double> values, Better better)
{
    std::sort(values.begin(), values.end());
    Summary summary { .median = values[values.size() / 2], .best = values.back(), .worst = values.front() };
    if (better == Better::Smaller) {
        std::swap(summary.best, summary.worst);
    }
    return summary;
}

/// One entry per figure. Errors: Cancelled, if not one round is done.
std::vector<Measured> measure(BenchRun& run, const Benchmark& benchmark)
{
    // Warm-up: first touch of the weights, anchors and projection of the first lesson.
    benchmark.measure(run, 0);
    std::vector<std::vector<double>> values(benchmark.figures.size());
    for (int round = 1; round <= run.arguments.rounds && !run.context.stop().stop_requested(); ++round) {
        run.context.progress().show(std::string(benchmark.name) + ", round " + std::to_string(round) + " of "
            + std::to_string(run.arguments.rounds));
        const std::vector<double> measured = benchmark.measure(run, round);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i].push_back(measured[i]);
        }
    }
    run.context.progress().clear();
    if (values.front().empty()) {
        throw Error(ErrorKind::Cancelled, "Stopped before the first round was done.");
    }
    std::vector<Measured> figures;
    for (std::size_t i = 0; i < values.size(); ++i) {
        figures.push_back(measuredOf(run, benchmark.figures[i], values[i]));
    }
    return figures;
}

/// Of everything that has no profile of its own.
std::vector<Measured> speeds(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    CommandContext context(options, stop);
    context.loadModel();
    BenchRun run { context, arguments };
    if (arguments.taught) {
        learn(run, -1);
    }
    std::vector<Measured> all;
    for (const Benchmark& benchmark : benchmarks()) {
        if (arguments.what == benchmark.name || arguments.what == "all") {
            for (Measured& measured : measure(run, benchmark)) {
                all.push_back(std::move(measured));
            }
        }
    }
    return all;
}

/// With an entry per figure and size.
struct SizedBenchmark {
    const char* name;
    std::vector<Measured> (*measure)(
        const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop);
};
constexpr std::array<SizedBenchmark, 2> sizedBenchmarks { { { contextBench, contextLengths },
    { growthBench, growth } } };

std::vector<Measured> measureAll(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    const auto found = std::find_if(sizedBenchmarks.begin(), sizedBenchmarks.end(),
        [&](const SizedBenchmark& benchmark) { return arguments.what == benchmark.name; });
    return found != sizedBenchmarks.end() ? found->measure(options, arguments, stop) : speeds(options, arguments, stop);
}

} // namespace

Measured measuredOf(BenchRun& run, const Figure& figure, const std::vector<double>& values)
{
    const Summary summary = summarise(values, figure.better);
    const bool adapted = !run.context.chat().servingAdapterSha256().empty();
    const ModelInfo model = *run.context.chat().model();
    return { { { "bench", figure.name }, { "unit", figure.unit }, { "median", summary.median },
                 { "best", summary.best }, { "worst", summary.worst }, { "rounds", values },
                 { "depth", run.arguments.depth }, { "adapter", adapted }, { "fingerprint", model.fingerprint },
                 { "model", asJson(model) } },
        std::string(figure.name) + ": median " + std::to_string(summary.median) + " " + figure.unit + ", best "
            + std::to_string(summary.best) + ", worst " + std::to_string(summary.worst)
            + (adapted ? ", with an adapter" : ", without an adapter") };
}

Measured measuredAt(BenchRun& run, int size, const Figure& figure, const std::vector<double>& values)
{
    Measured measured = measuredOf(run, figure, values);
    measured.json["size"] = size;
    measured.text += ", at " + std::to_string(size);
    return measured;
}

std::string longQuestion(CommandContext& context, int tokens, int number)
{
    std::string question = std::to_string(number);
    const int sentences = tokens / context.chat().countTokens(sentence) + 1;
    for (int i = 0; i < sentences; ++i) {
        question += sentence;
    }
    return question;
}

Feedback boatLesson(CommandContext& context, int round)
{
    const std::string harbour = "harbour number " + std::to_string(round + 3);
    const Message reply = context.askFresh("", "How many boats lie in " + harbour + "?", greedy(64));
    return { .message = reply.id, .wantedReply = "In " + harbour + " lie 12 boats.", .critique = {} };
}

std::vector<std::string> benchNames()
{
    std::vector<std::string> names;
    for (const Benchmark& benchmark : benchmarks()) {
        names.emplace_back(benchmark.name);
    }
    for (const SizedBenchmark& benchmark : sizedBenchmarks) {
        names.emplace_back(benchmark.name);
    }
    names.emplace_back("all");
    return names;
}

ExitCode bench(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    const TemporaryProfile profile;
    CommonOptions own = options;
    own.profile = profile.path().string();
    Json all = Json::array();
    std::string text;
    for (const Measured& measured : measureAll(own, arguments, stop)) {
        all.push_back(measured.json);
        text += (text.empty() ? "" : "\n") + measured.text;
    }
    print(own, all.size() == 1 ? all.front() : all, text);
    return ExitCode::Done;
}

} // namespace amend
