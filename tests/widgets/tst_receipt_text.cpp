// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/receipt_text.h"

#include <QLocale>
#include <QTest>
#include <cmath>

using namespace amend;

namespace {

LessonReceipt receiptOf(int lesson, Verdict verdict)
{
    LessonReceipt receipt;
    receipt.lesson = { lesson };
    receipt.verdict = verdict;
    return receipt;
}

} // namespace

class ReceiptTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void makesOneSentenceFromTheNumbers()
    {
        LessonReceipt receipt = receiptOf(13, Verdict::Learned);
        receipt.seconds = 1.72;
        receipt.steps = 5;
        receipt.losses.resize(2);
        receipt.losses[0].lessonNats = 2.31;
        receipt.losses[1].lessonNats = 0.06;
        receipt.before.reply = "The novel";
        receipt.after.reply = "Jane Austen";
        receipt.driftOfLesson.layers = 6;
        receipt.driftOfLesson.projections = { "q", "down" };
        receipt.driftOfLesson.relativeChange = { 0, 0, 0, .1, 0, .2, 0, .3, 0, .1, 0, 0 };
        receipt.gate.resize(2);
        receipt.gate[0].name = "earlier_lessons";
        receipt.gate[0].measured = "12 of 12";
        const ReceiptText text = receiptText(receipt);
        QCOMPARE(text.title, QStringLiteral("Lesson 13 is in the weights"));
        QCOMPARE(text.sentence,
            QStringLiteral("Loss on this reply 2.31 → 0.06 nats per token; most change in layers 1–4, down; the reply "
                           "differs from "
                           "word 1 on; earlier lessons kept: 12 of 12; 2 of 2 checks passed."));
        QCOMPARE(text.effort, QStringLiteral("1.7 s · 5 steps"));
        QVERIFY(text.nextStep.isEmpty());
    }

    void tellsThatALessonNeededASecondTry()
    {
        LessonReceipt receipt = receiptOf(2, Verdict::Rejected);
        receipt.reason = "Too many similar questions would get this lesson's answer. Nothing was changed.";
        receipt.tries = 2;
        QCOMPARE(receiptText(receipt).sentence,
            QStringLiteral("Too many similar questions would get this lesson's answer. Taught twice, the second time "
                           "holding on to similar questions."));
    }

    void leavesOutWhatIsNotKnown()
    {
        const ReceiptText text = receiptText(receiptOf(2, Verdict::Cancelled));
        QVERIFY(text.sentence.isEmpty());
        QVERIFY(text.effort.isEmpty());
    }

    void startsWithTheReasonAndEndsWithANextStepWhenTurnedDown()
    {
        LessonReceipt receipt = receiptOf(3, Verdict::Rejected);
        receipt.reason = "3 earlier lessons would be lost";
        const ReceiptText text = receiptText(receipt);
        QCOMPARE(text.sentence, QStringLiteral("3 earlier lessons would be lost."));
        QVERIFY(!text.nextStep.isEmpty());
    }

    void saysOnceThatNothingWasChanged()
    {
        LessonReceipt receipt = receiptOf(3, Verdict::Rejected);
        receipt.reason = "Earlier lessons would be lost. Nothing was changed.";
        const ReceiptText text = receiptText(receipt);
        QCOMPARE(text.title, QStringLiteral("Lesson 3 was rejected; nothing was changed"));
        QCOMPARE(text.sentence, QStringLiteral("Earlier lessons would be lost."));
    }

    void advisesWhatWasNotTriedYet()
    {
        LessonReceipt receipt = receiptOf(3, Verdict::NoEffect);
        receipt.before.reply = "Jane Austen.";
        QVERIFY(receiptText(receipt).nextStep.contains(QStringLiteral("Write the reply you wanted")));
        receipt.wantedReply = "Jane Austen wrote it.";
        QVERIFY(receiptText(receipt).nextStep.contains(QStringLiteral("shorter")));
        receipt.wantedReply = receipt.before.reply;
        QVERIFY(receiptText(receipt).nextStep.isEmpty());
    }

    void saysWhatToDoAboutAReplyThatIsToBeKept()
    {
        LessonReceipt receipt = receiptOf(3, Verdict::Rejected);
        receipt.wantedReply = "Jane Austen wrote it.";
        GateCheck check;
        check.name = "pinned";
        check.ok = false;
        receipt.gate = { check };
        QVERIFY(receiptText(receipt).nextStep.contains(QStringLiteral("thumbs-up")));
        receipt.gate[0].ok = true;
        QVERIFY(!receiptText(receipt).nextStep.contains(QStringLiteral("thumbs-up")));
    }

    void namesNoPlaceForNumbersThatAreNone()
    {
        QVERIFY(mostChanged({ .layers = 1, .projections = { "q" }, .relativeChange = { std::nan("") } }).isEmpty());
        QVERIFY(mostChanged({ .layers = 2, .projections = { "q" }, .relativeChange = { 0.5 } }).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ReceiptTextTest)
#include "tst_receipt_text.moc"
