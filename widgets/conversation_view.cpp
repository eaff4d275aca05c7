// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/conversation_view.h"

#include "widgets/message_column.h"
#include "widgets/message_view.h"
#include "widgets/theme.h"

#include <QDateTime>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace amend {

ConversationView::ConversationView(QWidget* parent)
    : QWidget(parent)
    , m_column(new MessageColumn({ [this](MessageId id, QWidget* host) { return makeView(id, host); },
                                     [this](MessageId id, int width) { return estimateHeight(id, width); } },
          this))
    , m_empty(new QLabel(this))
{
    setAccessibleName(tr("Conversation"));
    m_empty->setText(tr("Write something. A thumbs-down on a reply teaches the model a better one."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(metrics::padding);
    m_empty->setProperty("tone", QStringLiteral("second"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_empty, 1);
    column->addWidget(m_column, 1);
    showPath();
}

std::optional<MessageId> ConversationView::lastShown() const
{
    const std::vector<MessageId> path = m_tree.shownPath();
    return path.empty() ? std::nullopt : std::optional(path.back());
}

std::optional<MessageId> ConversationView::newestReply() const
{
    const std::vector<MessageId> path = m_tree.shownPath();
    const auto reply = std::find_if(
        path.rbegin(), path.rend(), [this](MessageId id) { return m_tree.find(id)->role == Role::Assistant; });
    return reply == path.rend() ? std::nullopt : std::optional(*reply);
}

void ConversationView::setMessages(const std::vector<Message>& messages)
{
    m_lessons.clear();
    m_lessonOf.clear();
    m_drafts.clear();
    m_panels.clear();
    m_failures.clear();
    m_column->setMessages({}); // the same id may hold another message now
    m_tree.setMessages(messages);
    for (const Message& message : messages) {
        if (message.lesson) {
            m_lessonOf[message.id] = *message.lesson;
        }
    }
    showPath();
}

void ConversationView::addMessage(const Message& message)
{
    const bool isKnown = m_tree.find(message.id);
    m_tree.put(message);
    if (message.lesson) {
        m_lessonOf[message.id] = *message.lesson;
    }
    if (MessageView* view = isKnown ? m_column->viewOf(message.id) : nullptr) {
        view->setMessage(message);
    }
    if (!isKnown) {
        showPath();
        if (message.role == Role::User) {
            m_column->follow();
        }
    }
}

void ConversationView::appendText(MessageId reply, const std::string& utf8)
{
    Message* message = m_tree.find(reply);
    if (!message) {
        return; // a reply of another chat
    }
    message->text.append(utf8);
    if (MessageView* view = m_column->viewOf(reply)) {
        view->appendText(utf8);
    }
}

void ConversationView::finishReply(const Message& reply)
{
    if (m_tree.find(reply.id)) {
        addMessage(reply);
    }
}

void ConversationView::setModelName(const QString& name)
{
    m_modelName = name;
    for (MessageView* view : m_column->views()) {
        view->setModelName(name);
    }
}

void ConversationView::setFailure(MessageId reply, const Failure& failure)
{
    m_failures[reply] = failure;
    Message* message = m_tree.find(reply);
    if (!message) {
        return;
    }
    message->state = MessageState::Failed;
    if (MessageView* view = m_column->viewOf(reply)) {
        view->setFailure(failure);
        view->setMessage(*message);
    }
}

void ConversationView::setLesson(const Lesson& lesson, int lessonsBefore)
{
    LessonRecord& record = m_lessons[lesson.id];
    const bool begins = lesson.state == LessonState::Learning && record.shown.lesson.state != LessonState::Learning;
    record.shown.lesson = lesson;
    record.shown.lessonsBefore = lessonsBefore;
    if (begins) {
        record.shown.beganMs = QDateTime::currentMSecsSinceEpoch();
        record.shown.loss.reset(); // of an earlier try
        record.shown.preparedShare.reset();
    }
    if (!lesson.message || !m_tree.find(*lesson.message)) {
        return;
    }
    LessonId& newest = m_lessonOf[*lesson.message];
    newest = std::max(newest, lesson.id);
    refreshLesson(lesson.id);
}

void ConversationView::setPreparing(LessonId lesson, PreparedPart part, double share)
{
    if (const auto found = m_lessons.find(lesson); found != m_lessons.end()) {
        found->second.shown.preparedPart = part;
        found->second.shown.preparedShare = share;
        refreshLesson(lesson);
    }
}

void ConversationView::setLoss(const LossPoint& loss)
{
    if (const auto found = m_lessons.find(loss.lesson); found != m_lessons.end()) {
        found->second.shown.loss = loss;
        found->second.shown.lesson.state = LessonState::Learning;
        refreshLesson(loss.lesson);
    }
}

void ConversationView::setChecking(LessonId lesson, int checksDone, int checksTotal)
{
    if (const auto found = m_lessons.find(lesson); found != m_lessons.end()) {
        found->second.shown.checksDone = checksDone;
        found->second.shown.checksTotal = checksTotal;
        found->second.shown.lesson.state = LessonState::Checking;
        refreshLesson(lesson);
    }
}

void ConversationView::setReceipt(const LessonReceipt& receipt, ReceiptDisplay display)
{
    const auto found = m_lessons.find(receipt.lesson);
    if (found == m_lessons.end()) {
        return;
    }
    LessonRecord& record = found->second;
    record.receipt = receipt;
    record.failure.reset();
    record.shown.checkpoint = receipt.checkpoint;
    refreshLesson(receipt.lesson);
    const std::optional<MessageId> reply = record.shown.lesson.message;
    if (display == ReceiptDisplay::Open && reply && m_lessonOf[*reply] == receipt.lesson) {
        setPanel(*reply, Panel::Outcome);
    }
}

void ConversationView::setLessonFailure(LessonId lesson, const Failure& failure)
{
    const auto found = m_lessons.find(lesson);
    if (found == m_lessons.end()) {
        return;
    }
    found->second.failure = failure;
    found->second.receipt.reset();
    found->second.shown.lesson.state = LessonState::CouldNotRun;
    refreshLesson(lesson);
    if (const std::optional<MessageId> reply = found->second.shown.lesson.message) {
        setPanel(*reply, Panel::Outcome);
    }
}

void ConversationView::setLessonCost(std::optional<double> seconds)
{
    m_lessonCost = seconds;
}

void ConversationView::setRatingBlocked(const QString& reason)
{
    m_ratingBlocked = reason;
    for (MessageView* view : m_column->views()) {
        view->setRatingBlocked(reason);
    }
}

void ConversationView::setDraft(MessageId reply, const FeedbackDraft& draft)
{
    m_drafts[reply] = draft;
}

void ConversationView::rateNewest(Rating rating)
{
    const std::optional<MessageId> reply = newestReply();
    if (reply && m_ratingBlocked.isEmpty() && m_tree.find(*reply)->state != MessageState::Streaming) {
        m_column->focusMessage(*reply);
        rate(*reply, rating);
        followEnd(); // a strip opens below the reply, which may be taller than the view
    }
}

void ConversationView::copyNewest()
{
    const std::optional<MessageId> reply = newestReply();
    if (reply) {
        m_column->focusMessage(*reply);
        m_column->viewOf(*reply)->copy();
    }
}

void ConversationView::focusStep(int messages)
{
    m_column->stepFocus(messages);
}

void ConversationView::followEnd()
{
    m_column->follow();
}

void ConversationView::holdTop()
{
    const std::optional<MessageId> newest = newestReply();
    if (newest && m_tree.find(*newest)->state != MessageState::Streaming) {
        m_column->holdTop();
    }
}

MessageView* ConversationView::makeView(MessageId id, QWidget* parent)
{
    auto* view = new MessageView(*m_tree.find(id), m_modelName, parent);
    view->setVersions(placeOf(id));
    view->setRatingBlocked(m_ratingBlocked);
    if (const auto failure = m_failures.find(id); failure != m_failures.end()) {
        view->setFailure(failure->second);
    }
    connectView(view, id);
    connectLesson(view, id);
    if (const LessonRecord* record = recordOf(id)) {
        view->setLesson(record->shown);
    }
    showPanel(view, id);
    return view;
}

void ConversationView::connectView(MessageView* view, MessageId id)
{
    connect(view, &MessageView::ratingClicked, this, [this, id](Rating rating) { rate(id, rating); });
    connect(view, &MessageView::againClicked, this, [this, id] { Q_EMIT regenerateRequested(id); });
    connect(view, &MessageView::editClicked, this, [this, id] { Q_EMIT editRequested(id); });
    connect(view, &MessageView::versionStepped, this, [this, id](int step) { stepVersion(id, step); });
    connect(view, &MessageView::badgeClicked, this, [this, id] { clickBadge(id); });
    connect(view, &MessageView::draftChanged, this, [this, id](const FeedbackDraft& draft) {
        m_drafts[id] = draft;
        Q_EMIT draftChanged(id, draft);
    });
    connect(view, &MessageView::learnClicked, this,
        [this, id](
            const QString& wanted, const QString& critique, Scope scope) { learn(id, wanted, critique, scope); });
    connect(view, &MessageView::stripClosed, this, [this, id] { setPanel(id, Panel::None); });
    connect(view, &MessageView::takeBackClicked, this, [this, id] {
        setPanel(id, Panel::None);
        Q_EMIT rateRequested(id, Rating::None);
    });
}

void ConversationView::connectLesson(MessageView* view, MessageId id)
{
    connect(view, &MessageView::wantedReplyClicked, this, [this, id] { setPanel(id, Panel::Strip); });
    connect(view, &MessageView::useReplyClicked, this,
        [this, id](const QString& text) { Q_EMIT useReplyRequested(id, text.toStdString()); });
    connect(view, &MessageView::cancelClicked, this, [this, id] {
        if (const LessonRecord* record = recordOf(id)) {
            Q_EMIT cancelLessonRequested(record->shown.lesson.id);
        }
    });
    connect(view, &MessageView::tryAgainClicked, this, [this, id] {
        if (const LessonRecord* record = recordOf(id)) {
            Q_EMIT retryLessonRequested(record->shown.lesson.id);
        }
    });
    connect(view, &MessageView::undoClicked, this, [this, id] {
        const LessonRecord* record = recordOf(id);
        if (record && record->shown.checkpoint) {
            Q_EMIT undoRequested(*record->shown.checkpoint);
        }
    });
    connect(view, &MessageView::detailsClicked, this, [this, id] {
        if (const LessonRecord* record = recordOf(id)) {
            Q_EMIT detailsRequested(record->shown.lesson.id);
        }
    });
}

/// From the number of lines that the text fills; put right once the message is built.
int ConversationView::estimateHeight(MessageId id, int width) const
{
    const Message& message = *m_tree.find(id);
    const int charactersPerLine = std::max(width / std::max(fontMetrics().averageCharWidth(), 1), 1);
    const auto breaks = std::count(message.text.begin(), message.text.end(), '\n');
    const int lines = 1 + static_cast<int>(message.text.size()) / charactersPerLine + static_cast<int>(breaks);
    constexpr int ownExtra = 36; // the bubble's paddings and the frame
    constexpr int replyExtra = 92; // header, actions and spacings
    return lines * fontMetrics().lineSpacing() + (message.role == Role::Assistant ? replyExtra : ownExtra);
}

void ConversationView::showPath()
{
    const std::vector<MessageId> path = m_tree.shownPath();
    m_empty->setVisible(path.empty());
    m_column->setVisible(!path.empty());
    m_column->setMessages(path);
    for (MessageView* view : m_column->views()) {
        view->setVersions(placeOf(view->message().id)); // a new sibling changes the count of the others
    }
}

VersionPlace ConversationView::placeOf(MessageId id) const
{
    const std::vector<MessageId> versions = m_tree.versionsOf(id);
    const auto place = std::find(versions.begin(), versions.end(), id) - versions.begin();
    return { static_cast<int>(place) + 1, static_cast<int>(versions.size()) };
}

void ConversationView::stepVersion(MessageId id, int step)
{
    const std::vector<MessageId> versions = m_tree.versionsOf(id);
    const std::ptrdiff_t target = std::find(versions.begin(), versions.end(), id) - versions.begin() + step;
    if (target < 0 || target >= std::ssize(versions)) {
        return;
    }
    const MessageId chosen = versions[static_cast<std::size_t>(target)];
    m_tree.choose(chosen);
    showPath();
    m_column->focusMessage(chosen);
    Q_EMIT versionChosen(chosen);
}

ConversationView::LessonRecord* ConversationView::recordOf(MessageId reply)
{
    const auto lesson = m_lessonOf.find(reply);
    const auto record = lesson == m_lessonOf.end() ? m_lessons.end() : m_lessons.find(lesson->second);
    return record == m_lessons.end() ? nullptr : &record->second;
}

void ConversationView::refreshLesson(LessonId lesson)
{
    const LessonRecord& record = m_lessons.at(lesson);
    const std::optional<MessageId> reply = record.shown.lesson.message;
    const auto newest = reply ? m_lessonOf.find(*reply) : m_lessonOf.end();
    if (newest == m_lessonOf.end() || newest->second != lesson) {
        return;
    }
    if (MessageView* view = m_column->viewOf(*reply)) {
        view->setLesson(record.shown);
    }
}

/// What stands under the reply, as its panel is recorded; a running lesson shows its progress by itself.
void ConversationView::showPanel(MessageView* view, MessageId id)
{
    const auto panel = m_panels.find(id);
    const LessonRecord* record = recordOf(id);
    switch (panel == m_panels.end() ? Panel::None : panel->second) {
    case Panel::None:
        break;
    case Panel::Strip: {
        const auto draft = m_drafts.find(id);
        const QString reply = QString::fromStdString(view->message().text);
        const bool needsReply = record && record->shown.lesson.state == LessonState::NeedsWantedReply;
        FeedbackDraft shown = draft == m_drafts.end() ? FeedbackDraft { reply, {}, Scope::ThisAnswer } : draft->second;
        if (needsReply && record->receipt && !record->receipt->wantedReply.empty() && shown.wantedReply == reply) {
            shown.wantedReply = QString::fromStdString(record->receipt->wantedReply); // the model's own attempt
        }
        view->openStrip(shown, m_lessonCost,
            needsReply
                ? tr("This model can't turn the remark into a better reply by itself. Write the reply you wanted.")
                : QString());
        break;
    }
    case Panel::Outcome:
        if (record && record->receipt) {
            view->showReceipt(*record->receipt);
        } else if (record && record->failure) {
            view->showLessonFailure(*record->failure);
        }
        break;
    }
}

void ConversationView::setPanel(MessageId id, Panel panel)
{
    m_panels[id] = panel;
    if (MessageView* view = m_column->viewOf(id)) {
        view->closePanel();
        showPanel(view, id);
        view->focusStrip();
    }
}

/// Pressing the thumb again takes the rating back; a thumbs-down opens the strip at once.
void ConversationView::rate(MessageId id, Rating rating)
{
    const Message& message = *m_tree.find(id);
    if (rating == Rating::Down) {
        const MessageView* view = m_column->viewOf(id);
        const bool isOpen = view && view->hasStrip();
        setPanel(id, isOpen ? Panel::None : Panel::Strip);
        if (message.rating != Rating::Down) {
            Q_EMIT rateRequested(id, Rating::Down);
        } else if (isOpen) {
            Q_EMIT rateRequested(id, Rating::None);
        }
        return;
    }
    Q_EMIT rateRequested(id, message.rating == rating ? Rating::None : rating);
}

void ConversationView::learn(MessageId id, const QString& wantedReply, const QString& critique, Scope scope)
{
    setPanel(id, Panel::None);
    Q_EMIT lessonRequested(id, wantedReply.toStdString(), critique.toStdString(), scope);
}

void ConversationView::clickBadge(MessageId id)
{
    const LessonRecord* record = recordOf(id);
    if (!record) {
        return;
    }
    Q_EMIT selectLessonRequested(record->shown.lesson.id);
    if (record->receipt || record->failure) {
        setPanel(id, Panel::Outcome);
    }
}

} // namespace amend
