// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/session/chat_worker.h"
#include "core/session/learner.h"

#include <QMetaObject>

namespace amend {

namespace {

/// Calls `work` on the worker's thread.
template <class Worker, class Work> void post(Worker* worker, Work work)
{
    QMetaObject::invokeMethod(
        worker, [worker, work = std::move(work)] { work(*worker); }, Qt::QueuedConnection);
}

} // namespace

Session::Session(Engine engine, QObject* parent)
    : QObject(parent)
    , m_chat(new ChatWorker(std::move(engine.chat)))
    , m_learner(new Learner(std::move(engine.learner)))
{
    m_chat->moveToThread(&m_chatThread);
    m_learner->moveToThread(&m_learnerThread);
    connect(&m_chatThread, &QThread::finished, m_chat, &QObject::deleteLater);
    connect(&m_learnerThread, &QThread::finished, m_learner, &QObject::deleteLater);

    connect(m_chat, &ChatWorker::modelLoading, this, &Session::modelLoading);
    connect(m_chat, &ChatWorker::modelLoaded, this, &Session::modelLoaded);
    connect(m_chat, &ChatWorker::modelFailed, this, &Session::modelFailed);
    connect(m_chat, &ChatWorker::chatsListed, this, &Session::chatsListed);
    connect(m_chat, &ChatWorker::chatCreated, this, &Session::chatCreated);
    connect(m_chat, &ChatWorker::chatOpened, this, &Session::chatOpened);
    connect(m_chat, &ChatWorker::messageAdded, this, &Session::messageAdded);
    connect(m_chat, &ChatWorker::replyBegun, this, &Session::replyBegun);
    connect(m_chat, &ChatWorker::textStreamed, this, &Session::textStreamed);
    connect(m_chat, &ChatWorker::replyFinished, this, &Session::replyFinished);
    connect(m_chat, &ChatWorker::replyFailed, this, &Session::replyFailed);
    connect(m_chat, &ChatWorker::tokensCounted, this, &Session::tokensCounted);
    connect(m_chat, &ChatWorker::messageRated, this, &Session::messageRated);
    connect(m_chat, &ChatWorker::lessonChanged, this, &Session::lessonChanged);
    connect(m_chat, &ChatWorker::lessonsListed, this, &Session::lessonsListed);
    connect(m_chat, &ChatWorker::lessonEnded, this, &Session::lessonEnded);
    connect(m_chat, &ChatWorker::receiptKnown, this, &Session::receiptKnown);
    connect(m_chat, &ChatWorker::receiptSelected, this, &Session::receiptSelected);
    connect(m_chat, &ChatWorker::lessonFailed, this, &Session::lessonFailed);
    connect(m_chat, &ChatWorker::timelineChanged, this, &Session::timelineChanged);
    connect(m_chat, &ChatWorker::memoryChanged, this, &Session::memoryChanged);
    connect(m_chat, &ChatWorker::queueChanged, this, &Session::queueChanged);
    connect(m_chat, &ChatWorker::exported, this, &Session::exported);
    connect(m_chat, &ChatWorker::failed, this, &Session::failed);
    connect(m_learner, &Learner::progressed, this, &Session::announce);
    connect(m_learner, &Learner::lossMeasured, this, &Session::lossMeasured);

    connect(this, &Session::replyBegun, this, [this] { m_replying = true; });
    connect(this, &Session::replyFinished, this, [this] { m_replying = false; });
    connect(this, &Session::replyFailed, this, [this] { m_replying = false; });
    connect(m_chat, &ChatWorker::taskReady, this, &Session::beginTask);
    connect(m_chat, &ChatWorker::taskMustStop, this, &Session::interruptTask);
    connect(m_learner, &Learner::finished, m_chat, &ChatWorker::finishTask);
    connect(m_learner, &Learner::failed, m_chat, &ChatWorker::failTask);

    m_chatThread.setObjectName(QStringLiteral("chat"));
    m_learnerThread.setObjectName(QStringLiteral("learner"));
    m_chatThread.start();
    m_learnerThread.start();
    post(m_learner, [](Learner& learner) { learner.lowerPriority(); });
}

Session::~Session()
{
    post(m_chat, [](ChatWorker& chat) { chat.close(); }); // before the stop, or the lesson would count as cancelled
    m_loadStop.request_stop();
    m_replyStop.request_stop();
    m_taskStop.request_stop();
    m_learnerThread.quit();
    m_learnerThread.wait();
    m_chatThread.quit();
    m_chatThread.wait();
}

void Session::loadModel(const std::filesystem::path& path)
{
    m_loadStop = {};
    post(m_chat, [path, stop = m_loadStop.get_token()](ChatWorker& chat) { chat.loadModel(path, stop); });
}

void Session::useDevice(const std::string& device)
{
    post(m_chat, [device](ChatWorker& chat) { chat.useDevice(device); });
}

void Session::listChats(const std::string& search)
{
    post(m_chat, [search](ChatWorker& chat) { chat.listChats(search); });
}

void Session::createChat(const std::string& systemPrompt)
{
    post(m_chat, [systemPrompt](ChatWorker& chat) { chat.createChat(systemPrompt); });
}

void Session::renameChat(ChatId id, const std::string& title)
{
    post(m_chat,
        [id, title](ChatWorker& chat) { chat.changeChats([&](ChatEngine& engine) { engine.renameChat(id, title); }); });
}

void Session::pinChat(ChatId id, bool pinned)
{
    post(m_chat,
        [id, pinned](ChatWorker& chat) { chat.changeChats([&](ChatEngine& engine) { engine.pinChat(id, pinned); }); });
}

void Session::deleteChat(ChatId id)
{
    post(m_chat, [id](ChatWorker& chat) { chat.changeChats([&](ChatEngine& engine) { engine.deleteChat(id); }); });
}

void Session::undeleteChat(ChatId id)
{
    post(m_chat, [id](ChatWorker& chat) { chat.changeChats([&](ChatEngine& engine) { engine.undeleteChat(id); }); });
}

void Session::openChat(ChatId id)
{
    post(m_chat, [id](ChatWorker& chat) { chat.openChat(id); });
}

void Session::send(
    ChatId id, std::optional<MessageId> parent, const std::string& text, const GenerationOptions& options)
{
    if (refuseSecondReply()) {
        return;
    }
    m_replyStop = {};
    post(m_chat, [id, parent, text, options, stop = m_replyStop.get_token()](ChatWorker& chat) {
        chat.send(id, parent, text, options, stop);
    });
}

void Session::regenerate(ChatId id, MessageId question, const GenerationOptions& options)
{
    if (refuseSecondReply()) {
        return;
    }
    m_replyStop = {};
    post(m_chat, [id, question, options, stop = m_replyStop.get_token()](ChatWorker& chat) {
        chat.answer({ .chat = id, .question = question, .options = options, .checkpoint = {} }, stop);
    });
}

bool Session::refuseSecondReply()
{
    if (m_replying) {
        Q_EMIT failed({ ErrorKind::BadInput, "Another reply is still being written. Stop it, or wait for its end." });
    }
    return m_replying;
}

void Session::addReply(MessageId question, const std::string& text)
{
    post(m_chat, [question, text](ChatWorker& chat) { chat.addReply(question, text); });
}

void Session::countTokens(const std::string& text)
{
    post(m_chat, [text](ChatWorker& chat) { chat.countTokens(text); });
}

void Session::rate(MessageId message, Rating rating)
{
    post(m_chat, [message, rating](ChatWorker& chat) { chat.rate(message, rating); });
}

void Session::teach(const Feedback& feedback)
{
    post(m_chat, [feedback](ChatWorker& chat) { chat.teach(feedback); });
}

void Session::teachAgain(LessonId lesson)
{
    post(m_chat, [lesson](ChatWorker& chat) { chat.teachAgain(lesson); });
}

void Session::cancelLesson(LessonId lesson)
{
    if (m_runningLesson == lesson) {
        m_taskStop.request_stop();
    }
    post(m_chat, [lesson](ChatWorker& chat) { chat.cancelWaiting(lesson); });
}

void Session::selectReceipt(LessonId lesson)
{
    post(m_chat, [lesson](ChatWorker& chat) { chat.selectReceipt(lesson); });
}

void Session::restore(CheckpointId checkpoint)
{
    post(m_chat, [checkpoint](ChatWorker& chat) {
        chat.changeServing([checkpoint](ChatEngine& engine) { engine.restore(checkpoint); });
    });
}

void Session::undo()
{
    post(m_chat, [](ChatWorker& chat) { chat.changeServing([](ChatEngine& engine) { engine.undo(); }); });
}

void Session::unteach(LessonId lesson)
{
    post(m_chat, [lesson](ChatWorker& chat) { chat.unteach(lesson); });
}

void Session::rebuild(CheckpointId checkpoint)
{
    post(m_chat, [checkpoint](ChatWorker& chat) { chat.rebuild(checkpoint); });
}

void Session::rebuildServing()
{
    post(m_chat, [](ChatWorker& chat) { chat.rebuild({}); });
}

void Session::nameCheckpoint(CheckpointId checkpoint, const std::string& name)
{
    post(m_chat, [checkpoint, name](ChatWorker& chat) {
        chat.changeTimeline([&](ChatEngine& engine) { engine.nameCheckpoint(checkpoint, name); });
    });
}

void Session::pinCheckpoint(CheckpointId checkpoint, bool pinned)
{
    post(m_chat, [checkpoint, pinned](ChatWorker& chat) {
        chat.changeTimeline([&](ChatEngine& engine) { engine.pinCheckpoint(checkpoint, pinned); });
    });
}

void Session::exportCheckpoint(CheckpointId checkpoint, const std::filesystem::path& folder)
{
    post(m_chat, [checkpoint, folder](ChatWorker& chat) { chat.exportCheckpoint(checkpoint, folder); });
}

void Session::announce(const LearnProgress& progress)
{
    if (progress.phase == LearnPhase::Recalling) {
        Q_EMIT recallProgressed(progress.checksDone, progress.checksTotal);
        return;
    }
    m_runningLesson = progress.lesson;
    Q_EMIT learnProgressed(progress);
}

void Session::beginTask(const LearnTask& task)
{
    m_taskStop = {};
    m_runningLesson = task.lesson;
    post(m_learner, [task, stop = m_taskStop.get_token()](Learner& learner) { learner.begin(task, stop); });
}

void Session::interruptTask()
{
    m_taskStop.request_stop();
}

} // namespace amend
