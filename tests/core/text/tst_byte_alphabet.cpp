// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"
#include "tests/support/tiny_tokenizer.h"

#include <QtTest>

#include <algorithm>

using namespace amend;

class ByteAlphabetTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasALetterForEveryByte()
    {
        const std::array<std::string, 256> letters = test::byteLetters();
        QVERIFY(std::none_of(letters.begin(), letters.end(), [](const std::string& letter) { return letter.empty(); }));
    }

    void readsTheLettersOfGpt2()
    {
        QCOMPARE(bytesFromAlphabet("Ġhi!"), " hi!");
        QCOMPARE(bytesFromAlphabet("Ċ"), "\n");
        QCOMPARE(bytesFromAlphabet("Ã©"), "é");
        QCOMPARE(bytesFromAlphabet("Ń"), "\xAD"); // U+0143, the last of the stand-ins
    }

    void knowsNoOtherLetter()
    {
        QCOMPARE(bytesFromAlphabet("a b"), std::nullopt);
        QCOMPARE(bytesFromAlphabet("\u0144"), std::nullopt);
        QCOMPARE(bytesFromAlphabet("\xC3"), std::nullopt);
    }
};

QTEST_GUILESS_MAIN(ByteAlphabetTest)
#include "tst_byte_alphabet.moc"
