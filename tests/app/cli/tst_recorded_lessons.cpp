// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/recorded_lessons.h"

#include "core/base/error.h"
#include "tests/support/tiny_engine.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace amend;
using namespace amend::test;

namespace {

constexpr int lessons = 12;

/// A profile with one learned lesson, asked again, and eleven recorded ones.
struct Grown {
    TinyEngine tiny;
    std::string baseModel;

    Grown()
    {
        tiny.addLearnedCheckpoints(1);
        {
            const Engine engine = tiny.openWithModel();
            baseModel = engine.chat->model()->sha256;
            engine.learner->begin(engine.chat->recallTask().value());
            LearnProgress progress;
            while (!progress.outcome) {
                progress = engine.learner->step({});
            }
            engine.chat->commit(*progress.outcome);
        }
        recordLessons(tiny.profilePath(), baseModel, lessons, {});
    }
};

} // namespace

class TestRecordedLessons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areWhatLearnedOnesAre()
    {
        const Grown grown;
        const Engine engine = grown.tiny.openWithModel();
        const VerifyReport report = engine.chat->verify();
        QVERIFY2(report.problems.empty(), report.problems.empty() ? "" : report.problems.front().c_str());
        QCOMPARE(report.entries, lessons + 1);
        QCOMPARE(engine.chat->serving(), CheckpointId { lessons });
        std::vector<std::int64_t> superseded;
        for (const CheckpointRow& row : engine.chat->timeline()) {
            if (row.superseded) {
                superseded.push_back(row.lesson->value);
            }
        }
        QCOMPARE(superseded, std::vector<std::int64_t> { 9 }); // the tenth is on its question
        QVERIFY(!greedyReply(*engine.chat, "How many boats lie in bay 7?").text.empty());
    }

    void haveWeightsOfTheirOwn()
    {
        const Grown grown;
        Profile profile(grown.tiny.profilePath());
        const std::vector<std::string> parts
            = profile.checkpoints(grown.baseModel).file(CheckpointId { lessons }).parts();
        QCOMPARE(std::set(parts.begin(), parts.end()).size(), std::size_t { lessons - 1 });
    }

    void haveAllTheirCellsInTheMemoryMap()
    {
        const Grown grown;
        const Engine engine = grown.tiny.openWithModel();
        QVERIFY(!engine.chat->recallTask());
        const MemoryMap map = engine.chat->memory();
        QCOMPARE(map.rows.size(), std::size_t { lessons });
        QCOMPARE(std::count(map.cells.begin(), map.cells.end(), +MemoryMap::notMeasured), 0);
        QCOMPARE(map.recall(8, 8)->state, MemoryState::Remembered);
        QCOMPARE(map.recall(8, 9)->state, MemoryState::Superseded);
    }

    void needALearnedOneToBeCopiesOf()
    {
        const TinyEngine tiny;
        QCOMPARE(errorOf([&] { recordLessons(tiny.profilePath(), "model", 2, {}); }), ErrorKind::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestRecordedLessons)
#include "tst_recorded_lessons.moc"
