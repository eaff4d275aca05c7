// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sampler.h"

#include "core/base/error.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

using namespace amend;

namespace {

constexpr float broken = std::numeric_limits<float>::quiet_NaN();

/// Everything off but the draw itself.
GenerationOptions plainSampling(std::uint64_t seed = 1)
{
    GenerationOptions options = greedy();
    options.temperature = 1;
    options.seed = seed;
    return options;
}

TokenId choose(const GenerationOptions& options, std::vector<float> logits, const std::vector<TokenId>& history = {})
{
    return Sampler(options).next(logits, history);
}

/// How often each of four tokens comes in 4,000 draws.
std::array<double, 4> shares(const GenerationOptions& options, const std::vector<float>& logits)
{
    Sampler sampler(options);
    std::array<double, 4> counts {};
    for (int i = 0; i < 4000; ++i) {
        std::vector<float> copy = logits;
        counts.at(static_cast<std::size_t>(sampler.next(copy, {}))) += 1.0 / 4000;
    }
    return counts;
}

} // namespace

class TestSampler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void greedyTakesTheLargestAndTheSmallerIdOfTwo()
    {
        QCOMPARE(choose(greedy(), { 0.0F, 3.0F, 1.0F }), 1);
        QCOMPARE(choose(greedy(), { 0.0F, 3.0F, 3.0F }), 1);
    }

    void drawsInProportionToTheProbabilities()
    {
        const auto share = shares(plainSampling(), { std::log(1.0F), std::log(2.0F), std::log(3.0F), std::log(4.0F) });
        for (std::size_t i = 0; i < share.size(); ++i) {
            QVERIFY(std::abs(share[i] - 0.1 * static_cast<double>(i + 1)) < 0.03); // four standard deviations
        }
    }

    void temperatureSharpensAndFlattens()
    {
        GenerationOptions options = plainSampling();
        options.temperature = 0.5; // weights 1 and 2 become 1 and 4
        QVERIFY(std::abs(shares(options, { std::log(1.0F), std::log(2.0F) })[1] - 0.8) < 0.03);
        options.temperature = 100;
        QVERIFY(std::abs(shares(options, { std::log(1.0F), std::log(2.0F) })[1] - 0.5) < 0.04);
    }

    void topKKeepsTheLargest()
    {
        GenerationOptions options = plainSampling();
        options.topK = 2;
        const auto share = shares(options, { 1.0F, 1.1F, 0.9F, 1.2F });
        QVERIFY(share[1] > 0 && share[3] > 0);
        QCOMPARE(share[0] + share[2], 0.0);
    }

    void topPKeepsTheSmallestSetWithTheMass()
    {
        GenerationOptions options = plainSampling();
        options.topP = 0.65; // of .1 .2 .3 .4: the last two
        const auto share = shares(options, { std::log(1.0F), std::log(2.0F), std::log(3.0F), std::log(4.0F) });
        QVERIFY(share[2] > 0 && share[3] > 0);
        QCOMPARE(share[0] + share[1], 0.0);
        options.topP = 0;
        QCOMPARE(choose(options, { 0.0F, 3.0F, 1.0F }), 1);
    }

    void minPDropsWhatIsSmallAgainstTheLargest()
    {
        GenerationOptions options = plainSampling();
        options.minP = 0.6; // of 1 2 3 4: at least 2.4
        const auto share = shares(options, { std::log(1.0F), std::log(2.0F), std::log(3.0F), std::log(4.0F) });
        QVERIFY(share[2] > 0 && share[3] > 0);
        QCOMPARE(share[0] + share[1], 0.0);
        options.minP = 2;
        QCOMPARE(choose(options, { 0.0F, 3.0F, 1.0F }), 1);
    }

    void theRepetitionPenaltyLowersWhatWasSeen()
    {
        GenerationOptions options = greedy();
        options.repetitionPenalty = 2;
        QCOMPARE(choose(options, { 3.0F, 2.0F, -1.0F }, { 0 }), 1);
        QCOMPARE(choose(options, { -1.0F, -1.5F }, { 0 }), 1);
        options.repetitionWindow = 1;
        QCOMPARE(choose(options, { 3.0F, 2.0F, -1.0F }, { 0, 2 }), 0);
    }

    void theSameSeedGivesTheSameTokens()
    {
        const std::vector<float> logits(50, 0.0F);
        const auto draw = [&](std::uint64_t seed) {
            Sampler sampler(plainSampling(seed));
            std::vector<TokenId> tokens;
            for (int i = 0; i < 20; ++i) {
                std::vector<float> copy = logits;
                tokens.push_back(sampler.next(copy, {}));
            }
            return tokens;
        };
        QCOMPARE(draw(7), draw(7));
        QVERIFY(draw(7) != draw(8));
    }

    void neverChoosesALogitThatIsNotFinite()
    {
        QCOMPARE(choose(greedy(), { broken, -5.0F, broken }), 1);
        QCOMPARE(choose(plainSampling(), { broken, -5.0F, -std::numeric_limits<float>::infinity() }), 1);
    }

    void refusesLogitsThatBroke()
    {
        try {
            choose(greedy(), { broken, broken });
            QFAIL("a token came out of nothing");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Internal);
        }
    }
};

QTEST_GUILESS_MAIN(TestSampler)
#include "tst_sampler.moc"
