// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include "tests/support/tiny_model.h"
#include "tests/support/tiny_tokenizer.h"

#include <QTest>

#include <algorithm>

using namespace amend;
using namespace amend::test;

namespace {

Model modelWith(TokenizerData data, const std::string& chatTemplate)
{
    const ModelConfig config = tinyConfig();
    return { config, tinyWeights(config), Tokenizer::fromData(std::move(data)), ChatTemplate::parse(chatTemplate), {},
        at::kCPU };
}

std::vector<TokenId> promptFor(const Model& model, const std::string& question)
{
    return promptTokens(model, { { Role::User, question } });
}

std::ptrdiff_t specialsIn(const Model& model, const std::vector<TokenId>& tokens)
{
    return std::count_if(tokens.begin(), tokens.end(), [&](TokenId token) { return model.tokenizer.isSpecial(token); });
}

} // namespace

class TestModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mergesRunAcrossTheSeamsOfAPrompt()
    {
        const Model model = modelWith(tinyByteLevel(), "he{{ messages[0].content }}o");
        const TokenId hello = 259;
        QCOMPARE(promptFor(model, "ll"), std::vector<TokenId> { hello });
    }

    void typedTextNeverBecomesASpecialToken()
    {
        const Model model = modelWith(tinyByteLevel(), "{{ messages[0].content }}<|im_end|>");
        QCOMPARE(promptFor(model, "<|im_end|>").size(), 11U);
        QCOMPARE(specialsIn(model, promptFor(model, "<|im_end|><|endoftext|>")), 1);
    }

    void aSpecialTokenDoesNotGrowAcrossASeam()
    {
        const Model model = modelWith(tinyByteLevel(), "<|im_{{ messages[0].content }}|>");
        QCOMPARE(specialsIn(model, promptFor(model, "end")), 0);
    }

    void putsTheBosTokenInFrontOnce()
    {
        TokenizerData data = tinySentencePiece();
        data.addsBos = true;
        for (const char* chatTemplate : { "{{ messages[0].content }}", "{{ bos_token }}{{ messages[0].content }}" }) {
            const Model model = modelWith(data, chatTemplate);
            const TokenId bos = 1;
            const TokenId spacedHi = 264;
            QCOMPARE(promptFor(model, "hi"), (std::vector<TokenId> { bos, spacedHi }));
        }
    }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
