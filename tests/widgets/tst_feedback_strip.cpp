// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/feedback_strip.h"
#include "widgets/growing_text_edit.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

class FeedbackStripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_strip = std::make_unique<FeedbackStrip>(QStringLiteral("The reply."));
        m_strip->show();
        m_learned = std::make_unique<QSignalSpy>(m_strip.get(), &FeedbackStrip::learnClicked);
        m_wanted = m_strip->findChild<GrowingTextEdit*>();
        m_critique = m_strip->findChild<QLineEdit*>();
    }

    void anUnchangedReplyCountsAsNotGiven()
    {
        QCOMPARE(m_wanted->toPlainText(), QStringLiteral("The reply."));
        m_critique->setText(QStringLiteral(" shorter "));
        QTest::keyClick(m_critique, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_learned->size(), 1);
        QCOMPARE(m_learned->at(0)[0].toString(), QString());
        QCOMPARE(m_learned->at(0)[1].toString(), QStringLiteral("shorter"));
        QCOMPARE(m_learned->at(0)[2].value<Scope>(), Scope::ThisAnswer);
    }

    void ctrlEnterInTheWantedReplyLearns()
    {
        m_wanted->setPlainText(QStringLiteral("A better reply."));
        QTest::keyClick(m_wanted, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_learned->size(), 1);
        QCOMPARE(m_learned->at(0)[0].toString(), QStringLiteral("A better reply."));
    }

    void theChosenScopeTravelsWithTheLesson()
    {
        for (QPushButton* button : m_strip->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Always")) {
                button->click();
            }
        }
        QTest::keyClick(m_critique, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_learned->at(0)[2].value<Scope>(), Scope::Always);
    }

    void tellsTheDraftAndTakesItBack()
    {
        QSignalSpy drafts(m_strip.get(), &FeedbackStrip::draftChanged);
        m_critique->setText(QStringLiteral("why"));
        QCOMPARE(drafts.size(), 1);
        const auto draft = drafts[0][0].value<FeedbackDraft>();
        FeedbackStrip again(QStringLiteral("The reply."));
        again.setDraft(draft);
        QVERIFY(again.draft() == draft);
    }

    void escKeepsTheRatingAndCloses()
    {
        QSignalSpy closed(m_strip.get(), &FeedbackStrip::notNowClicked);
        QTest::keyClick(m_critique, Qt::Key_Escape);
        QCOMPARE(closed.size(), 1);
    }

private:
    std::unique_ptr<FeedbackStrip> m_strip;
    std::unique_ptr<QSignalSpy> m_learned;
    GrowingTextEdit* m_wanted = nullptr;
    QLineEdit* m_critique = nullptr;
};

QTEST_MAIN(FeedbackStripTest)
#include "tst_feedback_strip.moc"
