// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The chat thread: chats, replies a few tokens per turn, feedback, and the queue of lessons. Owns the profile through
// its engine.
#pragma once

#include "core/domain/failure.h"
#include "core/engine/engine.h"
#include "core/session/token_batcher.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// Lives on the chat thread. Its public functions are called there (Session queues them).
class ChatWorker final : public QObject {
    Q_OBJECT

public:
    explicit ChatWorker(std::unique_ptr<ChatEngine> engine);

    void loadModel(const std::filesystem::path& path, std::stop_token stop);
    void useDevice(const std::string& device);
    /// The program ends: a lesson that is stopped from here on waits for the next start, and no other begins.
    void close() { m_closing = true; }
    void listChats(const std::string& search);
    void createChat(const std::string& systemPrompt);
    void openChat(ChatId chat);
    void send(ChatId chat, std::optional<MessageId> parent, const std::string& text, const GenerationOptions& options,
        std::stop_token stop);
    void answer(const ReplyRequest& request, std::stop_token stop);
    void addReply(MessageId question, const std::string& text);
    void countTokens(const std::string& text);
    void rate(MessageId message, Rating rating);
    void teach(const Feedback& feedback);
    void teachAgain(LessonId lesson);
    void cancelWaiting(LessonId lesson);
    void selectReceipt(LessonId lesson);
    void unteach(LessonId lesson);
    void rebuild(std::optional<CheckpointId> checkpoint); ///< none: the serving one
    void exportCheckpoint(CheckpointId checkpoint, const std::filesystem::path& folder);

    /// A small change of a chat; the list follows.
    void changeChats(const std::function<void(ChatEngine&)>& change);
    /// A change of the timeline. One that moves what serves first waits for the running task to stop.
    void changeTimeline(const std::function<void(ChatEngine&)>& change);
    void changeServing(const std::function<void(ChatEngine&)>& change);

    void finishTask(const LearnOutcome& outcome);
    void failTask(const LearnTask& task, const Failure& failure);

Q_SIGNALS:
    void modelLoading(double share);
    void modelLoaded(const amend::ModelInfo& info);
    void modelFailed(const amend::Failure& failure);
    void chatsListed(const std::vector<amend::ChatRow>& chats);
    void chatCreated(const amend::ChatRow& chat);
    void chatOpened(const amend::ChatRow& chat, const std::vector<amend::Message>& messages);
    void messageAdded(const amend::Message& message);
    void replyBegun(const amend::Message& reply);
    void textStreamed(amend::MessageId reply, const std::string& text);
    void replyFinished(const amend::Message& reply);
    void replyFailed(amend::MessageId reply, const amend::Failure& failure);
    void tokensCounted(int tokens);
    void messageRated(const amend::Message& message);
    void lessonChanged(const amend::Lesson& lesson);
    void lessonsListed(const std::vector<amend::Lesson>& lessons);
    void lessonEnded(const amend::LessonReceipt& receipt); ///< just now
    void receiptKnown(const amend::LessonReceipt& receipt); ///< of a lesson in the chat that was opened
    void receiptSelected(const amend::LessonReceipt& receipt); ///< asked for
    void lessonFailed(amend::LessonId lesson, const amend::Failure& failure);
    void timelineChanged(const std::vector<amend::CheckpointRow>& rows);
    void memoryChanged(const amend::MemoryMap& map);
    void queueChanged(int learning, int waiting);
    void exported(const std::string& folder);
    void taskReady(const amend::LearnTask& task);
    void taskMustStop(); ///< so that it can begin again from what serves then
    void failed(const amend::Failure& failure);

private:
    void guardedly(const std::function<void()>& work);
    void continueReply(MessageId reply, std::stop_token stop);
    bool startWaitingLesson();
    void startNextTask();
    void startRecall();
    void stopTask(TaskKind kind);
    void startTask(const LearnTask& task);
    void endTask();
    void applyPendingChanges();
    void endReply();
    void reportFailedTask(TaskKind kind, LessonId lesson, const Failure& failure);
    void announceOutcome(TaskKind kind, const std::vector<LessonReceipt>& receipts);
    void announceLesson(LessonId lesson);
    void announceLessonsOf(ChatId chat);
    void announceTimeline();
    void announceMemory();
    void announceQueue();

    std::unique_ptr<ChatEngine> m_engine;
    std::string m_search; ///< of the chat list as shown
    TokenBatcher m_batcher;
    std::optional<LearnTask> m_task; ///< the learner works on it
    bool m_isReplying = false;
    bool m_isRecallOff = false; ///< it failed; until the weights change
    bool m_closing = false;
    bool m_isDeviceLost = false; ///< lessons wait until a model is loaded again, or one is asked for
    std::vector<std::function<void(ChatEngine&)>> m_pendingChanges; ///< of what serves; they wait for m_task to stop
};

} // namespace amend
