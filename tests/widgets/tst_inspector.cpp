// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector.h"

#include "widgets/drift_dock.h"
#include "widgets/empty_state.h"
#include "widgets/gate_card.h"
#include "widgets/loss_dock.h"
#include "widgets/memory_dock.h"
#include "widgets/memory_map_view.h"
#include "widgets/timeline_dock.h"
#include "widgets/tokens_dock.h"

#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

namespace {

CheckpointRow rowOf(std::int64_t sequence, TimelineKind kind, std::int64_t lesson)
{
    CheckpointRow row;
    row.sequence = sequence;
    row.kind = kind;
    if (kind != TimelineKind::Rejected && kind != TimelineKind::Restored) {
        row.checkpoint = CheckpointId { sequence };
    }
    if (lesson > 0) {
        row.lesson = LessonId { lesson };
    }
    row.title = "Question";
    return row;
}

Lesson lessonOf(std::int64_t id, LessonState state)
{
    Lesson lesson;
    lesson.id = { id };
    lesson.state = state;
    return lesson;
}

LossPoint lossOf(std::int64_t lesson, int step)
{
    LossPoint loss;
    loss.lesson = { lesson };
    loss.step = step;
    loss.lessonNats = 2;
    return loss;
}

/// Everything a learned lesson leaves.
LessonReceipt receiptOf(std::int64_t lesson)
{
    LessonReceipt receipt;
    receipt.lesson = { lesson };
    receipt.verdict = Verdict::Learned;
    receipt.losses = { lossOf(lesson, 0), lossOf(lesson, 1) };
    receipt.driftOfLesson = { .layers = 1, .projections = { "q" }, .relativeChange = { 0.1 } };
    receipt.after.wantedTokens = { { "Emma", -0.1, 0 } };
    receipt.gate = { { .name = "fixed", .value = 1, .limit = 1, .measured = {} } };
    return receipt;
}

std::vector<CheckpointRow> ledger()
{
    return { rowOf(0, TimelineKind::Base, 0), rowOf(1, TimelineKind::Learned, 5), rowOf(2, TimelineKind::Learned, 6) };
}

} // namespace

