// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/short_title.h"
#include "core/base/utf8.h"

#include <QtTest>

using namespace amend;

class TestShortTitle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsAShortLine();
    void takesTheFirstLineThatHasWords();
    void cutsALongLineAtAWord();
    void cutsALongWordAnywhere();
    void neverCutsACharacter();
};

void TestShortTitle::keepsAShortLine()
{
    QCOMPARE(shortTitle("Who wrote it?"), std::string("Who wrote it?"));
    QCOMPARE(shortTitle("exactly ten", 11), std::string("exactly ten"));
    QCOMPARE(shortTitle(""), std::string());
    QCOMPARE(shortTitle(" \n\t "), std::string());
}

void TestShortTitle::takesTheFirstLineThatHasWords()
{
    QCOMPARE(shortTitle("\n  \n  first \r\nsecond"), std::string("first"));
}

void TestShortTitle::cutsALongLineAtAWord()
{
    QCOMPARE(shortTitle("one two three four", 12), std::string("one two…"));
}

void TestShortTitle::cutsALongWordAnywhere()
{
    QCOMPARE(shortTitle("abcdefghij", 5), std::string("abcd…"));
}

void TestShortTitle::neverCutsACharacter()
{
    const std::string text = "日本語の質問🙂🙂 ещё слова здесь";
    for (std::size_t most = 1; most < 30; ++most) {
        QVERIFY(isUtf8(shortTitle(text, most)));
    }
}

QTEST_GUILESS_MAIN(TestShortTitle)
#include "tst_short_title.moc"
