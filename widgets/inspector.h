// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one selection of the inspector: timeline, loss, drift, gate, tokens and memory always show the same update.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "widgets/loss_series.h"

#include <QObject>

#include <optional>
#include <unordered_map>
#include <vector>

namespace amend {

class DriftDock;
class GateCard;
class LossDock;
class MemoryDock;
class TimelineDock;
class TokensDock;

/// The views that it drives; they outlive it.
struct InspectorViews {
    LossDock& loss;
    DriftDock& drift;
    GateCard& gate;
    TokensDock& tokens;
    MemoryDock& memory;
    TimelineDock& timeline;
};

/// What is selected is a row of the timeline, or a lesson that has no row (yet). Until another is chosen it is the
/// newest row; a lesson that begins to run is selected by itself.
class Inspector final : public QObject {
    Q_OBJECT

public:
    explicit Inspector(const InspectorViews& views, QObject* parent = nullptr);

    std::optional<LessonId> selectedLesson() const { return m_lesson; }

public Q_SLOTS:
    /// Another model, with a history of its own.
    void clear();
    void setTimeline(const std::vector<amend::CheckpointRow>& rows);
    /// Known, or in a new state.
    void setLesson(const amend::Lesson& lesson);
    /// A step of the lesson that runs; others, as of a replay, are left alone.
    void addLoss(const amend::LossPoint& loss);
    /// The answer to `receiptWanted`, or of a lesson that has just ended. One that is not selected is left alone.
    void showReceipt(const amend::LessonReceipt& receipt);
    void selectLesson(amend::LessonId lesson);

Q_SIGNALS:
    void receiptWanted(amend::LessonId lesson);

private:
    void selectRow(const CheckpointRow& row);
    void showLesson(LessonId lesson);
    void showNothing(const QString& why, const QString& name);
    void markInMemory();

    InspectorViews m_views;
    std::optional<LessonId> m_lesson; ///< selected
    std::optional<LessonId> m_running;
    LossSeries m_runningLosses;
    std::unordered_map<LessonId, Lesson> m_lessons;
    bool m_isSettling = false; ///< new rows are on their way in
};

} // namespace amend
