// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline_dock.h"

#include "widgets/damage_bar.h"
#include "widgets/models/checkpoint_model.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

namespace {

CheckpointRow rowOf(std::int64_t sequence, TimelineKind kind, std::optional<CheckpointId> checkpoint)
{
    CheckpointRow row;
    row.sequence = sequence;
    row.kind = kind;
    row.checkpoint = checkpoint;
    if (checkpoint && checkpoint->value > 0) {
        row.parent = CheckpointId { checkpoint->value - 1 };
    }
    if (kind == TimelineKind::Learned || kind == TimelineKind::Rejected) {
        row.lesson = LessonId { sequence };
    }
    row.title = "Question " + std::to_string(sequence);
    return row;
}

/// The base, two lessons and a rejected one, the second of which serves.
std::vector<CheckpointRow> smallLedger()
{
    std::vector<CheckpointRow> rows { rowOf(0, TimelineKind::Base, CheckpointId { 0 }),
        rowOf(1, TimelineKind::Learned, CheckpointId { 1 }), rowOf(2, TimelineKind::Learned, CheckpointId { 2 }),
        rowOf(3, TimelineKind::Rejected, std::nullopt) };
    rows[2].serving = true;
    return rows;
}

} // namespace

class TestTimelineDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selectsTheNewestUntilAnotherIsChosen()
    {
        TimelineDock dock;
        QSignalSpy selected(&dock, &TimelineDock::rowSelected);
        std::vector<CheckpointRow> rows = smallLedger();
        dock.setRows(rows);
        QCOMPARE(selected.takeLast()[0].value<CheckpointRow>().sequence, 3);
        rows.push_back(rowOf(4, TimelineKind::Learned, CheckpointId { 3 }));
        dock.setRows(rows);
        QCOMPARE(selected.takeLast()[0].value<CheckpointRow>().sequence, 4);

        dock.selectLesson({ 1 });
        rows.push_back(rowOf(5, TimelineKind::Learned, CheckpointId { 4 }));
        dock.setRows(rows);
        QCOMPARE(dock.currentRow()->sequence, 1);
    }

    void announcesNoSelectionThatCameFromElsewhere()
    {
        TimelineDock dock;
        dock.setRows(smallLedger());
        QSignalSpy selected(&dock, &TimelineDock::rowSelected);
        dock.selectLesson({ 1 });
        QCOMPARE(dock.currentRow()->sequence, 1);
        QCOMPARE(selected.count(), 0);
    }

    void selectsNoRowForALessonThatHasNone()
    {
        TimelineDock dock;
        std::vector<CheckpointRow> rows = smallLedger();
        dock.setRows(rows);
        dock.selectLesson({ 9 });
        QVERIFY(!dock.currentRow());
        rows[1].pinned = true;
        dock.setRows(rows);
        QVERIFY(!dock.currentRow());
    }

    void restoresWithEnter()
    {
        TimelineDock dock;
        dock.setRows(smallLedger());
        dock.show();
        dock.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dock)); // a shortcut belongs to the active window
        auto* view = dock.findChild<QListView*>();
        view->setFocus();
        QTest::keyClick(view, Qt::Key_End);
        QCOMPARE(dock.currentRow()->sequence, 0);
        QSignalSpy restore(&dock, &TimelineDock::restoreRequested);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(restore.count(), 1);
        QCOMPARE(restore[0][0].value<CheckpointId>().value, 0);
    }

    void offersTheWaysOnFromADamagedCheckpoint()
    {
        TimelineDock dock;
        std::vector<CheckpointRow> rows = smallLedger();
        rows[1].damaged = true;
        rows.insert(rows.begin() + 3, rowOf(3, TimelineKind::Learned, CheckpointId { 3 }));
        rows[3].damaged = true;
        rows[4].sequence = 4;
        rows[4].lesson = LessonId { 4 };
        dock.setRows(rows);
        dock.show();
        const auto* bar = dock.findChild<DamageBar*>();
        QVERIFY(!bar->isVisible());
        QSignalSpy rebuild(&dock, &TimelineDock::rebuildRequested);
        QSignalSpy restore(&dock, &TimelineDock::restoreRequested);
        const auto press = [bar](const QString& words) {
            for (QPushButton* button : bar->findChildren<QPushButton*>()) {
                if (button->isVisible() && button->text() == words) {
                    QVERIFY(button->focusPolicy() & Qt::TabFocus);
                    button->click();
                    return;
                }
            }
        };
        dock.selectLesson({ 3 }); // its parent serves already
        QVERIFY(bar->isVisible());
        press(QStringLiteral("Rebuild"));
        QCOMPARE(rebuild.takeLast()[0].value<CheckpointId>().value, 3);
        press(QStringLiteral("Back to #2"));
        QCOMPARE(restore.count(), 0);
        dock.selectLesson({ 1 });
        press(QStringLiteral("Back to #0"));
        QCOMPARE(restore.takeLast()[0].value<CheckpointId>().value, 0);
        dock.selectLesson({ 2 });
        QVERIFY(!bar->isVisible());
    }

    void offersOnlyWhatTheRowCanDo()
    {
        TimelineDock dock;
        std::vector<CheckpointRow> rows = smallLedger();
        rows[1].damaged = true;
        dock.setRows(rows);
        QVERIFY(!dock.restoreAction()->isEnabled()); // a rejected lesson has no weights
        QVERIFY(!dock.pinAction()->isEnabled());
        QVERIFY(!dock.unteachAction()->isEnabled());
        dock.selectLesson({ 2 });
        QVERIFY(!dock.restoreAction()->isEnabled()); // serves already
        QVERIFY(dock.pinAction()->isEnabled());
        QVERIFY(dock.unteachAction()->isEnabled());
        dock.selectLesson({ 1 });
        QVERIFY(!dock.restoreAction()->isEnabled()); // its file is damaged
        QVERIFY(!dock.exportAction()->isEnabled());
    }

    void announcesPinUndoUnteachAndExport()
    {
        TimelineDock dock;
        dock.setRows(smallLedger());
        dock.selectLesson({ 2 });
        QSignalSpy pin(&dock, &TimelineDock::pinRequested);
        QSignalSpy undo(&dock, &TimelineDock::undoRequested);
        QSignalSpy unteach(&dock, &TimelineDock::unteachRequested);
        QSignalSpy exported(&dock, &TimelineDock::exportRequested);
        dock.pinAction()->trigger();
        dock.undoAction()->trigger();
        dock.unteachAction()->trigger();
        dock.exportAction()->trigger();
        QCOMPARE(pin[0][0].value<CheckpointId>().value, 2);
        QCOMPARE(pin[0][1].toBool(), true);
        QCOMPARE(undo.count(), 1);
        QCOMPARE(unteach[0][0].value<LessonId>().value, 2);
        QCOMPARE(exported[0][0].value<CheckpointId>().value, 2);
    }

    void namesACheckpointInPlace()
    {
        TimelineDock dock;
        dock.resize(700, 300);
        dock.setRows(smallLedger());
        dock.selectLesson({ 2 });
        dock.show();
        dock.nameAction()->trigger();
        auto* view = dock.findChild<QListView*>();
        auto* editor = view->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        QSignalSpy named(&dock, &TimelineDock::nameRequested);
        QTest::keyClicks(editor, QStringLiteral("trip"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(named.count(), 1);
        QCOMPARE(named[0][1].toString(), QStringLiteral("trip"));
    }

    void forgetsTheFilterWhenItIsClosed()
    {
        TimelineDock dock;
        dock.setRows(smallLedger());
        dock.setFilterShown(true);
        dock.findChild<QLineEdit*>()->setText(QStringLiteral("question 1"));
        auto* view = dock.findChild<QListView*>();
        QCOMPARE(view->model()->rowCount(), 1);
        QCOMPARE(dock.summary(), QStringLiteral("1 hit(s)"));
        dock.setFilterShown(false);
        QCOMPARE(view->model()->rowCount(), 4);
    }

    void holdsTenThousandRows()
    {
        std::vector<CheckpointRow> rows { rowOf(0, TimelineKind::Base, CheckpointId { 0 }) };
        for (std::int64_t i = 1; i < 10'000; ++i) {
            rows.push_back(rowOf(i, TimelineKind::Learned, CheckpointId { i }));
        }
        TimelineDock dock;
        dock.resize(700, 300);
        dock.setRows(rows);
        dock.show();
        auto* view = dock.findChild<QListView*>();
        QVERIFY(view->uniformItemSizes());
        view->scrollToBottom();
        QVERIFY(!dock.grab().isNull());
        QVERIFY(view->viewport()->findChildren<QWidget*>().isEmpty()); // no widget per row
    }
};

QTEST_MAIN(TestTimelineDock)
#include "tst_timeline_dock.moc"
