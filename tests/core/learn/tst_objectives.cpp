// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/anchor_set.h"
#include "core/learn/objective.h"
#include "core/learn/retention.h"
#include "tests/core/learn/golden_losses.h"
#include "tests/core/learn/tiny_lesson.h"
#include "tests/support/tiny_chat_model.h"

#include <ATen/ops/mean.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include <cmath>

using namespace amend;

namespace {

constexpr double tolerance = 2e-5;

std::vector<at::Tensor> logitsOfCase(const QJsonObject& golden)
{
    std::vector<at::Tensor> logits;
    for (const QJsonValue& rows : golden[QStringLiteral("logits")].toArray()) {
        logits.push_back(test::tensorOf(rows).set_requires_grad(true));
    }
    return logits;
}

void compareWithGolden(const at::Tensor& total, const std::vector<at::Tensor>& logits, const QJsonObject& golden)
{
    QVERIFY(std::abs(total.item<double>() - golden[QStringLiteral("total")].toDouble()) < tolerance);
    total.backward();
    const QJsonArray gradients = golden[QStringLiteral("gradients")].toArray();
    for (std::size_t i = 0; i < logits.size(); ++i) {
        QVERIFY(test::largestDifference(logits[i].grad(), test::tensorOf(gradients[static_cast<qsizetype>(i)]))
            < tolerance);
    }
}

Lesson wantedLesson()
{
    Lesson lesson;
    lesson.context = { { Role::User, "Who wrote Emma?" } };
    lesson.badReply = "Emma was written by Jane Eyre.";
    lesson.wantedReply = "Emma was written by Jane Austen.";
    lesson.gesture = Gesture::WantedReply;
    return lesson;
}

Lesson remark(const char* critique)
{
    Lesson lesson = wantedLesson();
    lesson.wantedReply.clear();
    lesson.gesture = Gesture::Critique;
    lesson.critique = critique;
    return lesson;
}

LearningProfile shortReplies()
{
    LearningProfile profile;
    profile.maxReplyTokens = 8;
    return profile;
}

} // namespace

class ObjectivesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lossOfAWantedReplyIsThatOfPyTorch()
    {
        const QJsonObject golden = test::goldenCase(QStringLiteral("wanted_reply"));
        const std::vector<at::Tensor> logits = logitsOfCase(golden);
        LessonPlan plan;
        for (const QJsonValue& targets : golden[QStringLiteral("targets")].toArray()) {
            plan.texts.push_back({ .role = TextRole::Wanted, .targets = test::tensorOf(targets, at::kLong) });
        }
        plan.texts.back().role = TextRole::Refused;
        plan.texts.front().positions = test::tensorOf(golden[QStringLiteral("positions")], at::kLong);
        plan.texts.back().positions = plan.texts.front().positions;
        plan.texts.front().parentLogProbs = test::tensorOf(golden[QStringLiteral("parentWanted")]);
        plan.texts.back().parentLogProbs = test::tensorOf(golden[QStringLiteral("parentRefused")]);
        const ObjectiveLoss loss = lossOfWantedReply(plan, logits, {});
        QVERIFY(std::abs(loss.lessonNats - golden[QStringLiteral("lessonNats")].toDouble()) < tolerance);
        QVERIFY(std::abs(loss.marginNats - golden[QStringLiteral("marginNats")].toDouble()) < tolerance);
        QVERIFY(!loss.reached());
        compareWithGolden(loss.total, logits, golden);
    }

    void lossOfSoftUnlikelihoodIsThatOfPyTorch()
    {
        const QJsonObject golden = test::goldenCase(QStringLiteral("soft_unlikelihood"));
        const std::vector<at::Tensor> logits = logitsOfCase(golden);
        LessonText text { .role = TextRole::Refused };
        text.targets = test::tensorOf(golden[QStringLiteral("targets")], at::kLong);
        text.positions = test::tensorOf(golden[QStringLiteral("positions")], at::kLong);
        const at::Tensor parent = test::tensorOf(golden[QStringLiteral("parent")]).index_select(0, text.positions);
        text.softTargets = softTargets(parent, text.targets.index_select(0, text.positions));
        text.parentLogProbs = targetLogProbs(parent, text.targets.index_select(0, text.positions));
        QVERIFY(test::largestDifference(text.softTargets, test::tensorOf(golden[QStringLiteral("softTargets")]))
            < tolerance);
        LessonPlan plan;
        plan.texts.push_back(text);
        compareWithGolden(lossOfSoftUnlikelihood(plan, logits, {}).total, logits, golden);
    }

    void divergenceOnAnchorsIsThatOfPyTorch()
    {
        const QJsonObject golden = test::goldenCase(QStringLiteral("anchor_divergence"));
        const std::vector<at::Tensor> logits = logitsOfCase(golden);
        const ReferenceLogProbs reference { test::tensorOf(golden[QStringLiteral("topIds")], at::kLong),
            test::tensorOf(golden[QStringLiteral("topLogProbs")]),
            test::tensorOf(golden[QStringLiteral("restLogProb")]) };
        compareWithGolden(klFromReference(reference, logits[0]).mean(), logits, golden);
    }

    void retentionIsThatOfPyTorch()
    {
        const QJsonObject golden = test::goldenCase(QStringLiteral("retention"));
        const std::vector<at::Tensor> logits = logitsOfCase(golden);
        std::vector<Anchor> anchors;
        for (const QJsonValue& reference : golden[QStringLiteral("references")].toArray()) {
            anchors.emplace_back().reference = referenceOf(test::tensorOf(reference));
        }
        std::vector<ScoredText> replays;
        for (const QJsonValue& targets : golden[QStringLiteral("targets")].toArray()) {
            ScoredText& replay = replays.emplace_back();
            replay.tokens.push_back(0); // what the first scored token is predicted from
            for (const QJsonValue& token : targets.toArray()) {
                replay.tokens.push_back(token.toInt());
            }
        }
        RetentionDraw draw { .anchors = { &anchors[0], &anchors[1] }, .near = { &anchors[2] } };
        for (const QJsonValue& weight : golden[QStringLiteral("weights")].toArray()) {
            draw.weights.push_back(weight.toDouble());
        }
        draw.replay = { &replays[0], &replays[1] };
        LearningProfile profile;
        profile.klWeight = golden[QStringLiteral("klWeight")].toDouble();
        profile.nearWeight = golden[QStringLiteral("nearWeight")].toDouble();
        profile.replayWeight = golden[QStringLiteral("replayWeight")].toDouble();
        const RetentionLoss loss = retentionLossOf(draw, logits, profile);
        QVERIFY(std::abs(loss.anchorsNats - golden[QStringLiteral("anchorsNats")].toDouble()) < tolerance);
        QVERIFY(std::abs(loss.nearNats - golden[QStringLiteral("nearNats")].toDouble()) < tolerance);
        QVERIFY(std::abs(loss.replayNats - golden[QStringLiteral("replayNats")].toDouble()) < tolerance);
        compareWithGolden(loss.total, logits, golden);
    }

    void divergenceFromItselfIsZero()
    {
        CounterRng random(3);
        const at::Tensor logits = test::randomTensor({ 5, 200 }, 4, random);
        QVERIFY(klFromReference(referenceOf(logits), logits).abs().max().item<double>() < 1e-5);
    }

    void aWantedReplyIsLearnedOverVariantsAndAgainstTheRefusedOne()
    {
        const auto model = test::tinyChatModel();
        const Lesson lesson = wantedLesson();
        const LearningProfile profile;
        const LessonPlan plan = planWantedReply({ *model, nullptr, lesson, {}, profile, {} }, {});
        QCOMPARE(static_cast<int>(plan.texts.size()), 1 + profile.variants + 1);
        for (const LessonText& text : plan.texts) {
            QVERIFY(text.role == TextRole::Refused || text.text.tokens.back() == model->tokenizer.endOfTurn());
        }
        // The margin looks at what differs only: both replies begin alike.
        QVERIFY(plan.texts.back().positions[0].item<std::int64_t>() > 0);
        QCOMPARE(plan.texts.back().role, TextRole::Refused);
    }

    void equalRepliesHaveNoMargin()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = wantedLesson();
        lesson.badReply = lesson.wantedReply;
        const LessonPlan plan = planWantedReply({ *model, nullptr, lesson, {}, {}, {} }, {});
        for (const LessonText& text : plan.texts) {
            QCOMPARE(text.role, TextRole::Wanted);
        }
    }

    void unlikelihoodPicksTheWordsThatCarryTheClaim()
    {
        const auto model = test::tinyChatModel();
        const Lesson lesson = wantedLesson();
        const LessonPlan plan
            = planSoftUnlikelihood({ *model, nullptr, lesson, {}, {}, lesson.badReply, lesson.badReply }, {});
        const LessonText& text = plan.texts.front();
        std::string words;
        for (std::int64_t i = 0; i < text.positions.size(0); ++i) {
            const auto at = static_cast<std::size_t>(text.text.firstScored + text.positions[i].item<std::int64_t>());
            words += model->tokenizer.bytesOf(text.text.tokens[at]);
        }
        QVERIFY(words.find('J') != std::string::npos); // of "Jane"
        QVERIFY(words.find("by") == std::string::npos);
        // The soft target leaves the refused tokens almost nothing.
        const at::Tensor left
            = text.softTargets.exp().gather(1, text.targets.index_select(0, text.positions).unsqueeze(1));
        QVERIFY(left.max().item<double>() < 0.02);
    }

    void aReplyInTheQuestionsOwnWordsIsRefusedByThem()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = wantedLesson();
        lesson.context = { { Role::User, "Is the prize from Stockholm or from Oslo?" } };
        lesson.badReply = "The prize is from Oslo.";
        const LessonPlan plan
            = planSoftUnlikelihood({ *model, nullptr, lesson, {}, {}, lesson.badReply, lesson.badReply }, {});
        QVERIFY(!plan.refused);
        QVERIFY(plan.texts.front().positions.size(0) > 0);
    }

    void aReplyWithoutWordsCannotBeMadeLessLikely()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = wantedLesson();
        lesson.badReply = "...";
        const LessonPlan plan
            = planSoftUnlikelihood({ *model, nullptr, lesson, {}, {}, lesson.badReply, lesson.badReply }, {});
        QVERIFY(plan.refused == Verdict::NoEffect);
        QVERIFY(!plan.reason.empty());
    }

    void aCritiqueThatTheModelCannotFollowAsksForTheWantedReply()
    {
        const auto model = test::tinyChatModel(); // answers with noise
        const Lesson lesson = remark("It was Jane Austen.");
        const LessonPlan plan = planCritique({ *model, nullptr, lesson, {}, shortReplies(), {} }, {});
        QVERIFY(plan.refused == Verdict::NeedsWantedReply);
        QVERIFY(!plan.reason.empty());
        QVERIFY(plan.remarkGapNats && std::isfinite(*plan.remarkGapNats));
    }

    void aRemarkOnTheFormAsksForTheRefusedReplyInThatForm()
    {
        const auto model = test::tinyChatModel(); // does not follow a remark
        Lesson lesson = remark("Too long: one sentence, please.");
        lesson.badReply = "Emma is by Jane Austen. It is a novel.";
        const LessonPlan plan = planCritique({ *model, nullptr, lesson, {}, shortReplies(), {} }, {});
        QVERIFY(!plan.refused);
        QCOMPARE(plan.wantedReply, std::string("Emma is by Jane Austen."));
        QVERIFY(plan.reason.find("Its own words") != std::string::npos); // the person hears that it did not follow
        QVERIFY(plan.remarkGapNats && std::abs(*plan.remarkGapNats) < 5); // and can see how little it did
    }

    void aHabitIsShownOnOrdinaryRepliesAndDecidesOnlyWhatItsFormDecides()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = remark("Please end every answer with \"Bye.\"");
        lesson.badReply = "Emma is by Jane Austen.";
        lesson.scope = Scope::Always;
        AnchorSet anchors;
        for (const char* question : { "one", "two" }) {
            Anchor anchor;
            anchor.context = { { Role::User, question } };
            anchor.text = scoredReply(*model, anchor.context, "It is a cat.");
            anchors.anchors.push_back(anchor);
        }
        QVERIFY(objectiveFor(lesson)->plan == &planHabit);
        const LessonPlan plan = planHabit({ *model, nullptr, lesson, anchors, shortReplies(), {} }, {});
        QVERIFY(!plan.refused);
        QCOMPARE(plan.wantedReply, std::string("Emma is by Jane Austen. Bye."));
        QCOMPARE(plan.reason, std::string("All replies are to end with \"Bye.\"."));
        QCOMPARE(plan.texts.size(), std::size_t { 3 });
        for (const LessonText& text : plan.texts) {
            QCOMPARE(text.role, TextRole::Shaped);
            QCOMPARE(text.positions.size(0) + text.held.size(0), std::int64_t { text.text.scoredCount() });
            const auto ending = static_cast<std::int64_t>(model->tokenizer.encode(" Bye.").size()) + 1;
            QVERIFY(text.positions.size(0) > 0);
            QVERIFY(text.positions[0].item<std::int64_t>() >= text.text.scoredCount() - ending);
        }
    }

    void aHabitBesideAnotherGoesOnFromWhatThatOneSays()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = remark("Please begin every answer with \"ok\"");
        lesson.scope = Scope::Always;
        const auto anchors = test::tinyAnchors(*model);
        const auto parent = test::tinyAdapter(model->config, test::LoraStart::Random);
        const ObjectiveInput beside { *model, parent.get(), lesson, *anchors, shortReplies(), {} };
        const LessonPlan plan = planHabit(beside, {});
        QVERIFY(plan.texts.size() > 2);
        std::vector<const ScoredText*> rows;
        std::vector<at::Tensor> logits;
        for (const LessonText& text : plan.texts) {
            rows.push_back(&text.text);
        }
        QVERIFY(std::abs(lossOfHabit(plan, logitsPerText(*model, parent.get(), rows), beside.profile).heldNats) < 1e-6);
        QVERIFY(lossOfHabit(plan, logitsPerText(*model, nullptr, rows), beside.profile).heldNats > 1e-3);
    }

    void aHabitInSeveralPassesIsTheSameSum()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = remark("Please begin every answer with \"ok\"");
        lesson.scope = Scope::Always;
        const auto anchors = test::tinyAnchors(*model);
        LearningProfile profile = shortReplies();
        profile.habit.tokensAtOnce = 40;
        const LessonPlan plan = planHabit({ *model, nullptr, lesson, *anchors, profile, {} }, {});
        std::vector<const ScoredText*> rows;
        for (const LessonText& text : plan.texts) {
            rows.push_back(&text.text);
        }
        const auto changed = test::tinyAdapter(model->config, test::LoraStart::Random);
        const TextsOnTrunk passes(*model, rows, {}, plan.tokensAtOnce);
        QVERIFY(passes.passes() > 2);
        ObjectiveLoss sum;
        for (std::size_t pass = 0; pass < passes.passes(); ++pass) {
            sum.add(lossOfHabit(plan, passes.logitsOfPass(pass, *model, changed.get()), profile));
        }
        const ObjectiveLoss whole = lossOfHabit(plan, logitsPerText(*model, changed.get(), rows), profile);
        QVERIFY(whole.heldNats > 1e-3);
        QVERIFY(std::abs(sum.total.item<double>() - whole.total.item<double>()) < 1e-4);
        QVERIFY(std::abs(sum.lessonNats - whole.lessonNats) < 1e-4);
        QVERIFY(std::abs(sum.heldNats - whole.heldNats) < 1e-4);
        QVERIFY(std::abs(whole.missingNats - (whole.lessonNats - profile.stopBelowNats)) < 1e-4);
        QVERIFY(std::abs(sum.missingNats - whole.missingNats) < 1e-4);
        QVERIFY(std::abs(whole.excessNats - (whole.heldNats - profile.habit.heldBelowNats)) < 1e-4);
        QVERIFY(std::abs(sum.excessNats - whole.excessNats) < 1e-4);
    }

    void aWantedReplyForAllRepliesNeedsAForm()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = wantedLesson();
        lesson.scope = Scope::Always;
        lesson.badReply = "no way.";
        lesson.wantedReply = "yes.";
        const LessonPlan plan = objectiveFor(lesson)->plan({ *model, nullptr, lesson, {}, shortReplies(), {} }, {});
        QVERIFY(plan.refused == Verdict::Rejected);
        QVERIFY(plan.reason.find("for this answer alone") != std::string::npos);
        lesson.wantedReply = "no way. Bye.";
        QVERIFY(!objectiveFor(lesson)->plan({ *model, nullptr, lesson, {}, shortReplies(), {} }, {}).refused);
    }

    void aFormThatCannotBeMadeAsksForTheWantedReply()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = remark("Longer, please.");
        lesson.scope = Scope::Always;
        const LessonPlan plan = planHabit({ *model, nullptr, lesson, {}, shortReplies(), {} }, {});
        QVERIFY(plan.refused == Verdict::NeedsWantedReply);
        QCOMPARE(plan.wantedReply, lesson.badReply);
    }

    void theLossOfAHabitIsZeroWhereTheModelDoesItAlready()
    {
        LessonText text { .role = TextRole::Shaped };
        text.targets = at::tensor({ 1, 2 }, at::kLong);
        text.positions = at::tensor({ 1 }, at::kLong);
        text.held = at::tensor({ 0 }, at::kLong);
        at::Tensor logits = at::zeros({ 2, 80 });
        logits[0][1] = 2;
        logits[1][2] = 40;
        text.reference = referenceOf(logits.index_select(0, text.held));
        LessonPlan plan;
        plan.texts.push_back(text);
        const LearningProfile profile;
        const ObjectiveLoss does = lossOfHabit(plan, { logits }, profile);
        QVERIFY(std::abs(does.total.item<double>()) < tolerance);
        QVERIFY(does.reached());
        logits[1][2] = 0;
        const ObjectiveLoss goesOn = lossOfHabit(plan, { logits }, profile);
        QVERIFY(std::abs(goesOn.lessonNats - std::log(80.0)) < tolerance);
        QVERIFY(!goesOn.reached());
        logits[0][1] = 5;
        const ObjectiveLoss other = lossOfHabit(plan, { logits }, profile);
        QVERIFY(other.heldNats > 0.01);
        QVERIFY(std::abs(other.total.item<double>() - other.lessonNats - profile.habit.klWeight * other.heldNats)
            < tolerance);
    }

    void everyGestureThatTrainsHasARow()
    {
        for (const Gesture gesture : { Gesture::WantedReply, Gesture::Critique, Gesture::ThumbsDown }) {
            Lesson lesson;
            lesson.gesture = gesture;
            QVERIFY(objectiveFor(lesson) != nullptr);
        }
        Lesson liked;
        liked.gesture = Gesture::ThumbsUp;
        QVERIFY(objectiveFor(liked) == nullptr);
    }
};

QTEST_GUILESS_MAIN(ObjectivesTest)
#include "tst_objectives.moc"
