// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Decoding against the forward pass it stands for, on tiny models of every family and type of file.
#include "core/model/decoder.h"

#include "core/base/error.h"
#include "core/model/adapter.h"
#include "core/model/device.h"
#include "core/model/generator.h"
#include "core/model/kernels/decode_kernels.h"
#include "core/model/packed_weights.h"
#include "core/model/transformer.h"
#include "tests/support/quantised_model.h"

#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <QTest>

#include <cmath>
#include <filesystem>
#include <vector>

using namespace amend;
using namespace amend::test;

namespace {

using Rows = std::vector<std::vector<TokenId>>; // one text each

const std::filesystem::path folder = AMEND_TEST_DATA "/models";

std::vector<TokenId> someTokens(const Model& model, std::size_t count, std::uint64_t seed)
{
    CounterRng random(seed);
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>(random.uniform() * model.config.vocabularySize));
    }
    return tokens;
}

/// Strong enough to change replies, of numbers that fp16 has, so that both ways have the same ones.
std::shared_ptr<Adapter> halfAdapter(const ModelConfig& config, int rank = 2)
{
    auto adapter = tinyAdapter(config, LoraStart::Random, rank);
    for (LayerAdapter& layer : adapter->layers) {
        for (LoraPair& pair : layer.linear) {
            pair = { pair.a.to(at::kHalf).to(at::kFloat), pair.b.to(at::kHalf).to(at::kFloat) };
        }
    }
    return adapter;
}

/// What both ways are given: texts of one length, the first tokens of each being padding.
struct Case {
    Rows texts;
    std::vector<std::int64_t> padding;
    std::shared_ptr<const Adapter> adapter;
    int depth = 1; ///< tokens that are read together before the first decoded one
};

at::Tensor asTensor(const Rows& rows, std::size_t first, std::size_t last)
{
    std::vector<std::int64_t> flat;
    for (const std::vector<TokenId>& row : rows) {
        flat.insert(flat.end(), row.begin() + static_cast<std::ptrdiff_t>(first),
            row.begin() + static_cast<std::ptrdiff_t>(last));
    }
    return at::tensor(flat, at::kLong).view({ static_cast<std::int64_t>(rows.size()), -1 });
}

/// The logits after every decoded token, [tokens][row][v].
using Logits = std::vector<std::vector<std::vector<float>>>;

Logits decoded(const Model& model, const Case& with, int threads = 1)
{
    const c10::NoGradGuard noGradients;
    const std::size_t length = with.texts.front().size();
    KvCache cache
        = makeKvCache(model.config, model.weights, static_cast<int>(with.texts.size()), static_cast<int>(length));
    const auto depth = static_cast<std::size_t>(with.depth);
    const at::Tensor padding = with.padding.empty() ? at::Tensor() : at::tensor(with.padding, at::kLong);
    if (depth > 0) {
        hiddenStates(
            model.config, model.weights, with.adapter.get(), { asTensor(with.texts, 0, depth), padding, &cache });
    }
    Decoder decoder(model, with.adapter.get(), threads);
    Logits logits;
    for (std::size_t i = depth; i < length; ++i) {
        std::vector<TokenId> tokens;
        for (const std::vector<TokenId>& text : with.texts) {
            tokens.push_back(text[i]);
        }
        decoder.read(tokens, with.padding, cache);
        logits.emplace_back();
        for (std::size_t row = 0; row < tokens.size(); ++row) {
            const std::span<const float> values = decoder.logits(row);
            logits.back().emplace_back(values.begin(), values.end());
        }
    }
    return logits;
}

/// The logits after one text that is read as runs of these lengths.
Logits afterRuns(const Model& model, const Case& with, const std::vector<std::size_t>& lengths, int threads = 1)
{
    const std::vector<TokenId>& text = with.texts.front();
    KvCache cache = makeKvCache(model.config, model.weights, 1, static_cast<int>(text.size()));
    Decoder decoder(model, with.adapter.get(), threads);
    std::size_t read = 0;
    for (const std::size_t length : lengths) {
        const std::span<const TokenId> run = std::span(text).subspan(read, length);
        length == 1 ? decoder.read(run, {}, cache) : decoder.readRun(run, cache);
        read += length;
    }
    const std::span<const float> values = decoder.logits(0);
    return { { { values.begin(), values.end() } } };
}

