// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/drift_dock.h"

#include "widgets/colour_scale.h"
#include "widgets/drift_map_view.h"
#include "widgets/empty_state.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace amend;

namespace {

/// Two layers by three projections, in percent as given.
DriftMap mapOf(const std::vector<double>& percents)
{
    DriftMap map { .layers = 2, .projections = { "q", "v", "down" }, .relativeChange = {}, .total = 0.01 };
    for (const double percent : percents) {
        map.relativeChange.push_back(percent / 100);
    }
    return map;
}

LessonReceipt receiptOf(const DriftMap& ofLesson, const DriftMap& fromBase)
{
    LessonReceipt receipt;
    receipt.driftOfLesson = ofLesson;
    receipt.driftFromBase = fromBase;
    return receipt;
}

/// Luminance as seen in print.
double lightness(const QColor& colour)
{
    return 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF();
}

} // namespace

class TestDriftDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void growsLighterWithEveryStepOfTheScale()
    {
        for (int step = 1; step < colourSteps; ++step) {
            QVERIFY(lightness(viridis((step + 0.5) / colourSteps)) > lightness(viridis((step - 0.5) / colourSteps)));
        }
        QCOMPARE(viridis(7), viridis(1));
        QCOMPARE(viridis(-1), viridis(0));
    }

    void isEmptyUntilSomethingWasLearned()
    {
        DriftDock dock;
        QVERIFY(dock.isEmpty());
        dock.showReceipt(receiptOf(mapOf({ 0, 1, 2, 3, 4, 5 }), mapOf({ 1, 1, 1, 1, 1, 1 })));
        QVERIFY(!dock.isEmpty());
        dock.clear();
        QVERIFY(dock.isEmpty());
    }

    void namesCellValueAndPlace()
    {
        DriftMapView view;
        view.setMap(mapOf({ 0, 0.25, 0.5, 0.125, 0.91, 0.5 }));
        QCOMPARE(view.cellText({ 1, 1 }), QStringLiteral("Layer 1, v: 0.91 %, place 1 of 6"));
        QCOMPARE(view.cellText({ 0, 2 }), QStringLiteral("Layer 0, down: 0.5 %, place 2 of 6"));
        QVERIFY(view.description().contains(QStringLiteral("largest 0.91 % in layer 1, v")));
    }

    void namesTheEffectiveRankWhereItIsKnown()
    {
        DriftMapView view;
        DriftMap map = mapOf({ 0, 0.25, 0.5, 0.125, 0.91, 0.5 });
        QCOMPARE(view.table().headers.size(), 1);
        view.setMap(map);
        QCOMPARE(view.table().headers.size(), 4);
        map.effectiveRank = { 0, 1, 2.04, 3, 7.96, 5 };
        view.setMap(map);
        QCOMPARE(view.cellText({ 1, 1 }), QStringLiteral("Layer 1, v: 0.91 %, place 1 of 6, effective rank 8.0"));
        QVERIFY(!view.cellText({ 0, 0 }).contains(QStringLiteral("effective"))); // nothing moved there
        const TableData table = view.table();
        QCOMPARE(table.headers[6], QStringLiteral("down (effective rank)"));
        QCOMPARE(table.rows[0][6].toDouble(), 2.04);
    }

    void switchesBetweenThisUpdateAndTheBase()
    {
        DriftDock dock;
        dock.showReceipt(receiptOf(mapOf({ 1, 1, 1, 1, 1, 1 }), mapOf({ 2, 2, 2, 2, 2, 2 })));
        QCOMPARE(dock.table().rows[0][1].toDouble(), 1.0);
        QCOMPARE(dock.summary(), QStringLiteral("this lesson, %"));
        dock.setReference(DriftDock::Reference::Base);
        QCOMPARE(dock.table().rows[0][1].toDouble(), 2.0);
        QCOMPARE(dock.summary(), QStringLiteral("since base, %"));
    }

    void saysThatAnUpdateMovedNoWeights()
    {
        DriftDock dock;
        dock.showReceipt(LessonReceipt {});
        QVERIFY(dock.isEmpty());
        QCOMPARE(dock.findChild<EmptyState*>()->sentence(), QStringLiteral("This update moved no weights."));
    }

    void showsAnyOtherMapUnderItsTitle()
    {
        DriftDock dock;
        dock.setReference(DriftDock::Reference::Base);
        dock.setDrift(mapOf({ 1, 2, 3, 4, 5, 6 }), QStringLiteral("#9 to #13"));
        QCOMPARE(dock.summary(), QStringLiteral("#9 to #13, %"));
        QCOMPARE(dock.table().rows[1][3].toDouble(), 6.0);
    }

    void movesTheCellCursorWithTheArrowKeys()
    {
        DriftMapView view;
        view.setMap(mapOf({ 1, 2, 3, 4, 5, 6 }));
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(view.cursor() == (DriftMapView::Cell { 0, 0 }));
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY(view.cursor() == (DriftMapView::Cell { 1, 1 }));
        QTest::keyClick(&view, Qt::Key_Down); // stays at the edge
        QVERIFY(view.cursor() == (DriftMapView::Cell { 1, 1 }));
        QVERIFY(view.accessibleDescription().startsWith(QStringLiteral("Layer 1, v: 5 %")));
        QSignalSpy chosen(&view, &DriftMapView::cellChosen);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(chosen[0][0].toInt(), 1);
    }

    void survivesValuesThatAreNotFinite()
    {
        DriftMapView view;
        const double infinity = std::numeric_limits<double>::infinity();
        const double notANumber = std::numeric_limits<double>::quiet_NaN();
        view.resize(300, 200);
        view.setMap(mapOf({ 1, infinity, notANumber, 0, 2, 3 }));
        QVERIFY(!view.grab().isNull());
        QCOMPARE(view.cellText({ 0, 1 }), QStringLiteral("Layer 0, v: infinite"));
        QVERIFY(view.description().contains(QStringLiteral("largest 3 %")));
    }

    void drawsNothingForAMapThatContradictsItself()
    {
        DriftMapView view;
        view.resize(300, 200);
        view.setMap({ .layers = 30, .projections = { "q" }, .relativeChange = { 1, 2 }, .total = 0 });
        QVERIFY(!view.grab().isNull());
        QVERIFY(view.table().rows.isEmpty());
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(!view.cursor());
    }
};

QTEST_MAIN(TestDriftDock)
#include "tst_drift_dock.moc"
