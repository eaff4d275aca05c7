// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot_ticker.h"

#include <QTest>

using namespace amend;

namespace {

QStringList labelsOf(QCPAxisTicker& ticker, const QCPRange& range)
{
    QVector<double> ticks;
    QVector<QString> labels;
    ticker.generate(range, QLocale::c(), QLatin1Char('g'), 3, ticks, nullptr, &labels);
    QStringList shown;
    for (qsizetype i = 0; i < ticks.size(); ++i) {
        if (range.contains(ticks[i])) {
            shown.append(labels[i]);
        }
    }
    return shown;
}

} // namespace

class TestPlotTicker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsDecadesByOneAndThree()
    {
        DecadeTicker ticker;
        QCOMPARE(labelsOf(ticker, { 0.02, 12 }).join(QLatin1Char(' ')), QStringLiteral("0.03 0.1 0.3 1 3 10"));
        QCOMPARE(labelsOf(ticker, { 1e-6, 5 }).size(), 7); // over many decades only 1, 10, 100
    }

    void writesNoExponents()
    {
        DecadeTicker decades;
        QCOMPARE(labelsOf(decades, { 0.9e-5, 2e-4 }).join(QLatin1Char(' ')), QStringLiteral("0.00001 0.00003 0.0001"));
        QCOMPARE(labelsOf(decades, { 900, 40'000 }).join(QLatin1Char(' ')), QStringLiteral("1000 3000 10000 30000"));
        PlainTicker plain;
        QCOMPARE(labelsOf(plain, { -0.00001, 0.00002 }).first().count(QLatin1Char('e')), 0);
        QCOMPARE(labelsOf(plain, { -0.1, 2.1 }).join(QLatin1Char(' ')), QStringLiteral("0.0 0.5 1.0 1.5 2.0"));
    }

    void leavesOutWhatIsTooSmallToMatter()
    {
        QVERIFY(decadeRange(2e-6, 2.4).lower > 0.9e-3);
        const QCPRange small = decadeRange(2e-6, 5e-4); // all of it is
        QVERIFY(small.lower < 5e-5 && small.upper > 5e-4);
    }

    void putsNoTickBetweenTwoSteps()
    {
        WholeTicker ticker;
        QCOMPARE(labelsOf(ticker, { -0.02, 2.02 }).join(QLatin1Char(' ')), QStringLiteral("0 1 2"));
    }

    void endsARangeOnTicks()
    {
        const QCPRange range = decadeRange(0.046, 2.4);
        QVERIFY(range.lower < 0.03 && range.lower > 0.028);
        QVERIFY(range.upper > 3 && range.upper < 3.2);
        QVERIFY(decadeRange(0.03, 3).contains(0.03)); // a value on the very tick stays inside
        QVERIFY(decadeRange(0.03, 3).contains(3));
    }
};

QTEST_GUILESS_MAIN(TestPlotTicker)
#include "tst_plot_ticker.moc"
