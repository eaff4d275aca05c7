// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ledger.h"
#include "core/store/profile.h"
#include "core/store/schema.h"
#include "tests/support/receipts.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <functional>

using namespace amend;

class TestCheckpointStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beginsWithTheBase();
    void growsATreeWithBranches();
    void restoringAndThenTheNewerIsTheIdentity();
    void undoingTwiceLeadsBack();
    void appendsNothingForACheckpointThatServesAlready();
    void recordsARejectedLessonWithoutACheckpoint();
    void recordsNoRowForACancelledLesson();
    void keepsNothingWhenAnotherCheckpointCameToServe();
    void knowsTheLessonsOnTheWayToACheckpoint();
    void marksTheRepliesThatThePersonAskedToKeep();
    void knowsTheLineThatLedToACheckpoint();
    void findsWhereAReplayCanBegin();
    void unteachesTheOnlyLesson();
    void seesWhatAnotherStoreAppended();
    void forgetsWhatWasReadButNotCommitted();
    void keepsModelsApartInOneChain();
    void remembersNamesAndPins();
    void givesTheAdapterBack();
    void fallsBackToTheNearestSoundAncestor();
    void fallsBackFromALostAdapterToo();
    void healsWhenTheBlobIsStoredAgain();
    void refusesACheckpointWithoutABlob();
    void findsEveryAlteredColumnOfTheLedger();
    void findsAnEntryTakenOut();
    void findsALostBlobAndAFlippedBit();
    void findsAnAlteredLesson();
    void saysWhenTheEndOfTheLedgerIsMissing();
    void letsNoStatementChangeTheLedger();
};

namespace {

/// A profile with a base model, its log and its checkpoints. The adapters are short texts.
struct Fixture {
    OddlyNamedFolder parent;
    std::filesystem::path folder = parent.path() / "profile";
    std::unique_ptr<Profile> profile = std::make_unique<Profile>(folder, [] { return std::int64_t { 7 }; });
    LessonLog lessons = profile->lessons("model");
    CheckpointStore checkpoints = profile->checkpoints("model");

    LessonId newLesson(const std::string& question)
    {
        Lesson lesson;
        lesson.context = { { Role::User, question } };
        return lessons.save(lesson).id;
    }
    LessonReceipt learn(const std::string& question, const std::vector<LearnedBeside>& kept = {})
    {
        LessonReceipt receipt = fullReceipt(newLesson(question));
        receipt.reason.clear();
        receipt.parent = checkpoints.serving();
        receipt.adapterSha256 = adapter(question);
        return checkpoints.recordLesson(receipt, kept);
    }
    LessonReceipt end(const std::string& question, Verdict verdict)
    {
        LessonReceipt receipt = fullReceipt(newLesson(question));
        receipt.verdict = verdict;
        receipt.reason = "because";
        receipt.parent = checkpoints.serving();
        return checkpoints.recordLesson(receipt, {});
    }
    std::string adapter(const std::string& contents) const
    {
        const std::string part = profile->blobs().put(bytesOf("adapter of " + contents)).sha256;
        return profile->blobs().put(checkpointFileBytes({ .alwaysSha256 = part, .lessons = {} })).sha256;
    }
    std::filesystem::path adapterOf(CheckpointId checkpoint)
    {
        return profile->blobs().pathOf(checkpoints.file(checkpoint).alwaysSha256);
    }
    std::filesystem::path blobOf(CheckpointId checkpoint) const
    {
        return profile->blobs().pathOf(checkpoints.row(checkpoint).adapterSha256);
    }
    /// Changes the database behind the program's back.
    void alter(const std::string& sql)
    {
        Database database(folder / "app.db", profileSchema());
        database.transact([&] {
            database.execute("DROP TRIGGER IF EXISTS ledger_keeps_rows");
            database.execute("DROP TRIGGER IF EXISTS ledger_keeps_values");
            database.execute(sql);
        });
    }
    std::size_t problems(CheckDepth depth = CheckDepth::Quick) const
    {
        return checkpoints.verify(depth).problems.size();
    }
};

std::string label(std::optional<CheckpointId> checkpoint)
{
    return checkpoint ? std::string("#").append(std::to_string(checkpoint->value)) : std::string();
}

std::string tree(const std::vector<CheckpointRow>& rows, std::optional<CheckpointId> parent = {}, int depth = 0)
{
    std::string text;
    for (const CheckpointRow& row : rows) {
        if (row.checkpoint && row.parent == parent) {
            text += std::string(static_cast<std::size_t>(2 * depth), ' ') + label(row.checkpoint);
            text += row.title.empty() ? "" : " " + row.title;
            text += row.serving ? " <\n" : "\n";
            text += tree(rows, row.checkpoint, depth + 1);
        }
    }
    return text;
}

constexpr CheckpointId base {};

} // namespace

