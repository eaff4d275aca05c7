// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plain_text.h"

#include "tests/support/memory_maps.h"

#include <QTest>

using namespace amend;

class TestPlainText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsTheMemoryMap()
    {
        QCOMPARE(QString::fromStdString(asText(smallMemoryMap())),
            QString::fromUtf8("       1 2 4 \n"
                              "    9      ✓  How far?\n"
                              "    5    · →  How far is it?\n"
                              "    3  ✓ ✗    Who wrote it?\n"
                              "Rows lessons, columns checkpoints: ✓ remembered, ✗ lost, → superseded, · not measured.\n"
                              "At #4: 1 of 2 lessons remembered, 1 superseded."));
    }

    void ofManyCheckpointsTheNewestAreDrawn()
    {
        MemoryMap map;
        map.rows = { { .lesson = LessonId { 1 }, .title = "Who?" } };
        for (std::int64_t checkpoint = 1; checkpoint <= 105; ++checkpoint) {
            map.checkpoints.push_back(CheckpointId { checkpoint });
            map.cells.push_back(MemoryMap::notMeasured);
        }
        const QStringList lines = QString::fromStdString(asText(map)).split(u'\n');
        QCOMPARE(lines[0], QStringLiteral("The newest 40 of 105 checkpoints; --json has all."));
        QVERIFY(lines[1].endsWith(QStringLiteral("  1 1 1 1 1 1 ")));
        QVERIFY(lines[2].startsWith(QStringLiteral("       6 6 6 6 7 "))); // #66 is the first
        QVERIFY(lines[3].endsWith(QStringLiteral("8 9 0 1 2 3 4 5 ")));
        QCOMPARE(lines[4].count(u'·'), 40);
    }

    void saysWhenNothingWasLearned() { QVERIFY(asText(MemoryMap {}).starts_with("No lesson")); }
};

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plain_text.moc"
