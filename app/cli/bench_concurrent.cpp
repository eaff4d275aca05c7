// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_concurrent.h"

#include "core/base/idle_thread.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <numeric>

namespace amend {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int replyTokens = 64;
/// Written without a pause beside the lesson. With as many decoding threads as cores it gets next to nothing of them
/// meanwhile, and goes on when they are done.
constexpr int repliesBeside = 8;

double millisecondsBetween(Clock::time_point begin, Clock::time_point end)
{
    return std::chrono::duration<double, std::milli>(end - begin).count();
}

/// The times between one token and the next, in milliseconds.
std::vector<double> gapsOfReply(CommandContext& context, int number)
{
    std::vector<double> gaps;
    const Message asked = context.chat().addUserMessage(context.chat().createChat("").id, {},
        std::to_string(number) + " times: tell me a long story about a lighthouse keeper and the sea.");
    context.chat().beginReply({ .chat = asked.chat, .question = asked.id, .options = greedy(replyTokens) });
    bool isFirst = true; // that turn reads the prompt
    for (bool finished = false; !finished; isFirst = false) {
        const Clock::time_point begin = Clock::now();
        finished = context.chat().continueReply(1, context.stop()).finished;
        if (!isFirst && !finished) {
            gaps.push_back(millisecondsBetween(begin, Clock::now()));
        }
    }
    return gaps;
}

double sumOf(const std::vector<double>& gaps)
{
    return std::accumulate(gaps.begin(), gaps.end(), 0.0);
}

double tokensPerSecond(const std::vector<double>& gaps)
{
    const double sum = sumOf(gaps);
    return sum > 0 ? 1000 * static_cast<double>(gaps.size()) / sum : 0;
}

/// The mean of the slowest hundredth, at least one.
double slowestHundredth(std::vector<double> gaps)
{
    std::sort(gaps.begin(), gaps.end(), std::greater<>());
    gaps.resize(std::max<std::size_t>(1, gaps.size() / 100));
    return sumOf(gaps) / static_cast<double>(gaps.size());
}

} // namespace

std::vector<Figure> concurrentFigures()
{
    return { { "concurrent_decode", "of the speed alone", Better::Larger },
        { "concurrent_slowest_tokens", "ms", Better::Smaller },
        { "concurrent_learn", "times as long as alone", Better::Smaller } };
}

std::vector<double> concurrent(BenchRun& run, int round)
{
    CommandContext& context = run.context;
    int reply = 100 * round;
    const double speedAlone = tokensPerSecond(gapsOfReply(context, ++reply));
    const double secondsAlone = context.learn(boatLesson(context, 2000 + round)).seconds;

    const Lesson lesson = context.chat().saveLesson(boatLesson(context, 4000 + round));
    const LearnTask task = context.chat().lessonTask(lesson.id);
    std::future<LearnOutcome> learned = std::async(std::launch::async, [&] {
        becomeIdleThread();
        return context.replay(task);
    });
    std::vector<double> gaps;
    for (int i = 0; i < repliesBeside && learned.wait_for(std::chrono::seconds(0)) != std::future_status::ready; ++i) {
        const std::vector<double> more = gapsOfReply(context, ++reply);
        gaps.insert(gaps.end(), more.begin(), more.end());
    }
    const double seconds = context.chat().commit(learned.get()).at(0).seconds;
    return { tokensPerSecond(gaps) / speedAlone, slowestHundredth(gaps), seconds / secondsAlone };
}

} // namespace amend
