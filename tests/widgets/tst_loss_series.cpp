// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_series.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace amend;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

LossPoint pointOf(std::int64_t lesson, int step, double nats)
{
    LossPoint point;
    point.lesson = { lesson };
    point.step = step;
    point.lessonNats = nats;
    return point;
}

} // namespace

class TestLossSeries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smoothsWithoutABiasTowardsZero()
    {
        const std::vector<double> constant(5, 2.0);
        for (const double value : debiasedEma(constant, 0.9)) {
            QCOMPARE(value, 2.0);
        }
        // s = 0.5 * 1 = 0.5, d = 0.5; then s = 0.25 + 1.5 = 1.75, d = 0.75.
        const std::vector<double> two = debiasedEma({ 1.0, 3.0 }, 0.5);
        QCOMPARE(two[0], 1.0);
        QCOMPARE(two[1], 1.75 / 0.75);
    }

    void leavesTheValuesAloneWithoutSmoothing()
    {
        QCOMPARE(debiasedEma({ 3.0, 1.0, 2.0 }, 0), (std::vector<double> { 3.0, 1.0, 2.0 }));
    }

    void skipsWhatIsNotFiniteWhenSmoothing()
    {
        const std::vector<double> withGap = debiasedEma({ 1.0, notANumber, 3.0 }, 0.5);
        const std::vector<double> without = debiasedEma({ 1.0, 3.0 }, 0.5);
        QVERIFY(std::isnan(withGap[1]));
        QCOMPARE(withGap[2], without[1]);
    }

    void beginsAnewWithAnotherLessonOrANewTry()
    {
        LossSeries series;
        series.add(pointOf(1, 0, 2.3));
        series.add(pointOf(1, 1, 1.3));
        QCOMPARE(series.points().size(), 2U);
        series.add(pointOf(1, 0, 2.3)); // the gate asked for half the strength
        QCOMPARE(series.points().size(), 1U);
        series.add(pointOf(2, 1, 4));
        QCOMPARE(series.points().size(), 1U);
        QCOMPARE(series.points().front().lesson.value, 2);
    }

    void describesItselfInNumbers()
    {
        LossSeries series;
        QCOMPARE(series.description(), QStringLiteral("Loss, no steps"));
        series.set({ pointOf(1, 0, 2.31), pointOf(1, 5, 0.94) });
        QVERIFY(series.description().contains(QStringLiteral("5 step(s), from 2.31 to 0.94")));
        QVERIFY(series.description().contains(QStringLiteral("no errors")));
        series.add(pointOf(1, 6, notANumber));
        QVERIFY(series.description().contains(QStringLiteral("1 value(s) not finite")));
    }

    void leavesTheCosineOfTheFirstStepEmptyInTheTable()
    {
        LossSeries series;
        series.add(pointOf(1, 0, 2));
        LossPoint second = pointOf(1, 1, 1);
        second.gradientCosine = -0.25;
        series.add(second);
        const TableData table = series.table();
        const qsizetype column = table.headers.indexOf(QStringLiteral("gradient cosine"));
        QVERIFY(column == table.headers.indexOf(QStringLiteral("gradient norm")) + 1);
        QVERIFY(!table.rows[0][column].isValid());
        QCOMPARE(table.rows[1][column].toDouble(), -0.25);
        QCOMPARE(table.rows[1].size(), table.headers.size());
    }

    void writesEveryDigitToTheCsvFile()
    {
        LossSeries series;
        series.add(pointOf(1, 0, 0.1 + 0.2));
        const QList<QByteArray> lines = csvOf(series.table()).split('\n');
        QVERIFY(lines[0].startsWith("step,lesson (nats/token),anchors"));
        QCOMPARE(lines[1].split(',')[1].toDouble(), 0.1 + 0.2);
        QCOMPARE(lines.size(), 3); // header, one step, and nothing after the last line end
    }
};

QTEST_GUILESS_MAIN(TestLossSeries)
#include "tst_loss_series.moc"