class TestInspector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_loss = std::make_unique<LossDock>();
        m_drift = std::make_unique<DriftDock>();
        m_gate = std::make_unique<GateCard>();
        m_tokens = std::make_unique<TokensDock>();
        m_memory = std::make_unique<MemoryDock>();
        m_timeline = std::make_unique<TimelineDock>();
        m_inspector = std::make_unique<Inspector>(
            InspectorViews { *m_loss, *m_drift, *m_gate, *m_tokens, *m_memory, *m_timeline }, nullptr);
        m_wanted = std::make_unique<QSignalSpy>(m_inspector.get(), &Inspector::receiptWanted);
    }

    void cleanup() { m_inspector.reset(); }

    void showsTheNewestAfterAStart()
    {
        m_inspector->setTimeline(ledger());
        QCOMPARE(m_wanted->size(), 1);
        QCOMPARE(m_wanted->front()[0].value<LessonId>(), LessonId { 6 });
        m_inspector->showReceipt(receiptOf(6));
        QCOMPARE(titles(), QStringLiteral("Loss · lesson 6 | Drift · lesson 6 | Gate · lesson 6 | Tokens · lesson 6"));
        QVERIFY(!m_loss->isEmpty() && !m_drift->isEmpty() && !m_gate->isEmpty() && !m_tokens->isEmpty());
    }

    void aColumnOfTheMemoryMapIsAnUpdateOfAllViews()
    {
        m_inspector->setTimeline(ledger());
        m_memory->setMap({ .checkpoints = { CheckpointId { 1 }, CheckpointId { 2 } },
            .rows = { { .lesson = LessonId { 5 }, .title = {}, .reply = {} },
                { .lesson = LessonId { 6 }, .title = {}, .reply = {} } },
            .recalls = {},
            .cells
            = { MemoryMap::notMeasured, MemoryMap::notMeasured, MemoryMap::notTaught, MemoryMap::notMeasured } });
        auto* map = m_memory->findChild<MemoryMapView*>();
        QVERIFY(map->selected() == CheckpointId { 2 }); // the newest
        Q_EMIT m_memory->checkpointChosen(CheckpointId { 1 });
        QCOMPARE(m_inspector->selectedLesson(), LessonId { 5 });
        QCOMPARE(m_wanted->back()[0].value<LessonId>(), LessonId { 5 });
        QVERIFY(m_timeline->currentRow()->checkpoint == CheckpointId { 1 });
        QVERIFY(map->selected() == CheckpointId { 1 });
        m_inspector->selectLesson(LessonId { 6 });
        QVERIFY(map->selected() == CheckpointId { 2 });
        m_inspector->selectLesson(LessonId { 7 }); // it has no row
        QVERIFY(!map->selected());
        m_inspector->clear();
        QVERIFY(m_memory->isEmpty());
    }

    void saysThatTheBaseWasNotTrained()
    {
        m_inspector->setTimeline(ledger());
        m_inspector->showReceipt(receiptOf(6));
        chooseRow(2);
        QCOMPARE(titles(), QStringLiteral("Loss · #0 | Drift · #0 | Gate · #0 | Tokens · #0"));
        for (const CardDock* dock : docks()) {
            QVERIFY(dock->isEmpty());
            QVERIFY(sentenceOf(dock).contains(QStringLiteral("as published")));
        }
        m_inspector->showReceipt(receiptOf(6)); // comes late: it is not selected any more
        QVERIFY(m_loss->isEmpty());
    }

    void goingBackDoesNotTrain()
    {
        std::vector<CheckpointRow> rows = ledger();
        m_inspector->setTimeline(rows);
        m_inspector->showReceipt(receiptOf(6));
        rows.push_back(rowOf(3, TimelineKind::Restored, 0));
        rows.back().target = CheckpointId { 1 };
        m_inspector->setTimeline(rows);
        for (const CardDock* dock : docks()) {
            QCOMPARE(sentenceOf(dock), QStringLiteral("Going back does not train."));
        }
    }

    void aLessonThatBeginsIsSelectedEverywhere()
    {
        std::vector<CheckpointRow> rows = ledger();
        m_inspector->setTimeline(rows);
        m_inspector->showReceipt(receiptOf(6));
        m_inspector->setLesson(lessonOf(7, LessonState::Learning));
        QVERIFY(!m_timeline->currentRow());
        QCOMPARE(titles(), QStringLiteral("Loss · lesson 7 | Drift · lesson 7 | Gate · lesson 7 | Tokens · lesson 7"));
        for (const CardDock* dock : docks()) {
            QVERIFY(sentenceOf(dock).contains(QStringLiteral("is being learned")));
        }
        m_inspector->addLoss(lossOf(7, 0));
        m_inspector->addLoss(lossOf(3, 0)); // of a replay
        QCOMPARE(m_loss->table().rows.size(), 1);
        m_inspector->showReceipt(receiptOf(7));
        m_inspector->setLesson(lessonOf(7, LessonState::Learned));
        rows.push_back(rowOf(3, TimelineKind::Learned, 7));
        m_inspector->setTimeline(rows);
        QCOMPARE(m_timeline->currentRow()->sequence, 3);
        QVERIFY(!m_loss->isEmpty() && !m_drift->isEmpty() && !m_gate->isEmpty() && !m_tokens->isEmpty());
    }

    void anotherRowCanBeLookedAtWhileALessonRuns()
    {
        m_inspector->setTimeline(ledger());
        m_inspector->setLesson(lessonOf(7, LessonState::Learning));
        m_inspector->addLoss(lossOf(7, 0));
        chooseRow(1);
        m_inspector->showReceipt(receiptOf(5));
        m_inspector->addLoss(lossOf(7, 1));
        QCOMPARE(titles(), QStringLiteral("Loss · lesson 5 | Drift · lesson 5 | Gate · lesson 5 | Tokens · lesson 5"));
        m_inspector->showReceipt(receiptOf(7)); // it ends
        QCOMPARE(m_timeline->currentRow()->lesson, LessonId { 5 });
        QCOMPARE(m_inspector->selectedLesson(), LessonId { 5 });
        m_inspector->selectLesson({ 7 });
        QCOMPARE(m_loss->table().rows.size(), 2); // the steps it took meanwhile are there
    }

    void aLessonThatDidNotRunSaysWhy()
    {
        m_inspector->setTimeline(ledger());
        m_inspector->setLesson(lessonOf(7, LessonState::Learning));
        Lesson failed = lessonOf(7, LessonState::CouldNotRun);
        failed.reason = "needs 1.2 GB";
        m_inspector->setLesson(failed);
        for (const CardDock* dock : docks()) {
            QCOMPARE(sentenceOf(dock), QStringLiteral("Lesson 7 could not run: needs 1.2 GB"));
        }
    }

    void anotherModelBeginsWithItsOwnHistory()
    {
        m_inspector->setTimeline(ledger());
        chooseRow(1);
        m_inspector->clear();
        m_inspector->setTimeline({ rowOf(0, TimelineKind::Base, 0) });
        QCOMPARE(m_timeline->currentRow()->sequence, 0);
        for (const CardDock* dock : docks()) {
            QVERIFY(sentenceOf(dock).startsWith(QStringLiteral("Nothing learned yet")));
        }
    }

private:
    std::vector<CardDock*> docks() const { return { m_loss.get(), m_drift.get(), m_gate.get(), m_tokens.get() }; }
    QString titles() const
    {
        QStringList titles;
        for (const CardDock* dock : docks()) {
            titles << dock->windowTitle();
        }
        return titles.join(QStringLiteral(" | "));
    }
    static QString sentenceOf(const CardDock* dock)
    {
        return dock->isEmpty() ? dock->findChild<EmptyState*>()->sentence() : QString();
    }
    void chooseRow(int fromTop)
    {
        auto* view = m_timeline->findChild<QListView*>();
        view->setCurrentIndex(view->model()->index(fromTop, 0));
    }

    std::unique_ptr<LossDock> m_loss;
    std::unique_ptr<DriftDock> m_drift;
    std::unique_ptr<GateCard> m_gate;
    std::unique_ptr<TokensDock> m_tokens;
    std::unique_ptr<MemoryDock> m_memory;
    std::unique_ptr<TimelineDock> m_timeline;
    std::unique_ptr<Inspector> m_inspector;
    std::unique_ptr<QSignalSpy> m_wanted;
};

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
