// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/token_forest.h"

#include "core/base/counter_rng.h"
#include "core/model/transformer.h"
#include "tests/support/tiny_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <QTest>

#include <algorithm>

using namespace amend;

namespace {

using Texts = std::vector<std::vector<TokenId>>;

TokenForest planted(const Texts& texts, const std::vector<std::size_t>& promptSizes = {})
{
    return forestOf(std::vector<std::span<const TokenId>>(texts.begin(), texts.end()), promptSizes);
}

/// Texts that often share their beginnings.
Texts randomTexts(std::uint64_t seed)
{
    CounterRng random(seed);
    Texts texts;
    for (std::uint64_t count = 1 + random.below(9); count > 0; --count) {
        std::vector<TokenId> text;
        if (!texts.empty() && random.below(3) > 0) {
            text = texts[random.below(texts.size())];
            text.resize(1 + random.below(text.size()));
        }
        for (std::uint64_t more = 1 + random.below(6); more > 0; --more) {
            text.push_back(static_cast<TokenId>(random.below(4)));
        }
        texts.push_back(text);
    }
    return texts;
}

} // namespace

class TestTokenForest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsACommonBeginningOnce()
    {
        const TokenForest forest = planted({ { 1, 2, 3, 4 }, { 1, 2, 5 }, { 7, 8 }, { 1, 2, 3, 9 } });
        QCOMPARE(forest.tokens, (std::vector<TokenId> { 1, 2, 3, 4, 9, 5, 7, 8 }));
        QCOMPARE(forest.runs,
            (std::vector<TokenRun> {
                { 0, 2, -1, 0 }, { 2, 1, 0, 2 }, { 3, 1, 1, 3 }, { 4, 1, 1, 3 }, { 5, 1, 0, 2 }, { 6, 2, -1, 0 } }));
        QCOMPARE(forest.places[1], (std::vector<int> { 0, 1, 5 }));
        QCOMPARE(forest.longestText(), 4);
    }

    void sharesAllOfATextThatComesTwiceOrIsABeginning()
    {
        const TokenForest forest = planted({ { 1, 2, 3 }, { 1, 2 }, { 1, 2, 3 } });
        QCOMPARE(forest.tokens, (std::vector<TokenId> { 1, 2, 3 }));
        QCOMPARE(forest.places[0], forest.places[2]);
        QCOMPARE(forest.places[1], (std::vector<int> { 0, 1 }));
    }

    void hasEveryTextInItsOrder()
    {
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const Texts texts = randomTexts(seed);
            const TokenForest forest = planted(texts);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                QCOMPARE(forest.places[i].size(), texts[i].size());
                for (std::size_t at = 0; at < texts[i].size(); ++at) {
                    QCOMPARE(forest.tokens[static_cast<std::size_t>(forest.places[i][at])], texts[i][at]);
                }
            }
        }
    }

    void promptsStandFirstAndShareNothingWithReplies()
    {
        // The second text's prompt goes on where the first one's reply begins.
        const TokenForest forest = planted({ { 1, 2, 3, 4 }, { 1, 2, 3, 5 }, { 1, 2, 3, 4 }, { 9 } }, { 2, 3, 2, 0 });
        QCOMPARE(forest.tokens, (std::vector<TokenId> { 1, 2, 3, 9, 3, 4, 5 }));
        QCOMPARE(forest.promptRuns, 2U);
        QCOMPARE(forest.promptTokens(), 3);
        QCOMPARE(forest.runs,
            (std::vector<TokenRun> {
                { 0, 2, -1, 0 }, { 2, 1, 0, 2 }, { 3, 1, -1, 0 }, { 4, 2, 0, 2 }, { 6, 1, 1, 3 } }));
        QCOMPARE(forest.places[0], (std::vector<int> { 0, 1, 4, 5 }));
        QCOMPARE(forest.places[1], (std::vector<int> { 0, 1, 2, 6 }));
        QCOMPARE(forest.places[2], forest.places[0]);
        QCOMPARE(forest.places[3], (std::vector<int> { 3 }));
    }

    void behindItsPromptEachTextHasTheStatesItHasAlone()
    {
        const ModelConfig config = test::tinyConfig();
        const Weights weights = test::tinyWeights(config);
        const auto adapter = test::tinyAdapter(config, test::LoraStart::Random);
        const auto asTensor = [](const auto& values) {
            return at::tensor(std::vector<std::int64_t>(values.begin(), values.end()), at::kLong);
        };
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Texts texts = randomTexts(seed);
            CounterRng random(seed + 100);
            std::vector<std::size_t> promptSizes;
            for (const std::vector<TokenId>& text : texts) {
                promptSizes.push_back(random.below(text.size()));
            }
            const TokenForest forest = planted(texts, promptSizes);
            const at::Tensor tokens = asTensor(forest.tokens).unsqueeze(0);
            const std::int64_t before = forest.promptTokens();
            const TokenForest prompts { .tokens = { forest.tokens.begin(), forest.tokens.begin() + before },
                .runs = { forest.runs.begin(), forest.runs.begin() + static_cast<std::ptrdiff_t>(forest.promptRuns) },
                .places = {} };
            KvCache cache = makeKvCache(config, weights, 1, static_cast<int>(before));
            if (before > 0) {
                hiddenStates(config, weights, adapter.get(),
                    { .tokens = tokens.narrow(1, 0, before), .cache = &cache, .forest = &prompts });
            }
            const at::Tensor behind = hiddenStates(config, weights, adapter.get(),
                { .tokens = tokens.narrow(1, before, tokens.size(1) - before),
                    .forest = &forest,
                    .prompts = before > 0 ? &cache : nullptr })
                                          .squeeze(0);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const at::Tensor alone
                    = hiddenStates(config, weights, adapter.get(), { .tokens = asTensor(texts[i]).unsqueeze(0) })
                          .squeeze(0);
                const auto size = static_cast<std::int64_t>(promptSizes[i]);
                const at::Tensor here
                    = behind.index_select(0, asTensor(forest.places[i]).narrow(0, size, alone.size(0) - size) - before);
                QVERIFY(at::allclose(here, alone.narrow(0, size, alone.size(0) - size), 2e-2, 2e-2)); // keys in fp16
            }
        }
    }

    void givesEachTextTheLogitsItHasAlone()
    {
        const ModelConfig config = test::tinyConfig();
        const Weights weights = test::tinyWeights(config);
        const auto adapter = test::tinyAdapter(config, test::LoraStart::Random);
        const auto asTensor = [](const auto& values) {
            return at::tensor(std::vector<std::int64_t>(values.begin(), values.end()), at::kLong);
        };
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Texts texts = randomTexts(seed);
            const TokenForest forest = planted(texts);
            const at::Tensor together = hiddenStates(
                config, weights, adapter.get(), { .tokens = asTensor(forest.tokens).unsqueeze(0), .forest = &forest })
                                            .squeeze(0);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const at::Tensor alone
                    = hiddenStates(config, weights, adapter.get(), { .tokens = asTensor(texts[i]).unsqueeze(0) });
                const at::Tensor here = together.index_select(0, asTensor(forest.places[i]));
                QVERIFY(at::allclose(here, alone.squeeze(0), 1e-4, 1e-5));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTokenForest)
#include "tst_token_forest.moc"
