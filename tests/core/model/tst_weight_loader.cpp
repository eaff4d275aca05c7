// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weight_loader.h"

#include "core/base/error.h"
#include "core/model/families/common_config.h"
#include "core/model/families/family.h"
#include "core/store/json_config.h"
#include "tests/support/tiny_model.h"

#include <QTest>

#include <functional>
#include <limits>
#include <map>
#include <optional>

using namespace amend;
using namespace amend::test;

namespace {

/// The tensors of the tiny model as a file would hold them, in transformers' names.
class StoredModel {
public:
    explicit StoredModel(const Weights& weights)
    {
        add(transformersNames.embedding, weights.embedding);
        add(transformersNames.finalNorm, weights.finalNorm);
        for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
            const LayerWeights& block = weights.layers[layer];
            for (std::size_t i = 0; i < projectionCount; ++i) {
                add(transformersNames.inBlock(layer, projectionModules[i], ".weight"), block.linear[i].dense);
            }
            add(transformersNames.inBlock(layer, transformersNames.attentionNorm, ".weight"), block.attentionNorm);
            add(transformersNames.inBlock(layer, transformersNames.feedForwardNorm, ".weight"), block.feedForwardNorm);
        }
    }

    void add(const std::string& name, const at::Tensor& tensor)
    {
        values[name] = tensor.clone();
        const at::Tensor& kept = values[name];
        tensors[name] = { name, TensorType::F32, kept.sizes().vec(),
            std::as_bytes(std::span(kept.const_data_ptr<float>(), static_cast<std::size_t>(kept.numel()))) };
    }

    WeightSource source(bool interleaved = false) const
    {
        return { "tiny.safetensors", transformersNames, interleaved, [this](std::string_view name) {
                    const auto found = tensors.find(std::string(name));
                    return found == tensors.end() ? nullptr : &found->second;
                } };
    }

    std::map<std::string, at::Tensor> values;
    std::map<std::string, NamedTensor> tensors;
};

Weights load(const StoredModel& stored, bool interleaved = false, std::stop_token stop = {})
{
    return loadWeights(tinyConfig(), stored.source(interleaved), at::kCPU, 2, {}, stop);
}

std::optional<ErrorKind> kindOf(const std::function<void()>& action, std::string* detail = nullptr)
{
    try {
        action();
    } catch (const Error& error) {
        if (detail != nullptr) {
            *detail = error.what();
        }
        return error.kind();
    }
    return std::nullopt;
}

const std::string broken = "model.layers.1.self_attn.k_proj.weight"; // [8, 16]

} // namespace

