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
constexpr int secondTurnTokens = 64; ///< at most, with its question

constexpr std::array<Figure, 3> figures { { { "context_read", "tokens/s", Better::Larger },
    { "context_decode", "tokens/s", Better::Larger }, { "context_second_turn", "ms", Better::Smaller } } };

/// The number comes first, or the prefix kept from the round before would answer.
std::string questionOf(CommandContext& context, int tokens, int round)
{
    const std::string sentence = " The keeper wrote the weather into the book again.";
    const int sentenceTokens = context.chat().countTokens(sentence);
    std::string question = std::to_string(round);
    for (int i = 0; i < tokens / sentenceTokens; ++i) {
        question += sentence;
    }
    return question;
}

std::array<double, figures.size()> measure(CommandContext& context, const std::string& question)
{
    const Message first = context.askFresh("", question, greedy(replyTokens));
    const Message second = context.ask(first.chat, first.id, "And what did he write there?", greedy(1));
    return { first.stats.promptTokensPerSecond, first.stats.tokensPerSecond, second.stats.timeToFirstTokenMs };
}

} // namespace

std::vector<Measured> contextLengths(
    const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    CommandContext context(options, stop);
    context.loadModel();
    BenchRun run { context, arguments };
    const int room = context.chat().model()->contextLength - replyTokens - secondTurnTokens;
    measure(context, questionOf(context, lengths.front(), 0)); // warm-up
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
            const auto measured = measure(context, questionOf(context, length, ++question));
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i].push_back(measured[i]);
            }
            if (stop.stop_requested()) {
                throw Error(ErrorKind::Cancelled, "Stopped before everything was measured.");
            }
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            Measured figure = measuredOf(run, figures[i], values[i]);
            figure.json["size"] = length;
            figure.text += ", at " + std::to_string(length);
            all.push_back(std::move(figure));
        }
    }
    context.progress().clear();
    return all;
}

} // namespace amend
