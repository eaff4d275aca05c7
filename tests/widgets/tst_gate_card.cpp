// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gate_card.h"

#include "widgets/gate_table.h"
#include "widgets/gate_text.h"

#include <QLabel>
#include <QTest>

using namespace amend;

namespace {

GateCheck shareCheck(const std::string& name, double value, double limit, bool ok, const std::string& measured = {})
{
    return { .name = name, .value = value, .limit = limit, .upperLimit = false, .ok = ok, .measured = measured };
}

LessonReceipt receiptOf(std::int64_t lesson, Verdict verdict, const std::vector<GateCheck>& gate)
{
    LessonReceipt receipt;
    receipt.lesson = { lesson };
    receipt.verdict = verdict;
    receipt.gate = gate;
    return receipt;
}

Lesson lessonOf(std::int64_t id)
{
    Lesson lesson;
    lesson.id = { id };
    lesson.context = { { Role::User, "Who wrote <b>Emma</b>?" } };
    lesson.badReply = "Elizabeth Bennet";
    lesson.wantedReply = "Jane Austen wrote Emma.";
    return lesson;
}

} // namespace

class TestGateCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysEveryCheckInPlainWords()
    {
        for (const char* name : { "fixed", "samples", "rephrased", "near_unchanged", "earlier_lessons", "pinned", "kl",
                 "perplexity_ratio", "drift", "finite" }) {
            GateCheck check;
            check.name = name;
            QVERIFY2(gateCheckName(check) != QLatin1String(name), name);
            QVERIFY(!gateCheckName(check).contains(QLatin1Char('_')));
        }
        GateCheck unknown;
        unknown.name = "spelling";
        QCOMPARE(gateCheckName(unknown), QStringLiteral("spelling"));
    }

    void givesMeasuredAndLimitTheirUnits()
    {
        QCOMPARE(gateMeasured(shareCheck("rephrased", 1, 0.6, true, "4 of 4")), QStringLiteral("4 of 4"));
        QCOMPARE(gateLimit(shareCheck("rephrased", 1, 0.6, true)), QStringLiteral("≥ 60 %"));
        QCOMPARE(gateLimit(shareCheck("earlier_lessons", 1, 1, true)), QStringLiteral("all"));
        QVERIFY(gateLimit(shareCheck("fixed", 1, 1, true)).isEmpty());
        const GateCheck drift { .name = "drift", .value = 0.0132, .limit = 0.02, .measured = {} };
        QCOMPARE(gateMeasured(drift), QStringLiteral("1.32 %"));
        QCOMPARE(gateLimit(drift), QStringLiteral("≤ 2 %"));
        const GateCheck kl { .name = "kl", .value = 0.004, .limit = 0.01, .measured = {} };
        QCOMPARE(gateMeasured(kl), QStringLiteral("0.004 nats"));
        QCOMPARE(gateLimit(kl), QStringLiteral("≤ 0.010"));
        const GateCheck finite { .name = "finite", .value = 1, .limit = 1, .upperLimit = false, .measured = {} };
        QCOMPARE(gateMeasured(finite), QStringLiteral("yes"));
        QVERIFY(gateLimit(finite).isEmpty());
    }

    void countsTheChecksThatPassed()
    {
        GateCard card;
        QVERIFY(card.isEmpty());
        card.showReceipt(receiptOf(13, Verdict::Rejected,
            { shareCheck("rephrased", 1, 0.6, true), shareCheck("earlier_lessons", 0.8, 0.98, false) }));
        QCOMPARE(card.windowTitle(), QStringLiteral("Gate · lesson 13"));
        QCOMPARE(card.summary(), QStringLiteral("passed 1 of 2"));
        QCOMPARE(card.findChild<GateTable*>()->rowCount(), 2);
        QVERIFY(card.findChild<GateTable*>()->text().contains(QStringLiteral("failed\tearlier lessons")));
    }

    void givesTheReasonOfALessonThatTookNoCheck()
    {
        GateCard card;
        QVERIFY(card.isEmpty());
        LessonReceipt receipt = receiptOf(3, Verdict::Rejected, {});
        receipt.reason = "The gradient is not finite.";
        card.showReceipt(receipt);
        QVERIFY(!card.isEmpty());
    }

    void foldsTheFeedbackAwayUntilItIsAskedFor()
    {
        GateCard card;
        card.showFeedback(lessonOf(13));
        card.showReceipt(receiptOf(13, Verdict::Learned, { shareCheck("fixed", 1, 1, true) }));
        QVERIFY(!card.isFeedbackShown());
        card.setFeedbackShown(true);
        QVERIFY(card.isFeedbackShown());
        QStringList texts;
        for (const QLabel* label : card.findChildren<QLabel*>()) {
            texts.append(label->text());
        }
        QVERIFY(texts.contains(QStringLiteral("Jane Austen wrote Emma.")));
        QVERIFY(texts.contains(QStringLiteral("not given"))); // the critique
    }

    void showsWhatWasWrittenAsPlainText()
    {
        GateCard card;
        card.showFeedback(lessonOf(13));
        for (const QLabel* label : card.findChildren<QLabel*>()) {
            if (label->text().contains(QStringLiteral("<b>"))) {
                QCOMPARE(label->textFormat(), Qt::PlainText);
                return;
            }
        }
        QFAIL("the prompt is not shown");
    }

    void dropsTheFeedbackOfAnotherLesson()
    {
        GateCard card;
        card.showFeedback(lessonOf(12));
        card.setFeedbackShown(true);
        card.showReceipt(receiptOf(13, Verdict::Learned, { shareCheck("fixed", 1, 1, true) }));
        QVERIFY(!card.isFeedbackShown());
    }
};

QTEST_MAIN(TestGateCard)
#include "tst_gate_card.moc"
