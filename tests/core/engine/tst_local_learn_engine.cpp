// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Lessons through both halves of the engine: from a task to an outcome, and what a commit makes of it.
#include "core/engine/learn_work.h"
#include "tests/support/tiny_engine.h"

#include <QTest>

#include <optional>

using namespace amend;
using namespace amend::test;

namespace {

Lesson newLesson(ChatEngine& chat)
{
    const Message reply = chat.addReply(question(chat, "Is it?").id, "No way.");
    return chat.saveLesson({ .message = reply.id, .wantedReply = "ok.", .critique = "" });
}

/// The whole task; a stop is requested as soon as it is in the phase `stopIn`.
LearnOutcome learn(LearnEngine& learner, const LearnTask& task, std::optional<LearnPhase> stopIn = std::nullopt)
{
    learner.begin(task);
    std::stop_source stop;
    for (;;) {
        const LearnProgress progress = learner.step(stop.get_token());
        if (progress.outcome) {
            return *progress.outcome;
        }
        if (progress.phase == stopIn) {
            stop.request_stop();
        }
    }
}

/// What the learner would bring if the gate of so small a model let a lesson pass.
LearnOutcome learnedOutcome(const TinyEngine& tiny, const LearnTask& task)
{
    const std::shared_ptr<const Adapter> adapter = tinyAdapter(task.work->model->config, LoraStart::Random, 2, 7);
    LessonReceipt receipt;
    receipt.lesson = task.lesson;
    receipt.verdict = Verdict::Learned;
    receipt.parent = task.work->start;
    const BlobStore blobs(tiny.profilePath());
    const auto adapters = task.work->startAdapters->withAlways(adapter, blobs.put(adapterBytes(*adapter)).sha256);
    receipt.adapterSha256 = blobs.put(checkpointFileBytes(fileOf(*adapters))).sha256;
    LearnResult result {
        .work = task.work, .adapters = adapters, .learned = { task.work->lessons.at(0).record }, .cells = {}
    };
    return { .kind = task.kind,
        .lesson = task.lesson,
        .receipts = { receipt },
        .cancelled = false,
        .adapterSha256 = receipt.adapterSha256,
        .result = std::make_shared<const LearnResult>(std::move(result)) };
}

Lesson find(ChatEngine& chat, LessonId id)
{
    for (Lesson& lesson : chat.lessons()) {
        if (lesson.id == id) {
            return lesson;
        }
    }
    return {};
}

/// Replies to two questions, of which the second, which is returned, gets this rating.
Message twoReplies(ChatEngine& chat, Rating rating)
{
    chat.addReply(question(chat, "How far?").id, "Not far.");
    const Message second = chat.addReply(question(chat, "Who?").id, "Me.");
    chat.rate(second.id, rating);
    return second;
}

} // namespace

class TestLocalLearnEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLessonThatTheGateTurnsDownChangesNothing()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const std::string before = greedyReply(*engine.chat).text;
        const Lesson lesson = newLesson(*engine.chat);
        const LearnTask task = engine.chat->lessonTask(lesson.id);
        QCOMPARE(find(*engine.chat, lesson.id).state, LessonState::Learning);

        const LearnOutcome outcome = learn(*engine.learner, task);
        QCOMPARE(outcome.receipts.size(), 1U);
        QVERIFY(!outcome.receipts[0].losses.empty());
        QVERIFY2(outcome.receipts[0].verdict != Verdict::Learned, "the tiny model's gate is expected to refuse");

        const std::vector<LessonReceipt> stored = engine.chat->commit(outcome);
        QVERIFY(stored.at(0) == outcome.receipts[0]);
        QVERIFY(engine.chat->receipt(lesson.id) == outcome.receipts[0]);
        const Lesson after = find(*engine.chat, lesson.id);
        QVERIFY(after.state == LessonState::Rejected || after.state == LessonState::NoEffect);
        QVERIFY(!after.reason.empty());
        QCOMPARE(engine.chat->timeline().back().kind, TimelineKind::Rejected);
        QCOMPARE(engine.chat->serving(), CheckpointId {});
        QCOMPARE(greedyReply(*engine.chat).text, before);
    }

    void aLessonIsLearnedBesideRepliesThatNobodyComplainedAbout()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        twoReplies(*engine.chat, Rating::Down);
        const LearnTask task = engine.chat->lessonTask(newLesson(*engine.chat).id);
        const LessonWork& work = task.work->lessons.at(0);
        QCOMPARE(work.kept.size(), 1U);
        QCOMPARE(work.kept[0].back().text, std::string("Not far."));
        QCOMPARE(work.record.kept.size(), 1U);
    }

    void aReplyWithAThumbsUpIsPinnedAlsoInAReplay()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message liked = twoReplies(*engine.chat, Rating::Up);
        const LearnTask task = engine.chat->lessonTask(newLesson(*engine.chat).id);
        const LessonWork& work = task.work->lessons.at(0);
        QCOMPARE(work.kept.size(), 2U);
        QCOMPARE(work.pinned.size(), 1U);
        QCOMPARE(work.pinned[0].back().text, std::string("Me."));
        engine.chat->commit(learnedOutcome(tiny, task));

        engine.chat->rate(liked.id, Rating::None);
        QVERIFY(engine.chat->lessonTask(newLesson(*engine.chat).id).work->lessons.at(0).pinned.empty());
        const LearnTask replay = engine.chat->rebuildTask(engine.chat->serving(), true);
        QVERIFY(replay.work->lessons.at(0).pinned == work.pinned);
        QVERIFY(replay.work->lessons.at(0).kept == work.kept);
    }

    void theSameLessonHasTheSameLossesWithACacheAndWithout()
    {
        const TinyEngine tiny;
        std::vector<LossPoint> first;
        for (int round = 0; round < 2; ++round) {
            const Engine engine = tiny.openWithModel();
            const LearnTask task = engine.chat->lessonTask(newLesson(*engine.chat).id);
            const std::vector<LossPoint> losses = learn(*engine.learner, task).receipts.at(0).losses;
            if (round == 0) {
                first = losses;
                continue;
            }
            QCOMPARE(losses.size(), first.size());
            for (std::size_t i = 0; i < losses.size(); ++i) {
                QCOMPARE(losses[i].totalNats, first[i].totalNats);
                QCOMPARE(losses[i].gradientNorm, first[i].gradientNorm);
            }
        }
    }

    void newWeightsServeFromTheNextReplyOn()
    {
        const TinyEngine tiny;
        std::string learned;
        {
            const Engine engine = tiny.openWithModel();
            const std::string before = greedyReply(*engine.chat).text;
            const LearnTask task = engine.chat->lessonTask(newLesson(*engine.chat).id);
            const LessonReceipt receipt = engine.chat->commit(learnedOutcome(tiny, task)).at(0);
            QCOMPARE(receipt.checkpoint, CheckpointId { 1 });
            QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
            QCOMPARE(find(*engine.chat, task.lesson).state, LessonState::Learned);
            learned = greedyReply(*engine.chat).text;
            QVERIFY(learned != before);
        }
        QCOMPARE(greedyReply(*tiny.openWithModel().chat).text, learned);
    }

    void preparingALessonHasAShareThatGrows()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        engine.learner->begin(engine.chat->lessonTask(newLesson(*engine.chat).id));
        double share = 0;
        for (LearnProgress progress = engine.learner->step({}); progress.phase != LearnPhase::Learning;
             progress = engine.learner->step({})) {
            if (progress.phase == LearnPhase::Preparing) {
                QVERIFY(progress.share > share);
                share = progress.share;
            }
        }
        QCOMPARE(share, 1.0);
    }

    void aCancelledLessonLeavesServingAsItWas_data()
    {
        QTest::addColumn<LearnPhase>("stopIn");
        QTest::newRow("while preparing the model") << LearnPhase::PreparingModel;
        QTest::newRow("while preparing") << LearnPhase::Preparing;
        QTest::newRow("while learning") << LearnPhase::Learning;
        QTest::newRow("while checking") << LearnPhase::Checking;
    }
    void aCancelledLessonLeavesServingAsItWas()
    {
        QFETCH(const LearnPhase, stopIn);
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const std::string before = greedyReply(*engine.chat).text;
        const std::vector<CheckpointRow> timeline = engine.chat->timeline();
        const LearnTask task = engine.chat->lessonTask(newLesson(*engine.chat).id);
        const LearnOutcome outcome = learn(*engine.learner, task, stopIn);
        QVERIFY(outcome.cancelled);
        QCOMPARE(outcome.receipts.at(0).verdict, Verdict::Cancelled);
        engine.chat->commit(outcome);
        QCOMPARE(find(*engine.chat, task.lesson).state, LessonState::Cancelled);
        QVERIFY(engine.chat->timeline() == timeline);
        QCOMPARE(greedyReply(*engine.chat).text, before);
    }

    void weightsWhoseLogitsAreNotFiniteServeNoReplyAndTeachNothing()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1, 1e30); // each number is finite; what they make of a reply is not
        const Engine engine = tiny.openWithModel();
        const std::vector<CheckpointRow> timeline = engine.chat->timeline();
        const Message asked = question(*engine.chat, "Who wrote it?");
        beginGreedyReply(*engine.chat, asked);
        QCOMPARE(errorOf([&] { finishReply(*engine.chat); }), ErrorKind::Internal);
        QCOMPARE(engine.chat->messages(asked.chat).back().state, MessageState::Failed);

        const Message reply = engine.chat->addReply(question(*engine.chat, "Who wrote it?").id, "No way.");
        const Lesson lesson = engine.chat->saveLesson({ .message = reply.id, .wantedReply = "ok.", .critique = "" });
        const LearnTask task = engine.chat->lessonTask(lesson.id);
        QCOMPARE(errorOf([&] { learn(*engine.learner, task); }), ErrorKind::Internal);
        QVERIFY(engine.chat->timeline() == timeline);
        QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
        engine.chat->restore(CheckpointId {});
        QVERIFY(!greedyReply(*engine.chat, "Who wrote it?").text.empty());
    }

    void anOutcomeForAnotherServingCheckpointIsRefused()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        const LearnTask task = engine.chat->lessonTask(newLesson(*engine.chat).id);
        const LearnOutcome outcome = learnedOutcome(tiny, task);
        engine.chat->restore(CheckpointId {});
        const std::vector<CheckpointRow> timeline = engine.chat->timeline();
        QCOMPARE(errorOf([&] { engine.chat->commit(outcome); }), ErrorKind::BadInput);
        QVERIFY(engine.chat->timeline() == timeline);
        QVERIFY(!engine.chat->receipt(task.lesson));
    }

    void anOutcomeForAnotherModelIsRefused()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const LearnOutcome outcome = learnedOutcome(tiny, engine.chat->lessonTask(newLesson(*engine.chat).id));
        engine.chat->loadModel(tiny.modelPath(), {}, {});
        QCOMPARE(errorOf([&] { engine.chat->commit(outcome); }), ErrorKind::BadInput);
        QCOMPARE(engine.chat->serving(), CheckpointId {});
    }

    void onlyALessonThatServesCanBeUntaught()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        const Lesson waiting = newLesson(*engine.chat);
        for (const LessonId lesson : { LessonId { 99 }, waiting.id }) {
            QCOMPARE(errorOf([&] { engine.chat->unteachTask(lesson); }), ErrorKind::BadInput);
        }
        engine.chat->restore(CheckpointId {});
        QCOMPARE(errorOf([&] { engine.chat->unteachTask(LessonId { 1 }); }), ErrorKind::BadInput);
        QCOMPARE(errorOf([&] { engine.chat->lessonTask(LessonId { 99 }); }), ErrorKind::BadInput);
    }

    void unteachingTheLastLessonGivesTheWeightsBefore()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        const Engine engine = tiny.openWithModel();
        for (const std::int64_t number : { 2, 1 }) {
            const CheckpointRow parent = engine.chat->timeline().at(static_cast<std::size_t>(number - 1));
            const LearnTask task = engine.chat->unteachTask(LessonId { number });
            QCOMPARE(task.lessonCount, 0);
            engine.chat->commit(learn(*engine.learner, task));
            QCOMPARE(engine.chat->servingAdapterSha256(), parent.adapterSha256);
            QCOMPARE(engine.chat->timeline().back().kind, TimelineKind::Untaught);
            QCOMPARE(find(*engine.chat, LessonId { number }).state, LessonState::Untaught);
        }
        QCOMPARE(engine.chat->serving(), CheckpointId { 4 });
        const std::string untaught = greedyReply(*engine.chat).text;
        engine.chat->restore(CheckpointId {});
        QCOMPARE(greedyReply(*engine.chat).text, untaught);
    }

    void lessonStatesSurviveReopeningTheProfile()
    {
        const TinyEngine tiny;
        LessonId running;
        LessonId failed;
        {
            const Engine engine = tiny.openWithModel();
            running = newLesson(*engine.chat).id;
            failed = newLesson(*engine.chat).id;
            engine.chat->lessonTask(running);
            engine.chat->setLessonState(failed, LessonState::CouldNotRun, "No memory.");
        }
        const Engine engine = tiny.openWithModel();
        QCOMPARE(engine.chat->lessons().size(), 2U);
        QCOMPARE(find(*engine.chat, running).state, LessonState::Waiting);
        QCOMPARE(find(*engine.chat, failed).state, LessonState::CouldNotRun);
        QCOMPARE(find(*engine.chat, failed).reason, "No memory.");
        QCOMPARE(find(*engine.chat, failed).wantedReply, "ok.");
    }

    void aTaskThatFailedLeavesTheLearnerReady()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message reply = engine.chat->addReply(question(*engine.chat).id, "No.");
        const Lesson tooLong
            = engine.chat->saveLesson({ .message = reply.id, .wantedReply = std::string(3000, 'x'), .critique = "" });
        QCOMPARE(errorOf([&] { engine.learner->begin(engine.chat->lessonTask(tooLong.id)); }), ErrorKind::ContextFull);
        QCOMPARE(errorOf([&] { engine.learner->step({}); }), ErrorKind::Internal);
        const LearnTask next = engine.chat->lessonTask(newLesson(*engine.chat).id);
        QVERIFY(learn(*engine.learner, next, LearnPhase::Preparing).cancelled);
    }
};

QTEST_GUILESS_MAIN(TestLocalLearnEngine)
#include "tst_local_learn_engine.moc"
