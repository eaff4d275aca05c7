// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lesson_recall.h"
#include "core/learn/reply_measure.h"
#include "core/model/generator.h"
#include "tests/core/learn/tiny_lesson.h"

#include <QTest>

#include <cmath>

using namespace amend;

namespace {

constexpr int limit = 12;

Lesson asking(const std::string& question)
{
    Lesson lesson;
    lesson.context = { { Role::User, question } };
    return lesson;
}

std::string greedyReply(const Adapter* adapter, const Lesson& lesson)
{
    return greedyReply(*test::tinyChatModel(), adapter, lesson.context, limit);
}

/// Where these weights (null: the base) answer the lesson's question.
LessonRecall recall(
    const std::shared_ptr<const Adapter>& weights, const Lesson& lesson, GreedyReplies replies = GreedyReplies::All)
{
    const auto model = test::tinyChatModel();
    std::vector<LessonAdapter> lessons;
    if (weights) {
        lessons.push_back({ "a", routedQuestion(lesson.context), weights });
    }
    const auto adapters = test::acting(test::tinyReader(model), std::move(lessons));
    return recallLessons(*model, *adapters, { &lesson, 1 }, limit, replies, {}).front();
}

} // namespace

class LessonRecallTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWantedReplyHoldsWordForWordOrInOtherWords()
    {
        Lesson lesson = asking("Is it?");
        for (const char* wanted : { "ok.", "OK!" }) {
            lesson.wantedReply = wanted;
            const LessonRecall found = recall(test::taughtWeights(), lesson, GreedyReplies::WhereTheyDecide);
            QVERIFY2(found.isHeld, wanted);
            QCOMPARE(found.reply, std::string("ok."));
        }
    }

    void anotherReplyIsNone()
    {
        Lesson lesson = asking("Is it?");
        lesson.wantedReply = "not ok";
        const LessonRecall found = recall(test::taughtWeights(), lesson, GreedyReplies::WhereTheyDecide);
        QVERIFY(!found.isHeld);
        QCOMPARE(found.reply, std::string("ok."));
    }

    void aRefusedReplyMustNotCome()
    {
        Lesson lesson = asking("Is it?");
        lesson.badReply = "ok.";
        QVERIFY(!recall(test::taughtWeights(), lesson).isHeld);
        QCOMPARE(recall(test::taughtWeights(), lesson).reply, std::string("ok."));
        lesson.badReply = "OK!"; // another text
        QVERIFY(recall(test::taughtWeights(), lesson).isHeld);
        QCOMPARE(recall(test::taughtWeights(), lesson).reply, std::string("ok."));
        QVERIFY(
            recall(test::taughtWeights(), lesson, GreedyReplies::WhereTheyDecide).reply.empty()); // nothing to decide
    }

    void theProbabilityIsThatOfTheReplyItIsAbout()
    {
        Lesson lesson = asking("Is it?");
        lesson.badReply = "no and no";
        const auto meanOf = [&](const std::string& reply) {
            const std::vector<TokenMeasure> tokens
                = measureTokens(*test::tinyChatModel(), test::taughtWeights().get(), lesson.context, reply);
            double sum = 0;
            for (const TokenMeasure& token : tokens) {
                sum += token.logProbability;
            }
            return sum / static_cast<double>(tokens.size());
        };
        const auto differs = [](double a, double b) { return std::abs(a - b) > 1e-4; };
        QVERIFY(!differs(recall(test::taughtWeights(), lesson).logProbability, meanOf("no and no")));
        lesson.wantedReply = "ok.";
        QVERIFY(!differs(recall(test::taughtWeights(), lesson).logProbability, meanOf("ok.")));
        QVERIFY(differs(meanOf("ok."), meanOf("no and no")));
    }

    void eachLessonIsAskedUnderItsOwnWeights()
    {
        const auto model = test::tinyChatModel();
        const std::shared_ptr<const Adapter> other = test::tinyAdapter(model->config, test::LoraStart::Random);
        const auto adapters = test::acting(test::tinyReader(model),
            std::vector<LessonAdapter> { { "a", "Is it?", test::taughtWeights() }, { "b", "How far is it?", other } });
        std::vector<Lesson> lessons { asking("How far is it?"), asking("Is it?") };
        for (Lesson& lesson : lessons) {
            lesson.wantedReply = "something else";
        }
        const auto recalls = recallLessons(*model, *adapters, lessons, limit, GreedyReplies::All, {});
        QCOMPARE(recalls[0].reply, greedyReply(other.get(), lessons[0]));
        QCOMPARE(recalls[1].reply, std::string("ok."));
        QVERIFY(recalls[0].reply != greedyReply(nullptr, lessons[0]));
    }

    void noLessonsAreNoWork()
    {
        const auto model = test::tinyChatModel();
        QVERIFY(recallLessons(*model, *test::acting(model), {}, limit, GreedyReplies::All, {}).empty());
    }
};

QTEST_GUILESS_MAIN(LessonRecallTest)
#include "tst_lesson_recall.moc"
