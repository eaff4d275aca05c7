// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/word_diff.h"

#include <QTest>
#include <random>

using namespace amend;

class WordDiffTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBothTextsBack()
    {
        std::mt19937 random(3);
        const std::string words[] = { "a", " ", "b", "  ", "c\n", "é", " d " };
        for (int round = 0; round < 2000; ++round) {
            std::string texts[2];
            for (std::string& text : texts) {
                for (unsigned length = random() % 12; length > 0; --length) {
                    text += words[random() % 7];
                }
            }
            std::string before;
            std::string after;
            for (const DiffPart& part : wordDiff(texts[0], texts[1])) {
                before += part.kind == DiffKind::Added ? "" : part.text;
                after += part.kind == DiffKind::Removed ? "" : part.text;
            }
            QCOMPARE(before, texts[0]);
            QCOMPARE(after, texts[1]);
        }
    }

    void marksOnlyTheWordsThatDiffer()
    {
        const std::vector<DiffPart> expected { { DiffKind::Same, "The capital is " }, { DiffKind::Removed, "Sydney" },
            { DiffKind::Added, "Canberra" }, { DiffKind::Same, ", I think." } };
        // The comma belongs to the word: what a reader sees as one word changes as one.
        const std::vector<DiffPart> parts = wordDiff("The capital is Sydney now.", "The capital is Canberra now.");
        QCOMPARE(parts.size(), expected.size());
        QVERIFY(parts[1] == expected[1] && parts[2] == expected[2]);
    }

    void joinsChangesThatOnlyASpaceParts()
    {
        const std::vector<DiffPart> expected { { DiffKind::Removed, "a b" }, { DiffKind::Added, "x y" } };
        QVERIFY(wordDiff("a b", "x y") == expected);
    }

    void replacesATextThatIsMostlyNew()
    {
        const std::vector<DiffPart> expected { { DiffKind::Removed, "the novel by her is old" },
            { DiffKind::Added, "a book of the year" } };
        QVERIFY(wordDiff("the novel by her is old", "a book of the year") == expected);
    }

    void namesTheFirstWordThatDiffers()
    {
        QCOMPARE(firstDifferingWord("one two three", "one two four"), 3);
        QCOMPARE(firstDifferingWord("one  two", "one two"), 0);
        QCOMPARE(firstDifferingWord("one", "one two"), 2);
        QCOMPARE(firstDifferingWord("", ""), 0);
    }

    void replacesWhatIsTooLongToCompare()
    {
        std::string before;
        std::string after;
        for (int i = 0; i < 9000; ++i) {
            before.append("a").append(std::to_string(i)).append(" ");
            after.append("b").append(std::to_string(i)).append(" ");
        }
        QCOMPARE(wordDiff(before, after).size(), std::size_t(2));
    }

    void saysItByMoreThanColour()
    {
        const QString html = toHtml(wordDiff("a", "<b>"), Qt::red, Qt::green);
        QVERIFY(html.contains(QLatin1String("line-through'>a<")));
        QVERIFY(html.contains(QLatin1String("underline'>&lt;b&gt;<")));
    }
};

QTEST_GUILESS_MAIN(WordDiffTest)
#include "tst_word_diff.moc"