void TestCheckpointStore::beginsWithTheBase()
{
    Fixture fixture;
    const auto rows = fixture.checkpoints.timeline();
    QCOMPARE(rows.size(), 1U);
    QVERIFY(rows[0].kind == TimelineKind::Base && rows[0].checkpoint == base && rows[0].serving && !rows[0].parent);
    QCOMPARE(rows[0].sequence, 0);
    QCOMPARE(rows[0].createdMs, 7);
    QVERIFY(fixture.checkpoints.serving() == base);
    QVERIFY(fixture.checkpoints.file(base).parts().empty());
    QVERIFY(fixture.checkpoints.lessonsOf(base).empty());
    QCOMPARE(errorOf([&] { fixture.checkpoints.undo(); }), ErrorKind::BadInput);
    fixture.profile->checkpoints("model"); // a second look adds nothing
    QCOMPARE(fixture.checkpoints.timeline().size(), 1U);
}

void TestCheckpointStore::growsATreeWithBranches()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    fixture.checkpoints.restore(CheckpointId { 1 }, "it was better");
    fixture.learn("three");
    fixture.checkpoints.restore(base);
    fixture.learn("four");
    fixture.end("five", Verdict::Rejected);
    fixture.checkpoints.restore(CheckpointId { 2 });
    QCOMPARE(tree(fixture.checkpoints.timeline()),
        std::string("#0\n"
                    "  #1 one\n"
                    "    #2 two <\n"
                    "    #3 three\n"
                    "  #4 four\n"));
    QCOMPARE(fixture.checkpoints.timeline().at(3).reason, std::string("it was better"));
    QCOMPARE(fixture.problems(CheckDepth::Full), 0U);
}

void TestCheckpointStore::restoringAndThenTheNewerIsTheIdentity()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    const CheckpointId newest = fixture.checkpoints.serving();
    const CheckpointFile file = fixture.checkpoints.file(newest);
    for (const CheckpointId older : { base, CheckpointId { 1 } }) {
        const CheckpointRow row = fixture.checkpoints.restore(older);
        QVERIFY(row.kind == TimelineKind::Restored && row.target == older && !row.checkpoint);
        QVERIFY(fixture.checkpoints.serving() == older);
        fixture.checkpoints.restore(newest);
        QVERIFY(fixture.checkpoints.serving() == newest);
        QVERIFY(fixture.checkpoints.file(newest) == file);
    }
}

void TestCheckpointStore::undoingTwiceLeadsBack()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    fixture.end("no change of what serves", Verdict::NoEffect);
    fixture.checkpoints.undo();
    QVERIFY(fixture.checkpoints.serving() == CheckpointId { 1 });
    fixture.checkpoints.undo();
    QVERIFY(fixture.checkpoints.serving() == CheckpointId { 2 });
    fixture.checkpoints.restore(base);
    fixture.checkpoints.undo();
    QVERIFY(fixture.checkpoints.serving() == CheckpointId { 2 });
    QCOMPARE(errorOf([&] { fixture.checkpoints.restore(CheckpointId { 3 }); }), ErrorKind::BadInput);
}

void TestCheckpointStore::appendsNothingForACheckpointThatServesAlready()
{
    Fixture fixture;
    fixture.learn("one");
    QVERIFY(fixture.checkpoints.restore(CheckpointId { 1 }).checkpoint == CheckpointId { 1 });
    QCOMPARE(fixture.checkpoints.timeline().size(), 2U);
}

