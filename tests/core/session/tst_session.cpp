// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The two threads around the engine: every command ends in one result, lessons do not hold up replies, stopping stops.
#include "core/session/session.h"
#include "core/session/token_batcher.h"
#include "tests/support/fake_engine.h"

#include <QElapsedTimer>
#include <QTest>

#include <utility>

#include <algorithm>
#include <atomic>

using namespace amend;

namespace {

constexpr int limitMs = 5000;

/// A session over a scripted engine whose asynchronous answers read like return values.
class SessionFixture {
public:
    explicit SessionFixture(const FakeScript& script = {})
        : session(fakeEngine(script))
    {
        QObject::connect(&session, &Session::replyBegun, [this](const Message& m) { begun.push_back(m); });
        QObject::connect(&session, &Session::replyFinished, [this](const Message& m) { replies.push_back(m); });
        QObject::connect(&session, &Session::lossMeasured, [this](const LossPoint& p) { losses.push_back(p); });
        QObject::connect(&session, &Session::lessonEnded, [this](const LessonReceipt& r) { receipts.push_back(r); });
        QObject::connect(&session, &Session::lessonChanged, [this](const Lesson& l) { lessons.push_back(l); });
        QObject::connect(
            &session, &Session::timelineChanged, [this](const std::vector<CheckpointRow>& t) { timeline = t; });
        QObject::connect(&session, &Session::memoryChanged, [this](const MemoryMap& m) { memory = m; });
        QObject::connect(&session, &Session::recallProgressed, [this](int, int) { ++recallSteps; });
        QObject::connect(&session, &Session::failed, [this](const Failure& f) { failures.push_back(f); });
        QObject::connect(&session, &Session::modelFailed, [this](const Failure& f) { failures.push_back(f); });
        QObject::connect(
            &session, &Session::replyFailed, [this](MessageId, const Failure& f) { failures.push_back(f); });
        QObject::connect(
            &session, &Session::lessonFailed, [this](LessonId, const Failure& f) { failures.push_back(f); });
        QObject::connect(&session, &Session::textStreamed, [this](MessageId, const std::string& t) { text += t; });
        QObject::connect(&session, &Session::queueChanged, [this](int learning, int) { queues.push_back(learning); });
        session.loadModel("fake.gguf");
    }

    Message ask(const std::string& question)
    {
        const std::size_t before = replies.size();
        session.send({}, {}, question, {});
        return QTest::qWaitFor([&] { return replies.size() > before; }, limitMs) ? replies.back() : Message {};
    }
    Message askAndTeach()
    {
        const Message reply = ask("2 + 2 =");
        session.teach({ .message = reply.id, .wantedReply = "4", .critique = {} });
        return reply;
    }
    bool awaitLoss() const
    {
        return QTest::qWaitFor([this] { return !losses.empty(); }, limitMs);
    }
    bool awaitReceipt(std::size_t count = 1) const
    {
        return QTest::qWaitFor([this, count] { return receipts.size() >= count; }, limitMs);
    }
    bool awaitState(LessonState state) const
    {
        return QTest::qWaitFor([this, state] { return !lessons.empty() && lessons.back().state == state; }, limitMs);
    }
    bool awaitTimeline(std::size_t rows) const
    {
        return QTest::qWaitFor([this, rows] { return timeline.size() == rows; }, limitMs);
    }
    bool awaitRecallSteps(int more = 1) const
    {
        return QTest::qWaitFor([this, wanted = recallSteps + more] { return recallSteps >= wanted; }, limitMs);
    }
    bool awaitFailure() const
    {
        return QTest::qWaitFor([this] { return !failures.empty(); }, limitMs);
    }

    Session session;
    std::vector<Message> begun;
    std::vector<Message> replies;
    std::vector<LossPoint> losses;
    std::vector<LessonReceipt> receipts;
    std::vector<Lesson> lessons;
    std::vector<CheckpointRow> timeline;
    MemoryMap memory;
    int recallSteps = 0;
    std::vector<Failure> failures;
    std::vector<int> queues; ///< lessons being learned
    std::string text;
};

} // namespace

