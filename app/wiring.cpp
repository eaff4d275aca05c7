// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring.h"

#include "app/chat_export.h"
#include "widgets/chat_list.h"
#include "widgets/composer.h"
#include "widgets/conversation_view.h"
#include "widgets/drift_dock.h"
#include "widgets/failure_text.h"
#include "widgets/gate_card.h"
#include "widgets/loss_dock.h"
#include "widgets/memory_dock.h"
#include "widgets/status_strip.h"
#include "widgets/timeline_dock.h"
#include "widgets/tokens_dock.h"

#include <QFileDialog>
#include <QRandomGenerator>

namespace amend {
namespace {

/// The detail is the engine's own, in English.
QString withDetail(const FailureText& text, const Failure& failure)
{
    return text.sentence + u' ' + text.advice + QStringLiteral("\n\n") + QString::fromStdString(failure.detail);
}

/// A turn of the learner as the widgets say it.
LessonShown inProgress(const LearnProgress& progress)
{
    LessonShown shown;
    shown.lesson.state = progress.phase == LearnPhase::Checking ? LessonState::Checking : LessonState::Learning;
    shown.checksDone = progress.checksDone;
    shown.checksTotal = progress.checksTotal;
    shown.loss = progress.loss;
    if (progress.phase == LearnPhase::PreparingModel || progress.phase == LearnPhase::Preparing) {
        shown.preparedPart = progress.phase == LearnPhase::PreparingModel ? PreparedPart::Model : PreparedPart::Lesson;
        shown.preparedShare = progress.share;
    }
    return shown;
}

} // namespace

Wiring::Wiring(MainWindow& window, Session& session, Settings& settings)
    : m_window(window)
    , m_session(session)
    , m_settings(settings)
    , m_inspector({ window.lossDock(), window.driftDock(), window.gateCard(), window.tokensDock(), window.memoryDock(),
          window.timelineDock() })
{
    constexpr int countAfterMs = 150;
    m_countDelay.setSingleShot(true);
    m_countDelay.setInterval(countAfterMs);
    connectModel();
    connectChats();
    connectComposer();
    connectConversation();
    connectReplies();
    connectLessons();
    connectTimeline();
    connect(&m_session, &Session::failed, this, &Wiring::showFailure);
    m_window.composer().setDraft(m_settings.draft());
}

void Wiring::start(const QString& modelPath)
{
    m_session.listChats({});
    m_window.composer().setBlocked(tr("No model is loaded yet."));
    if (modelPath.isEmpty()) {
        m_window.showNotice(
            tr("Amend chats with a language model on this computer, and a thumbs-down changes its weights. "
               "Choose a GGUF file, or open a folder with safetensors from the File menu. Nothing leaves this "
               "computer."),
            tr("Choose a model"));
        return;
    }
    loadModel(modelPath);
}

void Wiring::startWithout(const QString& modelPath)
{
    m_session.listChats({});
    m_modelPath = modelPath;
    m_window.composer().setBlocked(tr("No model is loaded yet."));
    m_window.showNotice(
        tr("No model was loaded. The last start may have ended while loading %1.").arg(modelPath), tr("Try again"));
}

// Model.

void Wiring::connectModel()
{
    connect(&m_window, &MainWindow::modelChosen, this, &Wiring::loadModel);
    connect(&m_window, &MainWindow::noticeActionRequested, this, [this] {
        if (m_offersCpu) {
            m_session.useDevice("cpu");
        }
        if (m_modelPath.isEmpty()) {
            m_window.chooseModelFile();
        } else {
            loadModel(m_modelPath);
        }
    });
    StatusStrip& strip = m_window.statusStrip();
    connect(&strip, &StatusStrip::modelRequested, &m_window, &MainWindow::chooseModelFile);
    connect(&strip, &StatusStrip::timelineRequested, &m_window, &MainWindow::showTimeline);
    connect(&strip, &StatusStrip::deviceChosen, this, &Wiring::useDevice);
    connect(&strip, &StatusStrip::cancelLoadingRequested, &m_session, &Session::cancelLoading);
    connect(&m_session, &Session::modelLoading, &strip,
        [this, &strip](double share) { strip.setLoading(QFileInfo(m_modelPath).fileName(), share); });
    connect(&m_session, &Session::modelLoaded, this, [this, &strip](const ModelInfo& info) {
        m_loaded = true;
        m_modelTrouble.clear();
        m_inspector.clear();
        m_contextLength = info.contextLength;
        m_settings.setLoadingMarker(false);
        m_settings.setModelPath(m_modelPath);
        strip.endLoading();
        strip.setModel(info);
        showReplyStats();
        m_window.conversation().setModelName(QString::fromStdString(info.name));
        m_window.composer().setBlocked({});
        m_window.showConversation();
    });
    connect(&m_session, &Session::modelFailed, this, [this, &strip](const Failure& failure) {
        m_settings.setLoadingMarker(false);
        strip.endLoading();
        const QString text = withDetail(modelFailureText(failure.kind, m_modelPath), failure);
        m_offersCpu = !m_loaded && failure.kind == ErrorKind::DeviceLost;
        m_modelTrouble = m_loaded ? QString() : text;
        if (m_offersCpu) {
            m_window.showNotice(text, tr("Use the CPU"));
        } else if (!m_loaded) {
            m_window.showNotice(text, tr("Choose a model"));
            m_modelPath.clear();
        } else {
            m_modelPath = m_settings.modelPath(); // goes on
            m_window.showMessage(text, MessageStay::UntilClosed);
        }
    });
}

void Wiring::useDevice(const QString& device)
{
    m_session.useDevice(device.toStdString());
    if (!m_modelPath.isEmpty()) {
        loadModel(m_modelPath);
    }
}

void Wiring::loadModel(const QString& path)
{
    m_modelPath = path;
    m_settings.setLoadingMarker(true);
    if (!m_loaded) {
        m_window.showNotice(tr("Loading %1 …").arg(QFileInfo(path).fileName()), {});
    }
    m_session.loadModel(path.toStdString());
}

// Chats.

void Wiring::connectChats()
{
    ChatList& list = m_window.chatList();
    connect(&m_window, &MainWindow::newChatRequested, this, &Wiring::startNewChat);
    connect(&list, &ChatList::chatChosen, this, &Wiring::openChat);
    connect(&list, &ChatList::searchRequested, &m_session,
        [this](const QString& text) { m_session.listChats(text.toStdString()); });
    connect(&list, &ChatList::renameRequested, &m_session,
        [this](ChatId chat, const QString& title) { m_session.renameChat(chat, title.toStdString()); });
    connect(&list, &ChatList::pinRequested, &m_session, &Session::pinChat);
    connect(&list, &ChatList::deleteRequested, this, [this](ChatId chat) {
        m_session.deleteChat(chat);
        if (m_chat == chat) {
            startNewChat();
        }
    });
    connect(&list, &ChatList::undeleteRequested, &m_session, &Session::undeleteChat);
    connect(&list, &ChatList::exportRequested, this, [this](ChatId chat) {
        m_exportWhenOpen = true;
        openChat(chat);
    });
    connect(&m_window, &MainWindow::exportChatRequested, this, &Wiring::exportChat);
    connect(&m_session, &Session::chatsListed, this, [this, &list](const std::vector<ChatRow>& chats) {
        list.setChats(chats);
        if (m_openNewest && !chats.empty()) {
            m_keepsNotice = true;
            openChat(chats.front().id);
        }
        m_openNewest = false;
    });
    connect(&m_session, &Session::chatCreated, this, [this, &list](const ChatRow& chat) {
        m_chat = chat.id;
        list.setCurrentChat(chat.id);
    });
    connect(&m_session, &Session::chatOpened, this,
        [this, &list](const ChatRow& chat, const std::vector<Message>& messages) {
            m_chat = chat.id;
            m_chatTitle = QString::fromStdString(chat.title);
            list.setCurrentChat(chat.id);
            m_window.conversation().setMessages(messages);
            showReplyStats();
            if (m_loaded || !m_keepsNotice) { // readable also while no model is there to go on with
                m_window.showConversation();
                if (!m_modelTrouble.isEmpty()) {
                    m_window.showMessage(m_modelTrouble, MessageStay::UntilClosed);
                }
            }
            m_keepsNotice = false;
            m_window.composer().endEdit();
            if (m_exportWhenOpen) {
                m_exportWhenOpen = false;
                exportChat();
            }
        });
}

void Wiring::openChat(ChatId chat)
{
    m_session.openChat(chat);
}

void Wiring::startNewChat()
{
    m_chat.reset();
    m_chatTitle.clear();
    m_window.chatList().setCurrentChat({});
    m_window.conversation().setMessages({});
    showReplyStats();
    m_window.composer().endEdit();
    m_window.composer().focusText();
}

void Wiring::exportChat()
{
    const QString path = QFileDialog::getSaveFileName(
        &m_window, tr("Export this chat"), suggestedExportName(m_chatTitle), tr("Markdown (*.md)"));
    if (path.isEmpty()) {
        return;
    }
    if (const auto failure = exportAsMarkdown(m_window.conversation().tree(), path)) {
        showFailure(*failure);
    }
}

// Composer and replies.

void Wiring::connectComposer()
{
    Composer& composer = m_window.composer();
    connect(&composer, &Composer::sendRequested, this, &Wiring::send);
    connect(&composer, &Composer::stopRequested, &m_session, &Session::stopReply);
    connect(&composer, &Composer::editSent, this, [this](MessageId message, const std::string& text) {
        if (const Message* edited = m_window.conversation().tree().find(message); edited != nullptr && m_chat) {
            m_session.send(*m_chat, edited->parent, text, nextOptions());
        }
    });
    connect(&composer, &Composer::editLastRequested, this, [this] {
        const MessageTree& tree = m_window.conversation().tree();
        const std::vector<MessageId> path = tree.shownPath();
        for (auto id = path.rbegin(); id != path.rend(); ++id) {
            if (tree.find(*id)->role == Role::User) {
                m_window.composer().beginEdit(*id, QString::fromStdString(tree.find(*id)->text));
                return;
            }
        }
    });
    connect(&composer, &Composer::draftChanged, this, [this](const QString& text) {
        m_settings.setDraft(text);
        m_countDelay.start();
    });
    connect(&m_countDelay, &QTimer::timeout, this,
        [this] { m_session.countTokens(m_window.composer().text().toStdString()); });
    connect(&m_session, &Session::tokensCounted, &composer, &Composer::setTokenCount);
}

GenerationOptions Wiring::nextOptions() const
{
    GenerationOptions options = m_settings.generation();
    options.seed = QRandomGenerator::global()->generate64() >> 11U; // 53 bits: exact as a number in JSON
    return options;
}

void Wiring::send(const std::string& text)
{
    m_window.conversation().followEnd();
    m_session.send(
        m_chat.value_or(ChatId {}), m_chat ? m_window.conversation().lastShown() : std::nullopt, text, nextOptions());
}

void Wiring::connectReplies()
{
    ConversationView& conversation = m_window.conversation();
    const auto belongsHere = [this](const Message& message) { return m_chat == message.chat; };
    connect(&m_session, &Session::messageAdded, this, [this, belongsHere](const Message& message) {
        if (belongsHere(message)) {
            m_window.conversation().addMessage(message);
        }
    });
    connect(&m_session, &Session::replyBegun, this, [this, belongsHere](const Message& reply) {
        m_window.composer().setReplying(true);
        if (belongsHere(reply)) {
            m_window.conversation().addMessage(reply);
        }
    });
    connect(&m_session, &Session::textStreamed, &conversation, &ConversationView::appendText);
    connect(&m_session, &Session::replyFinished, this, [this, belongsHere](const Message& reply) {
        m_window.composer().setReplying(false);
        if (belongsHere(reply)) {
            m_window.conversation().finishReply(reply);
            showReplyStats();
        }
        if (reply.stats.hitContextLimit) {
            m_window.showMessage(tr("The context is full, so the reply ends here. Start a new chat to go on."));
        }
    });
    connect(&m_session, &Session::replyFailed, this, [this](MessageId id, const Failure& failure) {
        m_window.composer().setReplying(false);
        if (const Message* begun = m_window.conversation().tree().find(id)) {
            Message failed = *begun;
            failed.state = MessageState::Failed;
            m_window.conversation().finishReply(failed);
            m_window.conversation().setFailure(id, failure);
        } else {
            showFailure(failure);
        }
    });
    connect(&conversation, &ConversationView::versionChosen, this, &Wiring::showReplyStats);
}

/// Speed and context in the status strip are those of the chat that is open.
void Wiring::showReplyStats()
{
    const ConversationView& conversation = m_window.conversation();
    const std::optional<MessageId> newest = conversation.newestReply();
    const ReplyStats stats = newest ? conversation.tree().find(*newest)->stats : ReplyStats {};
    m_window.statusStrip().setSpeed(stats.tokensPerSecond);
    m_window.statusStrip().setContext(stats.promptTokens + stats.replyTokens, m_contextLength);
}

// Feedback, lessons and what they did.

void Wiring::connectConversation()
{
    ConversationView& conversation = m_window.conversation();
    connect(&conversation, &ConversationView::rateRequested, &m_session, &Session::rate);
    connect(&m_session, &Session::messageRated, &conversation, &ConversationView::addMessage);
    connect(&conversation, &ConversationView::lessonRequested, &m_session,
        [this](MessageId reply, const std::string& wanted, const std::string& critique, Scope scope) {
            m_session.teach({ .message = reply, .wantedReply = wanted, .critique = critique, .scope = scope });
            m_window.composer().focusText(); // the chat goes on
        });
    connect(&conversation, &ConversationView::cancelLessonRequested, &m_session, &Session::cancelLesson);
    connect(&conversation, &ConversationView::retryLessonRequested, &m_session, &Session::teachAgain);
    connect(&conversation, &ConversationView::undoRequested, this, [this](CheckpointId checkpoint) {
        if (checkpoint == m_serving) {
            m_session.undo();
        } else {
            m_window.showMessage(tr("#%1 is not what serves now. To take its lesson out, un-teach it in the timeline.")
                                     .arg(checkpoint.value));
        }
    });
    connect(&conversation, &ConversationView::regenerateRequested, this, [this](MessageId reply) {
        if (const Message* old = m_window.conversation().tree().find(reply); old != nullptr && old->parent && m_chat) {
            m_session.regenerate(*m_chat, *old->parent, nextOptions());
        }
    });
    connect(
        &conversation, &ConversationView::useReplyRequested, this, [this](MessageId reply, const std::string& text) {
            if (const Message* old = m_window.conversation().tree().find(reply); old != nullptr && old->parent) {
                m_session.addReply(*old->parent, text);
            }
        });
    connect(&conversation, &ConversationView::editRequested, this, [this](MessageId question) {
        if (const Message* message = m_window.conversation().tree().find(question)) {
            m_window.composer().beginEdit(question, QString::fromStdString(message->text));
        }
    });
    connect(&conversation, &ConversationView::selectLessonRequested, &m_inspector, &Inspector::selectLesson);
    connect(&conversation, &ConversationView::detailsRequested, this, [this](LessonId lesson) {
        m_window.showLearnLayout();
        m_inspector.selectLesson(lesson);
    });
}

void Wiring::connectLessons()
{
    ConversationView& conversation = m_window.conversation();
    connect(&m_session, &Session::lessonsListed, this, [this](const std::vector<Lesson>& lessons) {
        for (const Lesson& lesson : lessons) {
            m_inspector.setLesson(lesson);
            m_window.conversation().setLesson(lesson);
        }
    });
    connect(&m_session, &Session::lessonChanged, &m_inspector, &Inspector::setLesson);
    connect(&m_session, &Session::lessonChanged, this, [this](const Lesson& lesson) {
        m_window.conversation().setLesson(lesson, lesson.state == LessonState::Waiting ? m_lessonsAhead : 0);
    });
    connect(&m_session, &Session::queueChanged, this, [this](int learning, int waiting) {
        m_lessonsAhead = learning + waiting;
        m_window.statusStrip().setQueue(learning, waiting);
    });
    connect(&m_session, &Session::lossMeasured, &conversation, &ConversationView::setLoss);
    connect(&m_session, &Session::lossMeasured, &m_inspector, &Inspector::addLoss);
    connect(&m_session, &Session::learnProgressed, this, [this](const LearnProgress& progress) {
        const LessonShown shown = inProgress(progress);
        m_window.statusStrip().setLearning(badgeLook(shown).words);
        if (shown.preparedShare) {
            m_window.conversation().setPreparing(progress.lesson, shown.preparedPart, *shown.preparedShare);
        }
        if (progress.phase == LearnPhase::Checking) {
            m_window.conversation().setChecking(progress.lesson, progress.checksDone, progress.checksTotal);
        }
    });
    const auto learnCost = [this](const LessonReceipt& receipt) {
        if (receipt.verdict == Verdict::Learned) { // others ended early and say nothing of the next one
            m_window.conversation().setLessonCost(receipt.seconds);
        }
    };
    connect(&m_session, &Session::lessonEnded, this, [this, learnCost](const LessonReceipt& receipt) {
        m_window.conversation().setReceipt(receipt, ReceiptDisplay::Open);
        learnCost(receipt);
        m_inspector.showReceipt(receipt);
    });
    connect(&m_session, &Session::receiptKnown, this, [this, learnCost](const LessonReceipt& receipt) {
        m_window.conversation().setReceipt(receipt, ReceiptDisplay::Behind);
        learnCost(receipt);
    });
    connect(&m_inspector, &Inspector::receiptWanted, &m_session, &Session::selectReceipt);
    connect(&m_session, &Session::receiptSelected, &m_inspector, &Inspector::showReceipt);
    connect(&m_session, &Session::lessonFailed, &conversation, &ConversationView::setLessonFailure);
    for (CardDock* dock : std::initializer_list<CardDock*> { &m_window.lossDock(), &m_window.driftDock(),
             &m_window.gateCard(), &m_window.tokensDock(), &m_window.memoryDock() }) {
        connect(dock, &CardDock::emptyActionRequested, &m_window.composer(), &Composer::focusText);
    }
    for (PlotDock* dock : std::initializer_list<PlotDock*> {
             &m_window.lossDock(), &m_window.driftDock(), &m_window.tokensDock(), &m_window.memoryDock() }) {
        connect(dock, &PlotDock::failed, this, &Wiring::showFailure);
    }
}

// Timeline.

void Wiring::connectTimeline()
{
    TimelineDock& timeline = m_window.timelineDock();
    connect(&m_session, &Session::timelineChanged, this, [this, &timeline](const std::vector<CheckpointRow>& rows) {
        m_inspector.setTimeline(rows);
        showServing(rows);
        if (!rows.empty() && rows.back().kind == TimelineKind::Restored && !rows.back().reason.empty()) {
            m_window.showMessage(
                tr("The file of the checkpoint that served is damaged or missing, so #%1 serves now. What is left of "
                   "it was set aside, not deleted. Select the damaged row in the timeline to rebuild it from its "
                   "lessons.")
                    .arg(rows.back().target.value_or(CheckpointId {}).value),
                MessageStay::UntilClosed);
        }
    });
    connect(&m_session, &Session::memoryChanged, &m_window.memoryDock(), &MemoryDock::setMap);
    connect(&m_session, &Session::recallProgressed, &m_window.memoryDock(), &MemoryDock::setProgress);
    connect(&timeline, &TimelineDock::restoreRequested, &m_session, &Session::restore);
    connect(&timeline, &TimelineDock::rebuildRequested, &m_session, &Session::rebuild);
    connect(&timeline, &TimelineDock::undoRequested, &m_session, &Session::undo);
    connect(&timeline, &TimelineDock::unteachRequested, &m_session, &Session::unteach);
    connect(&timeline, &TimelineDock::pinRequested, &m_session, &Session::pinCheckpoint);
    connect(&timeline, &TimelineDock::nameRequested, &m_session, [this](CheckpointId checkpoint, const QString& name) {
        m_session.nameCheckpoint(checkpoint, name.toStdString());
    });
    connect(&timeline, &TimelineDock::exportRequested, this, [this](CheckpointId checkpoint) {
        const QString folder
            = QFileDialog::getExistingDirectory(&m_window, tr("Folder for the adapter of #%1").arg(checkpoint.value));
        if (!folder.isEmpty()) {
            m_session.exportCheckpoint(checkpoint, folder.toStdString());
        }
    });
    connect(&m_session, &Session::exported, this, [this](const std::string& folder) {
        m_window.showMessage(tr("Written to %1 as PEFT reads it.").arg(QString::fromStdString(folder)));
    });
    connect(&m_window, &MainWindow::undoLessonRequested, &m_session, &Session::undo);
    connect(&m_window, &MainWindow::rebuildRequested, &m_session, &Session::rebuildServing);
}

void Wiring::showServing(const std::vector<CheckpointRow>& rows)
{
    for (const CheckpointRow& row : rows) {
        if (row.serving) {
            m_serving = row.checkpoint.value_or(CheckpointId {});
            m_window.statusStrip().setServing(m_serving);
        }
    }
}

void Wiring::showFailure(const Failure& failure)
{
    m_window.showMessage(withDetail(failureText(failure.kind), failure), MessageStay::UntilClosed);
}

} // namespace amend
