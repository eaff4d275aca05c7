// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// amend-cli: the engine at the command line. JSON alone on standard output under --json, progress on standard error.
#include "app/cli/commands.h"
#include "core/base/brief_waiting.h"
#include "core/base/error.h"
#include "core/base/log.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <limits>
#include <map>
#include <thread>

namespace amend {

namespace {

std::stop_source interrupted;

constexpr std::int64_t largestId = std::numeric_limits<std::int64_t>::max();

/// A signal handler may do next to nothing, and requesting a stop is not on the list: so a thread waits for the signal.
void stopOnInterrupt()
{
    static sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([] {
        int received = 0;
        sigwait(&signals, &received);
        interrupted.request_stop();
        sigwait(&signals, &received); // a second Ctrl+C does not wait
        std::_Exit(128 + received);
    }).detach();
}

/// The whole command line as values; `chosen` runs the command that was named.
struct Arguments {
    CommonOptions common;
    ChatArguments chat;
    TeachArguments teach;
    EvalArguments eval;
    bool greedyReplies = false;
    bool always = false;
    std::int64_t checkpoint = 0;
    std::int64_t lesson = 0;
    std::optional<std::int64_t> rebuilt; ///< checkpoint
    bool verifyOnly = false;
    std::string folder;
    BenchArguments bench;
    std::function<ExitCode()> chosen;
};

CLI::App* addCommand(CLI::App& app, Arguments& arguments, const std::string& name, const std::string& description,
    std::function<ExitCode(CommandContext&)> command)
{
    CLI::App* added = app.add_subcommand(name, description);
    added->fallthrough(); // the common options may stand behind the command
    added->callback([&arguments, command = std::move(command)] {
        arguments.chosen = [&arguments, command] {
            CommandContext context(arguments.common, interrupted.get_token());
            return command(context);
        };
    });
    return added;
}

void addCommonOptions(CLI::App& app, CommonOptions& common)
{
    app.add_option("--profile", common.profile, "Folder with the chats, lessons and timeline");
    app.add_option("--model", common.model, "GGUF file or safetensors folder");
    app.add_option("--device", common.device, "Where the model runs")->check(CLI::IsMember({ "auto", "cpu", "cuda" }));
    app.add_option("--threads", common.threads, "CPU threads; 0 means one per physical core")
        ->check(CLI::Range(0, 1024));
    app.add_flag("--json", common.json, "JSON on standard output");
}

void addChat(CLI::App& app, Arguments& arguments)
{
    CLI::App* command
        = addCommand(app, arguments, "chat", "Ask once (--prompt), or talk", [&arguments](CommandContext& context) {
              if (arguments.greedyReplies) {
                  const GenerationOptions given = arguments.chat.generation;
                  arguments.chat.generation = greedy(given.maxTokens);
                  arguments.chat.generation.stopStrings = given.stopStrings;
              }
              return chat(context, arguments.chat);
          });
    GenerationOptions& generation = arguments.chat.generation;
    command->add_option("--prompt", arguments.chat.prompt, "The question; without it, an interactive chat begins");
    command->add_option("--system", arguments.chat.systemPrompt, "System prompt");
    command->add_flag("--greedy", arguments.greedyReplies, "Always the likeliest token");
    command->add_option("--seed", generation.seed, "Repeats a sampled reply");
    command->add_option("--temperature", generation.temperature)->check(CLI::Range(0.0, 100.0));
    command->add_option("--top-k", generation.topK)->check(CLI::NonNegativeNumber);
    command->add_option("--top-p", generation.topP)->check(CLI::Range(0.0, 1.0));
    command->add_option("--min-p", generation.minP)->check(CLI::Range(0.0, 1.0));
    command->add_option("--repetition-penalty", generation.repetitionPenalty)->check(CLI::Range(0.01, 100.0));
    command->add_option("--stop", generation.stopStrings, "The reply ends before this text; may be given again");
    command->add_option("--max-tokens", generation.maxTokens)->check(CLI::Range(1, 1'000'000));
    command
        ->add_option("--checkpoint", arguments.chat.checkpoint, "Answer with these weights instead of the serving ones")
        ->check(CLI::Range(std::int64_t { 0 }, largestId));
}

void addTeach(CLI::App& app, Arguments& arguments)
{
    CLI::App* command = addCommand(
        app, arguments, "teach", "Thumbs-down on a reply: learn from it", [&arguments](CommandContext& context) {
            if (arguments.always) {
                arguments.teach.scope = Scope::Always;
            }
            return teach(context, arguments.teach);
        });
    TeachArguments& lesson = arguments.teach;
    CLI::Option_group* source = command->add_option_group("source");
    source->add_option("--prompt", lesson.prompt, "The question");
    source->add_option("--file", lesson.file, "JSON lines with prompt, and reply, wanted, critique as known");
    source->require_option(1);
    command->add_option("--system", lesson.systemPrompt, "System prompt");
    command->add_option("--reply", lesson.reply, "The reply that was wrong; without it the model is asked");
    command->add_option("--wanted", lesson.wantedReply, "The reply that was wanted");
    command->add_option("--critique", lesson.critique, "What should be different");
    command->add_flag("--always", arguments.always, "A habit for all replies, not only this answer");
}

void addTimelineCommands(CLI::App& app, Arguments& arguments)
{
    addCommand(app, arguments, "timeline", "What happened to the weights", timeline);
    addCommand(app, arguments, "memory", "Which lessons are remembered, at each checkpoint", memory);
    addCommand(app, arguments, "restore", "Let an older checkpoint serve again",
        [&arguments](CommandContext& context) { return restore(context, CheckpointId { arguments.checkpoint }); })
        ->add_option("--to", arguments.checkpoint, "Checkpoint number; 0 is the base")
        ->required()
        ->check(CLI::Range(std::int64_t { 0 }, largestId));
    addCommand(app, arguments, "unteach", "Replay everything but one lesson",
        [&arguments](CommandContext& context) { return unteach(context, LessonId { arguments.lesson }); })
        ->add_option("--lesson", arguments.lesson, "Lesson number")
        ->required()
        ->check(CLI::Range(std::int64_t { 1 }, largestId));
    CLI::App* rebuilding = addCommand(
        app, arguments, "rebuild", "Replay all lessons from the base", [&arguments](CommandContext& context) {
            return rebuild(context,
                arguments.rebuilt ? std::optional(CheckpointId { *arguments.rebuilt }) : std::nullopt,
                arguments.verifyOnly);
        });
    rebuilding->add_option("--checkpoint", arguments.rebuilt, "The one to rebuild instead of the serving one")
        ->check(CLI::Range(std::int64_t { 1 }, largestId));
    rebuilding->add_flag("--verify", arguments.verifyOnly, "Compare with the stored weights and change nothing");
    addCommand(app, arguments, "verify", "Check the ledger and every adapter file", verify);
    CLI::App* exporting = addCommand(
        app, arguments, "export", "Write a checkpoint as a PEFT adapter", [&arguments](CommandContext& context) {
            return exportCheckpoint(context, CheckpointId { arguments.checkpoint }, arguments.folder);
        });
    exporting->add_option("--checkpoint", arguments.checkpoint, "Checkpoint number")
        ->required()
        ->check(CLI::Range(std::int64_t { 1 }, largestId));
    exporting->add_option("--out", arguments.folder, "Folder to write to; made if absent")->required();
}

void addMeasurements(CLI::App& app, Arguments& arguments)
{
    CLI::App* benchmark = app.add_subcommand("bench", "Measure speed in a temporary profile");
    benchmark->fallthrough();
    benchmark->add_option("what", arguments.bench.what)->required()->check(CLI::IsMember(benchNames()));
    benchmark->add_option("--rounds", arguments.bench.rounds)->check(CLI::Range(1, 1000));
    benchmark->add_option("--depth", arguments.bench.depth, "Tokens before the reply that is decoded, at least")
        ->check(CLI::Range(0, 1'000'000));
    benchmark->add_flag("--taught", arguments.bench.taught, "Teach a lesson first, so that an adapter is active");
    benchmark->add_option("--up-to", arguments.bench.upTo, "Of growth: the most messages and lessons")
        ->check(CLI::Range(10, 1000));
    benchmark->callback([&arguments] {
        arguments.chosen = [&arguments] { return bench(arguments.common, arguments.bench, interrupted.get_token()); };
    });
}

void addEvaluation(CLI::App& app, Arguments& arguments)
{
    CLI::App* evaluation = app.add_subcommand("eval", "Teach lessons one after another and measure what held");
    evaluation->fallthrough();
    EvalArguments& eval = arguments.eval;
    evaluation->add_option("--data", eval.file, "Cases as JSON with prompt, target and rephrase");
    evaluation->add_option("--lessons", eval.lessons, "How many of its cases are taught")
        ->check(CLI::Range(0, 100'000));
    evaluation->add_option("--held-out", eval.heldOut, "How many, from its end, are only asked")
        ->check(CLI::Range(0, 100'000));
    evaluation->add_option("--cases", eval.cases, "Which of its cases are used: all, odd or even")
        ->transform(CLI::CheckedTransformer(std::map<std::string, CaseHalf> {
            { "all", CaseHalf::All }, { "odd", CaseHalf::Odd }, { "even", CaseHalf::Even } }));
    evaluation->add_option(
        "--facts", eval.factFiles, "JSON lines with question and answer, only asked; may be given again");
    evaluation->add_option("--ask", eval.askFiles, "JSON with prompt, only asked; may be given again");
    evaluation->add_option("--text", eval.textFile, "Plain text for the perplexity");
    evaluation->add_option("--text-tokens", eval.textTokens, "How much of it")->check(CLI::Range(2, 10'000'000));
    evaluation->add_option("--near", eval.nearFile, "Lessons with rephrased and near questions, taught first");
    evaluation->add_flag("--bare", eval.refusals, "Thumbs-down alone on the base's wrong replies to the --facts");
    evaluation->add_option("--style", eval.styleFile, "Styles to be asked for, with prompts to teach and to test with");
    evaluation->add_option("--style-name", eval.style, "Which of them; else the first");
    evaluation
        ->add_option("--rule", eval.rule, "How lessons are learned: default, or to compare naive_lora, lora_kl or ft_m")
        ->transform(CLI::CheckedTransformer(std::map<std::string, LearningRule> { { "default", LearningRule::Default },
            { "naive_lora", LearningRule::NaiveLora }, { "lora_kl", LearningRule::LoraKl },
            { "ft_m", LearningRule::FineTuning } }));
    evaluation->add_option("--out", eval.folder, "Folder for everything; a rerun with the same files goes on there");
    evaluation->callback([&arguments] {
        arguments.chosen = [&arguments] { return evaluate(arguments.common, arguments.eval, interrupted.get_token()); };
    });
}

int fail(const Failure& failure, bool json)
{
    if (json) {
        std::cout << asJson(failure).dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
    } else {
        std::cerr << "amend-cli: " << failure.detail << std::endl;
    }
    return static_cast<int>(ExitCode::Failed);
}

int run(int argc, char** argv)
{
    CLI::App app("Chat with a local language model whose weights learn from your thumbs-down.", "amend-cli");
    app.set_version_flag("--version", AMEND_VERSION);
    app.require_subcommand(1);
    Arguments arguments;
    addCommonOptions(app, arguments.common);
    addCommand(app, arguments, "info", "The model and the device it runs on", info);
    addChat(app, arguments);
    addTeach(app, arguments);
    addTimelineCommands(app, arguments);
    addMeasurements(app, arguments);
    addEvaluation(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    try {
        return static_cast<int>(arguments.chosen());
    } catch (const Error& error) {
        return fail({ error.kind(), error.what() }, arguments.common.json);
    } catch (const std::exception& error) {
        return fail({ ErrorKind::Internal, error.what() }, arguments.common.json);
    }
}

} // namespace

} // namespace amend

int main(int argc, char** argv)
{
    amend::waitBriefly(argv);
    std::signal(SIGXFSZ, SIG_IGN); // a file size limit is then an ordinary write error
    amend::stopOnInterrupt();
    return amend::run(argc, argv);
}