void TestCheckpointStore::recordsARejectedLessonWithoutACheckpoint()
{
    Fixture fixture;
    for (const Verdict verdict : { Verdict::Rejected, Verdict::NoEffect }) {
        const LessonReceipt receipt = fixture.end("question", verdict);
        const CheckpointRow row = fixture.checkpoints.timeline().back();
        QVERIFY(row.kind == TimelineKind::Rejected && !row.checkpoint && row.adapterSha256.empty());
        QVERIFY(row.lesson == receipt.lesson && row.parent == base && row.title == "question");
        QCOMPARE(row.reason, std::string("because"));
        QVERIFY(row.verdict == verdict);
        QVERIFY(row.lossBefore == 2.7 && row.lossAfter == 0.3);
        QVERIFY(fixture.checkpoints.serving() == base);
        QVERIFY(!receipt.checkpoint && fixture.lessons.receipt(receipt.lesson) == receipt);
    }
    QCOMPARE(fixture.lessons.lesson(LessonId { 1 }).state, LessonState::Rejected);
    QCOMPARE(fixture.lessons.lesson(LessonId { 2 }).state, LessonState::NoEffect);
}

void TestCheckpointStore::recordsNoRowForACancelledLesson()
{
    Fixture fixture;
    for (const Verdict verdict : { Verdict::Cancelled, Verdict::NeedsWantedReply, Verdict::Kept }) {
        const LessonReceipt receipt = fixture.end("question", verdict);
        QCOMPARE(fixture.checkpoints.timeline().size(), 1U);
        QCOMPARE(fixture.lessons.lesson(receipt.lesson).reason, std::string("because"));
        QVERIFY(fixture.lessons.receipt(receipt.lesson) == receipt);
    }
}

void TestCheckpointStore::keepsNothingWhenAnotherCheckpointCameToServe()
{
    Fixture fixture;
    fixture.learn("one");
    LessonReceipt receipt = fullReceipt(fixture.newLesson("two"));
    receipt.parent = base;
    receipt.adapterSha256 = fixture.adapter("two");
    QCOMPARE(errorOf([&] { fixture.checkpoints.recordLesson(receipt, {}); }), ErrorKind::BadInput);
    QCOMPARE(errorOf([&] { fixture.checkpoints.recordRebuilt({}); }), ErrorKind::BadInput);
    QCOMPARE(fixture.checkpoints.timeline().size(), 2U);
    QCOMPARE(fixture.lessons.lesson(receipt.lesson).state, LessonState::Waiting);
    QVERIFY(!fixture.lessons.receipt(receipt.lesson));
}

void TestCheckpointStore::knowsTheLessonsOnTheWayToACheckpoint()
{
    Fixture fixture;
    const KeptReplyId kept = fixture.lessons.keep({}, { { Role::Assistant, "a" } });
    const LessonReceipt one = fixture.learn("one");
    const LessonReceipt two = fixture.learn("two", { { kept, true } });
    const LessonReceipt three = fixture.learn("three");
    const LearnedLesson first { .lesson = one.lesson, .sequence = 1, .kept = {} };
    const LearnedLesson second { .lesson = two.lesson, .sequence = 2, .kept = { { kept, true } } };
    const LearnedLesson third { .lesson = three.lesson, .sequence = 3, .kept = {} };
    QVERIFY((fixture.checkpoints.lessonsOf(CheckpointId { 3 }) == std::vector { first, second, third }));

    const CheckpointRow untaught = fixture.checkpoints.recordUntaught(one.lesson,
        { .replaces = CheckpointId { 3 },
            .parent = base,
            .lessons = { second, third },
            .adapterSha256 = fixture.adapter("two and three"),
            .fingerprint = "f",
            .reason = "un-taught" });
    QVERIFY(untaught.kind == TimelineKind::Untaught && untaught.checkpoint == CheckpointId { 4 } && untaught.serving);
    QVERIFY(untaught.parent == base && untaught.lesson == one.lesson);
    QCOMPARE(fixture.lessons.lesson(one.lesson).state, LessonState::Untaught);
    QVERIFY((fixture.checkpoints.lessonsOf(CheckpointId { 4 }) == std::vector { second, third }));

    const LessonReceipt four = fixture.learn("four");
    const LearnedLesson fourth { .lesson = four.lesson, .sequence = 5, .kept = {} };
    QVERIFY((fixture.checkpoints.lessonsOf(*four.checkpoint) == std::vector { second, third, fourth }));
    const CheckpointRow rebuilt = fixture.checkpoints.recordRebuilt({ .replaces = *four.checkpoint,
        .parent = base,
        .lessons = { second, third, fourth },
        .adapterSha256 = fixture.adapter("rebuilt"),
        .fingerprint = "f",
        .reason = {} });
    QVERIFY((fixture.checkpoints.lessonsOf(*rebuilt.checkpoint) == std::vector { second, third, fourth }));
    QCOMPARE(fixture.problems(CheckDepth::Full), 0U);
}

