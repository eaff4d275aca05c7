// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composer.h"
#include "widgets/growing_text_edit.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

class ComposerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_composer = std::make_unique<Composer>();
        m_composer->resize(500, 60);
        m_composer->show();
        m_text = m_composer->findChild<GrowingTextEdit*>();
        m_button = m_composer->findChild<QPushButton*>();
    }

    void enterSendsAndEmptiesTheField()
    {
        QSignalSpy sent(m_composer.get(), &Composer::sendRequested);
        QTest::keyClicks(m_text, QStringLiteral(" Hello "));
        QTest::keyClick(m_text, Qt::Key_Return);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent[0][0].value<std::string>(), std::string("Hello"));
        QVERIFY(m_composer->text().isEmpty());
    }

    void shiftEnterMakesALine()
    {
        QSignalSpy sent(m_composer.get(), &Composer::sendRequested);
        QTest::keyClicks(m_text, QStringLiteral("a"));
        QTest::keyClick(m_text, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(m_text, QStringLiteral("b"));
        QCOMPARE(m_composer->text(), QStringLiteral("a\nb"));
        QVERIFY(sent.empty());
    }

    void sendBecomesStopAndTheTextStays()
    {
        QSignalSpy sent(m_composer.get(), &Composer::sendRequested);
        QSignalSpy stopped(m_composer.get(), &Composer::stopRequested);
        m_composer->setDraft(QStringLiteral("next"));
        m_composer->setReplying(true);
        QCOMPARE(m_button->text(), QStringLiteral("Stop"));
        QTest::keyClick(m_text, Qt::Key_Return);
        QVERIFY(sent.empty());
        QTest::mouseClick(m_button, Qt::LeftButton);
        QCOMPARE(stopped.size(), 1);
        QCOMPARE(m_composer->text(), QStringLiteral("next"));
    }

    void theFocusComesBackFromStopToTheField()
    {
        QWidget window;
        auto* row = new QHBoxLayout(&window);
        Composer composer;
        row->addWidget(&composer);
        row->addWidget(new QPushButton(QStringLiteral("elsewhere")));
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        composer.setReplying(true);
        auto* stop = composer.findChild<QPushButton*>();
        stop->setFocus();
        QTest::keyClick(stop, Qt::Key_Space);
        composer.setReplying(false);
        QVERIFY(composer.findChild<GrowingTextEdit*>()->hasFocus());
    }

    void escStopsTheReply()
    {
        QSignalSpy stopped(m_composer.get(), &Composer::stopRequested);
        QTest::keyClick(m_text, Qt::Key_Escape);
        QCOMPARE(stopped.size(), 0);
        m_composer->setReplying(true);
        QTest::keyClick(m_text, Qt::Key_Escape);
        QCOMPARE(stopped.size(), 1);
    }

    void saysWhyNothingCanBeSent()
    {
        QSignalSpy sent(m_composer.get(), &Composer::sendRequested);
        m_composer->setBlocked(QStringLiteral("Choose a model first"));
        m_composer->setDraft(QStringLiteral("text"));
        QTest::keyClick(m_text, Qt::Key_Return);
        QVERIFY(sent.empty());
        QVERIFY(!m_button->isEnabled());
        QCOMPARE(m_button->toolTip(), QStringLiteral("Choose a model first"));
    }

    void upInAnEmptyFieldEditsTheLastMessage()
    {
        QSignalSpy wished(m_composer.get(), &Composer::editLastRequested);
        QTest::keyClick(m_text, Qt::Key_Up);
        QCOMPARE(wished.size(), 1);
        m_composer->setDraft(QStringLiteral("text"));
        QTest::keyClick(m_text, Qt::Key_Up);
        QCOMPARE(wished.size(), 1);
    }

    void anEditNamesItsMessageAndEscLeavesIt()
    {
        QSignalSpy edited(m_composer.get(), &Composer::editSent);
        m_composer->beginEdit({ 7 }, QStringLiteral("old"));
        QTest::keyClick(m_text, Qt::Key_Escape);
        QVERIFY(m_composer->text().isEmpty());
        m_composer->beginEdit({ 7 }, QStringLiteral("old"));
        QTest::keyClick(m_text, Qt::Key_Return);
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited[0][0].value<MessageId>(), MessageId { 7 });
    }

    void growsFromOneToTenLines()
    {
        const int one = m_text->sizeHint().height();
        m_composer->setDraft(QStringLiteral("a\nb\nc"));
        QVERIFY(m_text->sizeHint().height() > 2 * one);
        m_composer->setDraft(QStringLiteral("a\n").repeated(40));
        QVERIFY(m_text->sizeHint().height() <= 10 * one);
    }

    void tellsTheDraftWhileOneTypes()
    {
        QSignalSpy drafts(m_composer.get(), &Composer::draftChanged);
        m_composer->setDraft(QStringLiteral("kept"));
        QVERIFY(drafts.empty());
        QTest::keyClicks(m_text, QStringLiteral("!"));
        QCOMPARE(drafts.last()[0].toString(), QStringLiteral("kept!"));
    }

private:
    std::unique_ptr<Composer> m_composer;
    GrowingTextEdit* m_text = nullptr;
    QPushButton* m_button = nullptr;
};

QTEST_MAIN(ComposerTest)
#include "tst_composer.moc"
