// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/message_view.h"

#include "widgets/block_view.h"
#include "widgets/failure_text.h"
#include "widgets/lesson_progress_card.h"
#include "widgets/message_body.h"
#include "widgets/own_message.h"
#include "widgets/receipt_card.h"
#include "widgets/reply_actions.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <utility>

namespace amend {
namespace {

QString stateWords(const Message& message)
{
    switch (message.state) {
    case MessageState::Complete:
        return message.stats.hitTokenLimit ? MessageView::tr("Ended at the length limit.") : QString();
    case MessageState::Streaming:
        return message.text.empty() ? MessageView::tr("Writing …") : QString();
    case MessageState::Stopped:
        return message.stats.hitTokenLimit ? MessageView::tr("Stopped at the length limit.")
                                           : MessageView::tr("Stopped. What was written is kept.");
    case MessageState::Interrupted:
        return MessageView::tr("Interrupted: the program ended while this was being written.");
    case MessageState::Failed:
        return MessageView::tr("This reply ended with an error.");
    }
    return {};
}

bool isRunning(LessonState state)
{
    return state == LessonState::Waiting || state == LessonState::Learning || state == LessonState::Checking;
}

} // namespace

MessageView::MessageView(const Message& message, const QString& modelName, QWidget* parent)
    : QWidget(parent)
    , m_message(message)
    , m_modelName(modelName)
    , m_column(new QVBoxLayout(this))
{
    setFocusPolicy(Qt::StrongFocus);
    m_column->setContentsMargins(frameWidth, frameWidth, frameWidth, frameWidth);
    m_column->setSpacing(metrics::gutter);
    if (message.role == Role::Assistant) {
        buildReply();
    } else {
        buildOwn();
    }
    setMessage(message);
}

void MessageView::buildOwn()
{
    m_own = new OwnMessage(this);
    m_own->setText(QString::fromStdString(m_message.text));
    m_column->addWidget(m_own);
    connect(m_own, &OwnMessage::editClicked, this, &MessageView::editClicked);
    connect(m_own, &OwnMessage::versionStepped, this, &MessageView::versionStepped);
}

void MessageView::buildReply()
{
    m_checkpoint = new QLabel(this);
    m_checkpoint->setFont(fontFor(TextRole::Secondary));
    m_checkpoint->setProperty("tone", QStringLiteral("second"));
    m_checkpoint->setContentsMargins(10, 3, 10, 3); // inside the pill, see paintEvent
    m_model = new QLabel(this);
    m_model->setFont(fontFor(TextRole::Secondary));
    m_model->setProperty("tone", QStringLiteral("second"));
    auto* header = new QHBoxLayout;
    header->setSpacing(metrics::gutter);
    header->addWidget(m_checkpoint);
    header->addWidget(m_model, 1);
    m_body = new MessageBody(this);
    m_body->setText(m_message.text, m_message.state == MessageState::Streaming);
    m_state = new QLabel(this);
    m_state->setWordWrap(true);
    m_state->setFont(fontFor(TextRole::Secondary));
    m_state->setProperty("tone", QStringLiteral("second"));
    m_actions = new ReplyActions(this);
    m_column->addLayout(header);
    m_column->addWidget(m_body);
    m_column->addWidget(m_state);
    m_column->addWidget(m_actions);
    connect(m_actions, &ReplyActions::ratingClicked, this, &MessageView::ratingClicked);
    connect(m_actions, &ReplyActions::copyClicked, this, &MessageView::copy);
    connect(m_actions, &ReplyActions::againClicked, this, &MessageView::againClicked);
    connect(m_actions, &ReplyActions::versionStepped, this, &MessageView::versionStepped);
    connect(m_actions, &ReplyActions::badgeClicked, this, &MessageView::badgeClicked);
}

void MessageView::setMessage(const Message& message)
{
    const Message before = std::exchange(m_message, message);
    if (m_own) {
        if (message.text != before.text) {
            m_own->setText(QString::fromStdString(message.text));
        }
        setAccessibleName(tr("Your message: %1").arg(QString::fromStdString(message.text)));
        return;
    }
    const bool isOpen = message.state == MessageState::Streaming;
    if (message.text != before.text) {
        m_body->setText(message.text, isOpen);
    } else if (before.state == MessageState::Streaming && !isOpen) {
        m_body->finish();
    }
    m_actions->setMessage(message);
    updateHeader();
    updateState();
}

void MessageView::appendText(std::string_view utf8)
{
    m_message.text.append(utf8);
    m_body->append(utf8);
    updateState();
}

void MessageView::setVersions(VersionPlace place)
{
    if (m_own) {
        m_own->setVersions(place.current, place.count);
    } else {
        m_actions->setVersions(place.current, place.count);
    }
}

void MessageView::setModelName(const QString& name)
{
    m_modelName = name;
    if (!m_own) {
        updateHeader();
    }
}

void MessageView::setFailure(const std::optional<Failure>& failure)
{
    m_failure = failure;
    if (!m_own) {
        updateState();
    }
}

void MessageView::setRatingBlocked(const QString& reason)
{
    if (m_actions) {
        m_actions->setRatingBlocked(reason);
    }
}

void MessageView::updateHeader()
{
    m_checkpoint->setText(tr("#%1").arg(m_message.checkpoint.value));
    m_checkpoint->setToolTip(tr("Written by checkpoint #%1").arg(m_message.checkpoint.value));
    m_model->setText(m_modelName);
    setAccessibleName(
        tr("Reply of checkpoint #%1: %2").arg(m_message.checkpoint.value).arg(QString::fromStdString(m_message.text)));
}

void MessageView::updateState()
{
    QString words = stateWords(m_message);
    if (m_message.state == MessageState::Failed && m_failure) {
        const FailureText text = failureText(m_failure->kind);
        words = text.sentence + u' ' + text.advice;
        m_state->setToolTip(QString::fromStdString(m_failure->detail));
    }
    m_state->setText(words);
    m_state->setVisible(!words.isEmpty());
}

void MessageView::setLesson(const LessonShown& shown)
{
    m_actions->setLesson(shown);
    if (!isRunning(shown.lesson.state)) {
        if (m_progress) {
            closePanel();
        }
        return;
    }
    if (shown.lesson.gesture == Gesture::ThumbsUp) {
        return;
    }
    if (!m_progress) {
        auto* progress = new LessonProgressCard(this);
        setPanel(progress);
        m_progress = progress;
        connect(progress, &LessonProgressCard::cancelClicked, this, &MessageView::cancelClicked);
    }
    m_progress->setLesson(shown);
}

void MessageView::openStrip(const FeedbackDraft& draft, std::optional<double> costSeconds, const QString& request)
{
    auto* strip = new FeedbackStrip(QString::fromStdString(m_message.text), this);
    strip->setDraft(draft);
    strip->setCostHint(costSeconds);
    strip->setRequest(request);
    setPanel(strip);
    connect(strip, &FeedbackStrip::draftChanged, this, &MessageView::draftChanged);
    connect(strip, &FeedbackStrip::learnClicked, this, &MessageView::learnClicked);
    connect(strip, &FeedbackStrip::notNowClicked, this, &MessageView::stripClosed);
    connect(strip, &FeedbackStrip::takeBackClicked, this, &MessageView::takeBackClicked);
}

void MessageView::focusStrip()
{
    if (auto* strip = qobject_cast<FeedbackStrip*>(m_panel)) {
        strip->focusWantedReply();
    }
}

void MessageView::showReceipt(const LessonReceipt& receipt)
{
    auto* card = new ReceiptCard(receipt, this);
    connectReceipt(card);
    setPanel(card);
}

void MessageView::showLessonFailure(const Failure& failure)
{
    auto* card = new ReceiptCard(failure, this);
    connectReceipt(card);
    setPanel(card);
}

void MessageView::connectReceipt(ReceiptCard* card)
{
    connect(card, &ReceiptCard::useReplyClicked, this, &MessageView::useReplyClicked);
    connect(card, &ReceiptCard::undoClicked, this, &MessageView::undoClicked);
    connect(card, &ReceiptCard::detailsClicked, this, &MessageView::detailsClicked);
    connect(card, &ReceiptCard::wantedReplyClicked, this, &MessageView::wantedReplyClicked);
    connect(card, &ReceiptCard::tryAgainClicked, this, &MessageView::tryAgainClicked);
    connect(card, &ReceiptCard::closeClicked, this, &MessageView::closePanel);
}

void MessageView::closePanel()
{
    setPanel(nullptr);
}

bool MessageView::hasStrip() const
{
    return qobject_cast<FeedbackStrip*>(m_panel);
}

void MessageView::setPanel(QWidget* panel)
{
    m_progress = nullptr;
    if (m_panel) {
        if (m_panel->isAncestorOf(QApplication::focusWidget())) {
            setFocus(Qt::OtherFocusReason); // else Qt hands it to whatever comes next in the window
        }
        m_panel->hide();
        m_panel->deleteLater(); // it may be the sender of the signal that brought us here
    }
    m_panel = panel;
    if (panel) {
        m_column->addWidget(panel);
        panel->show();
    }
}

int MessageView::partAt(int y) const
{
    const QList<BlockView*> parts = m_body ? m_body->findChildren<BlockView*>() : QList<BlockView*>();
    int part = -1;
    while (part + 1 < parts.size() && parts[part + 1]->mapTo(this, QPoint()).y() <= y) {
        ++part;
    }
    return part;
}

QRect MessageView::partGeometry(int part) const
{
    const QList<BlockView*> parts = m_body ? m_body->findChildren<BlockView*>() : QList<BlockView*>();
    if (part < 0 || part >= parts.size()) {
        return m_body ? QRect(0, 0, width(), m_body->y()) : rect();
    }
    return { parts[part]->mapTo(this, QPoint()), parts[part]->size() };
}

void MessageView::copy() const
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(m_message.text));
}

void MessageView::keyPressEvent(QKeyEvent* event)
{
    const bool canRate = m_actions && m_actions->canRate();
    if (canRate && event->text() == QLatin1String("+")) {
        Q_EMIT ratingClicked(Rating::Up);
    } else if (canRate && event->text() == QLatin1String("-")) {
        Q_EMIT ratingClicked(Rating::Down);
    } else if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->modifiers() == Qt::AltModifier
        && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        Q_EMIT versionStepped(event->key() == Qt::Key_Left ? -1 : 1);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void MessageView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_checkpoint) {
        const QRectF label = m_checkpoint->geometry();
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.inset);
        painter.drawRoundedRect(label, label.height() / 2, label.height() / 2);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
    }
}

void MessageView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void MessageView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace amend
