// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/json_columns.h"
#include "core/store/stored_words.h"
#include "tests/support/receipts.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace amend;

class TestJsonColumns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesAReceiptBackBitForBit();
    void readsAReceiptThatLacksWhatWasAddedSince();
    void givesNumbersBackThatJsonLacks();
    void givesTurnsOptionsAndStatsBack();
    void writesTextThatIsNotUtf8();
    void refusesDamagedJson();
    void refusesWordsItDoesNotKnow();
};

void TestJsonColumns::givesAReceiptBackBitForBit()
{
    LessonReceipt receipt = fullReceipt(LessonId { 5 });
    for (const double value : { 0.1, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, -0.0, 123456789.123456789 }) {
        receipt.seconds = value;
        const LessonReceipt back = receiptFromJson(toJson(receipt));
        QVERIFY(back == receipt);
        QCOMPARE(std::signbit(back.seconds), std::signbit(value));
        QCOMPARE(toJson(back), toJson(receipt));
    }
}

void TestJsonColumns::readsAReceiptThatLacksWhatWasAddedSince()
{
    const LessonReceipt receipt = receiptFromJson(
        R"({"adapter_sha256":"abc","after":{"logp_bad":-20.0,"logp_wanted":-0.125,"reply":"Jane Austen"},
            "before":{"logp_bad":-3.25,"logp_wanted":null,"reply":"Charles Dickens"},"checkpoint":9,
            "drift_from_base":{"layers":0,"projections":[],"relative_change":[],"total":0.0},
            "drift_of_lesson":{"layers":1,"projections":["q"],"relative_change":[0.1],"total":0.1},
            "fingerprint":"cpu","gate":[],"lesson":5,
            "losses":[{"anchors_nats":0.0,"elapsed_ms":0.1,"gradient_norm":2.0,"learning_rate":0.0,"lesson":5,
                       "lesson_nats":2.7,"margin_nats":0.0,"max_steps":12,"replay_nats":0.0,"step":0,"strength":1.0,
                       "total_nats":2.7}],
            "parent":0,"reason":"","seconds":1.5,"seed":1,"steps":2,"strength":0.5,"verdict":"learned",
            "wanted_reply":"Jane Austen"})");
    QCOMPARE(receipt.tries, 1);
    QVERIFY(!receipt.remarkGapNats);
    QCOMPARE(receipt.losses.at(0).nearNats, 0.0);
    QVERIFY(!receipt.losses[0].gradientCosine);
    QCOMPARE(receipt.after.logpWanted, std::optional(-0.125));
    QVERIFY(receipt.after.wantedTokens.empty() && receipt.before.badTokens.empty());
    QVERIFY(receipt.driftOfLesson.effectiveRank.empty());
}

void TestJsonColumns::givesNumbersBackThatJsonLacks()
{
    const double infinity = std::numeric_limits<double>::infinity();
    LessonReceipt receipt = fullReceipt(LessonId { 5 });
    receipt.losses[0].lessonNats = std::nan("");
    receipt.gate[0].limit = infinity;
    receipt.driftOfLesson.relativeChange = { -infinity, std::nan(""), 1 };
    receipt.after.logpBad = -infinity;
    const LessonReceipt back = receiptFromJson(toJson(receipt));
    QVERIFY(std::isnan(back.losses[0].lessonNats));
    QCOMPARE(back.gate[0].limit, infinity);
    QCOMPARE(back.driftOfLesson.relativeChange[0], -infinity);
    QVERIFY(std::isnan(back.driftOfLesson.relativeChange[1]));
    QVERIFY(back.after.logpBad == -infinity && !back.before.logpWanted);
    QCOMPARE(toJson(back), toJson(receipt));
}

void TestJsonColumns::givesTurnsOptionsAndStatsBack()
{
    const std::vector<ChatTurn> turns { { Role::System, "" }, { Role::User, "\"\\\n🙂" }, { Role::Assistant, "a" } };
    QVERIFY(turnsFromJson(toJson(turns)) == turns);
    QVERIFY(turnsFromJson(toJson(std::vector<ChatTurn>())).empty());
    const GenerationOptions options { .temperature = 0.7, .seed = UINT64_MAX, .stopStrings = { "", "\0" } };
    QVERIFY(optionsFromJson(toJson(options)) == options);
    const ReplyStats stats { .promptTokens = 3, .timeToFirstTokenMs = 0.1, .hitTokenLimit = true };
    QVERIFY(statsFromJson(toJson(stats)) == stats);
    const GateResults results { .verdict = Verdict::NoEffect,
        .lossBefore = 2.5,
        .lossAfter = {},
        .strength = 0.25,
        .steps = 4,
        .gate = fullReceipt(LessonId { 1 }).gate };
    QVERIFY(resultsFromJson(toJson(results)) == results);
}

void TestJsonColumns::writesTextThatIsNotUtf8()
{
    const std::vector<ChatTurn> turns { { Role::User,
        "a\xff"
        "b" } };
    QCOMPARE(turnsFromJson(toJson(turns)).at(0).text, std::string("a\uFFFDb"));
}

void TestJsonColumns::refusesDamagedJson()
{
    const std::string whole = toJson(fullReceipt(LessonId { 5 }));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        QCOMPARE(errorOf([&] { receiptFromJson(whole.substr(0, length)); }), ErrorKind::FileCorrupt);
    }
    for (const char* damaged : { "{}", "[]", "null", "3", R"([{"role":"robot","text":""}])", R"([{"text":""}])" }) {
        QCOMPARE(errorOf([&] { receiptFromJson(damaged); }), ErrorKind::FileCorrupt);
        QCOMPARE(errorOf([&] { optionsFromJson(damaged); }), ErrorKind::FileCorrupt);
    }
    QCOMPARE(errorOf([&] { turnsFromJson(R"([{"role":"robot","text":""}])"); }), ErrorKind::FileCorrupt);
}

void TestJsonColumns::refusesWordsItDoesNotKnow()
{
    QCOMPARE(fromStoredWord<LessonState>(storedWord(LessonState::NeedsWantedReply)), LessonState::NeedsWantedReply);
    QCOMPARE(fromStoredWord<TimelineKind>(storedWord(TimelineKind::Rebuilt)), TimelineKind::Rebuilt);
    QCOMPARE(errorOf([] { fromStoredWord<Gesture>("wave"); }), ErrorKind::FileCorrupt);
    QCOMPARE(errorOf([] { fromStoredWord<Scope>(""); }), ErrorKind::FileCorrupt);
}

QTEST_GUILESS_MAIN(TestJsonColumns)
#include "tst_json_columns.moc"
