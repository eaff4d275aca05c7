// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector.h"

#include "widgets/drift_dock.h"
#include "widgets/gate_card.h"
#include "widgets/loss_dock.h"
#include "widgets/memory_dock.h"
#include "widgets/selection_text.h"
#include "widgets/timeline_dock.h"
#include "widgets/tokens_dock.h"

#include <QScopedValueRollback>

namespace amend {
namespace {

bool isRunning(LessonState state)
{
    return state == LessonState::Learning || state == LessonState::Checking;
}

/// In these states there is no receipt to wait for.
bool hasNoReceipt(LessonState state)
{
    return isRunning(state) || state == LessonState::Waiting || state == LessonState::CouldNotRun
        || state == LessonState::Cancelled;
}

/// The lesson whose numbers the row has.
std::optional<LessonId> lessonOf(const CheckpointRow& row)
{
    const bool isLesson = row.kind == TimelineKind::Learned || row.kind == TimelineKind::Rejected;
    return isLesson ? row.lesson : std::nullopt;
}

} // namespace

Inspector::Inspector(const InspectorViews& views, QObject* parent)
    : QObject(parent)
    , m_views(views)
{
    connect(&m_views.timeline, &TimelineDock::rowSelected, this, &Inspector::selectRow);
    connect(&m_views.loss, &LossDock::lessonSelected, this, &Inspector::selectLesson);
    connect(&m_views.memory, &MemoryDock::checkpointChosen, &m_views.timeline, &TimelineDock::selectCheckpoint);
}

void Inspector::clear()
{
    m_lesson.reset();
    m_running.reset();
    m_runningLosses.clear();
    m_lessons.clear();
    m_views.timeline.setRows({});
    m_views.loss.setTimeline({});
    m_views.memory.setMap({});
    showNothing({}, {});
    markInMemory();
}

void Inspector::setTimeline(const std::vector<CheckpointRow>& rows)
{
    const std::optional<LessonId> shown = m_lesson;
    const bool hadRow = m_views.timeline.currentRow().has_value();
    {
        const QScopedValueRollback settling(m_isSettling, true);
        m_views.timeline.setRows(rows);
        m_views.loss.setTimeline(rows);
        if (shown && !hadRow) { // it may have a row now
            m_views.timeline.selectLesson(*shown);
        }
    }
    const std::optional<CheckpointRow> row = m_views.timeline.currentRow();
    if (row && (!shown || lessonOf(*row) != shown)) {
        selectRow(*row);
    }
    markInMemory();
}

void Inspector::setLesson(const Lesson& lesson)
{
    const auto known = m_lessons.find(lesson.id);
    const bool isNewState = known == m_lessons.end() || known->second.state != lesson.state;
    m_lessons[lesson.id] = lesson;
    const bool begins = isRunning(lesson.state) && m_running != lesson.id;
    if (begins) {
        m_running = lesson.id;
        m_runningLosses.clear();
        selectLesson(lesson.id);
        return;
    }
    if (m_running == lesson.id && !isRunning(lesson.state)) {
        m_running.reset();
    }
    if (m_lesson == lesson.id && isNewState && hasNoReceipt(lesson.state) && !isRunning(lesson.state)) {
        showLesson(lesson.id);
    }
}

void Inspector::addLoss(const LossPoint& loss)
{
    if (m_running != loss.lesson) {
        return;
    }
    m_runningLosses.add(loss);
    if (m_lesson == loss.lesson) {
        m_views.loss.addPoint(loss);
    }
}

void Inspector::showReceipt(const LessonReceipt& receipt)
{
    if (m_lesson != receipt.lesson) {
        return;
    }
    m_views.loss.showReceipt(receipt);
    m_views.drift.showReceipt(receipt);
    m_views.gate.showReceipt(receipt);
    m_views.tokens.showReceipt(receipt);
    if (const auto known = m_lessons.find(receipt.lesson); known != m_lessons.end()) {
        m_views.gate.showFeedback(known->second);
    }
}

void Inspector::selectLesson(LessonId lesson)
{
    m_views.timeline.selectLesson(lesson);
    showLesson(lesson);
    markInMemory();
}

void Inspector::selectRow(const CheckpointRow& row)
{
    if (m_isSettling) {
        return;
    }
    markInMemory();
    if (const std::optional<LessonId> lesson = lessonOf(row)) {
        showLesson(*lesson);
        return;
    }
    m_lesson.reset();
    const bool isAlone = m_views.timeline.rowCount() == 1;
    showNothing(isAlone ? nothingLearnedText() : withoutLessonText(row), isAlone ? QString() : selectionName(row));
}

/// Views keep what they show until the receipt comes, where there is one.
void Inspector::showLesson(LessonId lesson)
{
    m_lesson = lesson;
    const auto known = m_lessons.find(lesson);
    if (known != m_lessons.end() && hasNoReceipt(known->second.state)) {
        showNothing(withoutReceiptText(known->second), selectionName(lesson));
        m_views.gate.showFeedback(known->second);
        for (const LossPoint& loss : m_running == lesson ? m_runningLosses.points() : std::vector<LossPoint> {}) {
            m_views.loss.addPoint(loss);
        }
    }
    if (m_running != lesson) {
        Q_EMIT receiptWanted(lesson);
    }
}

void Inspector::showNothing(const QString& why, const QString& name)
{
    m_views.loss.clear(why, name);
    m_views.drift.clear(why, name);
    m_views.gate.clear(why, name);
    m_views.tokens.clear(why, name);
}

/// The column of the selected row; a restore's is that of what serves since.
void Inspector::markInMemory()
{
    const std::optional<CheckpointRow> row = m_views.timeline.currentRow();
    m_views.memory.setSelected(!row ? std::nullopt : row->checkpoint ? row->checkpoint : row->target);
}

} // namespace amend
