// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/candidate.h"

#include "core/learn/lesson_keys.h"
#include "core/model/transformer.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max.h>
#include <ATen/ops/norm.h>

#include <QTest>

using namespace amend;

namespace {

struct Fixture {
    std::shared_ptr<const Model> model = test::tinyChatModel();
    std::shared_ptr<const NullSpace> space = test::nullSpaceOf(model, test::tinyAnchors(*model));
    ScoredText text = scoredReply(*model, { { Role::User, "Is it?" } }, "ok.");

    LessonKeys keys(int rank = 3, const Adapter* parent = nullptr) const
    {
        return keysOf(*model, parent, { *model, { &text }, { .adapter = parent } }, *space, rank);
    }

    /// A candidate whose B is no longer zero.
    Candidate trained(std::shared_ptr<const Adapter> parent = nullptr, int maxRank = 8) const
    {
        const at::NoGradGuard noGrad;
        Candidate candidate(*model, std::move(parent), keys(), 2, maxRank);
        CounterRng random(4);
        for (const at::Tensor& b : candidate.parameters()) {
            b.copy_(test::randomTensor({ b.size(0), b.size(1) }, 1, random));
        }
        return candidate;
    }

    double distance(const Adapter* one, const Adapter* other) const
    {
        return driftBetween(model->weights, one, other).total;
    }
};

double largest(const at::Tensor& difference)
{
    return difference.abs().max().item<double>();
}

const LoraPair& pairOf(const Adapter& adapter, std::size_t layer, Projection projection)
{
    return adapter.layers[layer].linear[static_cast<std::size_t>(projection)];
}

} // namespace

class CandidateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysLieInsideTheNullSpace()
    {
        const Fixture tiny;
        const LessonKeys keys = tiny.keys();
        for (std::size_t layer = 0; layer < keys.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                const at::Tensor& a = keys[layer][i];
                QVERIFY(a.norm().item<double>() > 0.1);
                const at::Tensor projected
                    = projectedRows(*tiny.space, static_cast<int>(layer), static_cast<Projection>(i), a);
                QVERIFY((projected - a).norm().item<double>() < 1e-5);
            }
        }
    }

    void keysOnATrunkAreThoseOfTheWholePass()
    {
        const Fixture tiny;
        const ScoredText other = scoredReply(*tiny.model, { { Role::User, "And now?" } }, "yes!");
        const std::shared_ptr<const Adapter> parent = tiny.trained().at(1);
        const auto keysFrom = [&](int firstBlock) {
            const Trunk trunk { .adapter = parent.get(), .firstBlock = firstBlock };
            return keysOf(*tiny.model, parent.get(), { *tiny.model, { &tiny.text, &other }, trunk }, *tiny.space, 3);
        };
        const LessonKeys whole = keysFrom(0);
        const LessonKeys upper = keysFrom(1);
        for (std::size_t i = 0; i < projectionCount; ++i) {
            QVERIFY(at::equal(upper[1][i], whole[1][i]));
            QVERIFY(whole[0][i].defined() && !upper[0][i].defined());
        }
    }

    void randomKeysAreAFunctionOfTheSeed()
    {
        const Fixture tiny;
        const LessonKeys keys = randomKeys(*tiny.model, 3, 7);
        QVERIFY(at::equal(keys[1][2], randomKeys(*tiny.model, 3, 7)[1][2]));
        QVERIFY(!at::equal(keys[1][2], randomKeys(*tiny.model, 3, 8)[1][2]));
        QVERIFY(!at::equal(keys[0][2], keys[1][2]));
    }

    void trainsAOnlyWhereItIsTold()
    {
        const Fixture tiny;
        const LessonKeys keys = randomKeys(*tiny.model, 3, 7);
        const Candidate onlyB(*tiny.model, nullptr, keys, 2, 8);
        const Candidate both(*tiny.model, nullptr, keys, 2, 8, TrainedFactors::Both);
        QCOMPARE(both.parameters().size(), 2 * onlyB.parameters().size());
        QCOMPARE(tiny.distance(both.at(1).get(), nullptr), 0.0); // B begins at zero in either case
        const at::NoGradGuard noGrad;
        both.parameters().back().fill_(0.5);
        QVERIFY(!keys.back().back().requires_grad());
        QVERIFY(!at::equal(keys.back().back(), both.parameters().back())); // its own copy
        QVERIFY(at::equal(pairOf(both.forTraining(), 1, Projection::Down).a, both.parameters().back()));
    }

    void oneMatrixIsTrainedInFullAndGoesOnFromTheParents()
    {
        const Fixture tiny;
        const at::NoGradGuard noGrad;
        const Candidate first = Candidate::ofOneMatrix(*tiny.model, nullptr, 1, Projection::Down);
        QCOMPARE(first.parameters().size(), 1U);
        QCOMPARE(tiny.distance(first.at(1).get(), nullptr), 0.0);
        CounterRng random(4);
        const at::Tensor& a = first.parameters().front();
        a.copy_(test::randomTensor({ a.size(0), a.size(1) }, 0.1, random));
        const std::shared_ptr<const Adapter> adapter = first.at(1);
        const LoraPair& pair = pairOf(*adapter, 1, Projection::Down);
        QVERIFY(at::equal(adapter->scale() * pair.b.matmul(pair.a), a)); // dW itself
        QVERIFY(!pairOf(*adapter, 0, Projection::Down).a.defined());
        const Candidate next = Candidate::ofOneMatrix(*tiny.model, adapter.get(), 1, Projection::Down);
        QVERIFY(tiny.distance(next.at(1).get(), adapter.get()) < 1e-7);
        next.parameters().front().zero_();
        QVERIFY(tiny.distance(adapter.get(), nullptr) > 1e-3); // the parent's own stays
    }

    void keysAnswerToTheLessonMoreThanToAnythingElse()
    {
        const Fixture tiny;
        const LessonKeys keys = tiny.keys(2);
        const auto answer = [&](const ScoredText& text) {
            double sum = 0;
            const ActivationTap tap = [&](int layer, Projection projection, const at::Tensor& x) {
                const at::Tensor& a = keys[static_cast<std::size_t>(layer)][static_cast<std::size_t>(projection)];
                sum += x.squeeze(0).matmul(a.t()).norm().item<double>() / x.norm().item<double>();
            };
            const TextPass pass = passOf({ &text }, tiny.model->device);
            hiddenStates(tiny.model->config, tiny.model->weights, nullptr, { .tokens = pass.tokens, .tap = &tap });
            return sum;
        };
        const double own = answer(tiny.text);
        for (const char* other : { "two and three", "the sea", "count" }) {
            QVERIFY(own > answer(scoredReply(*tiny.model, { { Role::User, other } }, "yes!")));
        }
    }

    void theStrongestKeyComesFirst()
    {
        for (const auto& layer : Fixture().keys()) {
            for (const at::Tensor& a : layer) {
                QVERIFY(std::abs(a[0].norm().item<double>() - 1) < 1e-3);
                QVERIFY(a[1].norm().item<double>() <= a[0].norm().item<double>() + 1e-5);
            }
        }
    }

    void beginsAsTheParent()
    {
        const Fixture tiny;
        const Candidate fromBase(*tiny.model, nullptr, tiny.keys(), 2, 8);
        QCOMPARE(tiny.distance(nullptr, fromBase.at(1).get()), 0.0);
        const std::shared_ptr<const Adapter> parent = tiny.trained().at(1);
        const Candidate fromParent(*tiny.model, parent, tiny.keys(), 2, 8);
        QVERIFY(tiny.distance(parent.get(), fromParent.at(1).get()) < 1e-7);
        QCOMPARE(fromParent.at(1)->rank, 6);
        QCOMPARE(fromParent.at(1)->scale(), parent->scale());
    }

    void leavesTheParentsFactorsAlone()
    {
        const Fixture tiny;
        const std::shared_ptr<const Adapter> parent = tiny.trained().at(1);
        const std::shared_ptr<const Adapter> next = tiny.trained(parent).at(1);
        const LoraPair& old = pairOf(*parent, 1, Projection::Up);
        QVERIFY(at::equal(pairOf(*next, 1, Projection::Up).a.narrow(0, 0, 3), old.a));
        QVERIFY(at::equal(pairOf(*next, 1, Projection::Up).b.narrow(1, 0, 3), old.b));
    }

    void changesInProportionToItsStrength()
    {
        const Fixture tiny;
        const Candidate candidate = tiny.trained(tiny.trained().at(1));
        const double whole = tiny.distance(candidate.at(0).get(), candidate.at(1).get());
        QVERIFY(whole > 0);
        QVERIFY(std::abs(tiny.distance(candidate.at(0).get(), candidate.at(0.25).get()) - 0.25 * whole) < 1e-5 * whole);
    }

    void withoutStrengthItIsTheParent()
    {
        const at::NoGradGuard noGrad;
        const Fixture tiny;
        const std::shared_ptr<const Adapter> parent = tiny.trained().at(1);
        const auto logits = [&](const Adapter* adapter) { return logitsPerText(*tiny.model, adapter, { &tiny.text }); };
        const at::Tensor before = logits(parent.get()).front();
        QVERIFY(largest(logits(tiny.trained(parent).at(0).get()).front() - before) < 1e-5);
        QVERIFY(largest(logits(tiny.trained(parent).at(1).get()).front() - before) > 1e-2);
        QCOMPARE(tiny.distance(nullptr, tiny.trained().lessonAt(0).get()), 0.0);
    }

    void withTheParentItIsTheSumOfBoth()
    {
        const at::NoGradGuard noGrad;
        const Fixture tiny;
        const std::shared_ptr<const Adapter> parent = tiny.trained().at(1);
        const Candidate candidate = tiny.trained(parent);
        const auto sum = together({ parent, candidate.lessonAt(0.5) });
        QVERIFY(tiny.distance(sum.get(), candidate.at(0.5).get()) < 1e-7);
        QVERIFY(tiny.distance(parent.get(), candidate.at(0.5).get()) > 1e-3);
    }

    void keepsItsRankWithinTheLimit()
    {
        const Fixture tiny;
        std::shared_ptr<const Adapter> adapter;
        for (int lesson = 0; lesson < 5; ++lesson) {
            adapter = tiny.trained(adapter).at(1);
            QVERIFY(adapter->rank <= 8);
            QCOMPARE(adapter->scale(), 2.0);
        }
    }

    void aSmallerRankIsTheNearestOne()
    {
        const Fixture tiny;
        const std::shared_ptr<const Adapter> adapter = tiny.trained(tiny.trained().at(1)).at(1); // rank 6
        QVERIFY(withRank(adapter, 6) == adapter);
        double last = 0;
        for (const int rank : { 2, 1 }) {
            const std::shared_ptr<const Adapter> smaller = withRank(adapter, rank);
            QCOMPARE(smaller->rank, rank);
            const double lost = tiny.distance(adapter.get(), smaller.get());
            QVERIFY(lost > last); // the more is left out
            QVERIFY(lost < tiny.distance(nullptr, adapter.get()));
            last = lost;
        }
        // Both lessons have the same keys here, so three directions hold all of it.
        const double lost = tiny.distance(adapter.get(), withRank(adapter, 3).get());
        QVERIFY2(lost < 3e-6, qPrintable(QString::number(lost)));
    }
};

QTEST_GUILESS_MAIN(CandidateTest)
#include "tst_candidate.moc"
