// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// An engine that obeys a script, in memory: for the tests of the session and of the window.
#pragma once

#include "core/base/error.h"
#include "core/engine/engine.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace amend {

/// What the learner does, step by step.
struct FakeScript {
    int preparations = 0; ///< turns before the first optimiser step
    int steps = 3; ///< optimiser steps before the verdict
    bool endless = false; ///< never reaches a verdict by itself
    bool stepsAreLong = false; ///< every step but the first lasts until a stop is asked for, and sees it
    Verdict verdict = Verdict::Learned;
    std::optional<ErrorKind> failsAtFirstStep;
    bool failsOnCpuToo = true; ///< false: nothing fails once the device is "cpu"
    std::optional<ErrorKind> commitFails; ///< of a lesson
    std::optional<CheckpointId> damaged; ///< its file turns out to be, when it is restored
    std::string reply = "The model's reply.";
    bool hasMemory = false; ///< lessons that were learned are asked again, one a task
    bool recallIsEndless = false;
    std::optional<ErrorKind> recallFails;
    std::function<void()> recallBegun; ///< on the learner thread
    int replyPieces = 4; ///< turns a reply takes; more keeps it running longer
    std::optional<ErrorKind> replyFails;
    std::optional<ErrorKind> loadFails; ///< a model
    bool hasChat = false; ///< from an earlier start
    std::function<void(LessonState)> lessonStateStored; ///< on the chat thread; for what happens after the last signal
};

/// Both halves read it; it does not change once the engine is made.
using FakeScriptPtr = std::shared_ptr<const FakeScript>;

class FakeChatEngine final : public ChatEngine {
public:
    explicit FakeChatEngine(FakeScriptPtr script)
        : m_script(std::move(script))
    {
        CheckpointRow base;
        base.checkpoint = CheckpointId {};
        m_timeline.push_back(base);
        if (m_script->hasChat) {
            createChat({});
        }
    }

    ModelInfo loadModel(
        const std::filesystem::path& path, const std::function<void(double)>& progress, std::stop_token) override
    {
        if (path.empty()) {
            throw Error(ErrorKind::FileMissing, "There is no model at this path.");
        }
        if (m_script->loadFails && (m_script->failsOnCpuToo || m_device != "cpu")) {
            throw Error(*m_script->loadFails, "The scripted load failed.");
        }
        progress(1);
        m_model = ModelInfo {
            .name = "Fake", .path = path.string(), .contextLength = 1000, .device = m_device, .threads = 2
        };
        return *m_model;
    }
    void useDevice(const std::string& device) override { m_device = device; }
    std::optional<ModelInfo> model() const override { return m_model; }

    std::vector<ChatRow> chats(const std::string& search) override
    {
        std::vector<ChatRow> rows;
        for (const auto& [id, row] : m_chats) {
            if (row.title.find(search) != std::string::npos) {
                rows.push_back(row);
            }
        }
        return rows;
    }
    ChatRow createChat(const std::string& systemPrompt) override
    {
        const ChatId id { ++m_lastChat };
        return m_chats[id] = ChatRow { .id = id, .title = {}, .systemPrompt = systemPrompt, .snippet = {} };
    }
    void renameChat(ChatId chat, const std::string& title) override { m_chats.at(chat).title = title; }
    void pinChat(ChatId chat, bool pinned) override { m_chats.at(chat).pinned = pinned; }
    void deleteChat(ChatId chat) override { m_bin.insert(m_chats.extract(chat)); }
    void undeleteChat(ChatId chat) override { m_chats.insert(m_bin.extract(chat)); }
    std::vector<Message> messages(ChatId chat) override
    {
        std::vector<Message> found;
        for (const Message& message : m_messages) {
            if (message.chat == chat) {
                found.push_back(message);
            }
        }
        return found;
    }

