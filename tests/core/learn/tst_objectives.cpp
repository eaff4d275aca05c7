// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/anchor_set.h"
#include "core/learn/objective.h"
#include "core/learn/retention.h"
#include "tests/core/learn/golden_losses.h"
#include "tests/support/tiny_chat_model.h"

#include <ATen/ops/mean.h>
#include <ATen/ops/softmax.h>

#include <QTest>

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
        QVERIFY(!loss.reached);
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
        const LessonPlan plan = planSoftUnlikelihood({ *model, nullptr, lesson, {}, {}, {} }, {});
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

    void aReplyWithoutWordsCannotBeMadeLessLikely()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson = wantedLesson();
        lesson.badReply = "...";
        const LessonPlan plan = planSoftUnlikelihood({ *model, nullptr, lesson, {}, {}, {} }, {});
        QVERIFY(plan.refused == Verdict::NoEffect);
        QVERIFY(!plan.reason.empty());
    }

    void aCritiqueThatTheModelCannotFollowAsksForTheWantedReply()
    {
        const auto model = test::tinyChatModel(); // answers with noise
        Lesson lesson = wantedLesson();
        lesson.wantedReply.clear();
        lesson.gesture = Gesture::Critique;
        lesson.critique = "It was Jane Austen.";
        LearningProfile profile;
        profile.maxReplyTokens = 8;
        const LessonPlan plan = planCritique({ *model, nullptr, lesson, {}, profile, {} }, {});
        QVERIFY(plan.refused == Verdict::NeedsWantedReply);
        QVERIFY(!plan.reason.empty());
    }

    void everyGestureThatTrainsHasARow()
    {
        for (const Gesture gesture : { Gesture::WantedReply, Gesture::Critique, Gesture::ThumbsDown }) {
            QVERIFY(objectiveFor(gesture) != nullptr);
        }
        QVERIFY(objectiveFor(Gesture::ThumbsUp) == nullptr);
    }
};

QTEST_GUILESS_MAIN(ObjectivesTest)
#include "tst_objectives.moc"
