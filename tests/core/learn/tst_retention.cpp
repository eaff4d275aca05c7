// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/near_questions.h"
#include "core/learn/retention.h"
#include "core/learn/trainer.h"
#include "core/learn/variants.h"
#include "tests/core/learn/tiny_lesson.h"

#include <QTest>

#include <set>

using namespace amend;

namespace {

Lesson lessonOn(const std::string& question)
{
    Lesson lesson;
    lesson.context = { { Role::User, question } };
    lesson.wantedReply = "ok";
    lesson.gesture = Gesture::WantedReply;
    return lesson;
}

std::vector<ChatTurn> exchange(const std::string& question, const std::string& reply)
{
    return { { Role::User, question }, { Role::Assistant, reply } };
}

LearningProfile withThreeAnchors()
{
    LearningProfile profile;
    profile.anchorsPerStep = 3;
    return profile;
}

} // namespace

class RetentionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsEveryAnchorBeforeOneComesAgain()
    {
        const auto model = test::tinyChatModel();
        Retention retention;
        retention.shipped = test::tinyAnchors(*model);
        const LearningProfile profile = withThreeAnchors();
        std::set<const Anchor*> seen;
        const int perStep = profile.anchorsPerStep - 1; // and one plain text
        const int steps = static_cast<int>(retention.shipped->anchors.size()) / perStep;
        for (int step = 0; step < steps; ++step) {
            const RetentionDraw draw = drawForStep(retention, profile, 7, step);
            QCOMPARE(static_cast<int>(draw.anchors.size()), profile.anchorsPerStep);
            seen.insert(draw.anchors.begin(), draw.anchors.begin() + perStep);
        }
        QCOMPARE(static_cast<int>(seen.size()), steps * perStep);
    }

    void aRuleWithoutKlHasNoAnchorsAndALossOfZero()
    {
        const auto model = test::tinyChatModel();
        Retention retention;
        retention.shipped = test::tinyAnchors(*model);
        LearningProfile profile;
        profile.klWeight = 0;
        const RetentionDraw draw = drawForStep(retention, profile, 7, 0);
        QVERIFY(draw.anchors.empty());
        const RetentionLoss loss = retentionLoss(*model, {}, draw, profile);
        QCOMPARE(loss.total.item<double>(), 0.0);
        loss.total.backward(); // as the trainer does with any other
    }

    void theSameSeedDrawsTheSame()
    {
        const auto model = test::tinyChatModel();
        Retention retention;
        retention.shipped = test::tinyAnchors(*model);
        QVERIFY(drawForStep(retention, withThreeAnchors(), 7, 3).anchors
            == drawForStep(retention, withThreeAnchors(), 7, 3).anchors);
        QVERIFY(drawForStep(retention, withThreeAnchors(), 7, 3).anchors
            != drawForStep(retention, withThreeAnchors(), 8, 3).anchors);
    }

    void whatThisPersonKeptCountsTwice()
    {
        const auto model = test::tinyChatModel();
        Retention retention;
        retention.shipped = test::tinyAnchors(*model);
        retention.kept = keptAnchors(*model, { exchange("a kept one", "yes") }, lessonOn("else?"), 8, 1);
        measureReferences(*model, nullptr, retention.kept);
        const RetentionDraw draw = drawForStep(retention, withThreeAnchors(), 7, 0);
        QCOMPARE(static_cast<int>(draw.anchors.size()), withThreeAnchors().anchorsPerStep);
        QCOMPARE(draw.anchors.back(), &retention.kept.front());
        QCOMPARE(draw.weights.back(), 2.0);
    }

    void anAnchorThatTheLessonContradictsIsLeftOut()
    {
        const auto model = test::tinyChatModel();
        const std::vector<std::vector<ChatTurn>> kept { exchange("Who wrote Emma?", "Jane Eyre."),
            exchange("Who wrote Persuasion?", "Jane Austen."), { { Role::User, "unanswered" } } };
        const std::vector<Anchor> anchors = keptAnchors(*model, kept, lessonOn("Please tell me who wrote Emma."), 8, 1);
        QCOMPARE(static_cast<int>(anchors.size()), 1);
        QCOMPARE(anchors.front().context.back().text, std::string("Who wrote Persuasion?"));
    }

    void aNewerLessonWinsOverAnEarlierOneOnTheSameQuestion()
    {
        const std::vector<Lesson> earlier { lessonOn("Who wrote Emma?"), lessonOn("What is 2 + 2?") };
        const std::vector<Lesson> compatible = compatibleLessons(earlier, lessonOn("who wrote emma"));
        QCOMPARE(static_cast<int>(compatible.size()), 1);
        QVERIFY(compatible.front() == earlier.back());
    }

    void trainingNeverSeesTheVariantsOfTheGate()
    {
        const Lesson lesson = lessonOn("Who wrote Emma?");
        Lesson habit = lesson;
        habit.scope = Scope::Always;
        for (const auto& training :
            { trainingVariants(lesson, exchange("a", "b"), 4), trainingVariants(habit, exchange("a", "b"), 4) }) {
            QCOMPARE(static_cast<int>(training.size()), 4);
            for (const Context& context : heldOutVariants(lesson)) {
                const auto isSame = [&](const Context& trained) { return trained.back() == context.back(); };
                QVERIFY(std::none_of(training.begin(), training.end(), isSame));
                QVERIFY(context.back().text.find("Emma") != std::string::npos);
            }
        }
    }

    void aLessonIsTrainedInOtherCompanyAndAHabitOnWholeQuestions()
    {
        const Lesson lesson = lessonOn("Who wrote Emma?");
        const auto variants = trainingVariants(lesson, exchange("a", "b"), 3);
        QCOMPARE(variants[0].front().role, Role::System);
        QCOMPARE(variants[1].front().text, std::string("a"));
        QCOMPARE(variants[2].back().text, std::string("What is the name of the wrote Emma?"));
        Lesson habit = lesson;
        habit.scope = Scope::Always;
        QCOMPARE(trainingVariants(habit, exchange("a", "b"), 1).front().back().text, std::string("Who wrote Emma?"));
    }

    void nearQuestionsAreHeldOnToInEveryStep()
    {
        const auto model = test::tinyChatModel();
        Retention retention;
        retention.shipped = test::tinyAnchors(*model);
        retention.near = { retention.shipped->anchors[0], retention.shipped->anchors[1] };
        const LearningProfile profile;
        const RetentionDraw draw = drawForStep(retention, profile, 7, 5);
        QCOMPARE(static_cast<int>(draw.near.size()), 2);
        LessonInput input = test::tinyInput();
        input.profile.gateDecides = false;
        Trainer trainer(input);
        LessonProgress progress;
        while (!progress.receipt) {
            progress = trainer.step({});
        }
        const Adapter& learned = *progress.learned->adapter;
        const RetentionLoss loss = retentionLoss(*model, learned, draw, profile);
        QVERIFY(loss.nearNats > 0);
        RetentionDraw without = draw;
        without.near.clear();
        const RetentionLoss rest = retentionLoss(*model, learned, without, profile);
        QCOMPARE(rest.nearNats, 0.0);
        const double difference = loss.total.item<double>() - rest.total.item<double>();
        QVERIFY(std::abs(difference - profile.nearWeight * loss.nearNats) < 1e-5);
    }

    void ordinaryTextsAreThePersonsOwnAndShippedOnes()
    {
        const auto model = test::tinyChatModel();
        Retention retention;
        retention.shipped = test::tinyAnchors(*model);
        retention.kept = { retention.shipped->probes[0] };
        LearningProfile profile;
        profile.fisherTexts = 2;
        const auto texts = ordinaryTexts(retention, profile, lessonOn("Who wrote Emma?"));
        QCOMPARE(static_cast<int>(texts.size()), 3);
        QCOMPARE(texts.front(), &retention.kept.front().text);
        QVERIFY(texts == ordinaryTexts(retention, profile, lessonOn("Who wrote Emma?")));
    }

    void nearQuestionsHaveOtherNumbersAndKeepTheRest()
    {
        const auto model = test::tinyChatModel();
        const std::vector<std::string> near = nearQuestions(*model, "What is 17 + 25?", 4);
        QCOMPARE(static_cast<int>(near.size()), 4);
        QVERIFY(std::find(near.begin(), near.end(), "What is 17 + 26?") != near.end());
        QVERIFY(std::find(near.begin(), near.end(), "What is 18 + 25?") != near.end());
    }

    void aQuestionWithoutContentWordsHasNoNearOnes()
    {
        QVERIFY(nearQuestions(*test::tinyChatModel(), "Who are you?", 4).empty());
    }
};

QTEST_GUILESS_MAIN(RetentionTest)
#include "tst_retention.moc"
