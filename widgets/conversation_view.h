// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The conversation: the shown path through the tree of messages, and what is known of their lessons.
// Slots take values, signals state wishes; what the window shows as saved has come back through a slot.
#pragma once

#include "core/domain/failure.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/loss_point.h"
#include "core/domain/message.h"
#include "widgets/feedback_strip.h"
#include "widgets/lesson_badge.h"
#include "widgets/message_tree.h"

#include <QWidget>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

class QLabel;

namespace amend {

class MessageColumn;
class MessageView;
struct VersionPlace;

enum class ReceiptDisplay {
    Open, ///< a lesson has just ended: the receipt takes the place of its progress
    Behind, ///< known from earlier: a click on the badge opens it
};

class ConversationView final : public QWidget {
    Q_OBJECT

public:
    explicit ConversationView(QWidget* parent = nullptr);

    const MessageTree& tree() const { return m_tree; }
    std::optional<MessageId> lastShown() const; ///< the end of the shown path: what a new question follows
    std::optional<MessageId> newestReply() const; ///< on the shown path
    MessageColumn& column() const { return *m_column; }

public Q_SLOTS:
    /// Another chat. Forgets drafts, lessons and receipts of the one before.
    void setMessages(const std::vector<amend::Message>& messages);
    void addMessage(const amend::Message& message); ///< or replaces the one with its id
    void appendText(amend::MessageId reply, const std::string& utf8);
    void finishReply(const amend::Message& reply);
    void setModelName(const QString& name);
    void setFailure(amend::MessageId reply, const amend::Failure& failure); ///< why a reply failed

    void setLesson(const amend::Lesson& lesson, int lessonsBefore = 0);
    /// Before its first optimiser step. The share is of what the first lesson of a model needs; none: of this lesson.
    void setPreparing(amend::LessonId lesson, amend::PreparedPart part, double share);
    void setLoss(const amend::LossPoint& loss); ///< progress of the lesson it names
    void setChecking(amend::LessonId lesson, int checksDone, int checksTotal);
    void setReceipt(const amend::LessonReceipt& receipt, amend::ReceiptDisplay display = amend::ReceiptDisplay::Open);
    void setLessonFailure(amend::LessonId lesson, const amend::Failure& failure);
    /// How long a lesson takes, from recent ones.
    void setLessonCost(std::optional<double> seconds);
    /// Why nothing can be rated now, as during a preview; empty: one can.
    void setRatingBlocked(const QString& reason);
    void setDraft(amend::MessageId reply, const amend::FeedbackDraft& draft); ///< kept from before a restart

    void rateNewest(amend::Rating rating); ///< Ctrl+Shift+G and Ctrl+Shift+B
    void copyNewest();
    void focusStep(int messages); ///< Alt+Up and Alt+Down
    void followEnd();
    /// Another layout comes: the topmost text stays where it is, unless a reply is being written at the end.
    void holdTop();

Q_SIGNALS:
    void rateRequested(amend::MessageId reply, amend::Rating rating);
    /// Texts that are not given are empty.
    void lessonRequested(
        amend::MessageId reply, const std::string& wantedReply, const std::string& critique, amend::Scope scope);
    void draftChanged(amend::MessageId reply, const amend::FeedbackDraft& draft);
    void cancelLessonRequested(amend::LessonId lesson);
    void retryLessonRequested(amend::LessonId lesson);
    void undoRequested(amend::CheckpointId checkpoint); ///< the one that a lesson made
    void useReplyRequested(amend::MessageId reply, const std::string& text);
    void selectLessonRequested(amend::LessonId lesson); ///< in every view
    void detailsRequested(amend::LessonId lesson); ///< also show the views
    void regenerateRequested(amend::MessageId reply);
    void editRequested(amend::MessageId question);
    void versionChosen(amend::MessageId message);

private:
    enum class Panel { None, Strip, Outcome };
    struct LessonRecord {
        LessonShown shown;
        std::optional<LessonReceipt> receipt;
        std::optional<Failure> failure;
    };

    MessageView* makeView(MessageId id, QWidget* parent);
    void connectView(MessageView* view, MessageId id);
    void connectLesson(MessageView* view, MessageId id);
    int estimateHeight(MessageId id, int width) const;
    void showPath();
    VersionPlace placeOf(MessageId id) const;
    void stepVersion(MessageId id, int step);

    LessonRecord* recordOf(MessageId reply);
    void refreshLesson(LessonId lesson);
    void showPanel(MessageView* view, MessageId id);
    void setPanel(MessageId id, Panel panel);
    void rate(MessageId id, Rating rating);
    void learn(MessageId id, const QString& wantedReply, const QString& critique, Scope scope);
    void clickBadge(MessageId id);

    MessageTree m_tree;
    MessageColumn* m_column;
    QLabel* m_empty;
    QString m_modelName;
    QString m_ratingBlocked;
    std::optional<double> m_lessonCost;
    std::unordered_map<LessonId, LessonRecord> m_lessons;
    std::unordered_map<MessageId, LessonId> m_lessonOf; ///< the newest taught from a reply
    std::unordered_map<MessageId, FeedbackDraft> m_drafts;
    std::unordered_map<MessageId, Panel> m_panels;
    std::unordered_map<MessageId, Failure> m_failures;
};

} // namespace amend
