// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The default model's own vocabulary, against ids made by the Python package tokenizers.
#include "core/model/gguf_tokenizer.h"

#include "tests/support/token_fixture.h"

#include <QTest>

using namespace amend;
using namespace amend::test;

class TokenizerModelTest final : public QObject {
    Q_OBJECT

private:
    const Tokenizer m_tokenizer = tokenizerFromGguf(
        GgufFile::open(std::filesystem::path(AMEND_DEPS) / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"));

private Q_SLOTS:
    void givesTheIdsOfTheReference()
    {
        const std::vector<TokenFixture> fixtures = tokenFixtures("smollm2-135m");
        QVERIFY(fixtures.size() >= 2000);
        for (const TokenFixture& fixture : fixtures) {
            QVERIFY2(m_tokenizer.encode(fixture.text) == fixture.typed, fixture.text.c_str());
            QVERIFY2(m_tokenizer.encodeWithSpecials(fixture.text) == fixture.inTemplate, fixture.text.c_str());
        }
    }

    void knowsItsSpecialTokens()
    {
        QCOMPARE(m_tokenizer.size(), 49'152);
        QCOMPARE(m_tokenizer.bos(), std::optional<TokenId>(1));
        QCOMPARE(m_tokenizer.bosText(), "<|im_start|>");
        QCOMPARE(m_tokenizer.eosText(), "<|im_end|>");
        QCOMPARE(m_tokenizer.endOfTurn(), 2);
        QVERIFY(m_tokenizer.isEndOfGeneration(0));
        QVERIFY(m_tokenizer.isEndOfGeneration(2));
        QVERIFY(!m_tokenizer.isEndOfGeneration(1));
        QVERIFY(!m_tokenizer.addsBos());
        QVERIFY(!m_tokenizer.addsSpace());
    }
};

QTEST_GUILESS_MAIN(TokenizerModelTest)
#include "tst_tokenizer_model.moc"
