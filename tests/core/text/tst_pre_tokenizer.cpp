// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include <QtTest>

#include <string>

using namespace amend;

namespace {

std::string words(PreTokenizerKind kind, std::string_view text)
{
    std::string result;
    for (const std::string_view word : PreTokenizer(kind).split(text)) {
        result += result.empty() ? "" : "|";
        result += word;
    }
    return result;
}

} // namespace

class PreTokenizerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsAsEachFamilyDoes()
    {
        const std::string_view text = "I'LL pay  $1234, she'd\n\n say";
        QCOMPARE(words(PreTokenizerKind::Gpt2, text), "I|'|LL| pay| | $|1234|,| she|'d|\n\n| say");
        QCOMPARE(words(PreTokenizerKind::SmolLm, text), "I|'|LL| pay| | $|1|2|3|4|,| she|'d|\n\n| say");
        QCOMPARE(words(PreTokenizerKind::LlamaBpe, text), "I|'LL| pay| | $|123|4|,| she|'d|\n\n| say");
        QCOMPARE(words(PreTokenizerKind::Qwen2, text), "I|'LL| pay| | $|1|2|3|4|,| she|'d|\n\n| say");
    }

    void letsNoDigitTakeASpaceInSmolLm()
    {
        QCOMPARE(words(PreTokenizerKind::SmolLm, "a  7 b"), "a|  |7| b");
        QCOMPARE(words(PreTokenizerKind::Gpt2, "a  7 b"), "a| | 7| b");
    }

    void goesByUnicodesWhiteSpace()
    {
        QCOMPARE(words(PreTokenizerKind::Gpt2, "a\u3000b"), "a|\u3000|b");
        QCOMPARE(words(PreTokenizerKind::Gpt2, "a\u180E!b"), "a|\u180E!|b"); // white space until Unicode 6.2
    }

    void getsThroughLongRuns()
    {
        for (const PreTokenizerKind kind :
            { PreTokenizerKind::SmolLm, PreTokenizerKind::Gpt2, PreTokenizerKind::LlamaBpe, PreTokenizerKind::Qwen2 }) {
            for (const char letter : { 'a', ' ', '\n', '7', '!' }) {
                const std::string text(300'000, letter);
                std::size_t size = 0;
                for (const std::string_view word : PreTokenizer(kind).split(text)) {
                    size += word.size();
                }
                QCOMPARE(size, text.size());
            }
        }
    }

    void knowsThePublishedPatternsOnly()
    {
        QVERIFY(preTokenizerOfPattern(R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)")
            == PreTokenizerKind::Gpt2);
        QVERIFY(!preTokenizerOfPattern("(a+)+"));
        QVERIFY(!preTokenizerNamed("tekken"));
    }
};

QTEST_GUILESS_MAIN(PreTokenizerTest)
#include "tst_pre_tokenizer.moc"
