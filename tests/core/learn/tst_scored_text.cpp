// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/scored_text.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>

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
        const TextsOnTrunk trunk(*fixture.model, fixture.texts, { .firstBlock = fixture.last });
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
        const TextsOnTrunk trunk(
            *fixture.model, fixture.texts, { .adapter = everywhere.get(), .firstBlock = fixture.last });
        QVERIFY(at::equal(trunk.logits(*fixture.model, everywhere.get())[1],
            logitsPerText(*fixture.model, everywhere.get(), fixture.texts)[1]));
        QVERIFY(!at::equal(
            trunk.logits(*fixture.model, nullptr)[1], logitsPerText(*fixture.model, nullptr, fixture.texts)[1]));
    }

    /// A lesson's loss asks for all of its texts at once, however long they are; what is only looked at comes in parts.
    void theTextsOfALessonShareOnePass()
    {
        const auto model = test::tinyModel();
        const at::NoGradGuard noGrad;
        std::vector<ScoredText> texts(12);
        std::vector<const ScoredText*> rows;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            texts[i].tokens.assign(200, static_cast<TokenId>(i + 3));
            texts[i].firstScored = 190;
            rows.push_back(&texts[i]);
        }
        const TextsOnTrunk trunk(*model, rows, {});
        QCOMPARE(trunk.passes(), 1U);
        const auto looked = logitsPerText(*model, nullptr, rows);
        const auto found = trunk.logits(*model, nullptr);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QVERIFY(at::allclose(looked[i], found[i], 1e-4, 1e-5));
        }
    }

    void gradientsAreThoseOfTheWholePass()
    {
        const Fixture fixture;
        const auto gradientOf = [&](int firstBlock, AdapterReach reach) {
            const TextsOnTrunk trunk(*fixture.model, fixture.texts, { .firstBlock = firstBlock, .reach = reach });
            const Adapter adapter = fixture.onTop(1);
            const at::Tensor& b = adapter.layers.back().linear[0].b;
            b.requires_grad_(true);
            (trunk.logits(*fixture.model, &adapter)[0].sum() + trunk.logits(*fixture.model, &adapter)[1].sum())
                .backward();
            return b.grad();
        };
        const at::Tensor ofAll = gradientOf(0, AdapterReach::AllTokens);
        const at::Tensor ofReply = gradientOf(0, AdapterReach::Reply);
        QVERIFY(at::equal(ofAll, gradientOf(fixture.last, AdapterReach::AllTokens)));
        QVERIFY(at::equal(ofReply, gradientOf(fixture.last, AdapterReach::Reply)));
        QVERIFY(!at::allclose(ofAll, ofReply));
    }

    void whatReachesTheReplyAloneLeavesThePromptAsItIs()
    {
        const Fixture fixture;
        const Model& model = *fixture.model;
        const at::NoGradGuard noGrad;
        auto reply = std::make_shared<Adapter>(*test::tinyAdapter(model.config, test::LoraStart::Random, 2, 5));
        reply->reach = AdapterReach::Reply;
        const auto always = test::tinyAdapter(model.config, test::LoraStart::Random, 2, 6);
        for (const auto& both : { together({ reply, nullptr }), together({ always, reply }) }) {
            const auto found = logitsPerText(model, both.get(), fixture.texts);
            for (std::size_t i = 0; i < fixture.texts.size(); ++i) {
                // The same by hand: the prompt but for its last token, then the rest under the other adapter.
                const ScoredText& text = *fixture.texts[i];
                const at::Tensor tokens
                    = at::tensor(std::vector<std::int64_t>(text.tokens.begin(), text.tokens.end()), at::kLong)
                          .unsqueeze(0);
                KvCache cache = makeKvCache(model.config, model.weights, 1, static_cast<int>(text.tokens.size()));
                const std::int64_t before = text.firstScored - 1;
                hiddenStates(model.config, model.weights, both->onPrompt.get(),
                    { .tokens = tokens.narrow(1, 0, before), .cache = &cache });
                const at::Tensor after = hiddenStates(model.config, model.weights, both.get(),
                    { .tokens = tokens.narrow(1, before, tokens.size(1) - before), .cache = &cache });
                const at::Tensor expected = logitsOf(model.weights, after.squeeze(0)).narrow(0, 0, text.scoredCount());
                QVERIFY(at::allclose(found[i], expected, 1e-3, 1e-3)); // keys in fp16, some of them twice
            }
            QVERIFY(!at::allclose(found[0], logitsPerText(model, nullptr, fixture.texts)[0], 1e-3, 1e-3));
        }
    }

    void onATrunkOfPromptsTheLogitsAreTheSameToTheBit()
    {
        const Fixture fixture;
        const at::NoGradGuard noGrad;
        const TextsOnTrunk trunk(
            *fixture.model, fixture.texts, { .firstBlock = fixture.last, .reach = AdapterReach::Reply });
        Adapter adapter = fixture.onTop(1);
        adapter.reach = AdapterReach::Reply;
        const auto found = trunk.logits(*fixture.model, &adapter);
        const auto expected = logitsPerText(*fixture.model, &adapter, fixture.texts);
        QVERIFY(at::equal(found[0], expected[0]) && at::equal(found[1], expected[1]));
        adapter.reach = AdapterReach::AllTokens;
        QVERIFY(!at::equal(found[0], logitsPerText(*fixture.model, &adapter, fixture.texts)[0]));
    }
};

QTEST_GUILESS_MAIN(ScoredTextTest)
#include "tst_scored_text.moc"
