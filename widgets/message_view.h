// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One message of a conversation: header, body, the row of actions and, under a reply, what is going on with its lesson.
#pragma once

#include "core/domain/failure.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/message.h"
#include "widgets/feedback_strip.h"
#include "widgets/lesson_badge.h"

#include <QWidget>
#include <optional>
#include <string_view>

class QLabel;
class QVBoxLayout;

namespace amend {

class LessonProgressCard;
class MessageBody;
class OwnMessage;
class ReplyActions;

/// Where a message stands among its versions, counted from 1.
struct VersionPlace {
    int current = 1;
    int count = 1;
};

class MessageView final : public QWidget {
    Q_OBJECT

public:
    /// Room around the message for the frame that shows the focus.
    static constexpr int frameWidth = 8;

    MessageView(const Message& message, const QString& modelName, QWidget* parent = nullptr);

    const Message& message() const { return m_message; }
    /// The same message with new contents. The body is built again only when the text is not the one it shows.
    void setMessage(const Message& message);
    void appendText(std::string_view utf8); ///< while it streams
    void setVersions(VersionPlace place);
    void setModelName(const QString& name);
    void setFailure(const std::optional<Failure>& failure); ///< why the reply failed
    void setRatingBlocked(const QString& reason);

    // The lesson: one panel at a time under the reply.
    void setLesson(const LessonShown& shown); ///< badge, and progress while it runs
    void openStrip(const FeedbackDraft& draft, std::optional<double> costSeconds, const QString& request);
    void focusStrip(); ///< its first field, when it is open
    void showReceipt(const LessonReceipt& receipt);
    void showLessonFailure(const Failure& failure);
    void closePanel();
    bool hasStrip() const;
    bool hasPanel() const { return m_panel; }

    /// The text is laid out in parts, which stay the same at any width: the part at that height, -1 above the first.
    int partAt(int y) const;
    QRect partGeometry(int part) const;

    /// What Copy takes: the Markdown as written.
    void copy() const;

Q_SIGNALS:
    void ratingClicked(amend::Rating rating);
    void againClicked();
    void editClicked();
    void versionStepped(int step);
    void badgeClicked();
    void draftChanged(const amend::FeedbackDraft& draft);
    void learnClicked(const QString& wantedReply, const QString& critique, amend::Scope scope);
    void stripClosed(); ///< "Not now"
    void takeBackClicked();
    void cancelClicked();
    void useReplyClicked(const QString& reply);
    void undoClicked();
    void detailsClicked();
    void wantedReplyClicked();
    void tryAgainClicked();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void buildReply();
    void buildOwn();
    void updateState();
    void updateHeader();
    void setPanel(QWidget* panel);
    void connectReceipt(class ReceiptCard* card);

    Message m_message;
    QString m_modelName;
    std::optional<Failure> m_failure;
    QVBoxLayout* m_column;
    OwnMessage* m_own = nullptr; ///< own messages only
    QLabel* m_checkpoint = nullptr; ///< the rest: replies only
    QLabel* m_model = nullptr;
    MessageBody* m_body = nullptr;
    QLabel* m_state = nullptr;
    ReplyActions* m_actions = nullptr;
    QWidget* m_panel = nullptr;
    LessonProgressCard* m_progress = nullptr; ///< the panel, while a lesson runs
};

} // namespace amend