void TestCheckpointStore::marksTheRepliesThatThePersonAskedToKeep()
{
    Fixture fixture;
    const KeptReplyId pinned = fixture.lessons.keep({}, { { Role::Assistant, "a" } });
    const KeptReplyId other = fixture.lessons.keep({}, { { Role::Assistant, "b" } });
    const std::vector<LearnedBeside> both { { pinned, true }, { other, false } };
    fixture.learn("one", both);
    QVERIFY(fixture.checkpoints.lessonsOf(CheckpointId { 1 }).at(0).kept == both);
    Database database(fixture.folder / "app.db", profileSchema());
    QCOMPARE(Ledger(database).entries().back().kept, std::string("1! 2"));
    // As programs wrote it that marked none: the same bytes, so the same chain.
    const std::vector<LearnedBeside> unmarked { { pinned, false }, { other, false } };
    QVERIFY(repliesFrom("1 2") == unmarked);
    QCOMPARE(textOf(unmarked), std::string("1 2"));
    QVERIFY(repliesFrom("").empty());
    for (const char* damaged : { "!", "1!!", "!1", "1 !", "one" }) {
        QCOMPARE(errorOf([&] { repliesFrom(damaged); }), ErrorKind::FileCorrupt);
    }
}

void TestCheckpointStore::knowsTheLineThatLedToACheckpoint()
{
    Fixture fixture;
    CheckpointStore& checkpoints = fixture.checkpoints;
    const LessonId one = fixture.learn("one").lesson;
    const LessonId two = fixture.learn("two").lesson;
    fixture.learn("gone back from");
    checkpoints.restore(CheckpointId { 2 });
    const LessonId four = fixture.learn("four").lesson;
    std::vector<LearnedLesson> rest = checkpoints.lessonsOf(CheckpointId { 4 });
    rest.erase(rest.begin());
    checkpoints.recordUntaught(one,
        { .replaces = CheckpointId { 4 },
            .parent = base,
            .lessons = rest,
            .adapterSha256 = fixture.adapter("the rest"),
            .fingerprint = {},
            .reason = {} });
    const std::vector<CheckpointLessons> line = checkpoints.line(checkpoints.serving());
    QVERIFY((line
        == std::vector<CheckpointLessons> { { CheckpointId { 1 }, { one } }, { CheckpointId { 2 }, { one, two } },
            { CheckpointId { 4 }, { one, two, four } }, { CheckpointId { 5 }, { two, four } } }));
    QVERIFY(checkpoints.line(base).empty());
    QCOMPARE(errorOf([&] { checkpoints.line(CheckpointId { 6 }); }), ErrorKind::BadInput);
}

void TestCheckpointStore::findsWhereAReplayCanBegin()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    fixture.learn("three");
    auto lessons = fixture.checkpoints.lessonsOf(CheckpointId { 3 });
    QVERIFY((fixture.checkpoints.replayStart(lessons) == ReplayStart { CheckpointId { 3 }, 3 }));
    lessons.erase(lessons.begin() + 1); // without "two"
    QVERIFY((fixture.checkpoints.replayStart(lessons) == ReplayStart { CheckpointId { 1 }, 1 }));
    overwrite(fixture.blobOf(CheckpointId { 1 }), "damaged");
    QCOMPARE(errorOf([&] { fixture.checkpoints.file(CheckpointId { 1 }); }), ErrorKind::FileCorrupt);
    QVERIFY((fixture.checkpoints.replayStart(lessons) == ReplayStart { base, 0 }));
    lessons.erase(lessons.begin()); // without "one" as well
    QVERIFY((fixture.checkpoints.replayStart(lessons) == ReplayStart { base, 0 }));
}

void TestCheckpointStore::unteachesTheOnlyLesson()
{
    Fixture fixture;
    const LessonReceipt one = fixture.learn("one");
    Replay replay;
    replay.replaces = CheckpointId { 1 };
    const CheckpointRow row = fixture.checkpoints.recordUntaught(one.lesson, replay);
    QVERIFY(fixture.checkpoints.file(*row.checkpoint).parts().empty());
    QVERIFY(fixture.checkpoints.lessonsOf(*row.checkpoint).empty());
    QVERIFY(fixture.checkpoints.serving() == row.checkpoint);
    fixture.checkpoints.undo();
    QVERIFY(fixture.checkpoints.serving() == CheckpointId { 1 });
    QCOMPARE(fixture.problems(CheckDepth::Full), 0U);
}

