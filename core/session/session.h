// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's one door to the engine: wishes go in as calls, results come out as signals with whole values.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/failure.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/loss_point.h"
#include "core/domain/memory_map.h"
#include "core/domain/message.h"
#include "core/domain/model_info.h"
#include "core/engine/engine.h"

#include <QObject>
#include <QThread>

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

class ChatWorker;
class Learner;

/// Lives on the window's thread and never waits for the engine. Every command ends in its result or in `failed`.
class Session final : public QObject {
    Q_OBJECT

public:
    /// Starts the two threads and hands each its half of the engine.
    explicit Session(Engine engine, QObject* parent = nullptr);
    /// Stops what runs and waits for both threads.
    ~Session() override;

    // Model.
    void loadModel(const std::filesystem::path& path);
    void cancelLoading() { m_loadStop.request_stop(); }

    // Chats.
    /// "auto", "cpu" or "cuda": where the next model that is loaded runs.
    void useDevice(const std::string& device);
    void listChats(const std::string& search);
    void createChat(const std::string& systemPrompt);
    void renameChat(ChatId chat, const std::string& title);
    void pinChat(ChatId chat, bool pinned);
    void deleteChat(ChatId chat);
    void undeleteChat(ChatId chat);
    void openChat(ChatId chat);

    // Replies.
    /// Adds the message to the chat (a new one if `chat` is 0) behind `parent`, and answers it.
    void send(ChatId chat, std::optional<MessageId> parent, const std::string& text, const GenerationOptions& options);
    /// Another reply to the same question.
    void regenerate(ChatId chat, MessageId question, const GenerationOptions& options);
    /// Adds `text` as another reply to the same question, e.g. what a lesson's receipt shows.
    void addReply(MessageId question, const std::string& text);
    void stopReply() { m_replyStop.request_stop(); }
    void countTokens(const std::string& text);

    // Feedback and lessons.
    void rate(MessageId message, Rating rating);
    void teach(const Feedback& feedback); ///< queued; learned as soon as the lessons before it are done
    void teachAgain(LessonId lesson); ///< one that was cancelled or could not run
    void cancelLesson(LessonId lesson); ///< waiting or running
    void selectReceipt(LessonId lesson);

    // Timeline.
    void restore(CheckpointId checkpoint);
    void undo();
    void unteach(LessonId lesson);
    void rebuild(CheckpointId checkpoint);
    void rebuildServing();
    void nameCheckpoint(CheckpointId checkpoint, const std::string& name);
    void pinCheckpoint(CheckpointId checkpoint, bool pinned);
    void exportCheckpoint(CheckpointId checkpoint, const std::filesystem::path& folder);

Q_SIGNALS:
    void modelLoading(double share);
    void modelLoaded(const amend::ModelInfo& info);
    void modelFailed(const amend::Failure& failure); ///< closes a load, as modelLoaded does
    void chatsListed(const std::vector<amend::ChatRow>& chats);
    void chatCreated(const amend::ChatRow& chat);
    void chatOpened(const amend::ChatRow& chat, const std::vector<amend::Message>& messages);
    void messageAdded(const amend::Message& message);
    void replyBegun(const amend::Message& reply);
    void textStreamed(amend::MessageId reply, const std::string& text);
    void replyFinished(const amend::Message& reply);
    void replyFailed(amend::MessageId reply, const amend::Failure& failure);
    void tokensCounted(int tokens); ///< of the text in the composer
    void messageRated(const amend::Message& message);
    void lessonChanged(const amend::Lesson& lesson); ///< saved, or in a new state
    void lessonsListed(const std::vector<amend::Lesson>& lessons);
    void learnProgressed(const amend::LearnProgress& progress);
    void recallProgressed(int asked, int total); ///< lessons of the serving checkpoint, for the memory map
    void lossMeasured(const amend::LossPoint& loss);
    void lessonEnded(const amend::LessonReceipt& receipt); ///< just now
    void receiptKnown(const amend::LessonReceipt& receipt); ///< of a lesson in the chat that was opened
    void receiptSelected(const amend::LessonReceipt& receipt); ///< asked for
    void lessonFailed(amend::LessonId lesson, const amend::Failure& failure);
    void timelineChanged(const std::vector<amend::CheckpointRow>& rows);
    void memoryChanged(const amend::MemoryMap& map); ///< another line of checkpoints, or more cells
    void queueChanged(int learning, int waiting);
    void exported(const std::string& folder);
    void failed(const amend::Failure& failure);

private:
    /// True, and said, if a reply is still running: its stop must stay reachable.
    bool refuseSecondReply();
    void announce(const LearnProgress& progress);
    void beginTask(const LearnTask& task);
    void interruptTask();

    QThread m_chatThread;
    QThread m_learnerThread;
    ChatWorker* m_chat; ///< lives on its thread and is deleted there
    Learner* m_learner; ///< likewise
    std::stop_source m_loadStop;
    std::stop_source m_replyStop;
    bool m_replying = false;
    std::stop_source m_taskStop;
    LessonId m_runningLesson; ///< that is learned, maybe as a part of a replay
};

} // namespace amend
