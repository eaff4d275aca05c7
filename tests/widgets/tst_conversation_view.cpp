// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/conversation_view.h"
#include "widgets/lesson_progress_card.h"
#include "widgets/markdown_blocks.h"
#include "widgets/message_body.h"
#include "widgets/message_column.h"
#include "widgets/message_view.h"
#include "widgets/receipt_card.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace amend;

namespace {

Message messageOf(int id, int parent, Role role, const char* text)
{
    Message message;
    message.id = { id };
    message.role = role;
    message.text = text;
    if (parent > 0) {
        message.parent = MessageId { parent };
    }
    return message;
}

std::vector<Message> longChat(int count)
{
    std::vector<Message> messages;
    for (int id = 1; id <= count; ++id) {
        messages.push_back(messageOf(id, id - 1, id % 2 ? Role::User : Role::Assistant,
            id % 2 ? "A question" : "An **answer**.\n\n- with\n- a list"));
    }
    return messages;
}

/// Replies of several paragraphs, each of which fills several lines.
std::vector<Message> proseChat(int count)
{
    std::vector<Message> messages = longChat(count);
    for (Message& message : messages) {
        if (message.role == Role::Assistant) {
            message.text.clear();
            for (int paragraph = 0; paragraph < 6; ++paragraph) {
                for (int word = 0; word < 20 + 15 * (paragraph % 3); ++word) {
                    message.text += "some words ";
                }
                message.text += "\n\n";
            }
        }
    }
    return messages;
}

Lesson lessonOf(int id, int message, LessonState state)
{
    Lesson lesson;
    lesson.id = { id };
    lesson.message = MessageId { message };
    lesson.state = state;
    return lesson;
}

} // namespace

class ConversationViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<ConversationView>();
        m_view->resize(620, 700);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->setMessages({ messageOf(1, 0, Role::User, "Who?"), messageOf(2, 1, Role::Assistant, "Nobody.") });
    }

    void streamedTextEndsInTheBlocksOfTheWholeText()
    {
        Message reply = messageOf(4, 2, Role::Assistant, "");
        reply.state = MessageState::Streaming;
        m_view->addMessage(reply);
        const std::string text = "# Title\n\nSome *prose*\n\n```c\nint a;\n```\n- one\n- two";
        for (const char letter : text) {
            m_view->appendText({ 4 }, std::string(1, letter));
        }
        reply.text = text;
        reply.state = MessageState::Complete;
        m_view->finishReply(reply);
        QVERIFY(viewOf(4)->findChild<MessageBody*>()->blocks() == MarkdownBlocks::split(text));
        QCOMPARE(m_view->tree().find({ 4 })->text, text);
    }

    void thumbsDownSavesTheRatingAndOpensTheStrip()
    {
        QSignalSpy rated(m_view.get(), &ConversationView::rateRequested);
        QTest::keyClick(viewOf(2), Qt::Key_Minus);
        QCOMPARE(rated.size(), 1);
        QCOMPARE(rated[0][1].value<Rating>(), Rating::Down);
        QVERIFY(viewOf(2)->hasStrip());
    }

    void pressingTheThumbAgainTakesTheRatingBack()
    {
        Message reply = messageOf(2, 1, Role::Assistant, "Nobody.");
        reply.rating = Rating::Up;
        m_view->addMessage(reply);
        QSignalSpy rated(m_view.get(), &ConversationView::rateRequested);
        QTest::keyClick(viewOf(2), Qt::Key_Plus);
        QCOMPARE(rated[0][1].value<Rating>(), Rating::None);
    }

    void whatWasTypedSurvivesClosingTheStrip()
    {
        m_view->rateNewest(Rating::Down);
        viewOf(2)->findChild<QLineEdit*>()->setText(QStringLiteral("wrong"));
        QTest::keyClick(viewOf(2)->findChild<QLineEdit*>(), Qt::Key_Escape);
        QVERIFY(!viewOf(2)->hasStrip());
        QTest::qWait(0); // the closed strip is deleted by the event loop
        m_view->rateNewest(Rating::Down);
        QCOMPARE(viewOf(2)->findChild<QLineEdit*>()->text(), QStringLiteral("wrong"));
    }

    void theFocusOfAClosedStripGoesToItsMessage()
    {
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->rateNewest(Rating::Down);
        QVERIFY(viewOf(2)->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(viewOf(2)->hasFocus());
    }

    void thumbsDownRunsFromQueuedToLearned()
    {
        m_view->setLesson(lessonOf(1, 2, LessonState::Waiting));
        QVERIFY(viewOf(2)->findChild<LessonProgressCard*>());
        LossPoint loss;
        loss.lesson = { 1 };
        loss.step = 3;
        loss.maxSteps = 12;
        m_view->setLoss(loss);
        QCOMPARE(badgeWords(), QStringLiteral("learning 3 of at most 12"));
        m_view->setChecking({ 1 }, 5, 8);
        QCOMPARE(badgeWords(), QStringLiteral("checking 5 of 8"));
        LessonReceipt receipt;
        receipt.lesson = { 1 };
        receipt.verdict = Verdict::Learned;
        receipt.checkpoint = CheckpointId { 13 };
        receipt.before.reply = "Nobody.";
        receipt.after.reply = "Jane Austen.";
        m_view->setLesson(lessonOf(1, 2, LessonState::Learned));
        m_view->setReceipt(receipt);
        QCOMPARE(badgeWords(), QStringLiteral("learned as #13"));
        QVERIFY(viewOf(2)->findChild<ReceiptCard*>());

        QSignalSpy used(m_view.get(), &ConversationView::useReplyRequested);
        QSignalSpy undone(m_view.get(), &ConversationView::undoRequested);
        press(viewOf(2), QStringLiteral("Use this reply"));
        press(viewOf(2), QStringLiteral("Undo"));
        QCOMPARE(used[0][1].value<std::string>(), std::string("Jane Austen."));
        QCOMPARE(undone[0][0].value<CheckpointId>(), CheckpointId { 13 });
    }

    void aTurnedDownLessonLeadsBackToTheStrip()
    {
        m_view->setLesson(lessonOf(1, 2, LessonState::Rejected));
        LessonReceipt receipt;
        receipt.lesson = { 1 };
        receipt.verdict = Verdict::Rejected;
        m_view->setReceipt(receipt);
        press(viewOf(2), QStringLiteral("Write the wanted reply"));
        QVERIFY(viewOf(2)->hasStrip());
    }

    void aLessonThatCouldNotRunCanBeTriedAgain()
    {
        m_view->setLesson(lessonOf(1, 2, LessonState::Learning));
        m_view->setLessonFailure({ 1 }, { ErrorKind::OutOfMemory, "needs 1.2 GB" });
        QSignalSpy retried(m_view.get(), &ConversationView::retryLessonRequested);
        press(viewOf(2), QStringLiteral("Try again"));
        QCOMPARE(retried.size(), 1);
    }

    void regenerateAndEditKeepEveryVersion()
    {
        m_view->addMessage(messageOf(3, 2, Role::User, "And?"));
        m_view->addMessage(messageOf(4, 1, Role::Assistant, "Somebody."));
        QVERIFY(!viewOf(3));
        QVERIFY(viewOf(4));
        QTest::keyClick(viewOf(4), Qt::Key_Left, Qt::AltModifier);
        QVERIFY(viewOf(2) && viewOf(3));
    }

    void ratingIsOffWhileAReplyStreamsAndDuringAPreview()
    {
        QSignalSpy rated(m_view.get(), &ConversationView::rateRequested);
        m_view->setRatingBlocked(QStringLiteral("Previewing #9"));
        QTest::keyClick(viewOf(2), Qt::Key_Minus);
        m_view->rateNewest(Rating::Down);
        m_view->setRatingBlocked({});
        Message reply = messageOf(2, 1, Role::Assistant, "Nobody.");
        reply.state = MessageState::Streaming;
        m_view->addMessage(reply);
        QTest::keyClick(viewOf(2), Qt::Key_Minus);
        QVERIFY(rated.empty());
    }

    void copyTakesTheMarkdownAsWritten()
    {
        m_view->addMessage(messageOf(4, 1, Role::Assistant, "**x**"));
        m_view->copyNewest();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("**x**"));
    }

    void tenThousandMessagesKeepFewWidgets()
    {
        m_view->setMessages(longChat(10'000));
        MessageColumn& column = m_view->column();
        QVERIFY(column.isFollowing());
        QVERIFY(column.viewOf({ 10'000 }));
        QScrollBar* bar = column.verticalScrollBar();
        for (const double place : { 0.9, 0.5, 0.2, 0.0, 0.7, 1.0 }) {
            bar->setValue(static_cast<int>(bar->maximum() * place));
            QVERIFY(column.viewCount() > 0);
            QVERIFY2(column.viewCount() < 150, qPrintable(QString::number(column.viewCount())));
        }
    }

    void scrollingUpDetachesAndIsNotDisturbed()
    {
        m_view->setMessages(longChat(200));
        MessageColumn& column = m_view->column();
        QScrollBar* bar = column.verticalScrollBar();
        bar->setValue(bar->value() - 600);
        QVERIFY(!column.isFollowing());
        const MessageView* top = topView();
        const int place = top->mapTo(&column, QPoint()).y();
        Message reply = messageOf(201, 200, Role::Assistant, "");
        reply.state = MessageState::Streaming;
        m_view->addMessage(reply);
        for (int i = 0; i < 20; ++i) {
            m_view->appendText({ 201 }, "more text\n\n");
            QTest::qWait(1);
        }
        QCOMPARE(top->mapTo(&column, QPoint()).y(), place);
        column.follow();
        QVERIFY(column.isFollowing());
        QCOMPARE(bar->value(), bar->maximum());
    }

    void theButtonToTheEndCoversNoMessage()
    {
        m_view->setMessages(longChat(200));
        MessageColumn& column = m_view->column();
        QScrollBar* bar = column.verticalScrollBar();
        bar->setValue(bar->value() - 600);
        const auto buttons = column.findChildren<QPushButton*>(QString(), Qt::FindDirectChildrenOnly);
        QCOMPARE(buttons.size(), 1);
        QVERIFY(buttons.front()->isVisible());
        QVERIFY(column.rect().contains(buttons.front()->geometry()));
        QVERIFY(!buttons.front()->geometry().intersects(column.viewport()->geometry()));
        buttons.front()->click();
        QVERIFY(!buttons.front()->isVisible());
        QCOMPARE(bar->value(), bar->maximum());
        QCOMPARE(column.viewport()->height(), column.height());
    }

    void changingTheWidthKeepsTheTopmostMessageInPlace()
    {
        m_view->setMessages(longChat(200));
        QScrollBar* bar = m_view->column().verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        const MessageId top = topView()->message().id;
        m_view->resize(420, 700);
        QTest::qWait(1);
        QCOMPARE(topView()->message().id, top);
    }

    void anotherLayoutKeepsTheTopmostTextInPlace()
    {
        m_view->setMessages(proseChat(40));
        MessageColumn& column = m_view->column();
        QScrollBar* bar = column.verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        const QString top = topParagraph();
        QVERIFY(!top.isEmpty());
        for (const QSize size : { QSize(900, 900), QSize(380, 300), QSize(520, 340), QSize(900, 900) }) {
            m_view->resize(size);
            QTest::qWait(1);
            QCOMPARE(topParagraph(), top);
        }
    }

    void anotherLayoutKeepsTheTopmostTextAlsoAtTheEnd()
    {
        m_view->setMessages(proseChat(40));
        MessageColumn& column = m_view->column();
        QVERIFY(column.isFollowing());
        const QString top = topParagraph();
        m_view->holdTop();
        m_view->resize(620, 300);
        QTest::qWait(1);
        QCOMPARE(topParagraph(), top);
        m_view->holdTop();
        m_view->resize(620, 700);
        QTest::qWait(1);
        QVERIFY(column.isFollowing());
        QCOMPARE(column.verticalScrollBar()->value(), column.verticalScrollBar()->maximum());
    }

    void growingTallerAtTheEndStaysAtTheEnd()
    {
        m_view->setMessages(proseChat(40));
        m_view->resize(620, 800);
        QTest::qWait(1);
        QVERIFY(m_view->column().isFollowing());
    }

    void altUpWalksToMessagesThatHadNoWidget()
    {
        m_view->setMessages(longChat(200));
        for (int step = 0; step < 60; ++step) {
            m_view->focusStep(-1);
        }
        QVERIFY(m_view->column().viewOf({ 141 }));
    }

    void everyButtonHasANameForAScreenReader()
    {
        m_view->rateNewest(Rating::Down);
        m_view->setLesson(lessonOf(1, 2, LessonState::Kept));
        for (const QAbstractButton* button : m_view->findChildren<QAbstractButton*>()) {
            QVERIFY2(
                !button->accessibleName().isEmpty() || !button->text().isEmpty(), button->metaObject()->className());
        }
    }

private:
    MessageView* viewOf(int id) const { return m_view->column().viewOf({ id }); }
    QString badgeWords() const { return viewOf(2)->findChild<LessonBadge*>()->text(); }
    MessageView* topView() const
    {
        for (MessageView* view : m_view->column().views()) {
            if (view->mapTo(&m_view->column(), QPoint(0, view->height())).y() > 0) {
                return view;
            }
        }
        return nullptr;
    }
    /// The text of the part at the upper edge.
    QString topParagraph() const
    {
        const MessageView* view = topView();
        const int y = view->mapFrom(&m_view->column(), QPoint(0, 1)).y();
        return QString::number(view->message().id.value) + u'/' + QString::number(view->partAt(y));
    }
    static void press(const QWidget* parent, const QString& text)
    {
        for (QPushButton* button : parent->findChildren<QPushButton*>()) {
            if (button->text() == text) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(text));
    }

    std::unique_ptr<ConversationView> m_view;
};

QTEST_MAIN(ConversationViewTest)
#include "tst_conversation_view.moc"
