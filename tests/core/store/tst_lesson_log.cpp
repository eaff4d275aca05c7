// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chat_store.h"
#include "core/store/database.h"
#include "core/store/lesson_log.h"
#include "core/store/schema.h"
#include "tests/support/receipts.h"
#include "tests/support/storage.h"

#include <QtTest>

using namespace amend;

class TestLessonLog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesALessonBackAsItWasSaved();
    void keepsTheLessonsOfEachModelApart();
    void remembersStateAndReason();
    void letsInterruptedLessonsWaitAgain();
    void listsThoseThatWait();
    void givesTheNewestReceipt();
    void findsKeptRepliesAlsoWhenTheyAreNotKeptAnyMore();
    void keepsTheSameReplyOnce();
    void remembersAReplyThatIsNotKept();
    void commitsToEveryWordOfALesson();
    void showsTheNewestLessonOnItsReply();
    void saysThatALessonIsUnknown();
};

namespace {

struct Fixture {
    OddlyNamedFolder folder;
    Database database { folder.path() / "app.db", profileSchema() };
    LessonLog log { database, "model", [] { return std::int64_t { 42 }; } };
};

Lesson fullLesson()
{
    Lesson lesson;
    lesson.chat = ChatId { 3 };
    lesson.message = MessageId { 4 };
    lesson.context = { { Role::System, "Be kind." }, { Role::User, "Who?\n🙂" } };
    lesson.badReply = "bad";
    lesson.wantedReply = "wanted";
    lesson.critique = "critique";
    lesson.gesture = Gesture::Critique;
    lesson.scope = Scope::Always;
    lesson.writtenBy = CheckpointId { 7 };
    lesson.seed = UINT64_MAX - 1;
    lesson.reason = "new";
    return lesson;
}

} // namespace

void TestLessonLog::givesALessonBackAsItWasSaved()
{
    Fixture fixture;
    Lesson lesson = fullLesson();
    const Lesson saved = fixture.log.save(lesson);
    lesson.id = LessonId { 1 };
    lesson.createdMs = 42;
    QVERIFY(saved == lesson);
    QVERIFY(fixture.log.lesson(saved.id) == lesson);
    const Lesson plain = fixture.log.save({});
    QVERIFY(!plain.chat && !plain.message && plain.context.empty());
    QCOMPARE(fixture.log.lessons().size(), 2U);
}