void TestCheckpointStore::seesWhatAnotherStoreAppended()
{
    Fixture at;
    at.learn("one");
    QCOMPARE(at.checkpoints.timeline().size(), 2U);
    CheckpointStore other = at.profile->checkpoints("model");
    other.restore(CheckpointId {});
    QVERIFY(at.checkpoints.timeline() == other.timeline());
    QCOMPARE(at.checkpoints.serving(), CheckpointId {});
}

void TestCheckpointStore::forgetsWhatWasReadButNotCommitted()
{
    Fixture at;
    at.learn("one");
    const std::vector<CheckpointRow> before = at.checkpoints.timeline();
    const auto fails = [&](const std::string& question) {
        at.profile->transact([&] {
            at.learn(question);
            at.checkpoints.timeline(); // reads it
            throw Error(ErrorKind::BadInput, "and is not committed");
        });
    };
    QCOMPARE(errorOf([&] { fails("two"); }), ErrorKind::BadInput);
    QVERIFY(at.checkpoints.timeline() == before);
    QCOMPARE(errorOf([&] { fails("three"); }), ErrorKind::BadInput);
    LessonReceipt receipt = fullReceipt(at.newLesson("four")); // in its place, by another store
    receipt.parent = CheckpointId { 1 };
    receipt.adapterSha256 = at.adapter("four");
    at.profile->checkpoints("model").recordLesson(receipt, {});
    const std::vector<CheckpointRow> rows = at.checkpoints.timeline();
    QCOMPARE(rows.size(), 3U);
    QCOMPARE(rows.back().title, std::string("four"));
    QVERIFY(rows == at.profile->checkpoints("model").timeline());
}

void TestCheckpointStore::keepsModelsApartInOneChain()
{
    Fixture fixture;
    CheckpointStore other = fixture.profile->checkpoints("other model");
    fixture.learn("one");
    QVERIFY(other.serving() == base);
    QCOMPARE(other.timeline().size(), 1U);
    QCOMPARE(errorOf([&] { other.restore(CheckpointId { 1 }); }), ErrorKind::BadInput);
    const IntegrityReport report = other.verify(CheckDepth::Full);
    QCOMPARE(report.entries, 3);
    QCOMPARE(report.blobs, 2); // the list and the adapter
    QVERIFY(report.problems.empty());
    QCOMPARE(report.headHash, fixture.checkpoints.timeline().back().chainHash);
}

void TestCheckpointStore::remembersNamesAndPins()
{
    Fixture fixture;
    fixture.learn("one");
    const std::string head = fixture.checkpoints.verify(CheckDepth::Quick).headHash;
    fixture.checkpoints.setName(CheckpointId { 1 }, "before the holidays");
    fixture.checkpoints.setPinned(CheckpointId { 1 }, true);
    fixture.checkpoints.setPinned(base, true);
    fixture.checkpoints.setPinned(base, false);
    QVERIFY(fixture.checkpoints.row(CheckpointId { 1 }).pinned);
    QCOMPARE(fixture.checkpoints.row(CheckpointId { 1 }).name, std::string("before the holidays"));
    QVERIFY(!fixture.checkpoints.row(base).pinned);
    QCOMPARE(errorOf([&] { fixture.checkpoints.setName(CheckpointId { 9 }, "x"); }), ErrorKind::BadInput);
    QCOMPARE(fixture.checkpoints.verify(CheckDepth::Quick).headHash, head);
}

void TestCheckpointStore::givesTheAdapterBack()
{
    Fixture fixture;
    const CheckpointId checkpoint = *fixture.learn("one").checkpoint;
    const auto bytes = fixture.checkpoints.adapterBytes(checkpoint, fixture.checkpoints.file(checkpoint).alwaysSha256);
    const auto expected = bytesOf("adapter of one");
    QVERIFY(std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end()));
    const auto list = std::filesystem::file_size(fixture.blobOf(checkpoint));
    QCOMPARE(static_cast<std::size_t>(fixture.checkpoints.row(checkpoint).sizeBytes), list + expected.size());
}

