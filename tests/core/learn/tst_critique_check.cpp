// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/critique_check.h"

#include <QTest>

using namespace amend;

namespace {

const std::string question = "Who wrote The Tempest?";
const std::string bad
    = "The Tempest was written by Ben Jonson. It is a play. It was first performed long ago in London.";

CritiqueCheck check(const std::string& critique, const std::string& revision)
{
    return checkRevision(question, bad, critique, revision);
}

} // namespace

class CritiqueCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsAShorterReplyWhenTheOldOneWasTooLong()
    {
        const CritiqueCheck shorter = check("That is too long.", "It was written by Ben Jonson.");
        QVERIFY(shorter.checkable && shorter.passed);
        QVERIFY(!check("That is too long.", bad + " Indeed.").passed);
    }

    void countsSentences()
    {
        QVERIFY(check("One sentence, please.", "Ben Jonson, in 3.5 days.").passed);
        QVERIFY(!check("One sentence, please.", "It was Ben. It was Jonson.").passed);
    }

    void looksForAList()
    {
        QVERIFY(check("As a list", "- a play\n- by Ben").passed);
        QVERIFY(!check("As a list", "a play, by Ben").passed);
        QVERIFY(!check("Not as a list!", "1. a play\n2. by Ben").passed);
    }

    void wantsTheNamesOfTheRemarkAndNotTheOnesItTurnsDown()
    {
        QVERIFY(check("It was William Shakespeare, not Ben Jonson.", "William Shakespeare wrote it.").passed);
        const CritiqueCheck half = check("It was William Shakespeare, not Jonson.", "William Shakespeare and Jonson.");
        QVERIFY(half.checkable && !half.passed);
        QVERIFY(!check("It was Shakespeare.", "It was Marlowe.").passed);
    }

    void hasNothingToCheckInAVagueRemark()
    {
        const CritiqueCheck vague = check("this is boring", "It was somebody else.");
        QVERIFY(!vague.checkable && vague.passed);
    }

    void refusesTheSameAnswerAgain()
    {
        const CritiqueCheck same = check("too long", bad);
        QVERIFY(!same.passed);
        QVERIFY(!same.reason.empty());
    }
};

QTEST_GUILESS_MAIN(CritiqueCheckTest)
#include "tst_critique_check.moc"
