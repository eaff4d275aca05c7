// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/transformer.h"

#include "core/base/error.h"
#include "core/model/device.h"
#include "core/model/packed_weights.h"
#include "tests/support/tiny_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include <set>
#include <utility>

using namespace amend;
using namespace amend::test;

namespace {

// Sums in another order differ in the last bits: two layers of width 16 keep 5 decimal places.
constexpr double tolerance = 1e-5;
/// What keys and values of eleven bits change in the logits of so small and wild a model, whose scores reach hundreds.
constexpr double fp16Tolerance = 3e-2;

at::Tensor row(const std::vector<std::int64_t>& tokens)
{
    return at::tensor(tokens, at::kLong).unsqueeze(0);
}

struct Fixture {
    ModelConfig config = tinyConfig();
    Weights weights = tinyWeights(config);

    at::Tensor logits(const at::Tensor& tokens, const Adapter* adapter = nullptr, KvCache* cache = nullptr,
        const at::Tensor& padding = {}) const
    {
        return logitsOf(weights, hiddenStates(config, weights, adapter, { tokens, padding, cache, nullptr }));
    }
};

} // namespace

class TestTransformer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { useThreads(1); } // so small a model only waits at barriers with more

    void anUntouchedAdapterGivesTheBaseLogitsBitForBit()
    {
        const Fixture tiny;
        const auto adapter = tinyAdapter(tiny.config, LoraStart::Untouched);
        const at::Tensor tokens = row({ 72, 101, 108, 108, 111 });
        QVERIFY(at::equal(tiny.logits(tokens), tiny.logits(tokens, adapter.get())));
    }

    void anAdapterAddsItsProductToTheWeights()
    {
        Fixture tiny;
        const auto adapter = tinyAdapter(tiny.config, LoraStart::Random);
        const at::Tensor tokens = row({ 72, 101, 108, 108, 111 });
        const at::Tensor corrected = tiny.logits(tokens, adapter.get());
        QVERIFY(!at::allclose(corrected, tiny.logits(tokens), 0, 0.1));
        for (std::size_t layer = 0; layer < tiny.weights.layers.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                const LoraPair& pair = adapter->layers[layer].linear[i];
                at::Tensor& weight = tiny.weights.layers[layer].linear[i].dense;
                weight = weight + pair.b.matmul(pair.a) * adapter->scale();
            }
        }
        QVERIFY(at::allclose(corrected, tiny.logits(tokens), 0, tolerance));
    }

    void agreesWithAndWithoutACache()
    {
        const Fixture tiny;
        const auto adapter = tinyAdapter(tiny.config, LoraStart::Random);
        const at::Tensor tokens = row({ 1, 2, 3, 4, 5, 6, 7, 8, 9 });
        KvCache cache = makeKvCache(tiny.config, tiny.weights, 1, 16);
        std::vector<at::Tensor> parts;
        for (const auto& [start, count] : { std::pair(0, 4), std::pair(4, 1), std::pair(5, 3), std::pair(8, 1) }) {
            parts.push_back(tiny.logits(tokens.narrow(1, start, count), adapter.get(), &cache));
        }
        QCOMPARE(cache.length, 9);
        KvCache another = makeKvCache(tiny.config, tiny.weights, 1, 9);
        const at::Tensor atOnce = tiny.logits(tokens, adapter.get(), &another);
        QVERIFY(at::allclose(at::cat(parts, 1), atOnce, 0, tolerance));
        QVERIFY(at::allclose(atOnce, tiny.logits(tokens, adapter.get()), 0, fp16Tolerance));
    }

    void goesOnFromATruncatedCache()
    {
        const Fixture tiny;
        KvCache cache = makeKvCache(tiny.config, tiny.weights, 1, 16);
        tiny.logits(row({ 1, 2, 3, 40, 50, 60 }), nullptr, &cache);
        cache.truncate(3);
        const at::Tensor continued = tiny.logits(row({ 4, 5 }), nullptr, &cache);
        KvCache another = makeKvCache(tiny.config, tiny.weights, 1, 5);
        const at::Tensor atOnce = tiny.logits(row({ 1, 2, 3, 4, 5 }), nullptr, &another);
        QVERIFY(at::allclose(continued, atOnce.narrow(1, 3, 2), 0, tolerance));
    }

    void leftPaddingChangesNothing()
    {
        const Fixture tiny;
        const at::Tensor alone = tiny.logits(row({ 7, 8, 9 }));
        const at::Tensor padded = tiny.logits(row({ 0, 0, 7, 8, 9 }), nullptr, nullptr, at::tensor({ 2 }, at::kLong));
        QVERIFY(at::allclose(padded.narrow(1, 2, 3), alone, 0, tolerance));
        const at::Tensor otherFiller
            = tiny.logits(row({ 200, 100, 7, 8, 9 }), nullptr, nullptr, at::tensor({ 2 }, at::kLong));
        QVERIFY(at::equal(padded.narrow(1, 2, 3), otherFiller.narrow(1, 2, 3)));
        QVERIFY(padded.isfinite().all().item<bool>());
    }

    void aBatchAgreesWithItsRowsAlone()
    {
        const Fixture tiny;
        const at::Tensor batch = at::cat({ row({ 1, 2, 3, 4 }), row({ 0, 0, 5, 6 }) });
        const at::Tensor padding = at::tensor({ 0, 2 }, at::kLong);
        KvCache cache = makeKvCache(tiny.config, tiny.weights, 2, 8);
        const at::Tensor first = tiny.logits(batch, nullptr, &cache, padding);
        const at::Tensor second = tiny.logits(at::cat({ row({ 9 }), row({ 10 }) }), nullptr, &cache, padding);
        const auto alone = [&](const at::Tensor& tokens) {
            KvCache own = makeKvCache(tiny.config, tiny.weights, 1, 8);
            return tiny.logits(tokens, nullptr, &own)[0];
        };
        QVERIFY(at::allclose(first[0], alone(row({ 1, 2, 3, 4 })), 0, tolerance));
        QVERIFY(at::allclose(second[0][0], alone(row({ 1, 2, 3, 4, 9 }))[4], 0, tolerance));
        QVERIFY(at::allclose(second[1][0], alone(row({ 5, 6, 10 }))[2], 0, tolerance));
    }

    void aTokenSeesNothingBehindIt()
    {
        const Fixture tiny;
        const at::Tensor one = tiny.logits(row({ 1, 2, 3, 4 })).narrow(1, 0, 2);
        const at::Tensor other = tiny.logits(row({ 1, 2, 30, 40 })).narrow(1, 0, 2);
        QVERIFY(at::equal(one, other));
    }

    void gradientsThroughPackedWeightsAreTheSame()
    {
        const auto gradients = [](const Fixture& tiny) {
            const auto adapter = tinyAdapter(tiny.config, LoraStart::Random);
            for (LayerAdapter& layer : adapter->layers) {
                for (LoraPair& pair : layer.linear) {
                    pair.b.requires_grad_();
                }
            }
            // More than a few rows: those of fp32 matrices are summed in another order.
            tiny.logits(row({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }), adapter.get()).square().mean().backward();
            std::vector<at::Tensor> all;
            for (const LayerAdapter& layer : adapter->layers) {
                for (const LoraPair& pair : layer.linear) {
                    all.push_back(pair.b.grad());
                }
            }
            return all;
        };
        const Fixture dense;
        Fixture packed;
        pack(packed.weights);
        const std::vector<at::Tensor> expected = gradients(dense);
        const std::vector<at::Tensor> found = gradients(packed);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QVERIFY(at::equal(found[i], expected[i]));
        }
    }

    void gradientsReachTheAdapterAndNothingElse()
    {
        const Fixture tiny;
        const auto adapter = tinyAdapter(tiny.config, LoraStart::Random);
        for (LayerAdapter& layer : adapter->layers) {
            for (LoraPair& pair : layer.linear) {
                pair.a.requires_grad_();
                pair.b.requires_grad_();
            }
        }
        tiny.logits(row({ 1, 2, 3, 4 }), adapter.get()).square().sum().backward();
        for (const LayerAdapter& layer : adapter->layers) {
            for (const LoraPair& pair : layer.linear) {
                QVERIFY(pair.a.grad().abs().sum().item<float>() > 0);
                QVERIFY(pair.b.grad().abs().sum().item<float>() > 0);
            }
        }
        QVERIFY(!tiny.weights.layers[0].linear[0].dense.grad().defined());
        KvCache cache = makeKvCache(tiny.config, tiny.weights, 1, 8);
        QVERIFY(!tiny.logits(row({ 1, 2 }), adapter.get(), &cache).requires_grad());
    }

    void showsTheTapTheInputOfEveryProjection()
    {
        const Fixture tiny;
        std::set<std::pair<int, Projection>> seen;
        const ActivationTap tap = [&](int layer, Projection projection, const at::Tensor& x) {
            const auto in = linearShapes(tiny.config)[static_cast<std::size_t>(projection)].in;
            QCOMPARE(x.sizes(), at::IntArrayRef({ 1, 3, in }));
            seen.insert({ layer, projection });
        };
        hiddenStates(tiny.config, tiny.weights, nullptr, { row({ 1, 2, 3 }), {}, nullptr, &tap });
        QCOMPARE(seen.size(), 2U * projectionCount);
    }

    void refusesMoreTokensThanTheContextHolds()
    {
        Fixture tiny;
        tiny.config.contextLength = 4;
        tiny.logits(row({ 1, 2, 3, 4 }));
        try {
            tiny.logits(row({ 1, 2, 3, 4, 5 }));
            QFAIL("five tokens fitted into a context of four");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::ContextFull);
        }
    }

    void refusesMoreTokensThanTheCacheHolds()
    {
        const Fixture tiny;
        KvCache cache = makeKvCache(tiny.config, tiny.weights, 1, 3);
        try {
            tiny.logits(row({ 1, 2, 3, 4 }), nullptr, &cache);
            QFAIL("four tokens fitted into a cache of three");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::ContextFull);
        }
    }
};

QTEST_GUILESS_MAIN(TestTransformer)
#include "tst_transformer.moc"
