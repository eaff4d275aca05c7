// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chat_store.h"
#include "core/store/database.h"
#include "core/store/lesson_log.h"
#include "core/store/schema.h"
#include "tests/support/storage.h"

#include <QtTest>

using namespace amend;

class TestChatStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTheWholeTreeWithItsBranches();
    void givesTheTurnsThatAModelSees();
    void givesBackEveryFieldOfAReply();
    void namesAChatAfterItsFirstMessage();
    void listsTheChatChangedLastFirst();
    void bringsADeletedChatBack();
    void finishesAReplyOnlyOnce();
    void marksAReplyInterruptedWhenTheProgramEndedInIt();
    void refusesMessagesInTheWrongPlace();
    void ratesOnlyReplies();
    void listsTheNewestRepliesThatNobodyRated();
    void findsWhatIsBeingTyped();
    void findsTitlesAlsoAfterRenaming();
    void doesNotFindDeletedChats();
    void takesAnythingAsASearch_data();
    void takesAnythingAsASearch();
    void keepsAMessageWhenItsProcessIsKilled();
};

namespace {

struct Fixture {
    OddlyNamedFolder folder;
    Database database { folder.path() / "app.db", profileSchema() };
    std::int64_t now = 1000;
    ChatStore chats { database, [this] { return ++now; } };

    Message reply(MessageId question, const std::string& text)
    {
        const Message begun = chats.beginReply(question, { .baseModel = "m", .checkpoint = CheckpointId { 3 } }, {});
        return chats.finishReply(begun.id, text, MessageState::Complete, {});
    }
    /// A new chat with one exchange.
    ChatRow chat(const std::string& question, const std::string& text)
    {
        const ChatRow chat = chats.createChat({});
        reply(chats.addUserMessage(chat.id, {}, question).id, text);
        return chats.chat(chat.id);
    }
    std::string found(const std::string& search) const
    {
        std::string titles;
        for (const ChatRow& chat : chats.chats(search)) {
            titles += titles.empty() ? "" : ",";
            titles += chat.title;
        }
        return titles;
    }
};

std::string asText(const std::vector<Message>& messages, std::optional<MessageId> parent = {}, int depth = 0)
{
    std::string text;
    for (const Message& message : messages) {
        if (message.parent == parent) {
            text += std::string(static_cast<std::size_t>(2 * depth), ' ') + message.text + "\n";
            text += asText(messages, message.id, depth + 1);
        }
    }
    return text;
}

std::string asText(const std::vector<ChatTurn>& turns)
{
    std::string text;
    for (const ChatTurn& turn : turns) {
        text += turn.text + "|";
    }
    return text;
}

} // namespace

void TestChatStore::keepsTheWholeTreeWithItsBranches()
{
    Fixture fixture;
    const ChatId chat = fixture.chats.createChat({}).id;
    const Message question = fixture.chats.addUserMessage(chat, {}, "question");
    const Message first = fixture.reply(question.id, "first reply");
    fixture.reply(question.id, "second reply");
    fixture.reply(fixture.chats.addUserMessage(chat, first.id, "and then?").id, "then this");
    fixture.chats.addUserMessage(chat, first.id, "edited: and then?");
    fixture.chats.addUserMessage(chat, {}, "edited question");
    QCOMPARE(asText(fixture.chats.messages(chat)),
        std::string("question\n"
                    "  first reply\n"
                    "    and then?\n"
                    "      then this\n"
                    "    edited: and then?\n"
                    "  second reply\n"
                    "edited question\n"));
    std::optional<MessageId> before;
    for (const Message& message : fixture.chats.messages(chat)) {
        QVERIFY(!before || *before < message.id); // parents before children
        before = message.id;
    }
}

void TestChatStore::givesTheTurnsThatAModelSees()
{
    Fixture fixture;
    const ChatId chat = fixture.chats.createChat("Be brief.").id;
    const Message question = fixture.chats.addUserMessage(chat, {}, "one");
    fixture.reply(question.id, "sibling");
    const Message reply = fixture.reply(question.id, "two");
    const Message next = fixture.chats.addUserMessage(chat, reply.id, "three");
    QCOMPARE(asText(fixture.chats.turnsUpTo(next.id)), std::string("Be brief.|one|two|three|"));
    QCOMPARE(asText(fixture.chats.turnsUpTo(fixture.chats.messages(fixture.chat("a", "b").id).back().id)),
        std::string("a|b|"));
}

