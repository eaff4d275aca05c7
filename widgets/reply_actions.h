// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The row under a reply: badge, speed, version switch, thumbs, Copy and Again. Always visible.
#pragma once

#include "core/domain/message.h"
#include "widgets/lesson_badge.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace amend {

class ReplyActions final : public QWidget {
    Q_OBJECT

public:
    explicit ReplyActions(QWidget* parent = nullptr);

    void setMessage(const Message& message);
    void setVersions(int current, int count); ///< counted from 1
    void setLesson(const LessonShown& shown);
    /// Off while the reply streams and during a preview; the tooltip says why. An empty reason switches them on.
    void setRatingBlocked(const QString& reason);
    bool canRate() const { return !m_streaming && m_blockedReason.isEmpty(); }

Q_SIGNALS:
    void ratingClicked(amend::Rating rating); ///< the thumb that was pressed
    void copyClicked();
    void againClicked();
    void versionStepped(int step); ///< -1 or 1
    void badgeClicked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateThumbs();
    void fitToWidth();
    int neededWidth() const; ///< without the speed
    void updateVersions();

    LessonBadge* m_badge;
    QLabel* m_speed;
    QToolButton* m_older;
    QLabel* m_version;
    QToolButton* m_newer;
    QToolButton* m_up;
    QToolButton* m_down;
    QPushButton* m_copy;
    QPushButton* m_again;
    Rating m_rating = Rating::None;
    bool m_streaming = false;
    bool m_isMeasured = false;
    QString m_blockedReason;
    int m_current = 1;
    int m_count = 1;
};

} // namespace amend
