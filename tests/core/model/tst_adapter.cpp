// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/adapter.h"

#include "core/base/error.h"
#include "core/model/device.h"
#include "core/store/safetensors.h"
#include "tests/support/tiny_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/linalg_svdvals.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

using namespace amend;
using namespace amend::test;

using Change = std::function<void(Adapter&, ModelConfig&)>;
Q_DECLARE_METATYPE(Change)

namespace {

std::shared_ptr<const Adapter> read(std::vector<std::byte> bytes, const ModelConfig& config = tinyConfig())
{
    return adapterFromBytes(std::move(bytes), config, at::kCPU, "test.safetensors");
}

/// The detail of the FileCorrupt that reading gives; empty if it gives none.
std::string refusal(const Adapter& adapter, const ModelConfig& config = tinyConfig())
{
    try {
        read(adapterBytes(adapter), config);
    } catch (const Error& error) {
        return error.kind() == ErrorKind::FileCorrupt ? error.what() : "";
    }
    return "";
}

/// The whole matrix.
at::Tensor denseChange(
    const Weights& weights, const Adapter* from, const Adapter* to, std::size_t layer, std::size_t column)
{
    const auto product = [&](const Adapter* adapter) {
        const at::Tensor& weight = weights.layers[layer].linear[column].dense;
        if (adapter == nullptr) {
            return at::zeros(weight.sizes(), at::kDouble);
        }
        const LoraPair& pair = adapter->layers[layer].linear[column];
        return pair.b.to(at::kDouble).matmul(pair.a.to(at::kDouble)) * adapter->scale();
    };
    return product(to) - product(from);
}

double denseDrift(const Weights& weights, const Adapter* from, const Adapter* to, std::size_t layer, std::size_t column)
{
    return (denseChange(weights, from, to, layer, column).norm()
        / weights.layers[layer].linear[column].dense.to(at::kDouble).norm())
        .item<double>();
}

double denseEffectiveRank(const at::Tensor& change)
{
    const at::Tensor values = at::linalg_svdvals(change);
    double entropy = 0;
    for (std::int64_t i = 0; i < values.size(0); ++i) {
        const double share = (values[i] / values.sum()).item<double>();
        entropy -= share > 0 ? share * std::log(share) : 0;
    }
    return std::exp(entropy);
}

} // namespace

