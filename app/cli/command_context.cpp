// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_context.h"

#include "core/base/default_paths.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/engine/local_engine.h"

#include <cmath>
#include <cstdio>
#include <iostream>

#include <unistd.h>

namespace amend {

namespace {

std::string describe(const LearnProgress& progress, int lessonCount)
{
    char text[160];
    const std::string which = lessonCount > 1
        ? "lesson " + std::to_string(progress.lessonIndex + 1) + " of " + std::to_string(lessonCount) + ": "
        : "";
    switch (progress.phase) {
    case LearnPhase::PreparingModel:
        std::snprintf(text, sizeof text, "getting ready to learn, once for each model, %d %%",
            static_cast<int>(std::lround(progress.share * 100)));
        break;
    case LearnPhase::Preparing:
        std::snprintf(text, sizeof text, "preparing %d %%", static_cast<int>(std::lround(progress.share * 100)));
        break;
    case LearnPhase::Learning:
        std::snprintf(text, sizeof text, "learning, step %d, loss %.3f nats", progress.loss ? progress.loss->step : 0,
            progress.loss ? progress.loss->lessonNats : 0.0);
        break;
    case LearnPhase::Checking:
        std::snprintf(text, sizeof text, "checking %d of %d", progress.checksDone, progress.checksTotal);
        break;
    case LearnPhase::Recalling:
        std::snprintf(text, sizeof text, "asked %d of %d lessons again", progress.checksDone, progress.checksTotal);
        break;
    case LearnPhase::Finished:
        text[0] = '\0';
        break;
    }
    return which + text;
}

} // namespace

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(const std::string& text)
{
    if (isatty(STDERR_FILENO) == 0) {
        return;
    }
    std::string line = "\r" + text;
    if (text.size() < m_width) {
        line.append(m_width - text.size(), ' ');
    }
    m_width = text.size();
    std::cerr << line << std::flush;
}

void ProgressLine::clear()
{
    if (m_width > 0) {
        std::cerr << '\r' << std::string(m_width, ' ') << '\r' << std::flush;
        m_width = 0;
    }
}

CommandContext::CommandContext(const CommonOptions& options, std::stop_token stop)
    : m_options(options)
    , m_stop(std::move(stop))
    , m_engine(makeLocalEngine(
          { .profile = options.profile.empty() ? defaultProfileFolder() : std::filesystem::path(options.profile),
              .device = options.device,
              .threads = options.threads,
              .rule = options.rule }))
{
}

void CommandContext::loadModel()
{
    const std::filesystem::path path
        = m_options.model.empty() ? defaultModelPath() : std::filesystem::path(m_options.model);
    if (path.empty()) {
        throw Error(ErrorKind::FileMissing,
            "No model was found. Run packaging/setup to fetch the default one, or name a GGUF file or a safetensors "
            "folder with --model.");
    }
    m_engine.chat->loadModel(
        path,
        [this](
            double share) { m_progress.show("loading the model " + std::to_string(std::lround(share * 100)) + " %"); },
        m_stop);
    m_progress.clear();
}

Message CommandContext::ask(ChatId chat, std::optional<MessageId> parent, const std::string& question,
    const GenerationOptions& options, std::optional<CheckpointId> checkpoint,
    const std::function<void(const std::string&)>& onText)
{
    const Message asked = m_engine.chat->addUserMessage(chat, parent, question);
    m_engine.chat->beginReply({ .chat = chat, .question = asked.id, .options = options, .checkpoint = checkpoint });
    constexpr int tokensPerTurn = 4;
    while (true) {
        const ReplyChunk chunk = m_engine.chat->continueReply(tokensPerTurn, m_stop);
        if (onText && !chunk.text.empty()) {
            onText(chunk.text);
        }
        if (chunk.finished) {
            return chunk.reply;
        }
    }
}

Message CommandContext::askFresh(const std::string& systemPrompt, const std::string& question,
    const GenerationOptions& options, std::optional<CheckpointId> checkpoint,
    const std::function<void(const std::string&)>& onText)
{
    const ChatRow chat = m_engine.chat->createChat(systemPrompt);
    return ask(chat.id, {}, question, options, checkpoint, onText);
}

LearnOutcome CommandContext::finish(const LearnTask& task)
{
    m_engine.learner->begin(task);
    while (true) {
        LearnProgress progress = m_engine.learner->step(m_stop);
        m_progress.show(describe(progress, task.lessonCount));
        if (progress.outcome) {
            m_progress.clear();
            return std::move(*progress.outcome);
        }
    }
}

LearnOutcome CommandContext::replay(const LearnTask& task)
{
    LearnOutcome outcome = finish(task);
    if (outcome.cancelled) {
        throw Error(ErrorKind::Cancelled, "Stopped before all lessons were replayed; nothing was changed.");
    }
    return outcome;
}

bool CommandContext::recall()
{
    while (const std::optional<LearnTask> task = m_engine.chat->recallTask()) {
        const LearnOutcome outcome = finish(*task);
        m_engine.chat->commit(outcome);
        if (outcome.cancelled) {
            return false;
        }
    }
    return true;
}

LessonReceipt CommandContext::learn(const Feedback& feedback)
{
    const Lesson lesson = m_engine.chat->saveLesson(feedback);
    try {
        return m_engine.chat->commit(finish(m_engine.chat->lessonTask(lesson.id))).at(0);
    } catch (const std::exception& error) {
        noteThatItCouldNotRun(lesson.id, error.what());
        throw;
    }
}

void CommandContext::noteThatItCouldNotRun(LessonId lesson, const std::string& reason)
{
    try {
        m_engine.chat->setLessonState(lesson, LessonState::CouldNotRun, reason);
    } catch (const std::exception& error) { // the disk may be full; what went wrong first is what the person must read
        log(LogLevel::Warning, std::string("The lesson's state could not be stored: ") + error.what());
    }
}

void CommandContext::print(const Json& json, const std::string& text) const
{
    amend::print(m_options, json, text);
}

void print(const CommonOptions& options, const Json& json, const std::string& text)
{
    if (options.json) {
        std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else {
        std::cout << text << '\n';
    }
    std::cout << std::flush;
    if (!std::cout) {
        throw Error(ErrorKind::StorageTrouble, "The result could not be written to standard output.");
    }
}

} // namespace amend
