// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/profile.h"
#include "core/store/schema.h"
#include "tests/support/receipts.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <fstream>

using namespace amend;

class TestProfile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsEverythingBetweenTwoStarts();
    void keepsWhatWasAcknowledgedBeforeAKill();
    void cleansUpAfterAKill();
    void refusesASecondStart();
    void commitsSeveralStoresAsOne();
    void neverStartsAnewWhenTheDatabaseIsLost();
    void namesADamagedDatabaseAndLeavesItAlone();
    void refusesAProfileOfANewerAmend();
    void bringsAProfileOfTheFirstVersionUpToDate();
    void keepsTheMemoryMapOfTheSecondVersion();
    void keepsTheStateBeforeWhenTheFileMayNotGrow();
};

namespace {

Lesson lessonOn(const Message& reply)
{
    Lesson lesson;
    lesson.message = reply.id;
    lesson.context = { { Role::User, "question" } };
    return lesson;
}

/// One chat, one reply, one lesson learned as #1.
void teachOnce(Profile& profile)
{
    const ChatRow chat = profile.chats().createChat("Be brief.");
    const Message question = profile.chats().addUserMessage(chat.id, {}, "question");
    const Message reply = profile.chats().beginReply(question.id, { "model", {} }, {});
    profile.chats().finishReply(reply.id, "reply", MessageState::Complete, {});
    LessonLog lessons = profile.lessons("model");
    CheckpointStore checkpoints = profile.checkpoints("model");
    LessonReceipt receipt = fullReceipt(lessons.save(lessonOn(reply)).id);
    const std::string adapter = profile.blobs().put(bytesOf("adapter")).sha256;
    receipt.adapterSha256 = profile.blobs().put(checkpointFileBytes({ .alwaysSha256 = adapter, .lessons = {} })).sha256;
    checkpoints.recordLesson(receipt, {});
}

} // namespace

void TestProfile::keepsEverythingBetweenTwoStarts()
{
    const OddlyNamedFolder folder;
    std::vector<CheckpointRow> timeline;
    std::vector<Message> messages;
    {
        Profile profile(folder.path());
        teachOnce(profile);
        timeline = profile.checkpoints("model").timeline();
        messages = profile.chats().messages(ChatId { 1 });
    }
    Profile profile(folder.path());
    QVERIFY(profile.checkpoints("model").timeline() == timeline);
    QVERIFY(profile.chats().messages(ChatId { 1 }) == messages);
    QVERIFY(profile.checkpoints("model").verify(CheckDepth::Full).problems.empty());
}

void TestProfile::keepsWhatWasAcknowledgedBeforeAKill()
{
    const OddlyNamedFolder folder;
    std::unique_ptr<Profile> held;
    Child child([&] {
        held = std::make_unique<Profile>(folder.path());
        teachOnce(*held);
    });
    QVERIFY(child.didIt());
    child.kill();
    Profile profile(folder.path());
    CheckpointStore checkpoints = profile.checkpoints("model");
    QVERIFY(checkpoints.serving() == CheckpointId { 1 });
    QVERIFY(!checkpoints.recoverServing());
    QVERIFY(checkpoints.verify(CheckDepth::Full).problems.empty());
    QCOMPARE(profile.chats().messages(ChatId { 1 }).size(), 2U);
}

void TestProfile::cleansUpAfterAKill()
{
    const OddlyNamedFolder folder;
    std::unique_ptr<Profile> held;
    Child child([&] {
        held = std::make_unique<Profile>(folder.path());
        const ChatRow chat = held->chats().createChat({});
        const Message question = held->chats().addUserMessage(chat.id, {}, "question");
        const Message reply = held->chats().beginReply(question.id, { "model", {} }, {});
        held->chats().saveReplyText(reply.id, "half");
        LessonLog lessons = held->lessons("model");
        lessons.setState(lessons.save(lessonOn(reply)).id, LessonState::Checking, {});
        overwrite(folder.path() / "tmp" / "unfinished", "x");
    });
    QVERIFY(child.didIt());
    child.kill();
    Profile profile(folder.path());
    QCOMPARE(profile.chats().message(MessageId { 2 }).state, MessageState::Interrupted);
    QCOMPARE(profile.chats().message(MessageId { 2 }).text, std::string("half"));
    QCOMPARE(profile.lessons("model").lesson(LessonId { 1 }).state, LessonState::Waiting);
    QVERIFY(std::filesystem::is_empty(folder.path() / "tmp"));
}

void TestProfile::refusesASecondStart()
{
    const OddlyNamedFolder folder;
    const Profile profile(folder.path());
    QCOMPARE(errorOf([&] { Profile(folder.path()); }), ErrorKind::ProfileInUse);
}

void TestProfile::commitsSeveralStoresAsOne()
{
    const OddlyNamedFolder folder;
    Profile profile(folder.path());
    LessonLog lessons = profile.lessons("model");
    const auto failsHalfWay = [&] {
        profile.chats().createChat({});
        lessons.save({});
        throw Error(ErrorKind::Cancelled, "half-way");
    };
    QCOMPARE(errorOf([&] { profile.transact(failsHalfWay); }), ErrorKind::Cancelled);
    QVERIFY(profile.chats().chats().empty() && lessons.lessons().empty());
}

