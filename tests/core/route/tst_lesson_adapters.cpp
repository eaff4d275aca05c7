// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/model/transformer.h"
#include "core/route/lesson_adapters.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/tensor.h>

#include <QTest>

using namespace amend;

namespace {

struct Fixture {
    std::shared_ptr<const Model> model = test::tinyChatModel();
    std::shared_ptr<const LessonAdapters> nothing = test::acting(model);

    std::shared_ptr<const Adapter> weights(std::uint64_t seed, int rank = 2) const
    {
        return test::tinyAdapter(model->config, test::LoraStart::Random, rank, seed);
    }
    std::shared_ptr<const Adapter> answering(const LessonAdapters& adapters, const std::string& question) const
    {
        return adapters.weightsOf(adapters.routeFor(question));
    }
    at::Tensor hidden(const Adapter* adapter) const
    {
        const at::NoGradGuard noGrad;
        return hiddenStates(model->config, model->weights, adapter,
            { .tokens = at::tensor(std::vector<std::int64_t> { 1, 5, 9, 3 }, at::kLong).unsqueeze(0) });
    }
};

double distance(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

} // namespace

class LessonAdaptersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatActsAlwaysReachesAllTokens()
    {
        const Fixture fixture;
        Adapter lesson = *fixture.weights(3);
        lesson.reach = AdapterReach::Reply;
        const auto ofReply = std::make_shared<const Adapter>(std::move(lesson));
        QVERIFY_THROWS_EXCEPTION(Error, fixture.nothing->withAlways(ofReply, "x"));
        QVERIFY_THROWS_EXCEPTION(Error, test::acting(fixture.model, ofReply));
        const auto always = fixture.weights(4);
        const auto adapters = fixture.nothing->withAlways(always, "x")->with({ "a", "Is it?", LessonWeights(ofReply) });
        const auto answering = fixture.answering(*adapters, "Is it?");
        QVERIFY(reachesReplyAlone(answering.get()));
        QCOMPARE(onPrompt(answering), always);
    }

    void withNothingLearnedTheBaseAnswers()
    {
        const Fixture fixture;
        QVERIFY(!fixture.nothing->routeFor("Is it?").lesson);
        QVERIFY(!fixture.answering(*fixture.nothing, "Is it?"));
    }

    void eachLessonAnswersItsOwnQuestion()
    {
        const Fixture fixture;
        const auto first = fixture.weights(1);
        const auto second = fixture.weights(2);
        const auto both
            = fixture.nothing->with({ "a", "What is 1 + 1?", first })->with({ "b", "Who came at 7?", second });
        QCOMPARE(both->lessons().size(), 2U);
        QCOMPARE(fixture.answering(*both, "What is 1 + 1?"), first);
        QCOMPARE(fixture.answering(*both, "Who came at 7?"), second);
        QVERIFY(!fixture.answering(*both, "")); // no question, no lesson
    }

    void weightsAreReadWhenAQuestionNeedsThem()
    {
        const Fixture fixture;
        const auto weights = fixture.weights(1);
        int read = 0;
        const auto reader = [&] {
            ++read;
            return weights;
        };
        const auto adapters
            = fixture.nothing->with({ "a", "What is 1 + 1?", weights })->withWeights(0, LessonWeights(reader));
        QVERIFY(adapters->routeFor("What is 1 + 1?").lesson && !adapters->routeFor("Who came at 7?").lesson);
        QVERIFY(!fixture.answering(*adapters, "Who came at 7?"));
        QCOMPARE(read, 0);
        QCOMPARE(fixture.answering(*adapters, "What is 1 + 1?"), weights);
        QCOMPARE(read, 1);
    }

    void ofTwoLessonsOnOneQuestionTheNewerWins()
    {
        const Fixture fixture;
        auto adapters = fixture.nothing;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto weights = fixture.weights(seed);
            adapters = adapters->with({ std::to_string(seed), "Is it?", weights });
            QCOMPARE(adapters->lessons().size(), 1U);
            QCOMPARE(fixture.answering(*adapters, "Is it?"), weights);
        }
        QVERIFY(adapters->without("Is it?")->lessons().empty());
        QCOMPARE(adapters->lessons().size(), 1U);
    }

    void whatActsAlwaysActsBesideALesson()
    {
        const Fixture fixture;
        const auto always = fixture.weights(1, 3);
        const auto lesson = fixture.weights(2, 2);
        const auto adapters = fixture.nothing->withAlways(always, "x")->with({ "a", "Is it?", lesson });
        QCOMPARE(fixture.answering(*adapters, ""), always);
        const auto both = fixture.answering(*adapters, "Is it?");
        QCOMPARE(both->rank, 5);
        QVERIFY(distance(fixture.hidden(both.get()), fixture.hidden(always.get())) > 1e-4);
        QCOMPARE(adapters->allAtOnce()->rank, 5);
    }

    void togetherIsTheSumWhateverTheRanksAndScales()
    {
        const Fixture fixture;
        const auto one = fixture.weights(1, 3);
        auto gap = std::make_shared<Adapter>(*fixture.weights(2, 2));
        gap->alpha *= 3;
        gap->layers[0].linear[4] = {}; // one projection is left alone
        const auto sum = together({ one, nullptr, gap });
        QCOMPARE(sum->rank, 5);
        QCOMPARE(sum->layers[0].linear[4].a.size(0), 5);
        const Weights& weights = fixture.model->weights;
        // dW of the sum less dW of one part is dW of the other.
        const std::vector<double> rest = driftBetween(weights, one.get(), sum.get()).relativeChange;
        const std::vector<double> expected = driftBetween(weights, nullptr, gap.get()).relativeChange;
        for (std::size_t i = 0; i < rest.size(); ++i) {
            QVERIFY(std::abs(rest[i] - expected[i]) < 1e-5);
        }
        QCOMPARE(together({ one, nullptr }), one);
        QVERIFY(!together({ nullptr }));
    }

    void groupsHoldEveryQuestionOnce()
    {
        const Fixture fixture;
        const auto adapters = fixture.nothing->with({ "a", "Is it?", fixture.weights(1) });
        const std::vector<std::string> questions { "Is it?", "", "Is it?", "" };
        const std::vector<RoutedGroup> groups = adapters->groupsOf(questions);
        QCOMPARE(groups.size(), 2U);
        QCOMPARE(groups[0].members, (std::vector<std::size_t> { 0, 2 }));
        QCOMPARE(groups[1].members, (std::vector<std::size_t> { 1, 3 }));
        QVERIFY(groups[0].route.lesson && !groups[1].route.lesson);
    }

    void aQuestionThatSaysNothingIsReadWithTheOneBefore()
    {
        const std::vector<ChatTurn> chat { { Role::System, "Be kind." }, { Role::User, "Who wrote Emma?" },
            { Role::Assistant, "Jane Austen." }, { Role::User, "Why?" } };
        QCOMPARE(routedQuestion(chat), std::string("Who wrote Emma?\nWhy?"));
        QCOMPARE(routedQuestion(std::span(chat).first(2)), std::string("Who wrote Emma?"));
        QCOMPARE(routedQuestion({}), std::string());
    }
};

QTEST_GUILESS_MAIN(LessonAdaptersTest)
#include "tst_lesson_adapters.moc"
