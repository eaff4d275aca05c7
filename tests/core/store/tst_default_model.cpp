// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The default model's file, as packaging/setup fetched it.
#include "core/store/gguf.h"

#include <QtTest>

#include <map>

using namespace amend;

class TestDefaultModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensWithAllItsTensors();
};

void TestDefaultModel::opensWithAllItsTensors()
{
    const GgufFile file = GgufFile::open(AMEND_DEPS "/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    QCOMPARE(file.requireString("general.architecture"), std::string("llama"));
    QCOMPARE(file.requireInt("llama.block_count"), std::int64_t(30));
    QCOMPARE(file.findStrings("tokenizer.ggml.tokens")->size(), std::size_t(49'152));
    QCOMPARE(file.tensors().size(), std::size_t(272));
    std::map<TensorType, int> counts;
    std::int64_t parameters = 0;
    for (const NamedTensor& tensor : file.tensors()) {
        ++counts[tensor.type];
        parameters += elementCount(tensor);
    }
    QVERIFY((counts
        == std::map<TensorType, int> { { TensorType::F32, 61 }, { TensorType::Q4_1, 210 }, { TensorType::Q8_0, 1 } }));
    QCOMPARE(parameters, std::int64_t(134'515'008));
    QVERIFY((file.findTensor("token_embd.weight")->shape == std::vector<std::int64_t> { 49'152, 576 }));
}

QTEST_GUILESS_MAIN(TestDefaultModel)
#include "tst_default_model.moc"
