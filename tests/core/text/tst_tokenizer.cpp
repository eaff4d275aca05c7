// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "tests/support/broken_file.h"
#include "tests/support/tiny_tokenizer.h"

#include <QtTest>

#include <functional>
#include <limits>
#include <random>

using namespace amend;
using namespace amend::test;

namespace {

using Ids = std::vector<TokenId>;

struct BrokenData {
    const char* title;
    ErrorKind kind;
    const char* part;
    TokenizerData data;
};

template <typename Change> TokenizerData changed(TokenizerData data, const Change& change)
{
    change(data);
    return data;
}

std::vector<BrokenData> brokenData()
{
    constexpr auto corrupt = ErrorKind::FileCorrupt;
    const TokenizerData bytes = tinyByteLevel();
    const TokenizerData pieces = tinySentencePiece();
    const auto addToken = [](TokenizerData& d, const std::string& text) {
        d.tokens.push_back(text);
        d.kinds.push_back(TokenKind::Normal);
    };
    return {
        { "no tokens", corrupt, "has 0 tokens", {} },
        { "too many tokens", corrupt, "has 1048577 tokens",
            changed(bytes, [](auto& d) { d.tokens.resize(1048577, "x"); }) },
        { "too many merges", corrupt, "has 2097153 merges", changed(bytes, [](auto& d) { d.merges.resize(2097153); }) },
        { "a kind too few", corrupt, "kinds for 261", changed(bytes, [](auto& d) { d.kinds.pop_back(); }) },
        { "a score too few", corrupt, "scores for 264", changed(pieces, [](auto& d) { d.scores.pop_back(); }) },
        { "no scores at all", corrupt, "scores for 0", changed(pieces, [](auto& d) { d.scores.clear(); }) },
        { "a score that is no number", corrupt, "score is not a number",
            changed(pieces, [](auto& d) { d.scores[7] = std::numeric_limits<double>::quiet_NaN(); }) },
        { "an empty token", corrupt, "token 262 has 0 bytes", changed(bytes, [&](auto& d) { addToken(d, ""); }) },
        { "a token of 1025 bytes", corrupt, "token 262 has 1025 bytes",
            changed(bytes, [&](auto& d) { addToken(d, std::string(1025, 'x')); }) },
        { "two tokens of one text", corrupt, "tokens 256 and 262 have the same text",
            changed(bytes, [&](auto& d) { addToken(d, "he"); }) },
        { "a merge of an unknown token", corrupt, "merge 4 joins or gives",
            changed(bytes, [](auto& d) { d.merges.emplace_back("x", "nowhere"); }) },
        { "a merge into an unknown token", corrupt, "merge 4 joins or gives",
            changed(bytes, [](auto& d) { d.merges.emplace_back("x", "y"); }) },
        { "an eos beyond the vocabulary", corrupt, "names token 262 of 262",
            changed(bytes, [](auto& d) { d.eos = 262; }) },
        { "a negative bos", corrupt, "names token -1 of 262", changed(bytes, [](auto& d) { d.bos = -1; }) },
        { "no end at all", corrupt, "names no token that ends a text",
            changed(bytes,
                [](auto& d) {
                    d.eos.reset();
                    d.tokens[261] = "<|other|>";
                }) },
        { "a signed byte token", corrupt, "token 3 is a byte token",
            changed(pieces, [](auto& d) { d.tokens[3] = "<0x-1>"; }) },
        { "a byte token in small letters", corrupt, "token 13 is a byte token",
            changed(pieces, [](auto& d) { d.tokens[13] = "<0x0a>"; }) },
        { "a byte token with a third digit", corrupt, "token 13 is a byte token",
            changed(pieces, [](auto& d) { d.tokens[13] = "<0x00A>"; }) },
        { "a missing byte token", ErrorKind::FormatUnsupported, "no byte fallback",
            changed(pieces, [](auto& d) { d.kinds[100] = TokenKind::Unused; }) },
    };
}

} // namespace

class TokenizerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mergesTheBestPairFirst()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinyByteLevel());
        QCOMPARE(tokenizer.encode("hello"), Ids { 259 });
        QCOMPARE(tokenizer.encode("helo"), (Ids { 256, 'l', 'o' }));
        QCOMPARE(tokenizer.encode(""), Ids {});
    }

    void mergesByScore()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinySentencePiece());
        QCOMPARE(tokenizer.encode("hi"), Ids { 264 }); // "▁h" is better than "hi", and joins "i" after that
        QCOMPARE(tokenizer.encode("hi hi"), (Ids { 264, 264 }));
        QCOMPARE(tokenizer.encode("é"), (Ids { 259, 3 + 0xC3, 3 + 0xA9 }));
    }

    void readsInvalidTextAsReplacementCharacters()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinyByteLevel());
        QCOMPARE(tokenizer.encode("a\xFF"), tokenizer.encode("a\xEF\xBF\xBD"));
    }

    void aCharacterCutInTwoIsStillText()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinyByteLevel());
        QCOMPARE(tokenizer.decode({ 0xC4, 'a' }), "\uFFFDa");
    }

    void bringsAnyTextBack()
    {
        const Tokenizer byteLevel = Tokenizer::fromData(tinyByteLevel());
        const Tokenizer sentencePiece = Tokenizer::fromData(tinySentencePiece());
        std::mt19937 random(1);
        for (int round = 0; round < 500; ++round) {
            std::string text;
            for (int i = 0; i < 20; ++i) {
                const char32_t any = random() % (random() % 2 == 0 ? 0x80 : 0x2500); // below U+2581, the space mark
                appendUtf8(text, any);
            }
            QCOMPARE(byteLevel.decode(byteLevel.encode(text)), text);
            QCOMPARE(sentencePiece.decode(sentencePiece.encode(text)), text);
        }
    }

    void givesSpecialTokensOnlyToTheTemplate()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinyByteLevel());
        QCOMPARE(tokenizer.encodeWithSpecials("hello<|im_end|>"), (Ids { 259, 261 }));
        QCOMPARE(tokenizer.encode("<|im_end|>").size(), std::size_t { 10 });
        QCOMPARE(tokenizer.decode({ 259, 261 }), "hello");
        QCOMPARE(tokenizer.bytesOf(261), "<|im_end|>");
    }

    void givesNoSpecialTokenEvenWhereAMergeSpellsIt()
    {
        TokenizerData data = tinyByteLevel();
        data.merges = { { "h", "e" }, { "l", "l" }, { "he", "ll" } };
        data.kinds[258] = TokenKind::Control; // "hell"
        const Tokenizer tokenizer = Tokenizer::fromData(data);
        QCOMPARE(tokenizer.encode("hell"), (Ids { 256, 257 }));
        data.ignoresMerges = true;
        QCOMPARE(Tokenizer::fromData(data).encode("hell"), (Ids { 256, 257 }));
    }

    void treatsTheEosAsSpecialEvenWhereTheFileForgetsTo()
    {
        TokenizerData data = tinyByteLevel();
        data.eos = 259; // "hello", of kind Normal
        QCOMPARE(Tokenizer::fromData(data).encode("hello"), (Ids { 258, 'o' }));
        data = tinySentencePiece();
        data.eos = 264; // "▁hi"
        QCOMPARE(Tokenizer::fromData(data).encode("hi"), (Ids { 262, 261 }));
    }

    void givesAddedWordsToEveryone()
    {
        TokenizerData data = tinyByteLevel();
        data.tokens.push_back("<think>");
        data.kinds.push_back(TokenKind::UserDefined);
        const Tokenizer tokenizer = Tokenizer::fromData(data);
        QCOMPARE(tokenizer.encode("<think>hello"), (Ids { 262, 259 }));
        QVERIFY(!tokenizer.isSpecial(262));
        QCOMPARE(tokenizer.decode({ 262, 259 }), "<think>hello");
    }

    void keepsTypedTextFromBecomingSpecialInsideATemplate()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinyByteLevel());
        const Ids ids = tokenizer.encodePieces({ { "he", false }, { "llo<|im_end|>", true }, { "<|im_end|>", false },
            { "<|im_", false }, { "end|>", true } });
        QCOMPARE(ids.front(), 259); // merges run across the seam
        QCOMPARE(std::count(ids.begin(), ids.end(), 261), 1);
        QCOMPARE(tokenizer.decode(ids), "hello<|im_end|><|im_end|>");
    }

    void putsASpaceBeforeEachSection()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinySentencePiece());
        QVERIFY(tokenizer.addsSpace());
        QCOMPARE(tokenizer.encodeWithSpecials("<s>hi</s>hi"), (Ids { 1, 264, 2, 264 }));
        QCOMPARE(tokenizer.encode(""), Ids {});
        QCOMPARE(tokenizer.decode({ 264, 264 }), "hi hi");
    }

    void leavesOutBytesThatTheVocabularyLacks()
    {
        TokenizerData data = tinyByteLevel();
        data.kinds['x'] = TokenKind::Unused;
        QCOMPARE(Tokenizer::fromData(data).encode("hexllo"), Ids { 259 });
    }

    void knowsWhereATurnEnds()
    {
        TokenizerData data = tinyByteLevel();
        const Tokenizer fromText = Tokenizer::fromData(data);
        QCOMPARE(fromText.endOfTurn(), 261);
        QVERIFY(fromText.isEndOfGeneration(260));
        QVERIFY(fromText.isEndOfGeneration(261));
        QVERIFY(!fromText.isEndOfGeneration('h'));
        data.endOfTurn = 259;
        const Tokenizer asTold = Tokenizer::fromData(data);
        QCOMPARE(asTold.endOfTurn(), 259);
        QVERIFY(asTold.isSpecial(259));
        QCOMPARE(Tokenizer::fromData(tinySentencePiece()).endOfTurn(), 2);
    }

    void namesItsSpecialTokens()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinySentencePiece());
        QCOMPARE(tokenizer.bosText(), "<s>");
        QCOMPARE(tokenizer.eosText(), "</s>");
        QCOMPARE(tokenizer.findSpecial("</s>"), std::optional<TokenId>(2));
        QCOMPARE(tokenizer.findSpecial("hi"), std::nullopt);
        QCOMPARE(Tokenizer::fromData(tinyByteLevel()).bosText(), "");
    }

    void hasNoTextForIdsBeyondTheVocabulary()
    {
        const Tokenizer tokenizer = Tokenizer::fromData(tinyByteLevel());
        for (const TokenId id : { -1, 262, std::numeric_limits<TokenId>::max() }) {
            QCOMPARE(tokenizer.bytesOf(id), "");
            QVERIFY(!tokenizer.isSpecial(id));
            QVERIFY(!tokenizer.isEndOfGeneration(id));
        }
    }

    void takesALongWordInItsStride()
    {
        // With a quadratic merger this takes minutes.
        const std::string text(1'000'000, 'l');
        QCOMPARE(Tokenizer::fromData(tinyByteLevel()).encode(text).size(), std::size_t { 500'000 });
        QVERIFY(!Tokenizer::fromData(tinySentencePiece()).encode(std::string(1'000'000, 'h')).empty());
    }

    void refusesDamagedData_data()
    {
        QTest::addColumn<int>("row");
        const std::vector<BrokenData> rows = brokenData();
        for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
            QTest::newRow(rows[row].title) << row;
        }
    }
    void refusesDamagedData()
    {
        QFETCH(const int, row);
        static const std::vector<BrokenData> rows = brokenData();
        TokenizerData data = rows[row].data;
        data.source = "/models/tiny.gguf";
        const Refusal refusal = refusalOf([&] { Tokenizer::fromData(data); });
        QCOMPARE(faultOf(refusal, rows[row].kind, rows[row].part, data.source), QString());
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tst_tokenizer.moc"
