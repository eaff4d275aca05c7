// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_dock.h"

#include "widgets/loss_legend.h"
#include "widgets/loss_plot.h"
#include "widgets/updates_plot.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace amend;

namespace {

LossPoint stepOf(int step, double nats)
{
    LossPoint point;
    point.lesson = { 13 };
    point.step = step;
    point.lessonNats = nats;
    point.anchorsNats = 0;
    point.replayNats = 0.1;
    point.totalNats = nats + 0.1;
    return point;
}

LessonReceipt receiptOf(const std::vector<double>& losses)
{
    LessonReceipt receipt;
    receipt.lesson = { 13 };
    receipt.verdict = Verdict::Learned;
    for (const double nats : losses) {
        receipt.losses.push_back(stepOf(static_cast<int>(receipt.losses.size()), nats));
    }
    return receipt;
}

CheckpointRow updateRow(std::int64_t sequence, TimelineKind kind, double before, double after)
{
    CheckpointRow row;
    row.sequence = sequence;
    row.kind = kind;
    row.lesson = LessonId { sequence };
    row.lossBefore = before;
    row.lossAfter = after;
    return row;
}

/// The values of the lesson's raw line that can be drawn.
QList<double> drawnLesson(const LossPlot& plot)
{
    QList<double> values;
    const QCPGraph* raw = plot.graph(plot.graphCount() - 2);
    for (const QCPGraphData& point : *raw->data()) {
        if (std::isfinite(point.value)) {
            values.append(point.value);
        }
    }
    return values;
}

} // namespace

class TestLossDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysHowToBeginWhileNothingIsLearned()
    {
        LossDock dock;
        QVERIFY(dock.isEmpty());
        dock.addPoint(stepOf(0, 2.3));
        QVERIFY(!dock.isEmpty());
        dock.clear();
        QVERIFY(dock.isEmpty());
    }

    void showsOnePointPerStep()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        for (int step = 0; step < 5; ++step) {
            dock.addPoint(stepOf(step, 2.3 / (step + 1)));
        }
        auto* plot = dock.findChild<LossPlot*>();
        QTRY_COMPARE(drawnLesson(*plot).size(), 5);
        QCOMPARE(dock.windowTitle(), QStringLiteral("Loss · lesson 13"));
        QVERIFY(plot->accessibleDescription().contains(QStringLiteral("from 2.3 to 0.46")));
    }

    void replacesTheLivePointsByTheReceipt()
    {
        LossDock dock;
        dock.addPoint(stepOf(0, 9));
        dock.showReceipt(receiptOf({ 2, 1 }));
        QCOMPARE(dock.table().rows.size(), 2);
        QCOMPARE(dock.table().rows[1][1].toDouble(), 1.0);
    }

    void saysThatALessonTookNoStep()
    {
        LossDock dock;
        dock.showReceipt(receiptOf({}));
        QVERIFY(dock.isEmpty());
        QCOMPARE(dock.windowTitle(), QStringLiteral("Loss · lesson 13"));
    }

    void keepsInfinityOutOfTheLineAndInTheNumbers()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        const double infinity = std::numeric_limits<double>::infinity();
        dock.showReceipt(receiptOf({ 2, infinity, 1 }));
        auto* plot = dock.findChild<LossPlot*>();
        QTRY_COMPARE(drawnLesson(*plot).size(), 2);
        QVERIFY(std::isfinite(plot->yAxis->range().upper));
        QVERIFY(plot->accessibleDescription().contains(QStringLiteral("not finite")));
        QVERIFY(csvOf(dock.table()).contains("inf"));
    }

    void whatIsAsGoodAsNothingDoesNotStretchTheAxis()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        LessonReceipt receipt = receiptOf({ 2, 0.2 });
        receipt.losses[1].anchorsNats = 1e-5;
        dock.showReceipt(receipt);
        auto* plot = dock.findChild<LossPlot*>();
        QTRY_COMPARE(drawnLesson(*plot).size(), 2);
        QVERIFY2(plot->yAxis->range().lower > 0.02, qPrintable(QString::number(plot->yAxis->range().lower)));
    }

    void drawsAtMostOncePerInterval()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        dock.addPoint(stepOf(0, 2));
        auto* plot = dock.findChild<LossPlot*>();
        QTest::qWait(4 * PlotView::replotIntervalMs);
        QSignalSpy drawn(plot, &QCustomPlot::afterReplot);
        for (int step = 1; step <= 200; ++step) {
            dock.addPoint(stepOf(step, 2));
        }
        QCOMPARE(drawn.count(), 0);
        QTRY_COMPARE(drawn.count(), 1);
    }

    void drawsNothingWhileHidden()
    {
        LossDock dock;
        auto* plot = dock.findChild<LossPlot*>();
        QCoreApplication::processEvents(); // QCustomPlot draws its empty self once after its making
        QSignalSpy drawn(plot, &QCustomPlot::afterReplot);
        dock.addPoint(stepOf(0, 2));
        QTest::qWait(3 * PlotView::replotIntervalMs);
        QCOMPARE(drawn.count(), 0);
        dock.resize(500, 240);
        dock.show();
        QTRY_COMPARE(drawnLesson(*plot).size(), 1);
    }

    void movesTheCursorWithTheKeys()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        dock.showReceipt(receiptOf({ 3, 2, 1 }));
        auto* plot = dock.findChild<LossPlot*>();
        QTest::keyClick(plot, Qt::Key_Right);
        QCOMPARE(plot->cursor(), std::optional<double>(0));
        QTest::keyClick(plot, Qt::Key_Right);
        QCOMPARE(plot->cursor(), std::optional<double>(1));
        QTest::keyClick(plot, Qt::Key_End);
        QCOMPARE(plot->cursor(), std::optional<double>(2));
        QTest::keyClick(plot, Qt::Key_Right);
        QCOMPARE(plot->cursor(), std::optional<double>(2));
        QTest::keyClick(plot, Qt::Key_Home);
        QCOMPARE(plot->cursor(), std::optional<double>(0));
    }

    void theReadoutHasTheCosineWhereThereIsOne()
    {
        LossPlot plot;
        LossPoint second = stepOf(1, 1);
        second.gradientCosine = -0.257;
        plot.setPoints({ stepOf(0, 2), second });
        const auto last = [&plot](double step) { return plot.cursorLines(step).back().text; };
        QVERIFY(!last(0).contains(QStringLiteral("cosine")));
        QCOMPARE(last(1), QStringLiteral("gradient cosine -0.26"));
    }

    void zoomsAndFitsWithTheKeys()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        dock.showReceipt(receiptOf({ 3, 2, 1 }));
        auto* plot = dock.findChild<LossPlot*>();
        QTRY_VERIFY(plot->xAxis->range().upper > 2);
        const QCPRange fitted = plot->xAxis->range();
        QTest::keyClick(plot, Qt::Key_Plus);
        QVERIFY(plot->xAxis->range().size() < fitted.size());
        QVERIFY(!plot->isFitted());
        QTest::keyClick(plot, Qt::Key_0);
        QTRY_COMPARE(plot->xAxis->range().size(), fitted.size());
    }

    void namesEveryLineInANarrowDockToo()
    {
        LossDock dock;
        LossPoint point;
        point.lessonNats = 1;
        dock.addPoint(point);
        dock.resize(220, 300);
        dock.show();
        for (const LegendButton* entry : dock.findChildren<LegendButton*>()) {
            QTRY_VERIFY2(entry->width() >= entry->sizeHint().width(), qPrintable(entry->text()));
            QVERIFY(entry->geometry().right() < entry->parentWidget()->width());
            QVERIFY(entry->geometry().bottom() < entry->parentWidget()->height());
        }
    }

    void switchesALineByItsLegendEntry()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        dock.showReceipt(receiptOf({ 3, 2 }));
        auto* plot = dock.findChild<LossPlot*>();
        const QCPGraph* lesson = plot->graph(plot->graphCount() - 2);
        QTRY_VERIFY(lesson->visible() && lesson->dataCount() == 2);
        dock.findChild<LegendButton*>()->click();
        QTRY_VERIFY(!lesson->visible());
    }

    void pairsEveryUpdateBeforeAndAfter()
    {
        LossDock dock;
        dock.setTimeline({ CheckpointRow {}, updateRow(1, TimelineKind::Learned, 3, 0.1),
            updateRow(2, TimelineKind::Rejected, 2, 1.9) });
        dock.setView(LossDock::View::AllUpdates);
        QVERIFY(!dock.isEmpty());
        const TableData table = dock.table();
        QCOMPARE(table.rows.size(), 2);
        QCOMPARE(table.rows[1][2].toString(), QStringLiteral("rejected"));
    }

    void tellsWhichUpdateWasChosen()
    {
        LossDock dock;
        dock.resize(500, 240);
        dock.show();
        dock.setTimeline({ updateRow(1, TimelineKind::Learned, 3, 0.1), updateRow(2, TimelineKind::Learned, 2, 0.2) });
        dock.setView(LossDock::View::AllUpdates);
        QSignalSpy selected(&dock, &LossDock::lessonSelected);
        auto* updates = dock.findChild<UpdatesPlot*>();
        QTest::keyClick(updates, Qt::Key_Left); // the newest
        QTest::keyClick(updates, Qt::Key_Return);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected[0][0].value<LessonId>().value, 2);
    }

    void copiesTheTable()
    {
        LossDock dock;
        dock.showReceipt(receiptOf({ 3, 2 }));
        dock.copyTable();
        const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
        QVERIFY(lines[0].startsWith(QStringLiteral("step\tlesson")));
        QVERIFY(lines[2].startsWith(QStringLiteral("1\t2\t")));
    }
};

QTEST_MAIN(TestLossDock)
#include "tst_loss_dock.moc"
