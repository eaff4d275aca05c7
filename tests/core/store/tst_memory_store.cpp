// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/profile.h"
#include "core/store/schema.h"
#include "tests/support/storage.h"

#include <QTest>

using namespace amend;

namespace {

constexpr LessonId one { 1 };
constexpr LessonId two { 2 };
constexpr CheckpointId first { 1 };
constexpr CheckpointId second { 2 };

struct Fixture {
    OddlyNamedFolder folder;
    Profile profile { folder.path() };
    MemoryStore store = profile.memory();

    Fixture()
    {
        for (const char* question : { "One?", "Two?" }) {
            Lesson lesson;
            lesson.context = { { Role::User, question } };
            profile.lessons("model").save(lesson);
        }
    }
    /// The first lesson at the checkpoints #1 to #`count`.
    std::vector<std::string> repliesAt(int count) const
    {
        MemoryMap map { .rows = { { .lesson = one, .title = "One?", .reply = "1" } } };
        for (int i = 1; i <= count; ++i) {
            map.checkpoints.push_back(CheckpointId { i });
        }
        map.cells.assign(map.checkpoints.size(), MemoryMap::notMeasured);
        store.fill(map);
        std::vector<std::string> replies;
        for (std::size_t i = 0; i < map.checkpoints.size(); ++i) {
            const Recall* recall = map.recall(0, i);
            replies.push_back(recall == nullptr ? "" : recall->reply);
        }
        return replies;
    }
    std::int64_t rowsKept() const
    {
        Database database(folder.path() / "app.db", profileSchema());
        Statement count = database.query("SELECT count(*) FROM memory_spans");
        count.step();
        return count.integer(0);
    }
    /// Two lessons at two checkpoints; the first of these does not hold the second lesson.
    MemoryMap map() const
    {
        MemoryMap map { .checkpoints = { first, second },
            .rows
            = { { .lesson = one, .title = "One?", .reply = "1" }, { .lesson = two, .title = "Two?", .reply = "2" } },
            .recalls = {},
            .cells = { MemoryMap::notMeasured, MemoryMap::notMeasured, MemoryMap::notTaught, MemoryMap::notMeasured } };
        store.fill(map);
        return map;
    }
};

Recall recall(const std::string& reply, MemoryState state = MemoryState::Remembered)
{
    return { .state = state, .reply = reply, .logProbability = -0.123456789012345 };
}

} // namespace

class TestMemoryStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsWhatWasMeasured()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", recall("1 🙂", MemoryState::Lost) } });
        at.store.save(second, std::vector<MeasuredCell> { { two, "b", recall("2", MemoryState::Superseded) } });
        const MemoryMap map = at.map();
        QVERIFY(*map.recall(0, 0) == recall("1 🙂", MemoryState::Lost));
        QCOMPARE(map.cell(0, 1), MemoryMap::notMeasured);
        QVERIFY(*map.recall(1, 1) == recall("2", MemoryState::Superseded));
    }

    void theSameWeightsGiveTheSameRecallElsewhere()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", recall("1") } });
        QCOMPARE(at.store.knownWeights(one), std::vector<std::string> { "a" });
        QVERIFY(at.store.knownWeights(two).empty());
        at.store.save(second, std::vector<MeasuredCell> { { one, "a", {} } });
        const MemoryMap map = at.map();
        QVERIFY(map.cell(0, 0) >= 0);
        QCOMPARE(map.cell(0, 0), map.cell(0, 1));
    }

    void ofAnUnknownRecallThereIsNoCell()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", {} } });
        QCOMPARE(at.map().cell(0, 0), MemoryMap::notMeasured);
    }

    void measuredAnewTheNewerCounts()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", recall("older") } });
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", recall("newer") } });
        QCOMPARE(at.map().recall(0, 0)->reply, std::string("newer"));
        QCOMPARE(at.map().recalls.size(), 1U);
        at.store.save(first, std::vector<MeasuredCell> { { one, "b", recall("other weights") } });
        QCOMPARE(at.map().recall(0, 0)->reply, std::string("other weights"));
    }

    void whatACheckpointDoesNotHoldStaysEmpty()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { two, "a", recall("2") } });
        QCOMPARE(at.map().cell(1, 0), MemoryMap::notTaught);
    }

    void theSameAtManyCheckpointsInARowIsKeptOnce()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", recall("1") } });
        for (int i = 2; i <= 50; ++i) {
            at.store.save(CheckpointId { i }, std::vector<MeasuredCell> { { one, "a", {} } });
        }
        QVERIFY(at.repliesAt(50) == std::vector<std::string>(50, "1"));
        QCOMPARE(at.rowsKept(), 1);
        at.store.save(second, std::vector<MeasuredCell> { { one, "a", {} } }); // known already
        QVERIFY(at.repliesAt(50) == std::vector<std::string>(50, "1"));
        QCOMPARE(at.rowsKept(), 1);
    }

    void whatLiesBetweenIsNotMeasured()
    {
        Fixture at;
        at.store.save(second, std::vector<MeasuredCell> { { one, "a", recall("1") } });
        at.store.save(CheckpointId { 4 }, std::vector<MeasuredCell> { { one, "a", {} } });
        QVERIFY(at.repliesAt(5) == (std::vector<std::string> { "", "1", "", "1", "" }));
        const std::vector<LessonId> lesson { one };
        QVERIFY(at.store.missingAt(CheckpointId { 3 }, lesson) == lesson);
        QVERIFY(at.store.missingAt(CheckpointId { 4 }, lesson).empty());
    }

    void anotherRecallChangesItsOwnCellAlone()
    {
        Fixture at;
        at.store.save(first, std::vector<MeasuredCell> { { one, "a", recall("1") } });
        for (int i = 2; i <= 4; ++i) {
            at.store.save(CheckpointId { i }, std::vector<MeasuredCell> { { one, "a", {} } });
        }
        at.store.save(CheckpointId { 3 }, std::vector<MeasuredCell> { { one, "b", recall("else") } });
        QVERIFY(at.repliesAt(4) == (std::vector<std::string> { "1", "1", "else", "1" }));
        at.store.save(first, std::vector<MeasuredCell> { { one, "b", {} } });
        QVERIFY(at.repliesAt(4) == (std::vector<std::string> { "else", "1", "else", "1" }));
        at.store.save(CheckpointId { 5 }, std::vector<MeasuredCell> { { one, "b", {} } });
        QVERIFY(at.repliesAt(5) == (std::vector<std::string> { "else", "1", "else", "1", "else" }));
    }

    void namesTheLessonsThatAreMissing()
    {
        Fixture at;
        const std::vector<LessonId> both { two, one };
        QVERIFY(at.store.missingAt(first, both) == both);
        at.store.save(first, std::vector<MeasuredCell> { { two, "a", recall("2") } });
        QVERIFY(at.store.missingAt(first, both) == std::vector<LessonId> { one });
        QVERIFY(at.store.missingAt(second, both) == both);
    }
};

QTEST_GUILESS_MAIN(TestMemoryStore)
#include "tst_memory_store.moc"
