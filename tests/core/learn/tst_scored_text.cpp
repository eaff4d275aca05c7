// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/scored_text.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sum.h>

#include <QTest>

using namespace amend;

namespace {

struct Fixture {
    std::shared_ptr<const Model> model = test::tinyChatModel();
    ScoredText one = scoredReply(*model, { { Role::User, "Where is the boat?" } }, "at sea.");
    ScoredText other = scoredReply(*model, { { Role::User, "Where is the boat now?" } }, "far away");
    std::vector<const ScoredText*> texts { &one, &other };
    int last = model->config.layers - 1;

    /// Leaves the blocks below `last` alone.
    Adapter onTop(std::uint64_t seed) const
    {
        Adapter adapter = *test::tinyAdapter(model->config, test::LoraStart::Random, 2, seed);
        for (int layer = 0; layer < last; ++layer) {
            adapter.layers[static_cast<std::size_t>(layer)] = {};
        }
        return adapter;
    }
};

} // namespace

class ScoredTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onATrunkTheLogitsAreTheSameToTheBit()
    {
        const Fixture fixture;
        const at::NoGradGuard noGrad;
        const TextsOnTrunk trunk(*fixture.model, nullptr, fixture.texts, fixture.last);
        for (const std::uint64_t seed : { 1, 2 }) {
            const Adapter adapter = fixture.onTop(seed);
            const auto found = trunk.logits(*fixture.model, &adapter);
            const auto expected = logitsPerText(*fixture.model, &adapter, fixture.texts);
            QCOMPARE(found.size(), 2U);
            QVERIFY(at::equal(found[0], expected[0]) && at::equal(found[1], expected[1]));
        }
        const Adapter adapter = fixture.onTop(1);
        QVERIFY(!at::equal(trunk.logits(*fixture.model, nullptr)[0], trunk.logits(*fixture.model, &adapter)[0]));
    }

    void whatTheTrunkWasReadWithIsInIt()
    {
        const Fixture fixture;
        const at::NoGradGuard noGrad;
        const auto everywhere = test::tinyAdapter(fixture.model->config, test::LoraStart::Random, 2, 3);
        const TextsOnTrunk trunk(*fixture.model, everywhere.get(), fixture.texts, fixture.last);
        QVERIFY(at::equal(trunk.logits(*fixture.model, everywhere.get())[1],
            logitsPerText(*fixture.model, everywhere.get(), fixture.texts)[1]));
        QVERIFY(!at::equal(
            trunk.logits(*fixture.model, nullptr)[1], logitsPerText(*fixture.model, nullptr, fixture.texts)[1]));
    }

    void gradientsAreThoseOfTheWholePass()
    {
        const Fixture fixture;
        const auto gradientOf = [&](int firstBlock) {
            const TextsOnTrunk trunk(*fixture.model, nullptr, fixture.texts, firstBlock);
            const Adapter adapter = fixture.onTop(1);
            const at::Tensor& b = adapter.layers.back().linear[0].b;
            b.requires_grad_(true);
            (trunk.logits(*fixture.model, &adapter)[0].sum() + trunk.logits(*fixture.model, &adapter)[1].sum())
                .backward();
            return b.grad();
        };
        QVERIFY(at::equal(gradientOf(0), gradientOf(fixture.last)));
    }
};

QTEST_GUILESS_MAIN(ScoredTextTest)
#include "tst_scored_text.moc"