    Message addUserMessage(ChatId chat, std::optional<MessageId> parent, const std::string& text) override
    {
        return add(chat, parent, Role::User, text, MessageState::Complete);
    }
    Message addReply(MessageId question, const std::string& text) override
    {
        return add(message(question).chat, question, Role::Assistant, text, MessageState::Complete);
    }
    Message beginReply(const ReplyRequest& request) override
    {
        m_pieces = 0;
        const Message reply = add(request.chat, request.question, Role::Assistant, {}, MessageState::Streaming);
        m_running = reply.id;
        return reply;
    }
    ReplyChunk continueReply(int, std::stop_token stop) override
    {
        Message& reply = message(m_running);
        if (m_script->replyFails && (m_script->failsOnCpuToo || m_model->device != "cpu")) {
            reply.state = MessageState::Failed;
            throw Error(*m_script->replyFails, "The reply broke off.");
        }
        const std::string piece = m_pieces == 0 ? m_script->reply : std::string();
        reply.text += piece;
        ++m_pieces;
        const bool stopped = stop.stop_requested();
        const bool finished = stopped || m_pieces >= m_script->replyPieces;
        if (finished) {
            reply.state = stopped ? MessageState::Stopped : MessageState::Complete;
            reply.stats = { .promptTokens = 10, .replyTokens = m_pieces, .tokensPerSecond = 100 };
        }
        return { .message = reply.id, .text = piece, .finished = finished, .reply = reply };
    }
    int countTokens(const std::string& text) override { return static_cast<int>(text.size()); }
    std::vector<GreedyAnswer> answer(const AnswerRequest& request, std::stop_token) override
    {
        return std::vector<GreedyAnswer>(request.chats.size(), { .text = m_script->reply, .tokens = {} });
    }
    std::vector<TextScore> score(const ScoreRequest& request, std::stop_token) override
    {
        return std::vector<TextScore>(request.texts.size());
    }

    Message rate(MessageId id, Rating rating) override
    {
        message(id).rating = rating;
        return message(id);
    }
    Lesson saveLesson(const Feedback& feedback) override
    {
        Lesson lesson;
        lesson.id = LessonId { static_cast<std::int64_t>(m_lessons.size()) + 1 };
        lesson.message = feedback.message;
        lesson.badReply = message(feedback.message).text;
        lesson.wantedReply = feedback.wantedReply;
        lesson.critique = feedback.critique;
        m_lessons.push_back(lesson);
        return lesson;
    }
    void setLessonState(LessonId lesson, LessonState state, const std::string& reason) override
    {
        Lesson& found = lessonOf(lesson);
        found.state = state;
        found.reason = reason;
        if (m_script->lessonStateStored) {
            m_script->lessonStateStored(state);
        }
    }
    std::vector<Lesson> lessons() override { return m_lessons; }
    std::vector<Lesson> waitingLessons() override
    {
        std::vector<Lesson> lessons = m_lessons;
        std::erase_if(lessons, [](const Lesson& lesson) { return lesson.state != LessonState::Waiting; });
        return lessons;
    }
    std::optional<LessonReceipt> receipt(LessonId lesson) override
    {
        const auto found = m_receipts.find(lesson);
        return found == m_receipts.end() ? std::nullopt : std::optional(found->second);
    }

    LearnTask prepareTask() override
    {
        return { .kind = TaskKind::Prepare, .lesson = {}, .lessonCount = 0, .work = {} };
    }
    LearnTask lessonTask(LessonId lesson) override
    {
        lessonOf(lesson).state = LessonState::Learning;
        return { .kind = TaskKind::Lesson, .lesson = lesson, .work = {} };
    }
    LearnTask unteachTask(LessonId lesson) override
    {
        return { .kind = TaskKind::Unteach, .lesson = lesson, .work = {} };
    }
    LearnTask rebuildTask(CheckpointId, bool verifyOnly) override
    {
        return { .kind = verifyOnly ? TaskKind::Verify : TaskKind::Rebuild, .lesson = {}, .work = {} };
    }
    std::optional<LearnTask> recallTask() override
    {
        const MemoryMap map = memory();
        for (std::size_t row = 0; m_script->hasMemory && row < map.rows.size(); ++row) {
            if (map.cell(row, map.checkpoints.size() - 1) == MemoryMap::notMeasured) {
                return LearnTask { .kind = TaskKind::Recall, .lesson = map.rows[row].lesson, .work = {} };
            }
        }
        return std::nullopt;
    }
    std::vector<LessonReceipt> commit(const LearnOutcome& outcome) override
    {
        if (outcome.kind == TaskKind::Prepare) {
            return {};
        }
        if (outcome.kind == TaskKind::Recall) {
            if (!outcome.cancelled) {
                m_recalled.insert({ outcome.lesson, serving() });
            }
            return {};
        }
        if (outcome.kind != TaskKind::Lesson) {
            if (outcome.cancelled) {
                return outcome.receipts;
            }
            addCheckpoint(TimelineKind::Untaught, outcome.lesson);
            return outcome.receipts;
        }
        if (m_script->commitFails) {
            throw Error(*m_script->commitFails, "The scripted commit failed.");
        }
        LessonReceipt receipt = outcome.receipts.at(0);
        if (receipt.verdict == Verdict::Learned) {
            receipt.checkpoint = addCheckpoint(TimelineKind::Learned, receipt.lesson);
        }
        setLessonState(receipt.lesson,
            receipt.verdict == Verdict::Learned         ? LessonState::Learned
                : receipt.verdict == Verdict::Cancelled ? LessonState::Cancelled
                                                        : LessonState::Rejected,
            {});
        m_receipts[receipt.lesson] = receipt;
        return { receipt };
    }

