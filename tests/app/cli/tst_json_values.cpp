// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_values.h"

#include "tests/support/receipts.h"

#include <QTest>

using namespace amend;

class TestJsonValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheCosineOfEveryStepThatHasOne()
    {
        const Json loss = asJson(fullReceipt(LessonId { 5 })).at("loss");
        QVERIFY(loss.at(0).at("gradient_cosine").is_null());
        QCOMPARE(loss.at(1).at("gradient_cosine").get<double>(), -0.75);
    }
};

QTEST_GUILESS_MAIN(TestJsonValues)
#include "tst_json_values.moc"