void TestChatStore::givesBackEveryFieldOfAReply()
{
    Fixture fixture;
    const ChatId chat = fixture.chats.createChat({}).id;
    const Message question = fixture.chats.addUserMessage(chat, {}, "q");
    GenerationOptions options { .temperature = 0.1, .seed = 18446744073709551615U, .stopStrings = { "\n", "🙂" } };
    const Message begun
        = fixture.chats.beginReply(question.id, { .baseModel = "abc", .checkpoint = CheckpointId { 7 } }, options);
    QCOMPARE(begun.state, MessageState::Streaming);
    QVERIFY(begun.options == options && begun.checkpoint == CheckpointId { 7 } && begun.parent == question.id);
    const ReplyStats stats { .promptTokens = 1, .tokensPerSecond = 1.0 / 3.0, .hitTokenLimit = true };
    const Message reply = fixture.chats.finishReply(begun.id, "text", MessageState::Stopped, stats);
    QVERIFY(reply.stats == stats && reply.state == MessageState::Stopped && reply.text == "text");
    QCOMPARE(fixture.chats.writerModel(reply.id), std::string("abc"));
    QCOMPARE(fixture.chats.writerModel(question.id), std::string());
    QVERIFY(fixture.chats.messages(chat).back() == reply);
}

void TestChatStore::namesAChatAfterItsFirstMessage()
{
    Fixture fixture;
    const ChatRow chat = fixture.chat("  Who wrote this?\nAnd when?", "reply");
    QCOMPARE(chat.title, std::string("Who wrote this?"));
    fixture.chats.renameChat(chat.id, "Books");
    fixture.chats.addUserMessage(chat.id, {}, "another");
    QCOMPARE(fixture.chats.chat(chat.id).title, std::string("Books"));
}

void TestChatStore::listsTheChatChangedLastFirst()
{
    Fixture fixture;
    const ChatRow one = fixture.chat("one", "reply");
    fixture.chat("two", "reply");
    QCOMPARE(fixture.found({}), std::string("two,one"));
    fixture.chats.addUserMessage(one.id, {}, "again");
    QCOMPARE(fixture.found(" \t"), std::string("one,two"));
    fixture.chats.pinChat(one.id, true);
    QVERIFY(fixture.chats.chat(one.id).pinned);
    fixture.chats.pinChat(one.id, false);
    QVERIFY(!fixture.chats.chat(one.id).pinned);
}

void TestChatStore::bringsADeletedChatBack()
{
    Fixture fixture;
    const ChatRow chat = fixture.chat("question", "reply");
    const auto before = fixture.chats.messages(chat.id);
    fixture.chats.deleteChat(chat.id);
    QVERIFY(fixture.chats.chats().empty());
    QCOMPARE(fixture.chats.bin().size(), 1U);
    fixture.chats.undeleteChat(chat.id);
    QVERIFY(fixture.chats.bin().empty());
    QVERIFY(fixture.chats.chats().front() == chat);
    QVERIFY(fixture.chats.messages(chat.id) == before);
}