class TestWeightLoader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryTensorAndItsNorm()
    {
        const Weights made = tinyWeights(tinyConfig());
        const Weights loaded = load(StoredModel(made));
        for (std::size_t layer = 0; layer < made.layers.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                QVERIFY(denseOf(loaded.layers[layer].linear[i]).equal(made.layers[layer].linear[i].dense));
                QVERIFY(std::abs(loaded.layers[layer].linearNorm[i] - made.layers[layer].linearNorm[i]) < 1e-9);
            }
        }
        QVERIFY(denseOf(loaded.head).equal(loaded.embedding));
        QVERIFY(loaded.ropeFrequencies.equal(made.ropeFrequencies));
    }

    void putsInterleavedRowsInRotateHalfOrder()
    {
        const Weights made = tinyWeights(tinyConfig());
        const Weights loaded = load(StoredModel(made), true);
        const at::Tensor& stored = made.layers[0].linear[0].dense; // heads of 4 rows: 0 2 1 3 in the file
        const at::Tensor q = denseOf(loaded.layers[0].linear[0]);
        for (const auto& [row, from] :
            { std::pair(0, 0), std::pair(1, 2), std::pair(2, 1), std::pair(3, 3), std::pair(5, 6) }) {
            QVERIFY(q[row].equal(stored[from]));
        }
        QVERIFY(denseOf(loaded.layers[0].linear[2]).equal(made.layers[0].linear[2].dense)); // v stays as it is
    }

    void namesATensorThatIsMissing()
    {
        StoredModel stored(tinyWeights(tinyConfig()));
        stored.tensors.erase(broken);
        std::string detail;
        QCOMPARE(kindOf([&] { load(stored); }, &detail), ErrorKind::FileCorrupt);
        QVERIFY(detail.find(broken) != std::string::npos && detail.find("[8, 16]") != std::string::npos);
    }

    void namesATensorOfAnotherShape()
    {
        StoredModel stored(tinyWeights(tinyConfig()));
        stored.add(broken, at::ones({ 16, 8 }));
        std::string detail;
        QCOMPARE(kindOf([&] { load(stored); }, &detail), ErrorKind::FileCorrupt);
        for (const std::string& part :
            { broken, std::string("[16, 8]"), std::string("[8, 16]"), std::string("tiny.safe") }) {
            QVERIFY2(detail.find(part) != std::string::npos, detail.c_str());
        }
    }

    void namesATensorWithValuesThatAreNotFinite()
    {
        for (const float value : { std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity() }) {
            StoredModel stored(tinyWeights(tinyConfig()));
            stored.values[broken][3][5] = value;
            std::string detail;
            QCOMPARE(kindOf([&] { load(stored); }, &detail), ErrorKind::FileCorrupt);
            QVERIFY2(detail.find(broken) != std::string::npos, detail.c_str());
        }
    }

    void stopsWhenAsked()
    {
        std::stop_source source;
        source.request_stop();
        const StoredModel stored(tinyWeights(tinyConfig()));
        QCOMPARE(kindOf([&] { load(stored, false, source.get_token()); }), ErrorKind::Cancelled);
    }

    void refusesAModelLargerThanTheMemoryWithNumbers()
    {
        std::string detail;
        QCOMPARE(
            kindOf([] { requireMemory(40'000'000'000, 8'000'000'000, "big.gguf"); }, &detail), ErrorKind::OutOfMemory);
        QVERIFY2(
            detail.find("40.3 GB") != std::string::npos && detail.find("8.0 GB") != std::string::npos, detail.c_str());
        requireMemory(1'000'000'000, 2'000'000'000, "small.gguf");
    }

    void namesAFamilyItDoesNotKnow()
    {
        const auto json = JsonConfig::fromText(R"({"model_type": "mamba"})", "config.json");
        std::string detail;
        QCOMPARE(kindOf([&] { familyOf(json, "config.json"); }, &detail), ErrorKind::FormatUnsupported);
        QVERIFY(detail.find("mamba") != std::string::npos && detail.find("qwen3") != std::string::npos);
    }

    void refusesWhatTheForwardPassDoesNotCompute_data()
    {
        QTest::addColumn<QByteArray>("extra");
        QTest::newRow("another activation") << QByteArray(R"("hidden_act": "gelu")");
        QTest::newRow("biases") << QByteArray(R"("attention_bias": true)");
        QTest::newRow("another rotary scaling") << QByteArray(R"("rope_scaling": {"type": "yarn", "factor": 4.0})");
    }
    void refusesWhatTheForwardPassDoesNotCompute()
    {
        QFETCH(QByteArray, extra);
        const auto json = JsonConfig::fromText(
            R"({"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 32,
                "vocab_size": 260, "max_position_embeddings": 64, )"
                + extra.toStdString() + "}",
            "config.json");
        QCOMPARE(kindOf([&] { llamaFamily.configFromJson(json, "config.json"); }), ErrorKind::FormatUnsupported);
    }

    void refusesImpossibleNumbers()
    {
        const auto refused = [](const std::function<void(ModelConfig&)>& change) {
            ModelConfig config = tinyConfig();
            change(config);
            return kindOf([&] { requirePossible(config, "config.json"); }) == ErrorKind::FileCorrupt;
        };
        QVERIFY(refused([](ModelConfig& config) { config.layers = 0; }));
        QVERIFY(refused([](ModelConfig& config) { config.layers = 1'000'000; }));
        QVERIFY(refused([](ModelConfig& config) { config.hiddenSize = -16; }));
        QVERIFY(refused([](ModelConfig& config) { config.kvHeads = 3; }));
        QVERIFY(refused([](ModelConfig& config) { config.headDim = 5; }));
        QVERIFY(refused([](ModelConfig& config) { config.ropeTheta = std::numeric_limits<double>::quiet_NaN(); }));
        QVERIFY(!refused([](ModelConfig&) {}));
    }

    void saysThatAModelFileIsMissing()
    {
        QCOMPARE(kindOf([] { loadModel("/nowhere/größe.gguf", { DeviceChoice::Cpu, 1 }); }), ErrorKind::FileMissing);
    }
};

QTEST_GUILESS_MAIN(TestWeightLoader)
#include "tst_weight_loader.moc"
