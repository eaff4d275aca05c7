// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The default model against transformers on the same dequantised weights (tests/golden/make_greedy_replies.py).
#include "core/model/decoder.h"
#include "core/model/generator.h"
#include "core/model/model.h"
#include "tests/support/fp32_weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace amend;

class TestGreedyReplies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        double last = 0;
        m_model = loadModel(AMEND_DEPS "/models/SmolLM2-135M-Instruct.Q4_1.gguf", { DeviceChoice::Cpu, 1 },
            [&](double share) { last = share; });
        QVERIFY(last > 0.9 && last <= 1);
        std::ifstream file(AMEND_TEST_DATA "/greedy_replies.json");
        m_expected = nlohmann::json::parse(file);
        QCOMPARE(m_expected.size(), 20U);
    }

    void describesItself()
    {
        QCOMPARE(m_model->info.parameters, 134'515'008);
        QCOMPARE(m_model->info.quantisation, std::string("Q4_1"));
        QCOMPARE(m_model->info.family, std::string("llama"));
        QCOMPARE(m_model->info.layers, 30);
        QCOMPARE(m_model->info.device, std::string("CPU"));
        QVERIFY(m_model->info.fingerprint.find("libtorch=2.11") != std::string::npos);
    }

    void rendersThePromptsOfTransformers()
    {
        for (const nlohmann::json& row : m_expected) {
            QCOMPARE(promptTokens(*m_model, { { Role::User, row.at("question") } }),
                row.at("prompt").get<std::vector<TokenId>>());
        }
    }

    void writesTheGreedyRepliesOfTransformers()
    {
        int same = 0;
        PrefixCache cache;
        for (const nlohmann::json& row : m_expected) {
            Generation generation(m_model, nullptr, row.at("prompt").get<std::vector<TokenId>>(), greedy(32), cache);
            same += generation.next(32).tokens == row.at("reply").get<std::vector<TokenId>>() ? 1 : 0;
        }
        qInfo("%d of 20 identical", same);
        QVERIFY(same >= 19);
    }

    void writesTheSameRepliesSideBySide()
    {
        std::vector<std::vector<TokenId>> prompts;
        for (std::size_t i = 0; i < 6; ++i) {
            prompts.push_back(m_expected[i].at("prompt").get<std::vector<TokenId>>());
        }
        const auto replies = generateGreedyBatch(*m_model, nullptr, prompts, 16);
        int same = 0;
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            auto alone = m_expected[i].at("reply").get<std::vector<TokenId>>();
            alone.resize(std::min<std::size_t>(alone.size(), 16));
            same += replies[i] == alone ? 1 : 0;
        }
        QVERIFY(same >= 5);
    }

    void decodesTheDistributionsOfAForwardPassInFp32()
    {
        const c10::NoGradGuard noGradients;
        const Weights dense = test::fp32WeightsOf(*m_model);
        double divergence = 0;
        int tokens = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            std::vector<std::int64_t> text = m_expected[i].at("prompt").get<std::vector<std::int64_t>>();
            const auto reply = m_expected[i].at("reply").get<std::vector<std::int64_t>>();
            text.insert(text.end(), reply.begin(), reply.end());
            const at::Tensor expected = test::logProbsInFp32(*m_model, dense, at::tensor(text, at::kLong)); // [t, v]
            KvCache cache = makeKvCache(m_model->config, m_model->weights, 1, static_cast<int>(text.size()));
            Decoder decoder(*m_model, nullptr, 1);
            for (std::size_t at = 0; at < text.size(); ++at, ++tokens) {
                const auto token = static_cast<TokenId>(text[at]);
                decoder.read({ &token, 1 }, {}, cache);
                divergence += test::divergence(expected[static_cast<std::int64_t>(at)], decoder.logits(0));
            }
        }
        qInfo("mean KL divergence %g nats over %d tokens", divergence / tokens, tokens);
        QVERIFY(std::abs(divergence / tokens) < 1e-5); // mostly of keys and values in fp16
    }

private:
    std::shared_ptr<const Model> m_model;
    nlohmann::json m_expected;
};

QTEST_GUILESS_MAIN(TestGreedyReplies)
#include "tst_greedy_replies.moc"
