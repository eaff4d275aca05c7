// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_growth.h"

#include "app/cli/recorded_lessons.h"
#include "core/base/error.h"

#include <chrono>
#include <filesystem>
#include <functional>

namespace amend {

namespace {

/// What is measured at one size: one value a round.
struct Series {
    Figure figure;
    std::function<double(int round)> measure;
    bool isOnce = false; ///< one round and no warm-up: it takes long, or is always the same
};

double millisecondsOf(const std::function<void()>& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

Series timed(const char* name, std::function<void()> work)
{
    return { { name, "ms", Better::Smaller }, [work = std::move(work)](int) { return millisecondsOf(work); } };
}

Series once(Series series)
{
    series.isOnce = true;
    return series;
}

void addAll(std::vector<Measured>& all, BenchRun& run, int size, const std::vector<Series>& series)
{
    for (const Series& one : series) {
        run.context.progress().show(std::string(one.figure.name) + " at " + std::to_string(size));
        std::vector<double> values;
        for (int round = one.isOnce ? 1 : 0; round <= (one.isOnce ? 1 : run.arguments.rounds); ++round) {
            if (run.context.stop().stop_requested()) {
                throw Error(ErrorKind::Cancelled, "Stopped before everything was measured.");
            }
            const double value = one.measure(round);
            if (round > 0) { // before: warm-up
                values.push_back(value);
            }
        }
        all.push_back(measuredAt(run, size, one.figure, values));
    }
    run.context.progress().clear();
}

std::vector<int> sizesUpTo(int most)
{
    std::vector<int> sizes { 10, 100, 1000 };
    std::erase_if(sizes, [most](int size) { return size > most; });
    return sizes;
}

/// A chat of so many short messages; the last is a reply.
Message chatOf(ChatEngine& chat, int messages)
{
    const ChatId id = chat.createChat("").id;
    Message last;
    for (int i = 0; i < messages; i += 2) {
        const auto parent = i == 0 ? std::nullopt : std::optional(last.id);
        const Message asked = chat.addUserMessage(id, parent, "Which boat is number " + std::to_string(i) + "?");
        last = chat.addReply(asked.id, "That is the boat of the keeper.");
    }
    return last;
}

/// As the window does it: opening a chat, and what a message and its reply cost beside the tokens.
void measureChats(std::vector<Measured>& all, BenchRun& run)
{
    ChatEngine& chat = run.context.chat();
    for (const int messages : sizesUpTo(run.arguments.upTo)) {
        Message last = chatOf(chat, messages);
        addAll(all, run, messages,
            { timed("growth_open_chat", [&] { chat.messages(last.chat); }), timed("growth_message_and_reply", [&] {
                 const Message asked = chat.addUserMessage(last.chat, last.id, "And the next?");
                 chat.chats("");
                 last = chat.addReply(asked.id, "The next one.");
             }) });
    }
}

/// In megabytes of 1,000,000 bytes, without what the cache holds of the base model.
double megabytesOf(const std::filesystem::path& folder)
{
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const bool isOfTheBase = entry.path().parent_path() == folder / "cache";
        bytes
            += entry.is_regular_file() && !isOfTheBase && entry.path().filename() != "reserve" ? entry.file_size() : 0;
    }
    return static_cast<double>(bytes) / 1e6;
}

/// Until the reply's first token is due: the question read and routed, the message stored.
double beginReply(CommandContext& context, int number)
{
    ChatEngine& chat = context.chat();
    const Message asked = chat.addUserMessage(
        chat.createChat("").id, {}, "How many boats are there in harbour " + std::to_string(number) + "?");
    const double milliseconds = millisecondsOf(
        [&] { chat.beginReply({ .chat = asked.chat, .question = asked.id, .options = greedy(1), .checkpoint = {} }); });
    while (!chat.continueReply(1, context.stop()).finished) { }
    return milliseconds;
}

/// All that lies between the thumbs-down and the learner's first step.
void beginLesson(CommandContext& context, const Feedback& feedback)
{
    const Lesson lesson = context.chat().saveLesson(feedback);
    context.chat().lessonTask(lesson.id);
}

/// Until everything is there that the window shows of lessons.
double start(const CommonOptions& options, std::stop_token stop)
{
    return millisecondsOf([&] {
        CommandContext context(options, stop);
        context.loadModel();
        context.chat().timeline();
        context.chat().memory();
        context.chat().lessons();
    });
}

void measureLessons(std::vector<Measured>& all, const CommonOptions& options, const BenchArguments& arguments,
    int lessons, std::stop_token stop)
{
    std::vector<double> starts; // in the first, the questions are read
    for (int round = 0; round <= arguments.rounds; ++round) {
        starts.push_back(start(options, stop));
    }
    CommandContext context(options, stop);
    context.loadModel();
    ChatEngine& chat = context.chat();
    BenchRun run { context, arguments };
    if (chat.recallTask()) {
        throw Error(ErrorKind::Internal, "A recorded lesson has no cell in the memory map.");
    }
    const CheckpointId newest = chat.serving();
    const Feedback feedback = boatLesson(context, lessons);
    int question = 0;
    addAll(all, run, lessons,
        { { { "growth_start", "ms", Better::Smaller },
              [&](int round) { return starts.at(static_cast<std::size_t>(round)); } },
            timed("growth_timeline", [&] { chat.timeline(); }), timed("growth_memory", [&] { chat.memory(); }),
            timed("growth_lessons", [&] { chat.lessons(); }),
            timed("growth_recall_nothing_to_do", [&] { chat.recallTask(); }),
            timed("growth_lesson_begun", [&] { beginLesson(context, feedback); }),
            { { "growth_begin_reply", "ms", Better::Smaller }, [&](int) { return beginReply(context, ++question); } },
            { { "growth_restore", "ms", Better::Smaller },
                [&](int round) { return millisecondsOf([&] { chat.restore({ newest.value - 1 - round % 8 }); }); } },
            { { "growth_restore_and_begin_reply", "ms", Better::Smaller },
                [&](int round) {
                    return millisecondsOf([&] { chat.restore({ newest.value - 1 - round % 8 }); })
                        + beginReply(context, ++question);
                } },
            once(timed("growth_verify", [&] { chat.verify(); })),
            once({ { "growth_profile", "MB", Better::Smaller }, [&](int) { return megabytesOf(options.profile); } }) });
    chat.restore(newest);
}

} // namespace

std::vector<Measured> growth(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop)
{
    std::vector<Measured> all;
    std::string baseModel;
    {
        CommandContext context(options, stop);
        context.loadModel();
        baseModel = context.chat().model()->sha256;
        BenchRun run { context, arguments };
        measureChats(all, run);
        context.learn(boatLesson(context, 0));
        context.recall();
    }
    for (const int lessons : sizesUpTo(arguments.upTo)) {
        recordLessons(options.profile, baseModel, lessons, stop);
        measureLessons(all, options, arguments, lessons, stop);
    }
    return all;
}

} // namespace amend
