// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The pass without gradients against the one with a graph, on tiny quantised models.
#include "core/model/inference_pass.h"

#include "core/base/counter_rng.h"
#include "core/model/device.h"
#include "core/model/model.h"
#include "tests/support/quantised_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <QTest>

#include <map>
#include <new>
#include <utility>
#include <vector>

using namespace amend;
using namespace amend::test;

namespace {

using Texts = std::vector<std::vector<TokenId>>;

/// Some begin alike, one is the beginning of another, one stands alone; together longer than what one pass takes.
Texts someTexts(const Model& net)
{
    CounterRng random(3);
    const auto more = [&](std::vector<TokenId> text, int count) {
        for (int i = 0; i < count; ++i) {
            text.push_back(static_cast<TokenId>(random.uniform() * net.config.vocabularySize));
        }
        return text;
    };
    const std::vector<TokenId> system = more({}, 9);
    const std::vector<TokenId> question = more(system, 12);
    return { more(question, 7), more(question, 1), more(system, 150), more(question, 140), more({}, 100), more({}, 90),
        more(system, 30) };
}

TokenForest planted(const Texts& texts, const std::vector<std::size_t>& promptSizes = {})
{
    return forestOf(std::vector<std::span<const TokenId>>(texts.begin(), texts.end()), promptSizes);
}

at::Tensor asTensor(std::span<const TokenId> tokens)
{
    return at::tensor(std::vector<std::int64_t>(tokens.begin(), tokens.end()), at::kLong).unsqueeze(0);
}

/// All texts side by side.
struct Planted {
    std::shared_ptr<const Model> net = quantisedModel();
    Texts texts = someTexts(*net);
    TokenForest forest = planted(texts);

    ForwardInput input() const { return { .tokens = asTensor(forest.tokens), .forest = &forest }; }
};

/// With a graph, which never is the pass under test.
at::Tensor traced(const Model& net, const Adapter* adapter, const ForwardInput& input)
{
    const at::AutoGradMode graph(true);
    return hiddenStates(net.config, net.weights, adapter, input).detach();
}

at::Tensor inferred(const Model& net, const Adapter* adapter, const ForwardInput& input)
{
    const at::NoGradGuard noGrad;
    return hiddenStates(net.config, net.weights, adapter, input);
}

/// The largest difference, as a share of the largest value.
double difference(const at::Tensor& one, const at::Tensor& other)
{
    return ((one - other).abs().max() / other.abs().max()).item<double>();
}

/// Keys, values and the adapter in fp16; a last bit of a key moves these random models that far.
constexpr double halves = 2e-2;

} // namespace