void TestChatStore::finishesAReplyOnlyOnce()
{
    Fixture fixture;
    const ChatId chat = fixture.chats.createChat({}).id;
    const Message question = fixture.chats.addUserMessage(chat, {}, "q");
    const Message reply = fixture.reply(question.id, "final");
    QCOMPARE(errorOf([&] { fixture.chats.saveReplyText(reply.id, "changed"); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { fixture.chats.finishReply(reply.id, "changed", MessageState::Failed, {}); }),
        ErrorKind::BadInput);
    QVERIFY(fixture.chats.message(reply.id) == reply);
}

void TestChatStore::marksAReplyInterruptedWhenTheProgramEndedInIt()
{
    Fixture fixture;
    const ChatId chat = fixture.chats.createChat({}).id;
    const Message question = fixture.chats.addUserMessage(chat, {}, "q");
    const Message reply = fixture.chats.beginReply(question.id, {}, {});
    fixture.chats.saveReplyText(reply.id, "half a sent");
    QCOMPARE(fixture.chats.recover(), 1);
    QCOMPARE(fixture.chats.message(reply.id).state, MessageState::Interrupted);
    QCOMPARE(fixture.chats.message(reply.id).text, std::string("half a sent"));
    QCOMPARE(fixture.found("sent"), std::string("q"));
    QCOMPARE(fixture.chats.recover(), 0);
}

void TestChatStore::refusesMessagesInTheWrongPlace()
{
    Fixture fixture;
    auto& chats = fixture.chats;
    const ChatId chat = chats.createChat({}).id;
    const ChatId other = chats.createChat({}).id;
    const Message question = chats.addUserMessage(chat, {}, "q");
    const Message reply = fixture.reply(question.id, "r");
    QCOMPARE(errorOf([&] { chats.addUserMessage(other, reply.id, "x"); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { chats.addUserMessage(chat, question.id, "x"); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { chats.addUserMessage(ChatId { 99 }, {}, "x"); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { chats.beginReply(reply.id, {}, {}); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { chats.beginReply(MessageId { 99 }, {}, {}); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { chats.renameChat(ChatId { 99 }, "x"); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { chats.messages(ChatId { 99 }); }), ErrorKind::BadInput);
    const Message streaming = chats.beginReply(question.id, {}, {});
    QCOMPARE(errorOf([&] { chats.addUserMessage(chat, streaming.id, "x"); }), ErrorKind::BadInput);
}

void TestChatStore::ratesOnlyReplies()
{
    Fixture fixture;
    const ChatId chat = fixture.chat("q", "r").id;
    const auto messages = fixture.chats.messages(chat);
    QCOMPARE(errorOf([&] { fixture.chats.rate(messages[0].id, Rating::Up); }), ErrorKind::BadInput);
    QCOMPARE(fixture.chats.rate(messages[1].id, Rating::Down).rating, Rating::Down);
    QCOMPARE(fixture.chats.rate(messages[1].id, Rating::None).rating, Rating::None);
}

void TestChatStore::listsTheNewestRepliesThatNobodyRated()
{
    Fixture fixture;
    auto& chats = fixture.chats;
    const auto newestReply = [&](const ChatRow& chat) { return chats.messages(chat.id).back().id; };
    const MessageId first = newestReply(fixture.chat("q1", "r1"));
    const MessageId rated = newestReply(fixture.chat("q2", "r2"));
    chats.rate(rated, Rating::Down);
    const ChatRow deleted = fixture.chat("q3", "r3");
    chats.deleteChat(deleted.id);
    const MessageId taught = newestReply(fixture.chat("q4", "r4"));
    LessonLog(fixture.database, "m", [] { return std::int64_t { 1 }; }).save({ .message = taught });
    const Message unfinished = chats.addUserMessage(chats.createChat({}).id, {}, "q5");
    chats.beginReply(unfinished.id, { .baseModel = "m", .checkpoint = {} }, {});
    const MessageId last = newestReply(fixture.chat("q6", "r6"));
    QVERIFY(chats.unratedReplies("m", 9) == (std::vector { last, first }));
    QVERIFY(chats.unratedReplies("m", 1) == std::vector { last });
    QVERIFY(chats.unratedReplies("another", 9).empty());
}

void TestChatStore::findsWhatIsBeingTyped()
{
    Fixture fixture;
    fixture.chat("books", "Jane Austen wrote Pride and Prejudice, it's said.");
    fixture.chat("coffee", "Le café coûte trois euros.");
    for (const char* typed : { "j", "jane", "AUST pri", "prejudice", "it's", "\"pride\"", "jane, (austen)" }) {
        QCOMPARE(fixture.found(typed), std::string("books"));
    }
    QCOMPARE(fixture.found("CAFE cout"), std::string("coffee"));
    QCOMPARE(fixture.found("austen trois"), std::string());
    QCOMPARE(fixture.chats.chats("austen").front().snippet,
        std::string("Jane Austen wrote Pride and Prejudice, it's said."));
}

void TestChatStore::findsTitlesAlsoAfterRenaming()
{
    Fixture fixture;
    const ChatRow chat = fixture.chat("first title", "reply");
    fixture.chats.renameChat(chat.id, "Übersicht");
    QCOMPARE(fixture.found("uber"), std::string("Übersicht"));
    QCOMPARE(fixture.chats.chats("uber").front().snippet, std::string());
    QCOMPARE(fixture.found("title"), std::string("Übersicht")); // the message still says it
}

void TestChatStore::doesNotFindDeletedChats()
{
    Fixture fixture;
    fixture.chats.deleteChat(fixture.chat("question", "reply").id);
    QCOMPARE(fixture.found("question"), std::string());
}

void TestChatStore::takesAnythingAsASearch_data()
{
    QTest::addColumn<std::string>("typed");
    int row = 0;
    const std::string many = [] {
        std::string words;
        for (int i = 0; i < 10'000; ++i) {
            words += "w" + std::to_string(i) + " ";
        }
        return words;
    }();
    for (const std::string& typed : { std::string("\""), std::string("\"\"\" *"), std::string("a AND OR NOT NEAR("),
             std::string("text:x"), std::string("^a -b +c {x} : * ( )"), std::string("'; DROP TABLE chats; --"),
             std::string("\0a\0", 3), std::string("\xff\xfe"), std::string("%_"), std::string("🙂"), many,
             std::string(100'000, 'x'), std::string(1000, '"') }) {
        QTest::addRow("search %d", ++row) << typed;
    }
}

void TestChatStore::takesAnythingAsASearch()
{
    QFETCH(std::string, typed);
    Fixture fixture;
    fixture.chat("question", "reply");
    QCOMPARE(fixture.found(typed), std::string());
    QCOMPARE(fixture.found("question"), std::string("question"));
}

void TestChatStore::keepsAMessageWhenItsProcessIsKilled()
{
    const OddlyNamedFolder folder;
    std::unique_ptr<Database> held;
    Child child([&] {
        held = std::make_unique<Database>(folder.path() / "app.db", profileSchema());
        ChatStore chats(*held, systemClockMs);
        chats.addUserMessage(chats.createChat({}).id, {}, "acknowledged");
    });
    QVERIFY(child.didIt());
    child.kill();
    Database database(folder.path() / "app.db", profileSchema());
    const ChatStore chats(database, systemClockMs);
    QCOMPARE(chats.messages(chats.chats("acknowl").at(0).id).at(0).text, std::string("acknowledged"));
}

QTEST_GUILESS_MAIN(TestChatStore)
#include "tst_chat_store.moc"
