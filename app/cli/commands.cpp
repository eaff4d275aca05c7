// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/json_lines.h"
#include "app/cli/plain_text.h"
#include "core/base/error.h"

#include <algorithm>
#include <iostream>

namespace amend {

namespace {

ExitCode exitCodeOf(const std::vector<LessonReceipt>& receipts)
{
    const auto anyIs = [&receipts](Verdict verdict) {
        return std::any_of(receipts.begin(), receipts.end(),
            [verdict](const LessonReceipt& receipt) { return receipt.verdict == verdict; });
    };
    if (anyIs(Verdict::Cancelled)) {
        return ExitCode::Failed;
    }
    return anyIs(Verdict::Rejected) ? ExitCode::Rejected : ExitCode::Done;
}

void requireText(const std::string& prompt)
{
    if (prompt.empty()) {
        throw Error(ErrorKind::BadInput, "The prompt is empty. Write a question behind --prompt.");
    }
}

LessonReceipt teachOne(CommandContext& context, const TeachArguments& lesson)
{
    const auto refuseIfStopped = [&context] {
        if (context.stop().stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Stopped before the lesson began.");
        }
    };
    refuseIfStopped();
    Message reply;
    if (lesson.reply.empty()) {
        reply = context.askFresh(lesson.systemPrompt, lesson.prompt, greedy(256));
        refuseIfStopped(); // half a reply is none to learn from
    } else {
        const ChatRow chat = context.chat().createChat(lesson.systemPrompt);
        const Message question = context.chat().addUserMessage(chat.id, {}, lesson.prompt);
        reply = context.chat().addReply(question.id, lesson.reply);
    }
    context.chat().rate(reply.id, Rating::Down);
    return context.learn(
        { .message = reply.id, .wantedReply = lesson.wantedReply, .critique = lesson.critique, .scope = lesson.scope });
}

Scope scopeFromWord(const std::string& text, const std::string& where)
{
    if (text.empty() || text == "answer") {
        return Scope::ThisAnswer;
    }
    if (text == "always") {
        return Scope::Always;
    }
    throw Error(ErrorKind::BadInput, where + ": \"scope\" is \"" + text + "\"; it can be \"answer\" or \"always\".");
}

std::vector<TeachArguments> lessonsFromFile(const std::string& path)
{
    std::vector<TeachArguments> lessons;
    for (const JsonRecord& record : readJsonRecords(path)) {
        TeachArguments lesson;
        lesson.prompt = record.require("prompt");
        lesson.systemPrompt = record.textOr("system", "");
        lesson.reply = record.textOr("reply", "");
        lesson.wantedReply = record.textOr("wanted", "");
        lesson.critique = record.textOr("critique", "");
        lesson.scope = scopeFromWord(record.textOr("scope", ""), record.where);
        lessons.push_back(std::move(lesson));
    }
    return lessons;
}

ExitCode printReceipts(CommandContext& context, const std::vector<LessonReceipt>& receipts)
{
    Json all = Json::array();
    std::string text;
    for (const LessonReceipt& receipt : receipts) {
        all.push_back(asJson(receipt));
        text += (text.empty() ? "" : "\n") + asText(receipt);
    }
    context.print(all.size() == 1 ? all[0] : all, text);
    return exitCodeOf(receipts);
}

/// Empty for weights that equal the base.
std::string adapterSha256Of(ChatEngine& engine, CheckpointId checkpoint)
{
    for (const CheckpointRow& row : engine.timeline()) {
        if (row.checkpoint == checkpoint) {
            return row.adapterSha256;
        }
    }
    return {};
}

} // namespace

ExitCode info(CommandContext& context)
{
    context.loadModel();
    const ModelInfo model = *context.chat().model();
    Json json = asJson(model);
    json["serving"] = context.chat().serving().value;
    context.print(json, asText(model) + "\nServing #" + std::to_string(context.chat().serving().value));
    return ExitCode::Done;
}

ExitCode chat(CommandContext& context, const ChatArguments& arguments)
{
    if (!arguments.prompt) {
        if (context.options().json) {
            throw Error(ErrorKind::BadInput, "A conversation has no JSON. Give one question with --prompt.");
        }
        return chatInteractively(context, arguments);
    }
    requireText(*arguments.prompt);
    context.loadModel();
    const bool json = context.options().json;
    const std::optional<CheckpointId> checkpoint
        = arguments.checkpoint ? std::optional(CheckpointId { *arguments.checkpoint }) : std::nullopt;
    const Message reply = context.askFresh(
        arguments.systemPrompt, *arguments.prompt, arguments.generation, checkpoint, [json](const std::string& text) {
            if (!json) {
                std::cout << text << std::flush;
            }
        });
    context.print(asJson(reply), "");
    return ExitCode::Done;
}

ExitCode teach(CommandContext& context, const TeachArguments& arguments)
{
    std::vector<TeachArguments> lessons { arguments };
    if (!arguments.file.empty()) {
        lessons = lessonsFromFile(arguments.file);
    } else {
        requireText(arguments.prompt);
    }
    context.loadModel();
    std::vector<LessonReceipt> receipts;
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        const std::string which = "lesson " + std::to_string(i + 1) + " of " + std::to_string(lessons.size());
        context.progress().show(which);
        try {
            receipts.push_back(teachOne(context, lessons[i]));
        } catch (const Error& error) {
            if (receipts.empty()) {
                throw;
            }
            throw Error(error.kind(), which + ": " + error.what() + " Those before it are done; see the timeline.");
        }
        if (lessons.size() > 1 && !context.options().json) {
            context.progress().clear();
            std::cerr << asText(receipts.back()) << '\n';
        }
    }
    return printReceipts(context, receipts);
}