void TestCheckpointStore::fallsBackToTheNearestSoundAncestor()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    fixture.learn("three");
    QVERIFY(!fixture.checkpoints.recoverServing());
    overwrite(fixture.blobOf(CheckpointId { 3 }), "damaged");
    std::filesystem::remove(fixture.blobOf(CheckpointId { 2 }));
    const auto fallback = fixture.checkpoints.recoverServing();
    QVERIFY(fallback && fallback->kind == TimelineKind::Restored && fallback->target == CheckpointId { 1 });
    QVERIFY(fallback->reason.find("#3") != std::string::npos && fallback->reason.find("#1") != std::string::npos);
    QVERIFY(fixture.checkpoints.serving() == CheckpointId { 1 });
    QVERIFY(fixture.checkpoints.row(CheckpointId { 3 }).damaged && fixture.checkpoints.row(CheckpointId { 2 }).damaged);
    QVERIFY(!fixture.checkpoints.row(CheckpointId { 1 }).damaged);
    QVERIFY(!std::filesystem::is_empty(fixture.folder / "quarantine"));
    QCOMPARE(errorOf([&] { fixture.checkpoints.restore(CheckpointId { 3 }); }), ErrorKind::FileCorrupt);
    QCOMPARE(fixture.checkpoints.timeline().size(), 5U); // nothing was deleted
    QVERIFY(!fixture.checkpoints.recoverServing());
}

void TestCheckpointStore::fallsBackFromALostAdapterToo()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    std::filesystem::remove(fixture.adapterOf(CheckpointId { 2 }));
    const auto recovered = fixture.checkpoints.recoverServing();
    QVERIFY(recovered && recovered->target == CheckpointId { 1 });
    QVERIFY(fixture.checkpoints.row(CheckpointId { 2 }).damaged);
    QVERIFY(!fixture.checkpoints.row(CheckpointId { 1 }).damaged);
}

void TestCheckpointStore::healsWhenTheBlobIsStoredAgain()
{
    Fixture fixture;
    fixture.learn("one");
    overwrite(fixture.blobOf(CheckpointId { 1 }), "damaged");
    fixture.checkpoints.recoverServing();
    QVERIFY(fixture.checkpoints.row(CheckpointId { 1 }).damaged);
    const CheckpointRow rebuilt = fixture.checkpoints.recordRebuilt({ .replaces = base,
        .parent = base,
        .lessons = fixture.checkpoints.lessonsOf(CheckpointId { 1 }),
        .adapterSha256 = fixture.adapter("one"),
        .fingerprint = "f",
        .reason = {} });
    QVERIFY(!rebuilt.damaged && !fixture.checkpoints.row(CheckpointId { 1 }).damaged);
    fixture.checkpoints.restore(CheckpointId { 1 });
}

void TestCheckpointStore::refusesACheckpointWithoutABlob()
{
    Fixture fixture;
    LessonReceipt receipt = fullReceipt(fixture.newLesson("one"));
    receipt.parent = base;
    receipt.adapterSha256 = std::string(64, 'a');
    QCOMPARE(errorOf([&] { fixture.checkpoints.recordLesson(receipt, {}); }), ErrorKind::FileMissing);
    QCOMPARE(fixture.checkpoints.timeline().size(), 1U);
    QCOMPARE(fixture.lessons.lesson(receipt.lesson).state, LessonState::Waiting);
}

