// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/prompt_keys.h"

#include "core/model/device.h"
#include "core/model/transformer.h"
#include "tests/support/tiny_model.h"
#include "tests/support/tiny_tokenizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>

#include <QTest>

using namespace amend;
using namespace amend::test;

namespace {

using Prompts = std::vector<std::vector<TokenId>>;

void read(PromptKeys& keys, const Prompts& prompts)
{
    keys.read(std::vector<std::span<const TokenId>>(prompts.begin(), prompts.end()));
}

/// As a pass over this prompt alone fills a cache.
KvCache alone(const Model& model, const Adapter* adapter, const std::vector<TokenId>& prompt)
{
    const at::NoGradGuard noGrad;
    KvCache cache = makeKvCache(model.config, model.weights, 1, static_cast<int>(prompt.size()));
    const at::Tensor tokens
        = at::tensor(std::vector<std::int64_t>(prompt.begin(), prompt.end()), at::kLong).unsqueeze(0);
    hiddenStates(model.config, model.weights, adapter, { .tokens = tokens, .cache = &cache });
    return cache;
}

/// But for the last bits of keys in fp16, which sums in another order round in another way.
bool areClose(const KvCache& one, const KvCache& other)
{
    bool close = one.layers.size() == other.layers.size();
    for (std::size_t layer = 0; close && layer < one.layers.size(); ++layer) {
        const auto same = [](const at::Tensor& a, const at::Tensor& b) {
            return at::allclose(a.to(at::kFloat), b.to(at::kFloat), 5e-3, 5e-3);
        };
        close = same(one.layers[layer].keys, other.layers[layer].keys)
            && same(one.layers[layer].values, other.layers[layer].values);
    }
    return close;
}

} // namespace

class TestPromptKeys : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useThreads(1); } // so small a model only waits at barriers with more

    void eachPromptHasTheKeysItHasAlone()
    {
        const auto model = tinyModel();
        for (const std::shared_ptr<const Adapter> adapter :
            { std::shared_ptr<Adapter>(), tinyAdapter(model->config, LoraStart::Random) }) {
            PromptKeys keys(*model, adapter.get());
            // Some begin alike, one comes twice, one is the beginning of another, one goes on behind what was known.
            const Prompts first { { 1, 2, 3, 4 }, { 1, 2, 9 }, { 1, 2, 3, 4 }, { 1, 2 } };
            const Prompts second { { 1, 2, 3, 4, 5, 6 }, { 7, 8 }, { 1, 2, 9 } };
            read(keys, first);
            QCOMPARE(keys.size(), 5U);
            read(keys, second);
            QCOMPARE(keys.size(), 9U);
            for (const Prompts& prompts : { first, second }) {
                for (const std::vector<TokenId>& prompt : prompts) {
                    const std::vector<int> places = keys.placesOf(prompt);
                    QCOMPARE(places.size(), prompt.size());
                    QVERIFY(areClose(keys.at(places), alone(*model, adapter.get(), prompt)));
                }
            }
            QVERIFY(!areClose(keys.at(keys.placesOf(first[1])), alone(*model, adapter.get(), { 1, 3, 9 })));
        }
    }

    void whatWasReadIsNotReadAgain()
    {
        const auto model = tinyModel();
        PromptKeys keys(*model, nullptr);
        read(keys, { { 1, 2, 3 } });
        const KvCache before = keys.at(keys.placesOf(std::vector<TokenId> { 1, 2, 3 }));
        read(keys, { { 1, 2, 3 }, { 1, 2, 3, 4 } });
        QCOMPARE(keys.size(), 4U);
        const KvCache after = keys.at(keys.placesOf(std::vector<TokenId> { 1, 2, 3 }));
        QVERIFY(at::equal(before.layers[1].keys, after.layers[1].keys));
    }

    void knowsWhereItsKnowledgeEnds()
    {
        const auto model = tinyModel();
        PromptKeys keys(*model, nullptr);
        QVERIFY(keys.placesOf(std::vector<TokenId> { 1 }).empty());
        read(keys, { { 1, 2, 3 }, {} });
        QCOMPARE(keys.placesOf(std::vector<TokenId> { 1, 2, 5 }).size(), 2U);
        QVERIFY(keys.placesOf(std::vector<TokenId> { 2 }).empty());
    }

    void rowsStandRightAligned()
    {
        const auto model = tinyModel();
        PromptKeys keys(*model, nullptr);
        const Prompts prompts { { 1, 2, 3 }, { 4 }, {} };
        read(keys, prompts);
        const KvCache rows = keys.rowsOf(std::vector<std::span<const TokenId>>(prompts.begin(), prompts.end()), 7);
        QCOMPARE(rows.length, 3);
        QCOMPARE(rows.capacity(), 7);
        const at::Tensor& found = rows.layers[0].keys; // [b, g, s, w]
        const at::Tensor first = keys.at(keys.placesOf(prompts[0])).layers[0].keys;
        const at::Tensor second = keys.at(keys.placesOf(prompts[1])).layers[0].keys;
        QVERIFY(at::equal(found.narrow(0, 0, 1).narrow(2, 0, 3), first));
        QVERIFY(at::equal(found.narrow(0, 1, 1).narrow(2, 2, 1), second));
    }
};

QTEST_GUILESS_MAIN(TestPromptKeys)
#include "tst_prompt_keys.moc"
