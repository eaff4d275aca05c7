// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tiny models of every family against transformers and peft (tests/golden/make_models.py).
#include "core/model/model.h"

#include "core/model/adapter.h"
#include "core/model/kernels/decode_kernels.h"
#include "core/model/transformer.h"
#include "core/store/safetensors.h"
#include "tests/support/tiny_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>

#include <QTest>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace amend;

namespace {

const std::filesystem::path folder = AMEND_TEST_DATA "/models";

std::vector<std::byte> bytesOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return { bytes.begin(), bytes.end() };
}

at::Tensor tensorOf(const SafetensorsFile& file, const std::string& name)
{
    const NamedTensor* stored = file.findTensor(name);
    if (stored == nullptr) {
        qFatal("the fixture lacks %s", name.c_str());
    }
    return at::from_blob(const_cast<std::byte*>(stored->bytes.data()), stored->shape, at::kFloat).clone();
}

double largest(const at::Tensor& tensor)
{
    return tensor.abs().max().item<double>();
}

/// The largest difference where a row is not padding.
double difference(const at::Tensor& logits, const at::Tensor& expected, const at::Tensor& padding)
{
    double result = 0;
    for (std::int64_t row = 0; row < logits.size(0); ++row) {
        const auto start = padding[row].item<std::int64_t>();
        const std::int64_t count = logits.size(1) - start;
        result = std::max(result, largest(logits[row].narrow(0, start, count) - expected[row].narrow(0, start, count)));
    }
    return result;
}

/// Mean cross-entropy of every token that follows a real one, nats.
at::Tensor meanLoss(const at::Tensor& logits, const at::Tensor& tokens, const at::Tensor& padding)
{
    std::vector<at::Tensor> losses;
    for (std::int64_t row = 0; row < logits.size(0); ++row) {
        const auto start = padding[row].item<std::int64_t>();
        const std::int64_t count = logits.size(1) - 1 - start;
        losses.push_back(-logits[row]
                              .narrow(0, start, count)
                              .log_softmax(-1)
                              .gather(1, tokens[row].narrow(0, start + 1, count).unsqueeze(1))
                              .flatten());
    }
    return at::cat(losses).mean();
}

struct Golden {
    explicit Golden(const std::filesystem::path& path)
        : file(SafetensorsFile::fromBytes(bytesOf(path), path.string()))
        , input { tensorOf(file, "tokens").to(at::kLong), tensorOf(file, "padding").to(at::kLong), nullptr, nullptr }
    {
    }
    SafetensorsFile file;
    ForwardInput input;
};

at::Tensor logits(const Model& model, const Golden& golden, const Adapter* adapter = nullptr)
{
    return logitsOf(model.weights, hiddenStates(model.config, model.weights, adapter, golden.input));
}

void addFamilies()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("path");
    for (const char* family : { "llama", "smollm2", "mistral", "qwen2", "qwen3" }) {
        const QString name = QString::fromLatin1(family);
        QTest::addRow("%s, folder", family) << name << name;
        QTest::addRow("%s, GGUF", family) << name << name + QStringLiteral("/model.gguf");
    }
}

} // namespace

class TestGoldenModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesTheLogitsOfTransformers_data() { addFamilies(); }
    void givesTheLogitsOfTransformers()
    {
        QFETCH(QString, family);
        QFETCH(QString, path);
        const auto model = loadModel(folder / path.toStdString(), { DeviceChoice::Cpu, 1 });
        const Golden golden(folder / family.toStdString() / "expected.safetensors");
        const double error = difference(logits(*model, golden), tensorOf(golden.file, "logits"), golden.input.padding);
        QVERIFY2(error < 1e-4, qPrintable(QString::number(error)));
    }

    void givesTheLossAndGradientsOfPeft_data() { addFamilies(); }
    void givesTheLossAndGradientsOfPeft()
    {
        QFETCH(QString, family);
        QFETCH(QString, path);
        const auto model = loadModel(folder / path.toStdString(), { DeviceChoice::Cpu, 1 });
        const std::filesystem::path files = folder / family.toStdString();
        const Golden golden(files / "expected.safetensors");
        auto adapter = std::make_shared<Adapter>(
            *adapterFromBytes(bytesOf(files / "adapter.safetensors"), model->config, at::kCPU, "adapter.safetensors"));
        for (LayerAdapter& layer : adapter->layers) {
            for (LoraPair& pair : layer.linear) {
                pair.a.requires_grad_();
                pair.b.requires_grad_();
            }
        }
        const at::Tensor adapted = logits(*model, golden, adapter.get());
        QVERIFY(difference(adapted.detach(), tensorOf(golden.file, "adapted"), golden.input.padding) < 1e-4);
        const at::Tensor loss = meanLoss(adapted, golden.input.tokens, golden.input.padding);
        QVERIFY(std::abs(loss.item<double>() - tensorOf(golden.file, "loss").item<double>()) < 1e-5);

        loss.backward();
        for (std::size_t layer = 0; layer < adapter->layers.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                const std::string name
                    = "base_model.model.model.layers." + std::to_string(layer) + "." + projectionModules[i] + ".lora_";
                const LoraPair& pair = adapter->layers[layer].linear[i];
                for (const auto& [factor, ending] : { std::pair(pair.a, "A.weight"), std::pair(pair.b, "B.weight") }) {
                    const at::Tensor expected = tensorOf(golden.file, name + ending);
                    const double error = largest(factor.grad() - expected) / largest(expected);
                    QVERIFY2(error < 1e-4, qPrintable(QString::fromStdString(name + ending) + QString::number(error)));
                }
            }
        }
    }

    void readsEveryBlockType_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("blocks of 32, and plain floats") << QStringLiteral("mixed");
        QTest::newRow("blocks of 256") << QStringLiteral("k_quants");
    }
    void readsEveryBlockType()
    {
        QFETCH(QString, name);
        const auto model = loadModel(folder / (name.toStdString() + ".gguf"), { DeviceChoice::Cpu, 2 });
        const Golden golden(folder / (name.toStdString() + ".expected.safetensors"));
        const at::Tensor expected = tensorOf(golden.file, "logits");
        const double error = difference(logits(*model, golden), expected, golden.input.padding);
        // Vectors of 16 bits are less exact, and these weights make much of it: their logits reach 25.
        const double tolerance = decodeKernelsInUse().inWholeNumbers ? 2e-4 * largest(expected) : 1e-4;
        QVERIFY2(error < tolerance, qPrintable(QString::number(error)));
    }

    void bothFormsOfAModelAreTheSame()
    {
        const auto gguf = loadModel(folder / "llama" / "model.gguf", { DeviceChoice::Cpu, 1 });
        const auto transformers = loadModel(folder / "llama", { DeviceChoice::Cpu, 1 });
        QCOMPARE(test::denseOf(gguf->weights.layers[1].linear[0])
                     .equal(test::denseOf(transformers->weights.layers[1].linear[0])),
            true);
        QCOMPARE(gguf->weights.layers[1].linearNorm, transformers->weights.layers[1].linearNorm);
        const std::vector<ChatTurn> turns { { Role::User, "hello <|im_end|> there" } };
        QCOMPARE(promptTokens(*gguf, turns), promptTokens(*transformers, turns));
    }
};

QTEST_GUILESS_MAIN(TestGoldenModels)
#include "tst_golden_models.moc"
