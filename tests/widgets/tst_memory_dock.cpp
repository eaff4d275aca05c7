// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/memory_dock.h"

#include "tests/support/memory_maps.h"
#include "widgets/empty_state.h"
#include "widgets/memory_map_view.h"
#include "widgets/theme.h"

#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace amend;

namespace {

/// Every lesson was learned in a checkpoint of its own, and is remembered since.
MemoryMap largeMap(int lessons)
{
    MemoryMap map;
    map.recalls = { { .state = MemoryState::Remembered, .reply = "Yes.", .logProbability = -0.1 } };
    for (int number = 1; number <= lessons; ++number) {
        map.checkpoints.push_back(CheckpointId { number });
        map.rows.push_back({ .lesson = LessonId { number }, .title = "Is it?", .reply = "Yes." });
    }
    for (int row = 0; row < lessons; ++row) {
        for (int column = 0; column < lessons; ++column) {
            map.cells.push_back(column < row ? MemoryMap::notTaught : 0);
        }
    }
    return map;
}

/// A view of the small map, large enough for all of it.
struct Shown {
    MemoryMapView view;
    Shown()
    {
        view.resize(420, 160);
        view.setMap(smallMemoryMap());
        view.show();
    }
    QColor colourAt(int row, int column)
    {
        const QRect cell = view.cellRect({ row, column });
        return view.viewport()->grab().toImage().pixelColor(cell.left() + 3, cell.center().y());
    }
};

} // namespace

class TestMemoryDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isEmptyUntilALessonIsLearned()
    {
        MemoryDock dock;
        QVERIFY(dock.isEmpty());
        QVERIFY(dock.findChild<EmptyState*>()->sentence().startsWith(QStringLiteral("Nothing learned yet")));
        dock.setMap(smallMemoryMap());
        QVERIFY(!dock.isEmpty());
        dock.setMap({});
        QVERIFY(dock.isEmpty());
        QVERIFY(dock.summary().isEmpty());
    }

    void sumsUpTheNewestCheckpoint()
    {
        MemoryDock dock;
        dock.setMap(smallMemoryMap());
        QCOMPARE(dock.summary(), QStringLiteral("1 of 2 remembered"));
        dock.setProgress(3, 12);
        QCOMPARE(dock.summary(), QStringLiteral("asked 3 of 12"));
        dock.setMap(smallMemoryMap());
        QCOMPARE(dock.summary(), QStringLiteral("1 of 2 remembered"));
    }

    void tellsStatesApartByColour()
    {
        Shown shown;
        const Theme& theme = Theme::current();
        QCOMPARE(shown.colourAt(0, 0), theme.goodSoft);
        QCOMPARE(shown.colourAt(0, 1), theme.badSoft);
        QCOMPARE(shown.colourAt(1, 2), theme.inset);
        QVERIFY(shown.colourAt(1, 1) != theme.goodSoft); // not measured
        QCOMPARE(shown.colourAt(1, 1), shown.colourAt(1, 0)); // nor taught: nothing is filled
    }

    void tellsStatesApartBySign()
    {
        // In one colour: the cells differ where the signs do.
        Shown shown;
        const QImage image = shown.view.viewport()->grab().toImage();
        const auto signOf = [&](int row, int column) {
            const QRect cell = shown.view.cellRect({ row, column });
            QString sign;
            const QColor field = image.pixelColor(cell.left() + 3, cell.center().y());
            for (int y = cell.top() + 2; y < cell.bottom() - 1; ++y) {
                for (int x = cell.left() + 4; x < cell.right() - 3; ++x) {
                    sign += image.pixelColor(x, y) == field ? u' ' : u'x';
                }
            }
            return sign;
        };
        const QStringList signs { signOf(0, 0), signOf(0, 1), signOf(1, 2), signOf(1, 1) };
        QCOMPARE(QSet<QString>(signs.begin(), signs.end()).size(), 4);
        QCOMPARE(signOf(2, 2), signs[0]); // remembered as well
    }

    void saysWhatACellHolds()
    {
        MemoryMapView view;
        view.setMap(smallMemoryMap());
        QCOMPARE(view.cellText({ 0, 1 }),
            QStringLiteral(
                "#2, lesson 3: Who wrote it?\nLost\nReply: He did.\nWanted reply: 8.21 % per token (-2.50 nats)"));
        QVERIFY(view.cellText({ 1, 1 }).endsWith(QStringLiteral("\nNot measured")));
        QVERIFY(view.cellText({ 1, 2 }).contains(QStringLiteral("Superseded")));
        QVERIFY(view.cellText({ 2, 2 }).endsWith(QStringLiteral("Refused reply: 0.0335 % per token (-8.00 nats)")));
        QVERIFY(view.cellText({ 0, 2 }).endsWith(QStringLiteral("This checkpoint does not hold the lesson.")));
        QCOMPARE(view.accessibleDescription(),
            QStringLiteral("Lessons remembered, 3 lesson(s) by 3 checkpoint(s), at #4 1 of 2 remembered"));
    }

    void movesACellCursorWithTheKeys()
    {
        Shown shown;
        MemoryMapView& view = shown.view;
        QTest::keyClick(&view, Qt::Key_Down); // the first key only shows it: the newest lesson and checkpoint
        QVERIFY(view.cursor() == (MemoryMapView::Cell { 2, 2 }));
        QTest::keyClick(&view, Qt::Key_Up); // stays at the edge
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Left);
        QVERIFY(view.cursor() == (MemoryMapView::Cell { 1, 1 }));
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(view.cursor() == (MemoryMapView::Cell { 1, 0 }));
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(view.accessibleDescription().startsWith(QStringLiteral("#4, lesson 5")));
        QSignalSpy chosen(&view, &MemoryMapView::checkpointChosen);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(chosen[0][0].value<CheckpointId>(), CheckpointId { 4 });
        QToolTip::hideText();
    }

    void aClickChoosesTheColumnsCheckpoint()
    {
        Shown shown;
        QSignalSpy chosen(&shown.view, &MemoryMapView::checkpointChosen);
        const QPoint cell = shown.view.cellRect({ 0, 1 }).center();
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, cell);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, { cell.x(), 6 }); // its head
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, { 20, cell.y() }); // a label is no column
        QCOMPARE(chosen.size(), 2);
        QCOMPARE(chosen[0][0].value<CheckpointId>(), CheckpointId { 2 });
        QCOMPARE(chosen[1][0].value<CheckpointId>(), CheckpointId { 2 });
    }

    void theSelectedColumnStandsOut()
    {
        Shown shown;
        const QRect cell = shown.view.cellRect({ 2, 1 }); // of the row on top, where this column is empty
        const auto behind = [&] { return shown.view.viewport()->grab().toImage().pixelColor(cell.center()); };
        const QColor before = behind();
        shown.view.setSelected(CheckpointId { 2 });
        QCOMPARE(behind(), Theme::current().accentSoft);
        shown.view.setSelected(CheckpointId { 1 });
        QCOMPARE(behind(), before);
        shown.view.setSelected({});
        QCOMPARE(behind(), before);
    }

    void ofALongMapTheNewestShowsAndTheCursorScrolls()
    {
        MemoryMapView view;
        view.resize(420, 160);
        view.show();
        view.setMap(largeMap(200));
        const auto isShown = [&](int row, int column) {
            return view.viewport()->rect().contains(view.cellRect({ row, column }).center());
        };
        QVERIFY(isShown(199, 199));
        QVERIFY(!isShown(199, 0));
        QTest::keyClick(&view, Qt::Key_Down);
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(&view, Qt::Key_Down);
        }
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(isShown(169, 0));
        view.setMap(largeMap(201)); // whoever looks at something older stays there
        QCOMPARE(view.horizontalScrollBar()->value(), 0);
        view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->maximum());
        view.setMap(largeMap(202));
        QVERIFY(view.viewport()->rect().right() > view.cellRect({ 0, 201 }).right());
        QToolTip::hideText();
    }

    void survivesAViewWithoutRoom()
    {
        MemoryMapView view;
        view.setMap(smallMemoryMap());
        view.resize(20, 10);
        QVERIFY(!view.grab().isNull());
        view.setMap({});
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(!view.cursor());
        QVERIFY(!view.cellAt({ 5, 5 }));
    }

    void givesATableOfAllCells()
    {
        MemoryDock dock;
        dock.setMap(smallMemoryMap());
        const TableData table = dock.table();
        QCOMPARE(table.rows.size(), 5); // of nine, four are not taught
        QCOMPARE(table.rows[1][2].toInt(), 2);
        QCOMPARE(table.rows[1][3].toString(), QStringLiteral("lost"));
        QCOMPARE(table.rows[1][5].toDouble(), -2.5);
        QVERIFY(table.rows[2][4].isNull());
        QVERIFY(!dock.picture().isNull());
    }
};

QTEST_MAIN(TestMemoryDock)
#include "tst_memory_dock.moc"
