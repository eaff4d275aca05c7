// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/reply_form.h"

#include <QTest>

using namespace amend;

namespace {

const std::string howTo = "To save energy, follow these steps:\n\n1. **Lamps**: Turn off lamps. They cost money.\n"
                          "2. Close the windows.\n";

std::optional<std::string> inForm(const std::string& critique, const std::string& reply, bool isWhole = true)
{
    return reshaped(*formAskedBy(critique), reply, isWhole);
}

} // namespace

class ReplyFormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatARemarkAsksFor()
    {
        QCOMPARE(formAskedBy("Too long: one sentence, please.")->kind, FormKind::OneSentence);
        QCOMPARE(formAskedBy("too long")->kind, FormKind::Shorter);
        QCOMPARE(formAskedBy("Not as a list!")->kind, FormKind::NoList);
        QCOMPARE(*formAskedBy("Begin with \"Sure!\"."), (ReplyForm { FormKind::BeginsWith, "Sure!" }));
        QCOMPARE(*formAskedBy("End with \u201cBye.\u201d"), (ReplyForm { FormKind::EndsWith, "Bye." }));
        QCOMPARE(*formAskedBy("Please start every reply with \"Hi!\""), (ReplyForm { FormKind::BeginsWith, "Hi!" }));
        QCOMPARE(formAskedBy("A bit more cheerful!")->kind, FormKind::Exclaiming);
        QCOMPARE(formAskedBy("No bullet points, please.")->kind, FormKind::NoList);
        QCOMPARE(formAskedBy("No, too long.")->kind, FormKind::Shorter);
        for (const char* turnedRound : { "No exclamation marks!", "Too enthusiastic.", "Don't start with \"Sure!\"",
                 "Never begin a reply with \"Well\"", "Less cheerful" }) {
            QVERIFY2(!formAskedBy(turnedRound), turnedRound);
        }
        QVERIFY(!formAskedBy("End with a joke"));
        // A list without full stops is no sentence.
        QCOMPARE(formShownBy("Apples are red. Bananas are yellow.", "- Apples are red\n- Bananas are yellow")->kind,
            FormKind::List);
        QVERIFY(!formAskedBy("\"Sure\" is not the word to begin"));
        QVERIFY(!formAskedBy("It was Jane Austen."));
    }

    void aSentenceIsTheFirstThatSaysSomething()
    {
        const std::string critique = "one sentence";
        QCOMPARE(*inForm(critique, "Rome is old. It has 3.5 hills. Go!"), std::string("Rome is old."));
        QCOMPARE(
            *inForm(critique, "J. F. Kennedy of the U.S. died. Yes."), std::string("J. F. Kennedy of the U.S. died."));
        QCOMPARE(*inForm(critique, howTo), std::string("**Lamps**: Turn off lamps."));
        QCOMPARE(*inForm(critique, "Energy is dear. Do this:\n- Sleep."), std::string("Energy is dear."));
        QCOMPARE(*inForm(critique, "Rome is old"), std::string("Rome is old")); // it is one already
    }

    void aReplyThatWasCutOffGivesItsWholeSentencesOnly()
    {
        QCOMPARE(*inForm("one sentence", "Rome is old. It has", false), std::string("Rome is old."));
        QVERIFY(!inForm("one sentence", "Rome is", false));
        QVERIFY(!inForm("end with \"Bye.\"", "Rome is old. It", false));
        QCOMPARE(*inForm("begin with \"Hi!\"", "Rome is old. It", false), std::string("Hi! Rome is old. It"));
    }

    void seesWhatAWantedReplyShows()
    {
        const std::string refused = "Rome is old. It is big.";
        const auto shown = [&](const char* wanted) { return formShownBy(refused, wanted); };
        QCOMPARE(*shown("Hi there. Rome is old. It is big."), (ReplyForm { FormKind::BeginsWith, "Hi there." }));
        QCOMPARE(*shown("Rome is old. It is big. Bye."), (ReplyForm { FormKind::EndsWith, "Bye." }));
        QCOMPARE(*shown("Lovely question! It was founded long ago."),
            (ReplyForm { FormKind::BeginsWith, "Lovely question!" }));
        QCOMPARE(*shown("Rome is big."), (ReplyForm { FormKind::OneSentence }));
        QCOMPARE(*shown("- Rome is old.\n- It is big."), (ReplyForm { FormKind::List }));
        QCOMPARE(*shown("Rome is old! It is big!"), (ReplyForm { FormKind::Exclaiming }));
        QVERIFY(!shown("Paris stands on the Seine.")); // something else is said
        QVERIFY(!shown("Rome is old. It is huge."));
        QVERIFY(!formShownBy("", "Hi! Rome."));
    }

    void aHabitIsAFormOfAllReplies()
    {
        Lesson lesson;
        lesson.gesture = Gesture::Critique;
        lesson.critique = "One sentence!";
        QVERIFY(!habitOf(lesson));
        lesson.scope = Scope::Always;
        QCOMPARE(*habitOf(lesson), (ReplyForm { FormKind::OneSentence }));
        lesson.gesture = Gesture::WantedReply;
        lesson.badReply = "Rome.";
        lesson.wantedReply = "Rome. Bye.";
        QCOMPARE(*habitOf(lesson), (ReplyForm { FormKind::EndsWith, "Bye." }));
        lesson.gesture = Gesture::ThumbsDown;
        QVERIFY(!habitOf(lesson));
    }

    void aNewerFormTakesThePlaceOfAnOlderOneOfItsKind()
    {
        const ReplyForm hi { FormKind::BeginsWith, "Hi!" };
        const ReplyForm ho { FormKind::BeginsWith, "Ho!" };
        QVERIFY(takesThePlaceOf(ho, hi));
        QVERIFY(!takesThePlaceOf(hi, hi));
        QVERIFY(!takesThePlaceOf(hi, { FormKind::OneSentence }));
        QVERIFY(takesThePlaceOf({ FormKind::Longer }, { FormKind::OneSentence }));
        QVERIFY(takesThePlaceOf({ FormKind::List }, { FormKind::NoList }));
    }

    void exclaims()
    {
        QCOMPARE(*inForm("cheerful", "1. It has 3.5 hills.\n 2. Go? Yes."),
            std::string("1. It has 3.5 hills!\n 2. Go? Yes!"));
        QVERIFY(!inForm("cheerful", "Rome"));
        const ReplyForm form { FormKind::Exclaiming };
        QVERIFY(hasForm(form, "", "Yes! It is. It"));
        QVERIFY(!hasForm(form, "", "Yes! It is. It is."));
    }

    void half()
    {
        const std::string reply = "One two three. Four five six. Seven eight nine. Ten.";
        QCOMPARE(*inForm("shorter", reply), std::string("One two three."));
        QVERIFY(!inForm("shorter", "Only this."));
        QVERIFY(!inForm("longer", reply));
    }

    void listsAndBack()
    {
        QCOMPARE(*inForm("as a list", "Rome is old. It is big."), std::string("- Rome is old.\n- It is big."));
        QCOMPARE(*inForm("as a list", howTo), howTo);
        QVERIFY(!inForm("as a list", "Rome is old."));
        QCOMPARE(*inForm("no list", "- Rome is old.\n- It is big."), std::string("Rome is old. It is big."));
    }

    void wordsBeforeAndBehind()
    {
        QCOMPARE(*inForm("start with \"Sure!\"", "It is."), std::string("Sure! It is."));
        QCOMPARE(*inForm("end with \"Bye.\"", "It is.\n"), std::string("It is. Bye."));
        QCOMPARE(*inForm("end with \"Bye.\"", "It is. Bye."), std::string("It is. Bye."));
    }

    void whatIsReshapedHasTheForm_data()
    {
        QTest::addColumn<QString>("critique");
        for (const char* critique : { "one sentence", "shorter", "as a list", "no list", "cheerful",
                 "begin with \"Yes:\"", "end with \"Bye.\"" }) {
            QTest::newRow(critique) << QString(critique);
        }
    }
    void whatIsReshapedHasTheForm()
    {
        QFETCH(const QString, critique);
        const ReplyForm form = *formAskedBy(critique.toStdString());
        for (const std::string& reply : { howTo, std::string("Rome is old. It is big. It is in Italy! Is it?") }) {
            const std::optional<std::string> shaped = reshaped(form, reply, true);
            QVERIFY(shaped && hasForm(form, reply, *shaped));
        }
    }
};

QTEST_GUILESS_MAIN(ReplyFormTest)
#include "tst_reply_form.moc"
