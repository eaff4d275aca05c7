// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/stop_strings.h"

#include <QTest>

using namespace amend;

class TestStopStrings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stopsBeforeTheFirstOfThemWhereverTheTextIsCut_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : { 1, 2, 3, 5, 100 }) {
            QTest::addRow("pieces of %d", size) << size;
        }
    }
    void stopsBeforeTheFirstOfThemWhereverTheTextIsCut()
    {
        QFETCH(int, size);
        const std::string whole = "one ENtwo ENDthree STOP";
        StopStrings stops({ "STOP", "", "END" });
        std::string text;
        for (std::size_t i = 0; i < whole.size(); i += static_cast<std::size_t>(size)) {
            text += stops.add(whole.substr(i, static_cast<std::size_t>(size)));
        }
        QCOMPARE(text, std::string("one ENtwo "));
        QVERIFY(stops.hit());
        QCOMPARE(stops.finish(), std::string());
    }

    void holdsBackOnlyWhatMayBecomeAStopString()
    {
        StopStrings stops({ "\n\nUser:" });
        QCOMPARE(stops.add("Hello\n"), std::string("Hello"));
        QCOMPARE(stops.add("\nUs"), std::string());
        QCOMPARE(stops.add("e it"), std::string("\n\nUse it"));
        QVERIFY(!stops.hit());
    }

    void givesTheRestWhenTheReplyEnds()
    {
        StopStrings stops({ "END" });
        QCOMPARE(stops.add("the E"), std::string("the "));
        QCOMPARE(stops.finish(), std::string("E"));
    }
};

QTEST_GUILESS_MAIN(TestStopStrings)
#include "tst_stop_strings.moc"