class TestInferencePass : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useThreads(2); }

    void agreesWithThePassThatHasAGraph()
    {
        const Planted all;
        const Model& net = *all.net;
        const TokenForest& forest = all.forest;
        const ForwardInput input = all.input();
        if (!canInfer(net.config, net.weights, input)) {
            QSKIP("this processor does not multiply in whole numbers");
        }
        QVERIFY(forest.tokens.size() > 256);
        for (const auto& adapter : { std::shared_ptr<Adapter>(), tinyAdapter(net.config, LoraStart::Random) }) {
            const double error = difference(inferred(net, adapter.get(), input), traced(net, adapter.get(), input));
            QVERIFY2(error < halves, qPrintable(QString::number(error)));
        }
    }

    /// To the bit, whatever is beside it.
    void eachTextHasTheStatesItHasAlone()
    {
        const Planted all;
        const Model& net = *all.net;
        const Texts& texts = all.texts;
        const TokenForest& forest = all.forest;
        const ForwardInput input = all.input();
        if (!canInfer(net.config, net.weights, input)) {
            QSKIP("this processor does not multiply in whole numbers");
        }
        const std::shared_ptr<Adapter> adapter = tinyAdapter(net.config, LoraStart::Random, 17);
        const at::Tensor together = inferred(net, adapter.get(), input).squeeze(0);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::vector<std::int64_t> places(forest.places[i].begin(), forest.places[i].end());
            const at::Tensor here = together.index_select(0, at::tensor(places, at::kLong));
            QVERIFY(at::equal(here, inferred(net, adapter.get(), { .tokens = asTensor(texts[i]) }).squeeze(0)));
        }
    }

    /// The threads of a pass go on; who called it hears of it.
    void aTapMayThrow()
    {
        const auto model = quantisedModel();
        const Model& net = *model;
        const ActivationTap tap = [](int, Projection, const at::Tensor&) { throw std::bad_alloc(); };
        const ForwardInput input { .tokens = asTensor(someTexts(net)[0]), .tap = &tap };
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, inferred(net, nullptr, input));
    }

    void readsBehindPromptsAndFromStates()
    {
        const auto model = quantisedModel();
        const Model& net = *model;
        const Texts texts = someTexts(net);
        std::vector<std::size_t> promptSizes;
        for (const std::vector<TokenId>& text : texts) {
            promptSizes.push_back(text.size() / 2);
        }
        const TokenForest forest = planted(texts, promptSizes);
        const at::Tensor tokens = asTensor(forest.tokens);
        const std::int64_t known = forest.promptTokens();
        QVERIFY(known > 0 && known < tokens.size(1));
        const TokenForest prompts { .tokens = { forest.tokens.begin(), forest.tokens.begin() + known },
            .runs = { forest.runs.begin(), forest.runs.begin() + static_cast<std::ptrdiff_t>(forest.promptRuns) },
            .places = {} };
        KvCache cache = makeKvCache(net.config, net.weights, 1, static_cast<int>(known));
        const ForwardInput before { .tokens = tokens.narrow(1, 0, known), .cache = &cache, .forest = &prompts };
        if (!canInfer(net.config, net.weights, before)) {
            QSKIP("this processor does not multiply in whole numbers");
        }
        inferred(net, nullptr, before);
        QCOMPARE(cache.length, static_cast<int>(known));
        ForwardInput behind {
            .tokens = tokens.narrow(1, known, tokens.size(1) - known), .forest = &forest, .prompts = &cache
        };
        const at::Tensor whole
            = traced(net, nullptr, { .tokens = tokens, .forest = &forest }).narrow(1, known, tokens.size(1) - known);
        QVERIFY(difference(inferred(net, nullptr, behind), whole) < halves);

        behind.blocks = 1;
        const at::Tensor states = inferred(net, nullptr, behind);
        QVERIFY(difference(states, traced(net, nullptr, behind)) < halves);
        behind.blocks = 0;
        behind.states = states;
        behind.firstBlock = 1;
        QVERIFY(difference(inferred(net, nullptr, behind), whole) < halves);
    }

    /// As a chat reads: in parts, each behind what a cache has.
    void goesOnBehindACache()
    {
        const auto model = quantisedModel();
        const Model& net = *model;
        const std::vector<TokenId> text = someTexts(net)[4];
        const at::Tensor tokens = asTensor(text);
        KvCache cache = makeKvCache(net.config, net.weights, 1, static_cast<int>(text.size()));
        const ForwardInput first { .tokens = tokens.narrow(1, 0, 30), .cache = &cache };
        if (!canInfer(net.config, net.weights, first)) {
            QSKIP("this processor does not multiply in whole numbers");
        }
        inferred(net, nullptr, first);
        const at::Tensor rest = inferred(net, nullptr, { .tokens = tokens.narrow(1, 30, 70), .cache = &cache });
        QCOMPARE(cache.length, 100);
        QVERIFY(difference(rest, traced(net, nullptr, { .tokens = tokens }).narrow(1, 30, 70)) < halves);
    }

    void showsWhatTheLinearLayersRead()
    {
        const auto model = quantisedModel();
        const Model& net = *model;
        const std::vector<TokenId> text = someTexts(net)[2];
        using Seen = std::map<std::pair<int, Projection>, at::Tensor>;
        const auto look = [&](auto pass) {
            Seen seen;
            const ActivationTap tap = [&](int layer, Projection projection, const at::Tensor& x) {
                seen[{ layer, projection }] = x.detach();
            };
            pass(net, nullptr, ForwardInput { .tokens = asTensor(text), .tap = &tap });
            return seen;
        };
        if (!canInfer(net.config, net.weights, { .tokens = asTensor(text) })) {
            QSKIP("this processor does not multiply in whole numbers");
        }
        const Seen expected = look(traced);
        const Seen seen = look(inferred);
        QCOMPARE(seen.size(), static_cast<std::size_t>(net.config.layers * projectionCount));
        for (const auto& [where, x] : expected) {
            QVERIFY(difference(seen.at(where), x) < halves);
        }
    }

    /// What has a padding, or several rows, is left to the other pass.
    void leavesOtherInputsAlone()
    {
        const auto model = quantisedModel();
        const Model& net = *model;
        const at::Tensor two = at::tensor({ 1, 2, 3, 4 }, at::kLong).view({ 2, 2 });
        QVERIFY(!canInfer(net.config, net.weights, { .tokens = two }));
        QVERIFY(!canInfer(
            net.config, net.weights, { .tokens = two.narrow(0, 0, 1), .padding = at::tensor({ 1 }, at::kLong) }));
        const auto dense = tinyModel();
        QVERIFY(!canInfer(dense->config, dense->weights, { .tokens = two.narrow(0, 0, 1) }));
    }
};

QTEST_GUILESS_MAIN(TestInferencePass)
#include "tst_inference_pass.moc"
