// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Lessons asked again through both halves of the engine, and what the memory map then shows.
#include "core/engine/recall_run.h"
#include "tests/support/tiny_engine.h"

#include <QTest>

using namespace amend;
using namespace amend::test;

namespace {

constexpr CheckpointId first { 1 };
constexpr CheckpointId second { 2 };

/// The whole task, or until it has gone `steps` steps.
LearnOutcome ask(LearnEngine& learner, const LearnTask& task, int steps = 1000)
{
    learner.begin(task);
    std::stop_source stop;
    for (int step = 0;; ++step) {
        if (step == steps) {
            stop.request_stop();
        }
        if (const LearnProgress progress = learner.step(stop.get_token()); progress.outcome) {
            return *progress.outcome;
        }
    }
}

void fillColumn(const Engine& engine)
{
    while (const std::optional<LearnTask> task = engine.chat->recallTask()) {
        engine.chat->commit(ask(*engine.learner, *task));
    }
}

Lesson wanting(const std::string& question, const std::string& reply)
{
    Lesson lesson;
    lesson.context = { { Role::User, question } };
    lesson.badReply = "no";
    lesson.wantedReply = reply;
    lesson.gesture = Gesture::WantedReply;
    return lesson;
}

} // namespace

class TestRecallRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksEveryLessonOfTheServingCheckpoint()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        const Engine engine = tiny.openWithModel();
        MemoryMap map = engine.chat->memory();
        QVERIFY((map.checkpoints == std::vector<CheckpointId> { first, second }));
        QCOMPARE(map.rows.size(), 2U);
        QCOMPARE(map.rows[0].title, std::string("Who wrote it?"));
        QCOMPARE(map.rows[0].reply, std::string("yes"));
        QCOMPARE(map.cell(1, 0), MemoryMap::notTaught);
        QCOMPARE(map.cell(0, 1), MemoryMap::notMeasured);

        const std::optional<LearnTask> task = engine.chat->recallTask();
        QVERIFY(task);
        engine.learner->begin(*task);
        const LearnProgress progress = engine.learner->step({});
        QCOMPARE(progress.phase, LearnPhase::Recalling);
        QCOMPARE(progress.checksDone, 1);
        QCOMPARE(progress.checksTotal, 2);
        engine.chat->commit(ask(*engine.learner, *task));
        map = engine.chat->memory();
        QVERIFY(map.recall(0, 1) != nullptr);
        QVERIFY(map.recall(1, 1) != nullptr);
        QCOMPARE(map.recall(0, 1)->state, MemoryState::Lost); // random weights do not say "yes"
        QVERIFY(!map.recall(0, 1)->reply.empty());
        QVERIFY(map.recall(0, 1)->logProbability < 0);
        QCOMPARE(map.cell(0, 0), MemoryMap::notMeasured); // it does not serve
        QVERIFY(!engine.chat->recallTask());
    }

    void whatTheSameWeightsSaidIsNotAskedAgain()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        const Engine engine = tiny.openWithModel();
        fillColumn(engine);
        engine.chat->restore(first);
        const LearnOutcome outcome = ask(*engine.learner, *engine.chat->recallTask());
        QCOMPARE(outcome.result->cells.size(), 1U);
        QVERIFY(!outcome.result->cells[0].recall); // copied
        engine.chat->commit(outcome);
        engine.chat->restore(second);
        const MemoryMap map = engine.chat->memory();
        QVERIFY(map.cell(0, 0) >= 0);
        QCOMPARE(map.cell(0, 0), map.cell(0, 1));
        QCOMPARE(map.recalls.size(), 2U); // one for each lesson
    }

    void whatWasAskedBeforeAStopIsKept()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        {
            const Engine engine = tiny.openWithModel();
            const LearnOutcome outcome = ask(*engine.learner, *engine.chat->recallTask(), 1);
            QVERIFY(outcome.cancelled);
            engine.chat->commit(outcome);
        }
        const Engine engine = tiny.openWithModel();
        QVERIFY(engine.chat->memory().recall(0, 1) != nullptr);
        QCOMPARE(engine.chat->memory().cell(1, 1), MemoryMap::notMeasured);
        const std::optional<LearnTask> rest = engine.chat->recallTask();
        QVERIFY(rest);
        QCOMPARE(rest->work->recalls.size(), 1U);
        QCOMPARE(rest->work->recallsBefore, 1);
    }

    void aLessonWhoseQuestionWasTakenOverIsSuperseded()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        {
            const auto model = loadModel(tiny.modelPath(), { DeviceChoice::Cpu, 1 });
            Profile profile(tiny.profilePath());
            CheckpointStore checkpoints = profile.checkpoints(model->info.sha256);
            LessonReceipt receipt;
            receipt.lesson = profile.lessons(model->info.sha256).save(wanting("Who wrote it?", "she did")).id;
            receipt.verdict = Verdict::Learned;
            receipt.parent = checkpoints.serving();
            const auto adapter = tinyAdapter(model->config, LoraStart::Random, 2, 7);
            const CheckpointFile file { .alwaysSha256 = {},
                .lessons = { { profile.blobs().put(adapterBytes(*adapter)).sha256, "Who wrote it?" } } };
            receipt.adapterSha256 = profile.blobs().put(checkpointFileBytes(file)).sha256;
            checkpoints.recordLesson(receipt, {});
        }
        const Engine engine = tiny.openWithModel();
        fillColumn(engine);
        const MemoryMap map = engine.chat->memory();
        QCOMPARE(map.recall(0, 1)->state, MemoryState::Superseded);
        QCOMPARE(map.recall(1, 1)->state, MemoryState::Lost);
    }

    void withoutAModelThereIsNothingToAsk()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.open();
        QVERIFY(!engine.chat->recallTask());
        QVERIFY(engine.chat->memory() == MemoryMap {});
    }

    void aRecallDependsOnWhatActsAndOnWhatWasTaught()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        const Engine engine = tiny.openWithModel();
        const auto adapters = engine.chat->recallTask()->work->startAdapters;
        const auto always
            = tinyAdapter(loadModel(tiny.modelPath(), { DeviceChoice::Cpu, 1 })->config, LoraStart::Random);
        const Lesson lesson = wanting("Who wrote it?", "yes");
        const std::string weights = recallWeights(*adapters, lesson, false);
        QCOMPARE(recallWeights(*adapters, lesson, false), weights);
        QVERIFY(recallWeights(*adapters, wanting("Who wrote it?", "I did"), false) != weights);
        QVERIFY(recallWeights(*adapters, wanting("Is it 2?", "yes"), false) != weights);
        QVERIFY(recallWeights(*adapters, lesson, true) != weights);
        QVERIFY(recallWeights(*adapters->withAlways(always, "another habit"), lesson, false) != weights);
    }
};

QTEST_GUILESS_MAIN(TestRecallRun)
#include "tst_recall_run.moc"