void TestCheckpointStore::findsEveryAlteredColumnOfTheLedger()
{
    Fixture fixture;
    const KeptReplyId kept = fixture.lessons.keep({}, { { Role::Assistant, "a" } });
    fixture.learn("one", { { kept, true } });
    fixture.checkpoints.restore(base, "reason");
    fixture.learn("two", { { kept, true } });
    fixture.checkpoints.recordRebuilt({ .replaces = CheckpointId { 2 },
        .parent = base,
        .lessons = fixture.checkpoints.lessonsOf(CheckpointId { 2 }),
        .adapterSha256 = fixture.adapter("three"),
        .fingerprint = "f",
        .reason = "r" });
    QCOMPARE(fixture.problems(), 0U);
    Database database(fixture.folder / "app.db", profileSchema());
    const CheckpointStore store(
        database, fixture.profile->blobs(), LessonLog(database, "model", systemClockMs), "model", systemClockMs);
    const auto tryOne = [&](int entry, const std::string& column, const std::string& value) {
        const std::string sql
            = "UPDATE ledger SET " + column + " = " + value + " WHERE entry = " + std::to_string(entry);
        std::size_t found = 0;
        const auto alterAndTakeBack = [&] {
            database.execute("DROP TRIGGER ledger_keeps_values");
            database.execute(sql);
            found = store.verify(CheckDepth::Quick).problems.size();
            throw Error(ErrorKind::Cancelled, "taken back");
        };
        QCOMPARE(errorOf([&] { database.transact(alterAndTakeBack); }), ErrorKind::Cancelled);
        QVERIFY2(found > 0, sql.c_str());
    };
    for (int entry = 1; entry <= 5; ++entry) {
        for (const std::string column : { "base_model", "kind", "lesson_commitment", "path", "kept", "adapter_sha256",
                 "fingerprint", "results", "reason", "chain_hash" }) {
            tryOne(entry, column, column + " || ' '");
        }
        for (const std::string column :
            { "entry", "sequence", "checkpoint", "target", "parent", "lesson", "size_bytes", "seed", "created_ms" }) {
            tryOne(entry, column, "ifnull(" + column + ", 0) + 1000000"); // far off, so that UNIQUE lets it through
        }
        tryOne(entry, "parent", entry == 1 || entry == 3 ? "0" : "NULL");
    }
    for (int byte = 1; byte <= 64; ++byte) { // every byte of one text, not only its end
        const std::string at = std::to_string(byte);
        tryOne(2, "adapter_sha256",
            "substr(adapter_sha256, 1, " + at + " - 1) || 'g' || substr(adapter_sha256, " + at + " + 1)");
    }
    QVERIFY(store.verify(CheckDepth::Full).problems.empty());
}

void TestCheckpointStore::findsAnEntryTakenOut()
{
    for (int entry = 1; entry <= 2; ++entry) {
        Fixture fixture;
        fixture.learn("one");
        fixture.learn("two");
        fixture.alter("DELETE FROM ledger WHERE entry = " + std::to_string(entry));
        QVERIFY(fixture.problems() > 0);
    }
}

void TestCheckpointStore::findsALostBlobAndAFlippedBit()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.learn("two");
    overwrite(fixture.adapterOf(CheckpointId { 1 }), "adapter of onf");
    QCOMPARE(fixture.problems(CheckDepth::Quick), 0U); // as it says
    QCOMPARE(fixture.problems(CheckDepth::Full), 1U);
    overwrite(fixture.adapterOf(CheckpointId { 1 }), "short");
    QCOMPARE(fixture.problems(CheckDepth::Quick), 1U);
    std::filesystem::remove(fixture.blobOf(CheckpointId { 2 }));
    QCOMPARE(fixture.problems(CheckDepth::Quick), 2U);
    QVERIFY(!std::filesystem::exists(fixture.blobOf(CheckpointId { 2 }))); // it changes nothing
}

void TestCheckpointStore::findsAnAlteredLesson()
{
    Fixture fixture;
    fixture.learn("one");
    fixture.alter("UPDATE lessons SET wanted_reply = wanted_reply || '!'");
    QCOMPARE(fixture.problems(), 1U);
}

void TestCheckpointStore::saysWhenTheEndOfTheLedgerIsMissing()
{
    Fixture fixture;
    fixture.learn("one");
    const std::string head = fixture.checkpoints.verify(CheckDepth::Quick).headHash;
    fixture.alter("DELETE FROM ledger WHERE entry = 2");
    const IntegrityReport report = fixture.checkpoints.verify(CheckDepth::Quick);
    QCOMPARE(report.problems.size(), 1U);
    QVERIFY(report.headHash != head);
}

void TestCheckpointStore::letsNoStatementChangeTheLedger()
{
    Fixture fixture;
    Database database(fixture.folder / "app.db", profileSchema());
    for (const char* sql : { "DELETE FROM ledger", "UPDATE ledger SET reason = 'x'" }) {
        QVERIFY(errorOf([&] { database.transact([&] { database.execute(sql); }); }));
    }
    QCOMPARE(fixture.problems(), 0U);
}

QTEST_GUILESS_MAIN(TestCheckpointStore)
#include "tst_checkpoint_store.moc"
