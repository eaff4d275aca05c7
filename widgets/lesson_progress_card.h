// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson on its way, in the place where the strip was: waiting, learning, checking, with Cancel.
#pragma once

#include "widgets/lesson_badge.h"

#include <QTimer>
#include <QWidget>

class QProgressBar;

namespace amend {

class InsetCard;

class LessonProgressCard final : public QWidget {
    Q_OBJECT

public:
    explicit LessonProgressCard(QWidget* parent = nullptr);

    void setLesson(const LessonShown& shown);

Q_SIGNALS:
    void cancelClicked();

private:
    void showSeconds();

    InsetCard* m_card;
    QProgressBar* m_bar;
    QTimer m_clock; ///< while it runs
    std::int64_t m_beganMs = 0; ///< Unix time; 0 while it waits
};

/// "learning 3 of at most 12 · loss 0.80"
QString progressText(const LessonShown& shown);

} // namespace amend
