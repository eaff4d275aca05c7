// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens_dock.h"

#include "widgets/colour_scale.h"
#include "widgets/empty_state.h"
#include "widgets/token_ranks_view.h"

#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace amend;

namespace {

const std::vector<TokenMeasure> before { { "Jane", -0.5, 0 }, { " Austen", -9.1, 1204 }, { "<|im_end|>", -3, 2 } };
const std::vector<TokenMeasure> after { { "Jane", -0.001, 0 }, { " Austen", -0.02, 0 }, { "<|im_end|>", -0.1, 0 } };

LessonReceipt receipt()
{
    LessonReceipt receipt;
    receipt.lesson = { 13 };
    receipt.before.wantedTokens = before;
    receipt.after.wantedTokens = after;
    return receipt;
}

/// How often a colour of the scale is painted.
int fieldsOf(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y).rgb() == colour.rgb() ? 1 : 0;
        }
    }
    return count;
}

} // namespace

class TestTokensDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyTheFirstChoiceHasTheLastStepOfTheScale()
    {
        QCOMPARE(viridis(shareOfRank(0)), viridis(1));
        QVERIFY(viridis(shareOfRank(1)) != viridis(1));
        for (const int rank : { 0, 1, 10, 100, 1000, 10'000 }) {
            QVERIFY(shareOfRank(rank) > shareOfRank(rank * 10 + 1));
        }
        QCOMPARE(shareOfRank(1'000'000), 0.0);
    }

    void saysOfEachTokenWhatItWasAndIs()
    {
        TokenRanksView view(QStringLiteral("Wanted reply"));
        view.setTokens(before, after);
        QCOMPARE(view.tokenText(1), QStringLiteral("“ Austen”: rank 1,204 → 0, -9.1 → -0.02 nats"));
        QCOMPARE(view.tokenText(0), QStringLiteral("“Jane”: rank 0 → 0, -0.50 → 0.00 nats"));
        QCOMPARE(view.tokenText(2), QStringLiteral("End of the reply: rank 2 → 0, -3.0 → -0.10 nats"));
        QVERIFY(view.summary().startsWith(QStringLiteral("first choice: 1 → 3 of 3")));
        QVERIFY(view.summary().endsWith(QStringLiteral("-12.6 → -0.12 nats")));
        QCOMPARE(view.accessibleDescription(), view.summary());
    }

    void showsTheHalfThatWasMeasured()
    {
        TokenRanksView view(QStringLiteral("Wanted reply"));
        view.setTokens({}, after);
        QCOMPARE(view.tokenText(1), QStringLiteral("“ Austen”: rank 0, -0.02 nats"));
        view.setTokens(before, {});
        QCOMPARE(view.tokenText(1), QStringLiteral("“ Austen”: rank 1,204, -9.1 nats"));
        QCOMPARE(view.tokenCount(), 3);
    }

    void tintsTheRanks()
    {
        TokenRanksView view(QStringLiteral("Wanted reply"));
        view.resize(400, 80);
        view.setTokens(before, before);
        const int dark = fieldsOf(view.grab().toImage(), viridis(shareOfRank(1204)));
        QVERIFY(dark > 100);
        view.setTokens(before, after);
        const QImage image = view.grab().toImage();
        QVERIFY(fieldsOf(image, viridis(shareOfRank(1204))) < dark * 3 / 4); // the one before is left
        QVERIFY(fieldsOf(image, viridis(1)) > 100);
    }

    void breaksIntoAsManyLinesAsTheWidthNeeds()
    {
        TokenRanksView view(QStringLiteral("Wanted reply"));
        view.setTokens(before, after);
        QVERIFY(view.heightForWidth(120) > 2 * view.heightForWidth(400));
    }

    void aTokenIsChosenWithTheKeysAndItsNumbersAreInItsTooltip()
    {
        TokenRanksView view(QStringLiteral("Wanted reply"));
        view.setTokens(before, after);
        view.resize(400, view.heightForWidth(400));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.cursor(), std::optional(0));
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.accessibleDescription(), view.tokenText(1));
        QCOMPARE(QToolTip::text(), view.tokenText(1));
        QTest::keyClick(&view, Qt::Key_End);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.cursor(), std::optional(2));
        QHelpEvent help(QEvent::ToolTip, { view.width() / 4, view.height() / 2 }, view.mapToGlobal(QPoint()));
        QCoreApplication::sendEvent(&view, &help);
        QVERIFY(QToolTip::text().startsWith(QStringLiteral("“")));
    }

    void hasEveryFigureInItsTable()
    {
        TokensDock dock;
        QVERIFY(dock.isEmpty());
        LessonReceipt both = receipt();
        both.after.badTokens = { { "No", -4, 7 }, { "<|im_end|>", -1, 0 } };
        dock.showReceipt(both);
        QVERIFY(!dock.isEmpty());
        QCOMPARE(dock.windowTitle(), QStringLiteral("Tokens · lesson 13"));
        const TableData table = dock.table();
        QCOMPARE(table.rows.size(), 5);
        QCOMPARE(table.rows[1][2].toInt(), 1204);
        QCOMPARE(table.rows[1][5].toDouble(), -0.02);
        QCOMPARE(table.rows[3][1].toString(), QStringLiteral("No"));
        QVERIFY(!table.rows[3][2].isValid()); // not measured before
        QVERIFY(!dock.picture().isNull());
    }

    void saysThatAnOldReceiptHasNoTokens()
    {
        TokensDock dock;
        dock.showReceipt(receipt());
        dock.showReceipt(LessonReceipt {});
        QVERIFY(dock.isEmpty());
        QVERIFY(dock.findChild<EmptyState*>()->sentence().contains(QStringLiteral("no figures for single tokens")));
    }

    void survivesValuesThatAreNotFinite()
    {
        TokenRanksView view(QStringLiteral("Wanted reply"));
        view.resize(300, 80);
        view.setTokens({ { "a", std::nan(""), 0 } }, { { "a", -INFINITY, 3 } });
        QVERIFY(!view.grab().isNull());
        QVERIFY(view.tokenText(0).contains(QStringLiteral("rank – → –")));
    }
};

QTEST_MAIN(TestTokensDock)
#include "tst_tokens_dock.moc"