ExitCode timeline(CommandContext& context)
{
    context.loadModel();
    const std::vector<CheckpointRow> rows = context.chat().timeline();
    Json json = Json::array();
    for (const CheckpointRow& row : rows) {
        json.push_back(asJson(row));
    }
    context.print({ { "serving", context.chat().serving().value }, { "entries", std::move(json) } }, asText(rows));
    return ExitCode::Done;
}

ExitCode memory(CommandContext& context)
{
    context.loadModel();
    const bool isComplete = context.recall();
    const MemoryMap map = context.chat().memory();
    Json json { { "serving", context.chat().serving().value }, { "complete", isComplete } };
    json.update(asJson(map));
    context.print(json, asText(map));
    return isComplete ? ExitCode::Done : ExitCode::Failed;
}

ExitCode restore(CommandContext& context, CheckpointId checkpoint)
{
    context.loadModel();
    const CheckpointRow row = context.chat().restore(checkpoint);
    context.print(asJson(row), "Serving #" + std::to_string(context.chat().serving().value) + " again.");
    return ExitCode::Done;
}

ExitCode unteach(CommandContext& context, LessonId lesson)
{
    context.loadModel();
    const std::vector<LessonReceipt> receipts
        = context.chat().commit(context.replay(context.chat().unteachTask(lesson)));
    Json json = Json::array();
    std::string text = "Lesson " + std::to_string(lesson.value) + " is out of the weights; serving #"
        + std::to_string(context.chat().serving().value) + ".";
    for (const LessonReceipt& receipt : receipts) {
        json.push_back(asJson(receipt));
        if (receipt.verdict != Verdict::Learned) {
            text += "\nWithout it, lesson " + std::to_string(receipt.lesson.value)
                + " no longer passes: " + receipt.reason;
        }
    }
    context.print({ { "untaught", lesson.value }, { "checkpoint", context.chat().serving().value },
                      { "replayed", std::move(json) } },
        text);
    return ExitCode::Done;
}

ExitCode rebuild(CommandContext& context, std::optional<CheckpointId> checkpoint, bool verifyOnly)
{
    context.loadModel();
    const CheckpointId which = checkpoint.value_or(context.chat().serving());
    const LearnOutcome outcome = context.replay(context.chat().rebuildTask(which, verifyOnly));
    const std::string expected = adapterSha256Of(context.chat(), which);
    const std::string rebuilt = outcome.receipts.empty() ? "" : outcome.adapterSha256;
    const bool identical = rebuilt == expected;
    if (!verifyOnly) {
        context.chat().commit(outcome);
    }
    context.print({ { "lessons", outcome.receipts.size() }, { "identical", identical }, { "expected_sha256", expected },
                      { "rebuilt_sha256", rebuilt }, { "checkpoint", context.chat().serving().value } },
        std::to_string(outcome.receipts.size()) + " lessons replayed from the base: "
            + (identical ? "the same weights, bit for bit."
                         : "other weights than those of #" + std::to_string(which.value) + ".")
            + "\n" + rebuilt);
    return identical || !verifyOnly ? ExitCode::Done : ExitCode::Failed;
}

ExitCode verify(CommandContext& context)
{
    context.loadModel();
    const VerifyReport report = context.chat().verify();
    context.print(asJson(report), asText(report));
    return report.problems.empty() ? ExitCode::Done : ExitCode::Failed;
}

ExitCode exportCheckpoint(CommandContext& context, CheckpointId checkpoint, const std::string& folder)
{
    context.loadModel();
    context.chat().exportCheckpoint(checkpoint, folder);
    context.print({ { "checkpoint", checkpoint.value }, { "folder", folder },
                      { "files", { "adapter_config.json", "adapter_model.safetensors" } } },
        "Wrote adapter_config.json and adapter_model.safetensors to " + folder + ".");
    return ExitCode::Done;
}

} // namespace amend
