// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The pill under a reply that says what became of its lesson, by icon and words.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/loss_point.h"

#include <QAbstractButton>
#include <optional>

namespace amend {

/// What is made ready before the first step: for all lessons of a model once, or for this lesson.
enum class PreparedPart { Model, Lesson };

/// What the window knows of one lesson. The parts arrive one after another.
struct LessonShown {
    Lesson lesson;
    std::optional<CheckpointId> checkpoint; ///< once learned
    int lessonsBefore = 0; ///< while waiting
    std::int64_t beganMs = 0; ///< Unix time; 0 before it runs
    PreparedPart preparedPart = PreparedPart::Lesson;
    std::optional<double> preparedShare; ///< of that part, from 0 to 1
    std::optional<LossPoint> loss; ///< while learning
    int checksDone = 0; ///< while checking
    int checksTotal = 0;
    bool operator==(const LessonShown&) const = default;
};

enum class Tone { Quiet, Good, Bad, Wait, Accent };

struct BadgeLook {
    QString icon;
    QString words;
    Tone tone = Tone::Quiet;
};

BadgeLook badgeLook(const LessonShown& shown);

class LessonBadge final : public QAbstractButton {
    Q_OBJECT

public:
    explicit LessonBadge(QWidget* parent = nullptr);

    void setLesson(const LessonShown& shown);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; ///< the words are cut then, and whole in the tooltip

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    BadgeLook m_look;
};

} // namespace amend