    std::vector<CheckpointRow> timeline() override { return m_timeline; }
    /// One column after the other as they were made, whatever was gone back from.
    MemoryMap memory() override
    {
        MemoryMap map;
        for (const CheckpointRow& row : m_timeline) {
            if (row.kind == TimelineKind::Learned) {
                map.checkpoints.push_back(*row.checkpoint);
                map.rows.push_back({ .lesson = *row.lesson, .title = "A question", .reply = "4" });
            }
        }
        for (std::size_t row = 0; row < map.rows.size(); ++row) {
            for (std::size_t column = 0; column < map.checkpoints.size(); ++column) {
                const bool isKnown = m_recalled.count({ map.rows[row].lesson, map.checkpoints[column] }) > 0;
                map.cells.push_back(column < row ? MemoryMap::notTaught : isKnown ? 0 : MemoryMap::notMeasured);
            }
        }
        map.recalls = { { .state = MemoryState::Remembered, .reply = "4" } };
        return map;
    }
    CheckpointId serving() const override { return m_serving.back(); }
    std::string servingAdapterSha256() const override { return {}; }
    CheckpointRow restore(CheckpointId checkpoint) override
    {
        if (checkpoint == m_script->damaged) {
            m_timeline.at(static_cast<std::size_t>(checkpoint.value)).damaged = true;
            throw Error(ErrorKind::FileCorrupt, "The scripted file is damaged.");
        }
        CheckpointRow row;
        row.sequence = static_cast<std::int64_t>(m_timeline.size());
        row.kind = TimelineKind::Restored;
        row.target = checkpoint;
        m_timeline.push_back(row);
        m_serving.push_back(checkpoint);
        return row;
    }
    CheckpointRow undo() override
    {
        if (m_serving.size() < 2) {
            throw Error(ErrorKind::BadInput, "There is nothing to undo.");
        }
        return restore(m_serving[m_serving.size() - 2]);
    }
    void nameCheckpoint(CheckpointId, const std::string&) override { }
    void pinCheckpoint(CheckpointId, bool) override { }
    VerifyReport verify() override { return {}; }
    void exportCheckpoint(CheckpointId, const std::filesystem::path&) override { }

private:
    Message add(ChatId chat, std::optional<MessageId> parent, Role role, const std::string& text, MessageState state)
    {
        Message message;
        message.id = MessageId { static_cast<std::int64_t>(m_messages.size()) + 1 };
        message.chat = chat;
        message.parent = parent;
        message.role = role;
        message.text = text;
        message.state = state;
        message.checkpoint = serving();
        m_messages.push_back(message);
        return message;
    }
    Message& message(MessageId id) { return m_messages.at(static_cast<std::size_t>(id.value - 1)); }
    Lesson& lessonOf(LessonId id) { return m_lessons.at(static_cast<std::size_t>(id.value - 1)); }
    CheckpointId addCheckpoint(TimelineKind kind, LessonId lesson)
    {
        CheckpointRow row;
        row.sequence = static_cast<std::int64_t>(m_timeline.size());
        row.kind = kind;
        row.checkpoint = CheckpointId { ++m_lastCheckpoint };
        row.parent = serving();
        row.lesson = lesson;
        m_timeline.push_back(row);
        m_serving.push_back(*row.checkpoint);
        return *row.checkpoint;
    }