class TestAdapter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { useThreads(1); } // so small a model only waits at barriers with more

    void savingLoadingAndSavingGivesTheSameBytes()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        const std::vector<std::byte> bytes = adapterBytes(*adapter);
        const auto loaded = read(bytes);
        QCOMPARE(loaded->rank, adapter->rank);
        QCOMPARE(loaded->alpha, adapter->alpha);
        QVERIFY(at::equal(loaded->layers[1].linear[6].b, adapter->layers[1].linear[6].b));
        QVERIFY(adapterBytes(*loaded) == bytes);
    }

    void keepsAnAdapterOfAFewProjections()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        for (LayerAdapter& layer : adapter->layers) {
            layer.linear[0] = {};
        }
        adapter->layers[0] = {};
        const auto loaded = read(adapterBytes(*adapter));
        QVERIFY(!loaded->layers[0].linear[3].a.defined());
        QVERIFY(!loaded->layers[1].linear[0].a.defined());
        QVERIFY(loaded->layers[1].linear[1].a.defined());
    }

    void keepsWhatItReaches()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        const std::vector<std::byte> ofAll = adapterBytes(*adapter);
        QCOMPARE(read(ofAll)->reach, AdapterReach::AllTokens);
        QVERIFY(SafetensorsFile::fromBytes(ofAll, "test").metadata().count("reach") == 0); // as files of before
        adapter->reach = AdapterReach::Reply;
        const std::vector<std::byte> ofReply = adapterBytes(*adapter);
        QCOMPARE(read(ofReply)->reach, AdapterReach::Reply);
        QVERIFY(adapterBytes(*read(ofReply)) == ofReply);
    }

    void refusesAReachThatItDoesNotKnow()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        adapter->reach = AdapterReach::Reply;
        std::vector<std::byte> bytes = adapterBytes(*adapter);
        const std::string known = "\"reply\"";
        const auto at = std::search(bytes.begin(), bytes.end(), known.begin(), known.end(),
            [](std::byte byte, char letter) { return static_cast<char>(byte) == letter; });
        QVERIFY(at != bytes.end());
        at[1] = std::byte { 'R' };
        try {
            read(std::move(bytes));
            QFAIL("It was taken.");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::FileCorrupt);
            QVERIFY(std::string(error.what()).find("\"Reply\"") != std::string::npos);
        }
    }

    void togetherReachTheReplyIfOneDoes()
    {
        const std::shared_ptr<const Adapter> always = tinyAdapter(tinyConfig(), LoraStart::Random);
        const auto lesson = tinyAdapter(tinyConfig(), LoraStart::Random, 2, 3);
        lesson->reach = AdapterReach::Reply;
        QCOMPARE(onPrompt(together({ always, lesson })), always);
        QCOMPARE(onPrompt(together({ nullptr, lesson })), nullptr);
        QCOMPARE(onPrompt(together({ always, always }))->rank, 2 * always->rank);
        const auto three = together({ always, lesson, always });
        QVERIFY(reachesReplyAlone(three.get()));
        QCOMPARE(onPrompt(three)->rank, 2 * always->rank);
        QVERIFY(!reachesReplyAlone(onPrompt(three.get())));
    }

    void usesPeftsNames()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        const auto file = SafetensorsFile::fromBytes(adapterBytes(*adapter), "test");
        QVERIFY(file.findTensor("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight") != nullptr);
        QVERIFY(file.findTensor("base_model.model.model.layers.1.mlp.down_proj.lora_B.weight") != nullptr);
        QCOMPARE(file.tensors().size(), 28U);
    }

    void refusesWhatDoesNotFitTheModel_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, const char* wanted, const Change& change) {
            QTest::newRow(name) << QString::fromLatin1(wanted) << change;
        };
        row("another width", "has shape [2, 16] instead of [2, 8]",
            [](Adapter&, ModelConfig& config) { config.hiddenSize = 8; });
        row("too many layers", "belong to no layer", [](Adapter&, ModelConfig& config) { config.layers = 1; });
        row("not a number", "not finite", [](Adapter& adapter, ModelConfig&) {
            adapter.layers[1].linear[4].b[3][1] = std::numeric_limits<float>::quiet_NaN();
        });
        row("infinity", "not finite", [](Adapter& adapter, ModelConfig&) {
            adapter.layers[1].linear[4].a[0][1] = std::numeric_limits<float>::infinity();
        });
        row("no layers", "corrects no layer", [](Adapter& adapter, ModelConfig&) { adapter.layers.clear(); });
        row("a rank of zero", "rank", [](Adapter& adapter, ModelConfig&) { adapter.rank = 0; });
        row("an alpha that is no number", "alpha",
            [](Adapter& adapter, ModelConfig&) { adapter.alpha = std::numeric_limits<double>::quiet_NaN(); });
    }
    void refusesWhatDoesNotFitTheModel()
    {
        QFETCH(QString, wanted);
        QFETCH(Change, change);
        ModelConfig config = tinyConfig();
        const auto adapter = tinyAdapter(config, LoraStart::Random);
        change(*adapter, config);
        const QString detail = QString::fromStdString(refusal(*adapter, config));
        QVERIFY2(detail.contains(wanted) && detail.contains(QStringLiteral("test.safetensors")), qPrintable(detail));
    }

    void refusesEveryFactorThatIsNotFinite()
    {
        const ModelConfig config = tinyConfig();
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t i = 0; i < 2 * projectionCount; ++i) {
                for (const float value :
                    { std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity() }) {
                    const auto adapter = tinyAdapter(config, LoraStart::Random);
                    LoraPair& pair = adapter->layers[layer].linear[i / 2];
                    at::Tensor last = (i % 2 == 0 ? pair.a : pair.b).view({ -1 })[-1];
                    last.fill_(value);
                    QVERIFY(refusal(*adapter, config).find("not finite") != std::string::npos);
                }
            }
        }
    }

    void refusesAFactorWithoutTheOther()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        const auto whole = SafetensorsFile::fromBytes(adapterBytes(*adapter), "test");
        std::vector<NamedTensor> tensors = whole.tensors();
        tensors.pop_back();
        try {
            read(safetensorsBytes(tensors, whole.metadata()));
            QFAIL("read");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("without its other factor") != std::string::npos);
        }
    }

    void refusesAFileCutAnywhere()
    {
        const auto adapter = tinyAdapter(tinyConfig(), LoraStart::Random);
        const std::vector<std::byte> bytes = adapterBytes(*adapter);
        for (std::size_t length = 0; length < bytes.size(); length += 97) {
            try {
                read(std::vector<std::byte>(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)));
                QFAIL("a cut file was read");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::FileCorrupt);
            }
        }
    }

    void describesItselfToPeft()
    {
        const auto json
            = nlohmann::json::parse(peftConfigJson(*tinyAdapter(tinyConfig(), LoraStart::Random), "tiny/base"));
        QCOMPARE(json.at("peft_type").get<std::string>(), "LORA");
        QCOMPARE(json.at("base_model_name_or_path").get<std::string>(), "tiny/base");
        QCOMPARE(json.at("r").get<int>(), 2);
        QCOMPARE(json.at("lora_alpha").get<double>(), 4.0);
        QCOMPARE(json.at("target_modules").size(), 7U);
        QVERIFY(json.at("target_modules").dump().find("\"q_proj\"") != std::string::npos);
    }

    void driftEqualsTheDenseComputation()
    {
        const ModelConfig config = tinyConfig();
        const Weights weights = tinyWeights(config);
        const auto one = tinyAdapter(config, LoraStart::Random, 2, 5);
        const auto other = tinyAdapter(config, LoraStart::Random, 3, 6);
        using Pair = std::pair<const Adapter*, const Adapter*>;
        for (const auto& [from, to] :
            { Pair(nullptr, one.get()), Pair(one.get(), other.get()), Pair(one.get(), nullptr) }) {
            const DriftMap map = driftBetween(weights, from, to);
            QCOMPARE(map.layers, 2);
            for (std::size_t layer = 0; layer < 2; ++layer) {
                for (std::size_t column = 0; column < projectionCount; ++column) {
                    const double dense = denseDrift(weights, from, to, layer, column);
                    QVERIFY(std::abs(map.relativeChange[layer * projectionCount + column] - dense) < 1e-6 * dense);
                    const double rank = denseEffectiveRank(denseChange(weights, from, to, layer, column));
                    QVERIFY(std::abs(map.effectiveRank[layer * projectionCount + column] - rank) < 1e-9);
                }
            }
            QVERIFY(map.total > 0);
        }
    }

    void theEffectiveRankIsThatOfTheDistributionOfTheSingularValues()
    {
        const ModelConfig config = tinyConfig();
        const auto adapter = tinyAdapter(config, LoraStart::Untouched);
        LoraPair& pair = adapter->layers[1].linear[0];
        pair.a.zero_();
        pair.a[0][2] = pair.a[1][5] = 1;
        pair.b[3][0] = 3; // singular values in the ratio of 3 to 1
        pair.b[4][1] = 1;
        const DriftMap map = driftBetween(tinyWeights(config), nullptr, adapter.get());
        QCOMPARE(map.effectiveRank.size(), 2 * projectionCount);
        QVERIFY(std::abs(map.effectiveRank[projectionCount] - 4 / std::pow(3, 0.75)) < 1e-12);
        QCOMPARE(map.effectiveRank[0], 0.0); // nothing moved there
    }

    void besideAParentOnlyTheLessonsOwnFactorsCount()
    {
        const ModelConfig config = tinyConfig();
        const Weights weights = tinyWeights(config);
        const auto parent = tinyAdapter(config, LoraStart::Random, 3, 5);
        const auto lesson = tinyAdapter(config, LoraStart::Random, 2, 6);
        lesson->layers[0] = {}; // of the upper layer alone
        const DriftMap map = driftBetween(weights, parent.get(), together({ parent, lesson }).get());
        const DriftMap alone = driftBetween(weights, nullptr, lesson.get());
        QVERIFY(map.effectiveRank == alone.effectiveRank);
        QCOMPARE(map.relativeChange[0], 0.0); // exactly: the map hatches what did not move
        QVERIFY(map.relativeChange[projectionCount] > 0);
    }

    void anUntouchedAdapterHasNotDrifted()
    {
        const ModelConfig config = tinyConfig();
        const Weights weights = tinyWeights(config);
        QCOMPARE(driftBetween(weights, nullptr, tinyAdapter(config, LoraStart::Untouched).get()).total, 0.0);
        const auto adapter = tinyAdapter(config, LoraStart::Random);
        QCOMPARE(driftBetween(weights, adapter.get(), adapter.get()).total, 0.0);
        Adapter turned = *adapter; // the same correction, its factors in another order
        for (LayerAdapter& layer : turned.layers) {
            for (LoraPair& pair : layer.linear) {
                pair = { pair.a.flip(0), pair.b.flip(1) };
            }
        }
        const DriftMap cancelled = driftBetween(weights, adapter.get(), &turned);
        QVERIFY(cancelled.total < 1e-7);
        QVERIFY(cancelled.effectiveRank == std::vector<double>(2 * projectionCount, 0));
        QCOMPARE(driftBetween(weights, nullptr, nullptr).total, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestAdapter)
#include "tst_adapter.moc"