void TestProfile::neverStartsAnewWhenTheDatabaseIsLost()
{
    const OddlyNamedFolder folder;
    {
        Profile profile(folder.path());
        teachOnce(profile);
    }
    std::filesystem::remove(folder.path() / "app.db");
    QCOMPARE(errorOf([&] { Profile(folder.path()); }), ErrorKind::FileCorrupt);
    QVERIFY(!std::filesystem::exists(folder.path() / "app.db"));
}

void TestProfile::namesADamagedDatabaseAndLeavesItAlone()
{
    const OddlyNamedFolder folder;
    const auto path = folder.path() / "app.db";
    {
        Profile profile(folder.path());
        teachOnce(profile);
    }
    const std::uintmax_t size = std::filesystem::file_size(path);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(2 * 4096);
        file << std::string(4096, '\xff');
    }
    try {
        Profile profile(folder.path());
        QFAIL("It was opened.");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::FileCorrupt);
        QVERIFY(std::string(error.what()).find(path.string()) != std::string::npos);
    }
    QCOMPARE(std::filesystem::file_size(path), size);
}

void TestProfile::refusesAProfileOfANewerAmend()
{
    const OddlyNamedFolder folder;
    {
        const Profile profile(folder.path());
    }
    {
        Database database(folder.path() / "app.db", profileSchema());
        database.transact([&] { database.execute("PRAGMA user_version = 1000"); });
    }
    QCOMPARE(errorOf([&] { Profile(folder.path()); }), ErrorKind::FormatUnsupported);
}

void TestProfile::bringsAProfileOfTheFirstVersionUpToDate()
{
    const OddlyNamedFolder folder;
    const auto path = folder.path() / "app.db";
    std::vector<CheckpointRow> timeline;
    {
        Profile profile(folder.path());
        teachOnce(profile);
        timeline = profile.checkpoints("model").timeline();
    }
    { // as version 1 left it
        Database database(path, profileSchema());
        database.transact([&] {
            database.execute("DROP INDEX waiting_lessons");
            database.execute("DROP TABLE memory_spans");
            database.execute("DROP TABLE recalls");
            database.execute("PRAGMA user_version = 1");
        });
    }
    Profile profile(folder.path());
    QVERIFY(std::filesystem::exists(path.string() + ".version-1"));
    QVERIFY(profile.checkpoints("model").timeline() == timeline);
    QVERIFY(profile.checkpoints("model").verify(CheckDepth::Full).problems.empty());
    const std::vector<LessonId> lessons { LessonId { 1 } };
    profile.memory().save(CheckpointId { 1 }, std::vector<MeasuredCell> { { lessons[0], "weights", Recall {} } });
    QVERIFY(profile.memory().missingAt(CheckpointId { 1 }, lessons).empty());
}

void TestProfile::keepsTheMemoryMapOfTheSecondVersion()
{
    const OddlyNamedFolder folder;
    const auto path = folder.path() / "app.db";
    {
        Profile profile(folder.path());
        teachOnce(profile);
    }
    { // as version 2 left it: one row a cell
        Database database(path, profileSchema());
        database.transact([&] {
            database.execute("DROP INDEX waiting_lessons");
            database.execute("DROP TABLE memory_spans");
            database.execute("CREATE TABLE memory_cells (lesson INTEGER NOT NULL, checkpoint INTEGER NOT NULL, recall "
                             "INTEGER NOT NULL, PRIMARY KEY (lesson, checkpoint)) STRICT, WITHOUT ROWID");
            database.execute("INSERT INTO recalls VALUES (1, 1, 'a', 'lost', 'first', '-1'), "
                             "(2, 1, 'b', 'remembered', 'second', '-1')");
            database.execute("INSERT INTO memory_cells VALUES (1, 1, 1), (1, 2, 1), (1, 3, 2), (1, 4, 1), (1, 6, 1)");
            database.execute("PRAGMA user_version = 2");
        });
    }
    Profile profile(folder.path());
    MemoryMap map { .rows = { { .lesson = LessonId { 1 } } } };
    for (int i = 1; i <= 6; ++i) {
        map.checkpoints.push_back(CheckpointId { i });
    }
    map.cells.assign(6, MemoryMap::notMeasured);
    profile.memory().fill(map);
    QCOMPARE(map.recalls.size(), 2U);
    QCOMPARE(map.recalls[0].reply, std::string("first"));
    QVERIFY(map.cells == (std::vector<int> { 0, 0, 1, 0, MemoryMap::notMeasured, 0 }));
}

void TestProfile::keepsTheStateBeforeWhenTheFileMayNotGrow()
{
    const OddlyNamedFolder folder;
    const std::string large(1'000'000, 'x');
    std::vector<Message> before;
    {
        Profile profile(folder.path());
        teachOnce(profile);
        before = profile.chats().messages(ChatId { 1 });
        const FileSizeLimit limit(500'000);
        const auto error = errorOf([&] { profile.chats().addUserMessage(ChatId { 1 }, {}, large); });
        QVERIFY(error == ErrorKind::DiskFull || error == ErrorKind::StorageTrouble);
        QCOMPARE(errorOf([&] { profile.blobs().put(bytesOf(large)); }), ErrorKind::DiskFull);
        QVERIFY(profile.chats().messages(ChatId { 1 }) == before);
    }
    Profile profile(folder.path());
    QVERIFY(profile.chats().messages(ChatId { 1 }) == before);
    QVERIFY(profile.checkpoints("model").verify(CheckDepth::Full).problems.empty());
    profile.chats().addUserMessage(ChatId { 1 }, {}, large);
}

QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
