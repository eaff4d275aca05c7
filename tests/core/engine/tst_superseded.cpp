// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/superseded.h"

#include "core/store/profile.h"
#include "tests/support/receipts.h"
#include "tests/support/storage.h"

#include <QTest>

using namespace amend;

namespace {

/// A profile whose checkpoints consist of the parts that a test names. The adapters are short texts.
struct Fixture {
    OddlyNamedFolder parent;
    Profile profile { parent.path() / "profile", [] { return std::int64_t { 7 }; } };
    LessonLog lessons = profile.lessons("model");
    CheckpointStore checkpoints = profile.checkpoints("model");
    Superseded marks { checkpoints, lessons };

    std::string stored(const CheckpointFile& file) const
    {
        return profile.blobs().put(checkpointFileBytes(file)).sha256;
    }
    CheckpointFile::LessonPart part(const std::string& question, const std::string& weights) const
    {
        const std::span bytes(weights.data(), weights.size());
        const auto raw = std::as_bytes(bytes);
        return { profile.blobs().put({ raw.begin(), raw.end() }).sha256, question };
    }
    /// Returns the lesson; what serves then is `file`.
    LessonId learn(const std::string& question, const CheckpointFile& file)
    {
        Lesson lesson;
        lesson.context = { { Role::User, question } };
        LessonReceipt receipt = fullReceipt(lessons.save(lesson).id);
        receipt.parent = checkpoints.serving();
        receipt.adapterSha256 = stored(file);
        checkpoints.recordLesson(receipt, {});
        return receipt.lesson;
    }
    std::vector<std::int64_t> superseded()
    {
        std::vector<CheckpointRow> rows = checkpoints.timeline();
        marks.mark(rows);
        std::vector<std::int64_t> found;
        for (const CheckpointRow& row : rows) {
            if (row.superseded) {
                found.push_back(row.lesson->value);
            }
        }
        return found;
    }
};

using Ids = std::vector<std::int64_t>;

} // namespace

class SupersededTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lessonsOnTheirOwnQuestionsAllAct()
    {
        Fixture at;
        const auto one = at.part("One?", "a");
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { one } });
        at.learn("Two?", { .alwaysSha256 = {}, .lessons = { one, at.part("Two?", "b") } });
        QCOMPARE(at.superseded(), Ids {});
    }

    void aNewerLessonTakesAQuestionOverInWhateverWords()
    {
        Fixture at;
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "a") } });
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "b") } });
        QCOMPARE(at.superseded(), Ids { 1 });
        at.learn("The first?", { .alwaysSha256 = {}, .lessons = { at.part("The first?", "c") } });
        QCOMPARE(at.superseded(), (Ids { 1, 2 }));
    }

    void goingBackBringsTheOlderOneBack()
    {
        Fixture at;
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "a") } });
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "b") } });
        at.checkpoints.restore(CheckpointId { 1 });
        QCOMPARE(at.superseded(), Ids {}); // the newer one is not on the way to what serves
        at.checkpoints.restore(CheckpointId {});
        QCOMPARE(at.superseded(), Ids {});
    }

    void aLessonThatWasReplayedKeepsItsPlaceWithOtherWeights()
    {
        Fixture at;
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "a") } });
        const LessonId second = at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "b") } });
        at.learn("Two?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "b"), at.part("Two?", "c") } });
        std::vector<LearnedLesson> path = at.checkpoints.lessonsOf(at.checkpoints.serving());
        path.erase(path.begin() + 1);
        at.checkpoints.recordUntaught(second,
            { .replaces = at.checkpoints.serving(),
                .parent = CheckpointId { 1 },
                .lessons = path,
                .adapterSha256
                = at.stored({ .alwaysSha256 = {}, .lessons = { at.part("One?", "a"), at.part("Two?", "d") } }),
                .fingerprint = {},
                .reason = {} });
        QCOMPARE(at.superseded(), Ids {});
    }

    void aHabitTakesAQuestionOverAndHasNoneToLose()
    {
        Fixture at;
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "a") } });
        at.learn("One?", { .alwaysSha256 = at.part("", "b").adapterSha256, .lessons = {} });
        QCOMPARE(at.superseded(), Ids { 1 });
        at.learn("Two?", { .alwaysSha256 = at.part("", "c").adapterSha256, .lessons = {} });
        QCOMPARE(at.superseded(), Ids { 1 });
    }

    void nothingIsSaidOfWhatCannotBeRead()
    {
        Fixture at;
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "a") } });
        at.learn("One?", { .alwaysSha256 = {}, .lessons = { at.part("One?", "b") } });
        overwrite(at.profile.blobs().pathOf(at.checkpoints.row(CheckpointId { 1 }).adapterSha256), "damaged");
        QCOMPARE(at.superseded(), Ids {});
        at.stored({ .alwaysSha256 = {}, .lessons = { at.part("One?", "a") } }); // the same file again
        QCOMPARE(at.superseded(), Ids { 1 });
    }
};

QTEST_GUILESS_MAIN(SupersededTest)
#include "tst_superseded.moc"
