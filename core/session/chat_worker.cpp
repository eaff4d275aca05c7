// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chat_worker.h"

#include "core/session/guarded.h"

#include <QMetaObject>

#include <algorithm>

namespace amend {

ChatWorker::ChatWorker(std::unique_ptr<ChatEngine> engine)
    : m_engine(std::move(engine))
{
}

void ChatWorker::guardedly(const std::function<void()>& work)
{
    guarded(work, [this](const Failure& failure) { Q_EMIT failed(failure); });
}

void ChatWorker::loadModel(const std::filesystem::path& path, std::stop_token stop)
{
    if (m_task) { // it belongs to the model before
        m_pendingChanges.push_back([this, path, stop](ChatEngine&) { loadModel(path, stop); });
        Q_EMIT taskMustStop();
        return;
    }
    bool loaded = false;
    guarded(
        [&] {
            Q_EMIT modelLoaded(m_engine->loadModel(
                path, [this](double share) { Q_EMIT modelLoading(share); }, stop));
            loaded = true;
        },
        [this](const Failure& failure) { Q_EMIT modelFailed(failure); });
    if (loaded) {
        m_isDeviceLost = false;
        guardedly([this] {
            announceTimeline();
            Q_EMIT lessonsListed(m_engine->lessons());
            if (!startWaitingLesson()) {
                startTask(m_engine->prepareTask()); // the first lesson then begins at once
            }
        });
    }
}

void ChatWorker::useDevice(const std::string& device)
{
    guardedly([&] { m_engine->useDevice(device); });
}

// Chats.

void ChatWorker::listChats(const std::string& search)
{
    guardedly([&] {
        m_search = search;
        Q_EMIT chatsListed(m_engine->chats(search));
    });
}

void ChatWorker::createChat(const std::string& systemPrompt)
{
    guardedly([&] {
        Q_EMIT chatCreated(m_engine->createChat(systemPrompt));
        Q_EMIT chatsListed(m_engine->chats(m_search));
    });
}

void ChatWorker::openChat(ChatId chat)
{
    guardedly([&] {
        const std::vector<ChatRow> rows = m_engine->chats({});
        const auto row = std::find_if(rows.begin(), rows.end(), [chat](const ChatRow& one) { return one.id == chat; });
        if (row == rows.end()) {
            throw Error(ErrorKind::BadInput, "This chat is not there any more.");
        }
        Q_EMIT chatOpened(*row, m_engine->messages(chat));
        announceLessonsOf(chat);
    });
}

void ChatWorker::announceLessonsOf(ChatId chat)
{
    for (const Lesson& lesson : m_engine->lessons()) {
        if (lesson.chat == chat) {
            Q_EMIT lessonChanged(lesson);
            if (const std::optional<LessonReceipt> receipt = m_engine->receipt(lesson.id)) {
                Q_EMIT receiptKnown(*receipt);
            }
        }
    }
}

void ChatWorker::changeChats(const std::function<void(ChatEngine&)>& change)
{
    guardedly([&] {
        change(*m_engine);
        Q_EMIT chatsListed(m_engine->chats(m_search));
    });
}

// Replies.

void ChatWorker::send(ChatId chat, std::optional<MessageId> parent, const std::string& text,
    const GenerationOptions& options, std::stop_token stop)
{
    guardedly([&] {
        if (chat == ChatId {}) {
            const ChatRow created = m_engine->createChat({});
            chat = created.id;
            Q_EMIT chatCreated(created);
        }
        const Message message = m_engine->addUserMessage(chat, parent, text);
        Q_EMIT messageAdded(message);
        Q_EMIT chatsListed(m_engine->chats(m_search));
        answer({ .chat = chat, .question = message.id, .options = options, .checkpoint = {} }, stop);
    });
}

void ChatWorker::answer(const ReplyRequest& request, std::stop_token stop)
{
    guardedly([&] {
        stopTask(TaskKind::Recall);
        const Message reply = m_engine->beginReply(request);
        m_isReplying = true;
        Q_EMIT replyBegun(reply);
        QMetaObject::invokeMethod(
            this, [this, id = reply.id, stop] { continueReply(id, stop); }, Qt::QueuedConnection);
    });
}

void ChatWorker::continueReply(MessageId reply, std::stop_token stop)
{
    constexpr int tokensPerTurn = 2; // short turns keep opening and searching chats quick while a reply runs
    guarded(
        [&] {
            const ReplyChunk chunk = m_engine->continueReply(tokensPerTurn, stop);
            if (const auto text = m_batcher.add(chunk.text, std::chrono::steady_clock::now())) {
                Q_EMIT textStreamed(reply, *text);
            }
            if (!chunk.finished) {
                QMetaObject::invokeMethod(
                    this, [this, reply, stop] { continueReply(reply, stop); }, Qt::QueuedConnection);
                return;
            }
            if (const std::string rest = m_batcher.flush(); !rest.empty()) {
                Q_EMIT textStreamed(reply, rest);
            }
            Q_EMIT replyFinished(chunk.reply);
            endReply();
        },
        [this, reply](const Failure& failure) {
            m_batcher.flush();
            Q_EMIT replyFailed(reply, failure);
            endReply();
        });
}

void ChatWorker::endReply()
{
    m_isReplying = false;
    guardedly([this] { startRecall(); });
}

void ChatWorker::addReply(MessageId question, const std::string& text)
{
    guardedly([&] { Q_EMIT messageAdded(m_engine->addReply(question, text)); });
}

void ChatWorker::countTokens(const std::string& text)
{
    guardedly([&] { Q_EMIT tokensCounted(m_engine->countTokens(text)); });
}

// Feedback and lessons.

void ChatWorker::rate(MessageId message, Rating rating)
{
    guardedly([&] { Q_EMIT messageRated(m_engine->rate(message, rating)); });
}

void ChatWorker::teach(const Feedback& feedback)
{
    guardedly([&] {
        Q_EMIT lessonChanged(m_engine->saveLesson(feedback));
        announceQueue();
        startNextTask();
    });
}

void ChatWorker::teachAgain(LessonId lesson)
{
    m_isDeviceLost = false; // who asks for it may know better
    guardedly([&] {
        m_engine->setLessonState(lesson, LessonState::Waiting, {});
        announceLesson(lesson);
        startNextTask();
    });
}

void ChatWorker::cancelWaiting(LessonId lesson)
{
    guardedly([&] {
        const std::vector<Lesson> waiting = m_engine->waitingLessons();
        if (std::any_of(waiting.begin(), waiting.end(), [lesson](const Lesson& one) { return one.id == lesson; })) {
            m_engine->setLessonState(lesson, LessonState::Cancelled, {});
            announceLesson(lesson);
            announceQueue();
        }
    });
}

void ChatWorker::selectReceipt(LessonId lesson)
{
    guardedly([&] {
        if (const std::optional<LessonReceipt> receipt = m_engine->receipt(lesson)) {
            Q_EMIT receiptSelected(*receipt);
        }
    });
}

/// False: none waits, or it cannot run now.
bool ChatWorker::startWaitingLesson()
{
    const std::vector<Lesson> waiting = m_engine->waitingLessons();
    if (waiting.empty() || m_task) {
        return false;
    }
    startTask(m_engine->lessonTask(waiting.front().id));
    announceLesson(waiting.front().id);
    return true;
}

void ChatWorker::startNextTask()
{
    if (!m_engine->model() || m_isDeviceLost) {
        return;
    }
    if (m_task) {
        if (!m_engine->waitingLessons().empty()) {
            stopTask(TaskKind::Prepare); // the lesson goes on where the preparation stopped
            stopTask(TaskKind::Recall);
        }
        return;
    }
    if (!startWaitingLesson()) {
        startRecall();
    }
    announceQueue();
}

/// What nobody waits for: only while nothing else runs.
void ChatWorker::startRecall()
{
    if (m_task || m_closing || m_isReplying || m_isRecallOff || m_isDeviceLost || !m_engine->waitingLessons().empty()) {
        return;
    }
    if (const std::optional<LearnTask> task = m_engine->recallTask()) {
        startTask(*task);
    }
}

/// Stops the running task if it is of this kind.
void ChatWorker::stopTask(TaskKind kind)
{
    if (m_task && m_task->kind == kind) {
        Q_EMIT taskMustStop();
    }
}

void ChatWorker::startTask(const LearnTask& task)
{
    m_task = task;
    Q_EMIT taskReady(task);
    announceQueue();
}

/// The learner is free: first what waited for it, then the next lesson.
void ChatWorker::endTask()
{
    m_task.reset();
    if (m_closing) {
        return;
    }
    applyPendingChanges();
    startNextTask();
}

void ChatWorker::applyPendingChanges()
{
    const auto changes = std::move(m_pendingChanges);
    m_pendingChanges.clear();
    for (const auto& change : changes) {
        if (m_task) { // one of them started it: the others wait in turn
            m_pendingChanges.push_back(change);
            Q_EMIT taskMustStop();
        } else {
            changeTimeline(change);
        }
    }
}

void ChatWorker::finishTask(const LearnOutcome& outcome)
{
    guarded(
        [&] {
            const bool interrupted = outcome.cancelled && (m_closing || !m_pendingChanges.empty());
            if (interrupted && outcome.kind == TaskKind::Lesson) {
                m_engine->setLessonState(outcome.lesson, LessonState::Waiting, {});
                announceLesson(outcome.lesson);
                return;
            }
            const std::vector<LessonReceipt> receipts = m_engine->commit(outcome);
            guardedly([&] { announceOutcome(outcome.kind, receipts); });
        },
        [&](const Failure& failure) { reportFailedTask(outcome.kind, outcome.lesson, failure); });
    guardedly([this] { endTask(); });
}

void ChatWorker::announceOutcome(TaskKind kind, const std::vector<LessonReceipt>& receipts)
{
    if (kind == TaskKind::Prepare) {
        return;
    }
    if (kind == TaskKind::Recall) {
        announceMemory();
        return;
    }
    if (kind == TaskKind::Lesson) {
        for (const LessonReceipt& receipt : receipts) {
            Q_EMIT lessonEnded(receipt);
            announceLesson(receipt.lesson);
        }
    } else {
        Q_EMIT lessonsListed(m_engine->lessons());
    }
    announceTimeline();
}

void ChatWorker::failTask(const LearnTask& task, const Failure& failure)
{
    m_isDeviceLost |= failure.kind == ErrorKind::DeviceLost;
    reportFailedTask(task.kind, task.lesson, failure);
    guardedly([this] { endTask(); });
}

void ChatWorker::reportFailedTask(TaskKind kind, LessonId lesson, const Failure& failure)
{
    m_isRecallOff |= kind == TaskKind::Recall;
    if (kind == TaskKind::Recall && failure.kind != ErrorKind::DeviceLost) {
        return; // nobody asked for it: the map has a gap, and the log says why
    }
    if (kind != TaskKind::Lesson) {
        Q_EMIT failed(failure);
        return;
    }
    guardedly([&] {
        m_engine->setLessonState(lesson, LessonState::CouldNotRun, failure.detail);
        announceLesson(lesson);
    });
    Q_EMIT lessonFailed(lesson, failure);
}

// Timeline.

void ChatWorker::changeTimeline(const std::function<void(ChatEngine&)>& change)
{
    guardedly([&] { change(*m_engine); });
    guardedly([this] { announceTimeline(); }); // a refusal too may be news: that a file is damaged
}

void ChatWorker::changeServing(const std::function<void(ChatEngine&)>& change)
{
    m_pendingChanges.push_back(change);
    if (m_task) {
        Q_EMIT taskMustStop();
        return;
    }
    applyPendingChanges();
    guardedly([this] { startRecall(); });
}

void ChatWorker::unteach(LessonId lesson)
{
    changeServing([this, lesson](ChatEngine& engine) { startTask(engine.unteachTask(lesson)); });
}

void ChatWorker::rebuild(std::optional<CheckpointId> checkpoint)
{
    changeServing([this, checkpoint](ChatEngine& engine) {
        startTask(engine.rebuildTask(checkpoint.value_or(engine.serving()), false));
    });
}

void ChatWorker::exportCheckpoint(CheckpointId checkpoint, const std::filesystem::path& folder)
{
    guarded(
        [&] {
            m_engine->exportCheckpoint(checkpoint, folder);
            Q_EMIT exported(folder.string());
        },
        [this](const Failure& failure) {
            Q_EMIT failed(failure);
            guardedly([this] { announceTimeline(); }); // its file may be damaged
        });
}

void ChatWorker::announceLesson(LessonId lesson)
{
    for (const Lesson& one : m_engine->lessons()) {
        if (one.id == lesson) {
            Q_EMIT lessonChanged(one);
        }
    }
}

void ChatWorker::announceTimeline()
{
    m_isRecallOff = false;
    Q_EMIT timelineChanged(m_engine->timeline());
    announceMemory();
}

void ChatWorker::announceMemory()
{
    Q_EMIT memoryChanged(m_engine->memory());
}

void ChatWorker::announceQueue()
{
    const bool isLearning = m_task && m_task->kind != TaskKind::Prepare && m_task->kind != TaskKind::Recall;
    Q_EMIT queueChanged(isLearning ? 1 : 0, static_cast<int>(m_engine->waitingLessons().size()));
}

} // namespace amend
