// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_context.h"

#include "core/base/error.h"

#include <array>
#include <string>

namespace amend {

namespace {

constexpr std::array lengths { 250, 1000, 2000, 4000, 8000 };
constexpr int replyTokens = 64;
constexpr int otherTokens = 128; ///< at most: the templates and the second question

constexpr std::array<Figure, 3> figures { { { "context_read", "tokens/s", Better::Larger },
    { "context_decode", "tokens/s", Better::Larger }, { "context_second_turn", "ms", Better::Smaller } } };

std::array<double, figures.size()> measure(CommandContext& context, const std::string& question)
{
    const Message first = context.askFresh("", question, greedy(replyTokens));
    const Message second = context.ask(first.chat, first.id, secondQuestion, greedy(1));
    return { first.stats.promptTokensPerSecond, first.stats.tokensPerSecond, second.stats.timeToFirstTokenMs };
}

} // namespace

std::vector<Measured> contextLengths(
    const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    CommandContext context(options, stop);
    context.loadModel();
    BenchRun run { context, arguments };
    if (arguments.taught) {
        context.learn(boatLesson(context, 0));
    }
    const int room = context.chat().model()->contextLength - replyTokens - otherTokens;
    measure(context, longQuestion(context, lengths.front(), 0)); // warm-up
    std::vector<Measured> all;
    int question = 0;
    for (const int length : lengths) {
        if (length > room) {
            break;
        }
        std::array<std::vector<double>, figures.size()> values;
        for (int round = 1; round <= arguments.rounds; ++round) {
            context.progress().show(std::to_string(length) + " tokens, round " + std::to_string(round) + " of "
                + std::to_string(arguments.rounds));
            const auto measured = measure(context, longQuestion(context, length, ++question));
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i].push_back(measured[i]);
            }
            if (stop.stop_requested()) {
                throw Error(ErrorKind::Cancelled, "Stopped before everything was measured.");
            }
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            all.push_back(measuredAt(run, length, figures[i], values[i]));
        }
    }
    context.progress().clear();
    return all;
}

} // namespace amend