/// The largest difference from the forward pass over whole texts, whose keys and values are rounded to fp16 as well.
double differenceFromForwardPass(const Model& model, const Case& with, const Logits& logits)
{
    const c10::NoGradGuard noGradients;
    const std::size_t length = with.texts.front().size();
    const at::Tensor padding = with.padding.empty() ? at::Tensor() : at::tensor(with.padding, at::kLong);
    KvCache cache
        = makeKvCache(model.config, model.weights, static_cast<int>(with.texts.size()), static_cast<int>(length));
    const at::Tensor expected = logitsOf(model.weights,
        hiddenStates(
            model.config, model.weights, with.adapter.get(), { asTensor(with.texts, 0, length), padding, &cache }))
                                    .contiguous(); // [b, t, v]
    double largest = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        for (std::size_t row = 0; row < with.texts.size(); ++row) {
            const at::Tensor values
                = expected[static_cast<std::int64_t>(row)][with.depth + static_cast<std::int64_t>(i)];
            const float* value = values.const_data_ptr<float>();
            for (const float logit : logits[i][row]) {
                const double error = std::abs(logit - *value++);
                largest = std::isnan(error) ? INFINITY : std::max(largest, error);
            }
        }
    }
    return largest;
}

/// A last bit of fp32 decides between two fp16 numbers, for a key or a value here and there.
constexpr double halfTolerance = 1e-3;

/// And where vectors have 16 bits, between two of theirs; the logits of mixed.gguf reach 25.
double tolerance(const QString& path)
{
    return decodeKernelsInUse().inWholeNumbers && path == QLatin1String("mixed.gguf") ? 2e-2 : halfTolerance;
}

std::shared_ptr<const Model> packedTinyModel(const ModelConfig& config)
{
    Weights weights = tinyWeights(config);
    pack(weights);
    return modelOf(config, std::move(weights));
}

} // namespace

class TestDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useThreads(1); } // of the forward pass: so small a model only waits at barriers with more

    void agreesWithTheForwardPass_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path : { "llama", "llama/model.gguf", "smollm2/model.gguf", "mistral/model.gguf",
                 "qwen2/model.gguf", "qwen3", "qwen3/model.gguf", "mixed.gguf", "k_quants.gguf" }) {
            QTest::newRow(path) << QString::fromLatin1(path);
        }
    }
    void agreesWithTheForwardPass()
    {
        QFETCH(QString, path);
        const auto model = loadModel(folder / path.toStdString(), { DeviceChoice::Cpu, 2 });
        QVERIFY(Decoder::isMadeFor(*model));
        const auto adapter = halfAdapter(model->config, 3);
        for (const std::shared_ptr<const Adapter>& with :
            { std::shared_ptr<const Adapter>(), std::shared_ptr<const Adapter>(adapter) }) {
            const Case one { { someTokens(*model, 20, 1) }, {}, with, 5 };
            const double error = differenceFromForwardPass(*model, one, decoded(*model, one));
            QVERIFY2(error < tolerance(path), qPrintable(QString::number(error)));
        }
    }

    void aRunAgreesWithTheForwardPass_data() { agreesWithTheForwardPass_data(); }
    void aRunAgreesWithTheForwardPass()
    {
        QFETCH(QString, path);
        const auto model = loadModel(folder / path.toStdString(), { DeviceChoice::Cpu, 2 });
        for (const auto& adapter : { std::shared_ptr<Adapter>(), halfAdapter(model->config, 3) }) {
            const Case one { { someTokens(*model, 20, 1) }, {}, adapter, 19 };
            for (const std::vector<std::size_t>& lengths :
                { std::vector<std::size_t> { 20 }, { 1, 2, 17 }, { 13, 1, 5, 1 } }) {
                for (const int threads : { 1, 2 }) {
                    const double error
                        = differenceFromForwardPass(*model, one, afterRuns(*model, one, lengths, threads));
                    QVERIFY2(error < tolerance(path), qPrintable(QString::number(error)));
                }
            }
        }
    }

    void aRunInWholeNumbersHasTheBitsOfItsTokensOneByOne_data() { agreesWithTheForwardPass_data(); }
    void aRunInWholeNumbersHasTheBitsOfItsTokensOneByOne()
    {
        QFETCH(QString, path);
        const auto model = loadModel(folder / path.toStdString(), { DeviceChoice::Cpu, 2 });
        if (!Decoder(*model, nullptr, 1).isInWholeNumbers()) {
            QSKIP("Runs of this model are read in fp32 here.");
        }
        const Case one { { someTokens(*model, 20, 1) }, {}, halfAdapter(model->config, 3), 0 };
        const Logits alone = decoded(*model, one);
        for (const int threads : { 1, 2 }) {
            QVERIFY(afterRuns(*model, one, { 20 }, threads).back() == alone.back());
            QVERIFY(afterRuns(*model, one, { 2, 17, 1 }, threads).back() == alone.back());
        }
    }

    /// So long that each thread takes rows of its own, whose last one alone is made to the end.
    void aLongRunInWholeNumbersHasTheBitsOfItsTokensOneByOne()
    {
        const auto model = quantisedModel();
        if (!Decoder(*model, nullptr, 1).isInWholeNumbers()) {
            QSKIP("Runs of this model are read in fp32 here.");
        }
        for (const auto& adapter : { std::shared_ptr<Adapter>(), halfAdapter(model->config, 17) }) {
            const Case one { { someTokens(*model, 300, 1) }, {}, adapter, 0 };
            const Logits alone = decoded(*model, one);
            for (const int threads : { 1, 2, 3, 7 }) {
                for (const std::vector<std::size_t>& lengths :
                    { std::vector<std::size_t> { 300 }, { 130, 37, 133 }, { 45, 1, 254 } }) {
                    QVERIFY(afterRuns(*model, one, lengths, threads).back() == alone.back());
                }
            }
        }
    }

    void aRunAgreesFarBehindTheBeginning()
    {
        constexpr std::size_t longestRun = 256;
        const auto length = static_cast<int>(8 * longestRun);
        ModelConfig config = tinyConfig();
        config.contextLength = length;
        const auto model = packedTinyModel(config);
        const Case deep { { someTokens(*model, length, 2) }, {}, halfAdapter(config, 17), length - 1 };
        const double error
            = differenceFromForwardPass(*model, deep, afterRuns(*model, deep, std::vector<std::size_t>(8, longestRun)));
        QVERIFY2(error < halfTolerance, qPrintable(QString::number(error)));
    }

    void agreesFarBehindTheBeginning()
    {
        ModelConfig config = tinyConfig();
        config.contextLength = 600;
        const auto model = packedTinyModel(config);
        const Case deep { { someTokens(*model, 520, 2) }, {}, halfAdapter(config), 380 };
        const double error = differenceFromForwardPass(*model, deep, decoded(*model, deep));
        QVERIFY2(error < halfTolerance, qPrintable(QString::number(error)));
    }

    void agreesWithPaddingBeforeTheRows()
    {
        ModelConfig config = tinyConfig();
        config.queryKeyNorm = true;
        config.attentionBias = true;
        const auto model = packedTinyModel(config);
        Case several { {}, {}, halfAdapter(config), 180 };
        for (std::uint64_t row = 0; row < 19; ++row) { // more than are read at a time
            several.texts.push_back(someTokens(*model, 190, row));
            several.padding.push_back(static_cast<std::int64_t>(row * 9));
        }
        const double error = differenceFromForwardPass(*model, several, decoded(*model, several));
        QVERIFY2(error < halfTolerance, qPrintable(QString::number(error)));
    }

    void aRowHasTheSameBitsAloneAndBesideOthers()
    {
        const auto model = packedTinyModel(tinyConfig());
        Case several { {}, {}, halfAdapter(model->config), 0 };
        for (std::uint64_t row = 0; row < 21; ++row) {
            several.texts.push_back(someTokens(*model, 30, row));
            several.padding.push_back(static_cast<std::int64_t>(row % 3));
        }
        const Logits together = decoded(*model, several);
        for (std::size_t row = 0; row < several.texts.size(); ++row) {
            std::vector<TokenId> text = several.texts[row];
            const auto padding = static_cast<std::size_t>(several.padding[row]);
            text.erase(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(padding));
            const Logits alone = decoded(*model, { { text }, {}, several.adapter, 0 });
            for (std::size_t i = 0; i < alone.size(); ++i) {
                QVERIFY(alone[i][0] == together[i + padding][row]);
            }
        }
    }

    void repliesSideBySideAreThoseWrittenAlone()
    {
        const auto model = packedTinyModel(tinyConfig());
        const std::shared_ptr<const Adapter> always = halfAdapter(model->config);
        auto lesson = std::make_shared<Adapter>(*tinyAdapter(model->config, LoraStart::Random, 2, 11));
        lesson->reach = AdapterReach::Reply;
        std::vector<std::vector<TokenId>> prompts { { 7 } };
        for (std::size_t i = 0; i < 20; ++i) {
            prompts.push_back(someTokens(*model, 2 + i % 7, i));
        }
        std::vector<std::vector<std::vector<TokenId>>> all;
        for (const std::shared_ptr<const Adapter>& adapter :
            { always, together({ nullptr, lesson }), together({ always, lesson }) }) {
            all.push_back(generateGreedyBatch(*model, adapter.get(), prompts, 25));
            PrefixCache cache; // of all of them, one after another
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                Generation generation(model, adapter, prompts[i], greedy(25), cache);
                QCOMPARE(all.back()[i], generation.next(25).tokens);
                QVERIFY(cache.decoder != nullptr || prompts[i].size() == 1);
            }
            // Prompts that were read before are the same prompts.
            PromptKeys known(*model, onPrompt(adapter.get()));
            for (int time = 0; time < 2; ++time) {
                QVERIFY(generateGreedyBatch(*model, adapter.get(), prompts, 25, {}, &known) == all.back());
            }
        }
        QVERIFY(all[0] != all[1] && all[1] != all[2]);
    }

    void theBitsDoNotDependOnTheThreads()
    {
        const auto model = packedTinyModel(tinyConfig());
        Case two { { someTokens(*model, 200, 3), someTokens(*model, 200, 4) }, { 0, 7 }, halfAdapter(model->config),
            150 };
        const Logits alone = decoded(*model, two, 1);
        for (const int threads : { 2, 3, 7 }) {
            QVERIFY(decoded(*model, two, threads) == alone);
        }
        const Case one { { someTokens(*model, 150, 5) }, {}, two.adapter };
        const std::vector<std::size_t> lengths { 48, 48, 2, 1, 19, 32 };
        const Logits afterOne = afterRuns(*model, one, lengths, 1);
        for (const int threads : { 2, 3, 7 }) {
            QVERIFY(afterRuns(*model, one, lengths, threads) == afterOne);
        }
    }

    void anUntouchedAdapterGivesTheBaseLogitsBitForBit()
    {
        const auto model = packedTinyModel(tinyConfig());
        Case one { { someTokens(*model, 20, 5) }, {}, nullptr, 1 };
        const Logits base = decoded(*model, one);
        one.adapter = tinyAdapter(model->config, LoraStart::Untouched);
        QVERIFY(decoded(*model, one) == base);
    }

    void adaptsOnlyWhatTheAdapterHas()
    {
        const auto model = packedTinyModel(tinyConfig());
        auto adapter = halfAdapter(model->config, 17); // a rank of more than one tile
        adapter->layers[0].linear[static_cast<std::size_t>(Projection::K)] = {};
        adapter->layers[1].linear[static_cast<std::size_t>(Projection::Gate)] = {};
        adapter->layers[1].linear[static_cast<std::size_t>(Projection::O)] = {};
        CounterRng random(7);
        adapter->layers[1].linear[static_cast<std::size_t>(Projection::Down)]
            = { randomTensor({ 40, 32 }, 0.1, random).to(at::kHalf).to(at::kFloat),
                  randomTensor({ 16, 40 }, 1e-6, random).to(at::kHalf).to(at::kFloat) }; // a rank of its own
        const Case one { { someTokens(*model, 20, 6) }, {}, adapter, 1 };
        const double error = differenceFromForwardPass(*model, one, decoded(*model, one));
        QVERIFY2(error < halfTolerance, qPrintable(QString::number(error)));
    }

    void keepsElevenBitsOfAnAdapter()
    {
        const auto model = packedTinyModel(tinyConfig());
        auto adapter = tinyAdapter(model->config, LoraStart::Random);
        for (LayerAdapter& layer : adapter->layers) {
            for (LoraPair& pair : layer.linear) {
                pair.b.mul_(1e-7); // below the normal numbers of fp16, as after a first small step
                pair.a.mul_(1e4);
            }
        }
        Case one { { someTokens(*model, 20, 8) }, {}, nullptr, 1 };
        const double correction
            = differenceFromForwardPass(*model, { one.texts, {}, adapter, 1 }, decoded(*model, one)); // of the logits
        one.adapter = adapter;
        const double error = differenceFromForwardPass(*model, one, decoded(*model, one));
        QVERIFY2(error < correction / 500 && correction > 1e-3, qPrintable(QString::number(error / correction)));
    }

    void refusesATokenThatHasNoRoom()
    {
        const auto model = packedTinyModel(tinyConfig());
        KvCache cache = makeKvCache(model->config, model->weights, 1, 2);
        Decoder decoder(*model, nullptr, 1);
        const TokenId token = 5;
        decoder.read({ &token, 1 }, {}, cache);
        decoder.read({ &token, 1 }, {}, cache);
        try {
            decoder.read({ &token, 1 }, {}, cache);
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::ContextFull);
        }
    }

    void refusesARunThatHasNoRoom()
    {
        const auto model = packedTinyModel(tinyConfig());
        KvCache cache = makeKvCache(model->config, model->weights, 1, 5);
        Decoder decoder(*model, nullptr, 1);
        const std::vector<TokenId> tokens = someTokens(*model, 3, 9);
        decoder.readRun(tokens, cache);
        QCOMPARE(cache.length, 3);
        try {
            decoder.readRun(tokens, cache);
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::ContextFull);
            QCOMPARE(cache.length, 3);
        }
    }

    void isNotMadeForModelsThatAreNotPacked() { QVERIFY(!Decoder::isMadeFor(*tinyModel())); }
};

QTEST_GUILESS_MAIN(TestDecoder)
#include "tst_decoder.moc"