class TestSession final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAQuestionInANewChat()
    {
        SessionFixture fixture;
        const Message reply = fixture.ask("Who are you?");
        QCOMPARE(reply.state, MessageState::Complete);
        QCOMPARE(fixture.text, reply.text);
    }

    void keepsWhatWasWrittenWhenAReplyIsStopped()
    {
        SessionFixture fixture({ .replyPieces = 1'000'000 });
        fixture.session.send({}, {}, "Count to a million.", {});
        QVERIFY(QTest::qWaitFor([&] { return !fixture.begun.empty(); }, limitMs));
        fixture.session.stopReply();
        QVERIFY(QTest::qWaitFor([&] { return !fixture.replies.empty(); }, limitMs));
        QCOMPARE(fixture.replies[0].state, MessageState::Stopped);
    }

    void aSecondReplyIsRefusedAndTheFirstCanStillBeStopped()
    {
        SessionFixture fixture({ .replyPieces = 1'000'000 });
        fixture.session.send({}, {}, "Count to a million.", {});
        QVERIFY(QTest::qWaitFor([&] { return !fixture.begun.empty(); }, limitMs));
        fixture.session.send({}, {}, "And again.", {});
        QVERIFY(fixture.awaitFailure());
        fixture.session.stopReply();
        QVERIFY(QTest::qWaitFor([&] { return !fixture.replies.empty(); }, limitMs));
        QCOMPARE(fixture.replies[0].state, MessageState::Stopped);
    }

    void anotherModelWaitsForTheLessonAndTheLessonWaitsForAnotherTime()
    {
        SessionFixture fixture({ .endless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitLoss());
        fixture.session.loadModel("other.gguf");
        QVERIFY(QTest::qWaitFor(
            [&] {
                return std::count_if(fixture.lessons.begin(), fixture.lessons.end(), [](const Lesson& lesson) {
                    return lesson.state == LessonState::Waiting;
                }) == 2; // once when it was saved, once when it was interrupted
            },
            limitMs));
        QVERIFY(fixture.receipts.empty());
    }

    void reportsALossPerStepAndThenTheReceipt()
    {
        SessionFixture fixture({ .steps = 5 });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitReceipt());
        QCOMPARE(fixture.losses.size(), std::size_t(5));
        QCOMPARE(fixture.receipts[0].verdict, Verdict::Learned);
        QVERIFY(fixture.awaitTimeline(2));
        QVERIFY(fixture.awaitState(LessonState::Learned));
    }

    void answersWhileALessonIsLearned()
    {
        SessionFixture fixture({ .endless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitLoss());
        const Message reply = fixture.ask("And another question?");
        QCOMPARE(reply.state, MessageState::Complete);
        QVERIFY(fixture.receipts.empty());
    }

    void keepsTheServingCheckpointWhenALessonIsCancelled()
    {
        SessionFixture fixture({ .endless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitLoss());
        fixture.session.cancelLesson(LessonId { 1 });
        QVERIFY(fixture.awaitReceipt());
        QCOMPARE(fixture.receipts[0].verdict, Verdict::Cancelled);
        QVERIFY(fixture.awaitState(LessonState::Cancelled));
        QCOMPARE(fixture.timeline.size(), std::size_t(1));
    }

    void aLessonThatRunsWhenTheProgramEndsWaitsForTheNextStart()
    {
        std::vector<LessonState> stored;
        {
            SessionFixture fixture({ .endless = true,
                .stepsAreLong = true,
                .lessonStateStored = [&](LessonState state) { stored.push_back(state); } });
            fixture.askAndTeach();
            QVERIFY(fixture.awaitLoss());
        }
        QVERIFY(!stored.empty());
        QCOMPARE(stored.back(), LessonState::Waiting);
    }

    void learnsQueuedLessonsOneAfterAnother()
    {
        SessionFixture fixture;
        fixture.askAndTeach();
        fixture.askAndTeach();
        fixture.askAndTeach();
        QVERIFY(fixture.awaitReceipt(3));
        QCOMPARE(fixture.receipts[0].lesson, LessonId { 1 });
        QCOMPARE(fixture.receipts[2].lesson, LessonId { 3 });
    }

    void cancelsAReplayByTheLessonItIsAt()
    {
        SessionFixture fixture({ .endless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitLoss());
        fixture.session.cancelLesson(LessonId { 1 });
        QVERIFY(fixture.awaitReceipt());
        fixture.losses.clear();
        fixture.session.rebuildServing();
        QVERIFY(fixture.awaitLoss());
        fixture.session.cancelLesson(fixture.losses.back().lesson);
        QVERIFY(QTest::qWaitFor([&] { return !fixture.queues.empty() && fixture.queues.back() == 0; }, limitMs));
        QCOMPARE(fixture.timeline.size(), std::size_t(1));
    }

    void cancelsALessonThatStillWaits()
    {
        SessionFixture fixture({ .endless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitLoss());
        fixture.askAndTeach();
        fixture.session.cancelLesson(LessonId { 2 });
        QVERIFY(fixture.awaitState(LessonState::Cancelled));
        QCOMPARE(fixture.lessons.back().id, LessonId { 2 });
        QVERIFY(fixture.receipts.empty()); // the first one still runs
    }

    void aRestoreInterruptsTheLessonAndItBeginsAgain()
    {
        SessionFixture fixture({ .endless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitLoss());
        fixture.session.restore(CheckpointId {});
        QVERIFY(fixture.awaitTimeline(2));
        QCOMPARE(fixture.timeline.back().kind, TimelineKind::Restored);
        const auto restarts = [&] {
            return std::count_if(fixture.lessons.begin(), fixture.lessons.end(),
                [](const Lesson& lesson) { return lesson.state == LessonState::Learning; });
        };
        QVERIFY(QTest::qWaitFor([&] { return restarts() == 2; }, limitMs));
    }

    void aLessonThatCannotRunLeavesChatAndQueueWorking()
    {
        SessionFixture fixture({ .failsAtFirstStep = ErrorKind::OutOfMemory });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitFailure());
        QCOMPARE(fixture.failures[0].kind, ErrorKind::OutOfMemory);
        QVERIFY(fixture.awaitState(LessonState::CouldNotRun));
        QCOMPARE(fixture.ask("Still there?").state, MessageState::Complete);
    }

    void afterALostGpuOtherLessonsWaitAndTheChatGoesOnWithTheCpu()
    {
        SessionFixture fixture(
            { .failsAtFirstStep = ErrorKind::DeviceLost, .failsOnCpuToo = false, .replyFails = ErrorKind::DeviceLost });
        fixture.session.send({}, {}, "Hello", {});
        QVERIFY(fixture.awaitFailure());
        for (int i = 0; i < 2; ++i) {
            fixture.session.teach({ .message = fixture.begun.back().id, .wantedReply = "Hi.", .critique = {} });
        }
        QVERIFY(QTest::qWaitFor([&] { return fixture.failures.size() == 2; }, limitMs));
        QVERIFY(fixture.awaitState(LessonState::CouldNotRun)); // the first
        fixture.session.listChats({}); // all before it is done
        fixture.session.useDevice("cpu");
        fixture.session.loadModel("fake.gguf");
        QCOMPARE(fixture.ask("Still there?").state, MessageState::Complete);
        QVERIFY(QTest::qWaitFor([&] { return fixture.failures.size() == 3; }, limitMs)); // the second was kept for now
        QCOMPARE(fixture.failures.back().kind, ErrorKind::DeviceLost);
        QCOMPARE(fixture.lessons.back().id, LessonId { 2 });
    }

    void aLessonThatCannotBeStoredDoesNotLearnForEver()
    {
        SessionFixture fixture({ .commitFails = ErrorKind::DiskFull });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitFailure());
        QCOMPARE(fixture.failures.size(), std::size_t(1));
        QCOMPARE(fixture.failures[0].kind, ErrorKind::DiskFull);
        QVERIFY(fixture.awaitState(LessonState::CouldNotRun));
    }

    void aBrokenReplyIsOneFailureAndTheNextReplyWorks()
    {
        SessionFixture fixture({ .replyFails = ErrorKind::DeviceLost });
        fixture.session.send({}, {}, "Hello", {});
        QVERIFY(fixture.awaitFailure());
        QCOMPARE(fixture.failures.size(), std::size_t(1));
        QCOMPARE(fixture.failures[0].kind, ErrorKind::DeviceLost);
    }

    void aMissingModelIsAFailureNotACrash()
    {
        SessionFixture fixture;
        fixture.session.loadModel({});
        QVERIFY(fixture.awaitFailure());
        QCOMPARE(fixture.failures[0].kind, ErrorKind::FileMissing);
    }

    void aFileFoundDamagedShowsInTheTimeline()
    {
        SessionFixture fixture({ .damaged = CheckpointId { 1 } });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitTimeline(2));
        fixture.session.restore(CheckpointId {});
        QVERIFY(fixture.awaitTimeline(3));
        fixture.session.restore(CheckpointId { 1 });
        QVERIFY(fixture.awaitFailure());
        QVERIFY(QTest::qWaitFor([&] { return fixture.timeline.at(1).damaged; }, limitMs));
    }

    void undoIsAnEntryOfItsOwnAndCanBeUndone()
    {
        SessionFixture fixture;
        fixture.askAndTeach();
        QVERIFY(fixture.awaitTimeline(2));
        fixture.session.undo();
        QVERIFY(fixture.awaitTimeline(3));
        QCOMPARE(*fixture.timeline.back().target, CheckpointId {});
        fixture.session.undo();
        QVERIFY(fixture.awaitTimeline(4));
        QCOMPARE(*fixture.timeline.back().target, CheckpointId { 1 });
    }

    void asksLessonsAgainOnceNothingElseRuns()
    {
        SessionFixture fixture({ .hasMemory = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitReceipt());
        QVERIFY(QTest::qWaitFor(
            [&] { return fixture.memory.rows.size() == 1 && fixture.memory.recall(0, 0) != nullptr; }, limitMs));
        QVERIFY(fixture.recallSteps > 0);
        QCOMPARE(fixture.queues.back(), 0); // it is no lesson that is learned
    }

    void whileAReplyRunsNoLessonIsAsked()
    {
        SessionFixture fixture({ .hasMemory = true, .recallIsEndless = true, .replyPieces = 100'000'000 });
        fixture.session.send({}, {}, "2 + 2 =", {});
        QVERIFY(QTest::qWaitFor([&] { return !fixture.begun.empty(); }, limitMs));
        fixture.session.teach({ .message = fixture.begun[0].id, .wantedReply = "4", .critique = {} });
        QVERIFY(fixture.awaitReceipt());
        QTest::qWait(50);
        QCOMPARE(fixture.recallSteps, 0);
        fixture.session.stopReply();
        QVERIFY(fixture.awaitRecallSteps());
        fixture.session.send({}, {}, "3 + 3 =", {});
        QVERIFY(QTest::qWaitFor([&] { return fixture.begun.size() == 2; }, limitMs));
        int steps = -1; // until the stop is seen, which takes the longer the more else runs on the machine
        const auto isAtRest = [&] { return std::exchange(steps, fixture.recallSteps) == fixture.recallSteps; };
        QVERIFY(QTest::qWaitFor(
            [&] {
                QTest::qWait(50);
                return isAtRest();
            },
            limitMs));
        QTest::qWait(50);
        QCOMPARE(fixture.recallSteps, steps);
    }

    void aLessonOrARestoreComesBeforeTheAsking()
    {
        SessionFixture fixture({ .hasMemory = true, .recallIsEndless = true });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitRecallSteps());
        fixture.askAndTeach();
        QVERIFY(fixture.awaitReceipt(2));
        QVERIFY(fixture.awaitRecallSteps());
        fixture.session.restore(CheckpointId { 1 });
        QVERIFY(fixture.awaitTimeline(4));
        QVERIFY(fixture.awaitRecallSteps());
        QVERIFY(fixture.failures.empty());
    }

    void askingThatFailsIsNotTriedAgainUntilTheWeightsChange()
    {
        std::atomic<int> tries = 0;
        SessionFixture fixture(
            { .hasMemory = true, .recallFails = ErrorKind::FileCorrupt, .recallBegun = [&tries] { ++tries; } });
        fixture.askAndTeach();
        QVERIFY(fixture.awaitReceipt());
        QVERIFY(QTest::qWaitFor([&] { return tries == 1; }, limitMs));
        fixture.ask("And now?");
        QTest::qWait(50);
        QCOMPARE(tries.load(), 1);
        QVERIFY(fixture.failures.empty()); // nobody asked for it
        fixture.askAndTeach();
        QVERIFY(fixture.awaitReceipt(2));
        QVERIFY(QTest::qWaitFor([&] { return tries == 2; }, limitMs));
    }

    void endsQuicklyWhileBothThreadsWork()
    {
        auto fixture = std::make_unique<SessionFixture>(FakeScript { .endless = true });
        fixture->askAndTeach();
        QVERIFY(fixture->awaitLoss());
        QElapsedTimer timer;
        timer.start();
        fixture.reset();
        QVERIFY2(timer.elapsed() < 2000, "closing must take less than two seconds");
    }

    void textComesInBundles()
    {
        TokenBatcher batcher;
        TokenBatcher::Time now = std::chrono::steady_clock::now();
        QCOMPARE(batcher.add("a", now), std::optional<std::string>("a"));
        now += std::chrono::milliseconds(10);
        QCOMPARE(batcher.add("b", now), std::nullopt);
        now += std::chrono::milliseconds(30);
        QCOMPARE(batcher.add("c", now), std::optional<std::string>("bc"));
        QCOMPARE(batcher.flush(), std::string());
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