    FakeScriptPtr m_script;
    std::optional<ModelInfo> m_model;
    std::string m_device = "auto";
    std::map<ChatId, ChatRow> m_chats;
    std::map<ChatId, ChatRow> m_bin;
    std::deque<Message> m_messages;
    MessageId m_running;
    int m_pieces = 0;
    std::vector<Lesson> m_lessons;
    std::map<LessonId, LessonReceipt> m_receipts;
    std::set<std::pair<LessonId, CheckpointId>> m_recalled;
    std::vector<CheckpointRow> m_timeline;
    std::vector<CheckpointId> m_serving { CheckpointId {} };
    std::int64_t m_lastChat = 0;
    std::int64_t m_lastCheckpoint = 0;
};

class FakeLearnEngine final : public LearnEngine {
public:
    explicit FakeLearnEngine(FakeScriptPtr script)
        : m_script(std::move(script))
    {
    }

    void begin(const LearnTask& task) override
    {
        if (task.kind == TaskKind::Recall && m_script->recallBegun) {
            m_script->recallBegun();
        }
        m_task = task;
        m_lesson = task.kind == TaskKind::Lesson ? task.lesson : LessonId { 1 }; // a replay is at its first
        m_prepared = 0;
        m_step = 0;
    }
    LearnProgress step(std::stop_token stop) override
    {
        if (m_task.kind == TaskKind::Prepare) {
            return { .phase = LearnPhase::Finished,
                .lesson = {},
                .share = 1,
                .loss = {},
                .outcome = LearnOutcome {
                    .kind = TaskKind::Prepare, .lesson = {}, .receipts = {}, .adapterSha256 = {}, .result = {} } };
        }
        if (m_task.kind == TaskKind::Recall) {
            return recall(stop);
        }
        if (m_script->failsAtFirstStep) {
            throw Error(*m_script->failsAtFirstStep, "The lesson could not run.");
        }
        while (m_script->stepsAreLong && m_step > 0 && !stop.stop_requested()) {
            std::this_thread::yield();
        }
        if (stop.stop_requested()) {
            return finished(Verdict::Cancelled);
        }
        if (!m_script->endless && m_step >= m_script->steps) {
            return finished(m_script->verdict);
        }
        if (m_prepared < m_script->preparations) {
            ++m_prepared;
            return { .phase = LearnPhase::Preparing,
                .lesson = m_lesson,
                .share = static_cast<double>(m_prepared) / m_script->preparations,
                .loss = {},
                .outcome = {} };
        }
        LossPoint loss {
            .lesson = m_lesson, .step = m_step++, .maxSteps = m_script->steps, .lessonNats = 1.0 / m_step
        };
        return { .phase = LearnPhase::Learning, .lesson = m_lesson, .loss = loss, .outcome = {} };
    }

private:
    LearnProgress recall(std::stop_token stop)
    {
        if (m_script->recallFails) {
            throw Error(*m_script->recallFails, "The scripted recall failed.");
        }
        if (stop.stop_requested() || (m_step >= m_script->steps && !m_script->recallIsEndless)) {
            LearnProgress done = finished(stop.stop_requested() ? Verdict::Cancelled : Verdict::Learned);
            done.outcome->receipts.clear();
            return done;
        }
        ++m_step;
        return {
            .phase = LearnPhase::Recalling, .lesson = {}, .loss = {}, .checksDone = 1, .checksTotal = 3, .outcome = {}
        };
    }
    LearnProgress finished(Verdict verdict) const
    {
        LearnOutcome outcome {
            .kind = m_task.kind, .lesson = m_task.lesson, .receipts = {}, .adapterSha256 = {}, .result = {}
        };
        outcome.cancelled = verdict == Verdict::Cancelled;
        LessonReceipt receipt;
        receipt.lesson = m_task.lesson;
        receipt.verdict = verdict;
        receipt.steps = m_step;
        outcome.receipts.push_back(receipt);
        return { .phase = LearnPhase::Finished, .lesson = m_task.lesson, .share = 1, .loss = {}, .outcome = outcome };
    }

    FakeScriptPtr m_script;
    LearnTask m_task;
    LessonId m_lesson; ///< that is learned now
    int m_prepared = 0;
    int m_step = 0;
};

inline Engine fakeEngine(const FakeScript& script = {})
{
    const auto shared = std::make_shared<const FakeScript>(script);
    return { .chat = std::make_unique<FakeChatEngine>(shared), .learner = std::make_unique<FakeLearnEngine>(shared) };
}

} // namespace amend