void TestLessonLog::keepsTheLessonsOfEachModelApart()
{
    Fixture fixture;
    LessonLog other(fixture.database, "other model", systemClockMs);
    const Lesson lesson = fixture.log.save(fullLesson());
    fixture.log.keep({}, lesson.context);
    QVERIFY(other.lessons().empty());
    QVERIFY(other.kept().empty());
    QCOMPARE(errorOf([&] { other.lesson(lesson.id); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { other.setState(lesson.id, LessonState::Learned, {}); }), ErrorKind::BadInput);
}

void TestLessonLog::remembersStateAndReason()
{
    Fixture fixture;
    const LessonId lesson = fixture.log.save(fullLesson()).id;
    fixture.log.setState(lesson, LessonState::NeedsWantedReply, "say what you want");
    QCOMPARE(fixture.log.lesson(lesson).state, LessonState::NeedsWantedReply);
    QCOMPARE(fixture.log.lesson(lesson).reason, std::string("say what you want"));
}

void TestLessonLog::letsInterruptedLessonsWaitAgain()
{
    Fixture fixture;
    for (const LessonState state : { LessonState::Learning, LessonState::Checking, LessonState::Learned }) {
        fixture.log.setState(fixture.log.save(fullLesson()).id, state, {});
    }
    QCOMPARE(LessonLog::recover(fixture.database), 2);
    const auto lessons = fixture.log.lessons();
    QCOMPARE(lessons[0].state, LessonState::Waiting);
    QCOMPARE(lessons[1].state, LessonState::Waiting);
    QCOMPARE(lessons[2].state, LessonState::Learned);
    QCOMPARE(LessonLog::recover(fixture.database), 0);
}

void TestLessonLog::listsThoseThatWait()
{
    Fixture fixture;
    const Lesson first = fixture.log.save(fullLesson());
    const Lesson second = fixture.log.save(fullLesson());
    const Lesson third = fixture.log.save(fullLesson());
    LessonLog(fixture.database, "other", [] { return std::int64_t { 42 }; }).save(fullLesson());
    fixture.log.setState(second.id, LessonState::Learned, "");
    QVERIFY(fixture.log.waiting() == (std::vector<Lesson> { first, third }));
    QVERIFY(fixture.log.lessons(third.id) == std::vector<Lesson> { third });
}

void TestLessonLog::givesTheNewestReceipt()
{
    Fixture fixture;
    const LessonId lesson = fixture.log.save(fullLesson()).id;
    QVERIFY(!fixture.log.receipt(lesson));
    LessonReceipt receipt = fullReceipt(lesson);
    fixture.log.saveReceipt(receipt);
    receipt.verdict = Verdict::Rejected;
    fixture.log.saveReceipt(receipt);
    QVERIFY(fixture.log.receipt(lesson) == receipt);
}

void TestLessonLog::findsKeptRepliesAlsoWhenTheyAreNotKeptAnyMore()
{
    Fixture fixture;
    const std::vector<ChatTurn> turns { { Role::User, "q" }, { Role::Assistant, "a" } };
    const KeptReplyId first = fixture.log.keep(MessageId { 1 }, turns);
    const KeptReplyId second = fixture.log.keep(MessageId { 2 }, turns);
    fixture.log.stopKeeping(MessageId { 1 });
    const KeptReply expected { .id = second, .message = MessageId { 2 }, .turns = turns };
    QVERIFY(fixture.log.kept() == std::vector { expected });
    const std::vector ids { second, first };
    const auto both = fixture.log.kept(ids);
    QVERIFY(both.size() == 2 && both[0] == expected && both[1].id == first && both[1].turns == turns);
    const std::vector unknown { KeptReplyId { 99 } };
    QCOMPARE(errorOf([&] { fixture.log.kept(unknown); }), ErrorKind::BadInput);
}

void TestLessonLog::remembersAReplyThatIsNotKept()
{
    Fixture fixture;
    const std::vector<ChatTurn> turns { { Role::User, "q" }, { Role::Assistant, "a" } };
    const KeptReplyId remembered = fixture.log.remember(MessageId { 1 }, turns);
    QVERIFY(fixture.log.kept().empty());
    QVERIFY(fixture.log.kept(std::vector { remembered }).at(0).turns == turns);
    QVERIFY(fixture.log.remember(MessageId { 1 }, turns) == remembered);
    QVERIFY(fixture.log.keep(MessageId { 1 }, turns) == remembered);
    fixture.log.remember(MessageId { 1 }, turns); // takes nothing back
    QCOMPARE(fixture.log.kept().size(), 1U);
}

void TestLessonLog::keepsTheSameReplyOnce()
{
    Fixture fixture;
    const std::vector<ChatTurn> turns { { Role::User, "q" }, { Role::Assistant, "a" } };
    const KeptReplyId kept = fixture.log.keep(MessageId { 1 }, turns);
    fixture.log.stopKeeping(MessageId { 1 });
    QVERIFY(fixture.log.keep(MessageId { 1 }, turns) == kept);
    QCOMPARE(fixture.log.kept().size(), 1U);
    // Under another system prompt it is another reply; the first stays what it was.
    const std::vector<ChatTurn> changed { { Role::System, "s" }, { Role::User, "q" }, { Role::Assistant, "a" } };
    QVERIFY(fixture.log.keep(MessageId { 1 }, changed) != kept);
    QVERIFY(fixture.log.keep({}, turns) == fixture.log.keep({}, turns));
}

void TestLessonLog::commitsToEveryWordOfALesson()
{
    Fixture fixture;
    const LessonId lesson = fixture.log.save(fullLesson()).id;
    const std::string before = fixture.log.commitment(lesson);
    fixture.log.setState(lesson, LessonState::Learned, "state and reason may change");
    QCOMPARE(fixture.log.commitment(lesson), before);
    QVERIFY(fixture.log.commitment(fixture.log.save(fullLesson()).id) != before); // the salt differs
    for (const char* column : { "context", "bad_reply", "wanted_reply", "critique", "gesture", "scope", "salt" }) {
        fixture.database.transact([&] {
            fixture.database.execute(
                std::string("UPDATE lessons SET ") + column + " = " + column + " || 'x' WHERE id = 1");
        });
        const std::string after = fixture.log.commitment(lesson);
        QVERIFY2(after != before, column);
        fixture.database.transact([&] {
            fixture.database.execute(
                std::string("UPDATE lessons SET ") + column + " = rtrim(" + column + ", 'x') WHERE id = 1");
        });
        QCOMPARE(fixture.log.commitment(lesson), before);
    }
}

void TestLessonLog::showsTheNewestLessonOnItsReply()
{
    Fixture fixture;
    ChatStore chats(fixture.database, systemClockMs);
    const Message question = chats.addUserMessage(chats.createChat({}).id, {}, "q");
    const Message reply = chats.beginReply(question.id, {}, {});
    QVERIFY(!chats.message(reply.id).lesson);
    Lesson lesson = fullLesson();
    lesson.message = reply.id;
    fixture.log.save(lesson);
    const LessonId newest = fixture.log.save(lesson).id;
    QVERIFY(chats.message(reply.id).lesson == newest);
}

void TestLessonLog::saysThatALessonIsUnknown()
{
    Fixture fixture;
    QCOMPARE(errorOf([&] { fixture.log.lesson(LessonId { 1 }); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { fixture.log.receipt(LessonId { 1 }); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { fixture.log.saveReceipt({}); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { fixture.log.commitment(LessonId { 1 }); }), ErrorKind::BadInput);
}

QTEST_GUILESS_MAIN(TestLessonLog)
#include "tst_lesson_log.moc"
