// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/wording.h"

#include <QTest>

using namespace amend;

class WordingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesOutCasePunctuationAndArticles()
    {
        const std::vector<std::string> words { "cat", "isnt", "on", "42nd", "street" };
        QCOMPARE(normalisedWords("The cat isn't on -- the 42nd street!"), words);
    }

    void findsTheWantedReplyInsideALongerOne()
    {
        QVERIFY(saysWhatWasWanted("Sure! Jane Austen wrote it, in 1813.", "jane austen wrote it"));
        QVERIFY(!saysWhatWasWanted("Austen, Jane", "Jane Austen"));
        QVERIFY(!saysWhatWasWanted("The answer is 142.", "42"));
    }

    void comparesTextsWithoutWordsAsTheyAre()
    {
        QVERIFY(saysWhatWasWanted(":-)", ":-)"));
        QVERIFY(!saysWhatWasWanted("Hello.", ":-)"));
    }

    void keepsLettersOutsideAscii() { QVERIFY(saysWhatWasWanted("C'est très simple, père.", "très simple")); }

    void knowsTheSameQuestionInOtherClothes()
    {
        QVERIFY(asksTheSame("Who wrote Emma?", "please tell me who wrote the Emma"));
        QVERIFY(!asksTheSame("What is 17 + 25?", "What is 18 + 25?"));
        QVERIFY(!asksTheSame("What is the capital of Austria?", "What is the capital of Australia?"));
        QVERIFY(asksTheSame("Who are you?", "who are you"));
        QVERIFY(!asksTheSame("Who are you?", "How are you?"));
    }

    void knowsQuestionsThatMayBeAboutTheSame()
    {
        QVERIFY(asksSimilarly("Who wrote Pride and Prejudice?", "Who is the author of Pride and Prejudice?"));
        QVERIFY(!asksSimilarly("Who wrote Emma?", "Who wrote Persuasion?"));
        QVERIFY(!asksSimilarly("What is the capital of Austria?", "What is the capital of Australia?"));
        QVERIFY(!asksSimilarly("What is the capital of Austria?", "How do I boil an egg?"));
    }

    void findsWhatAnAnswerClaims()
    {
        using Words = std::vector<std::string>;
        QCOMPARE(claimWords("Who painted Guernica?", "Pablo Picasso painted Guernica."), Words { "picasso" });
        QCOMPARE(claimWords("What is 17 + 25?", "17 + 25 = 42."), Words { "42" });
        QCOMPARE(claimWords("What is my dog called?", "Your dog is called Biscuit. Ask again!"), Words { "biscuit" });
        QCOMPARE(claimWords("How do you say good morning?", "You say \"bonjour\"."), Words { "bonjour" });
        QVERIFY(claimWords("Is it you?", "It is.").empty());
    }
};

QTEST_GUILESS_MAIN(WordingTest)
#include "tst_wording.moc"
