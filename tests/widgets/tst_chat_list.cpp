// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chat_list.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

namespace {

ChatRow chatOf(int id, const char* title)
{
    ChatRow row;
    row.id = { id };
    row.title = title;
    row.changedMs = QDateTime::currentMSecsSinceEpoch();
    return row;
}

} // namespace

class ChatListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_list = std::make_unique<ChatList>();
        m_list->resize(220, 500);
        m_list->show();
        m_view = m_list->findChild<QListView*>();
        m_list->setChats({ chatOf(1, "one"), chatOf(2, "two") });
    }

    void tellsTheChosenChatOnceAndNothingWhenToldItself()
    {
        QSignalSpy chosen(m_list.get(), &ChatList::chatChosen);
        m_list->setCurrentChat(ChatId { 2 });
        m_list->setChats({ chatOf(2, "two"), chatOf(1, "one") });
        QVERIFY(chosen.empty());
        QTest::keyClick(m_view, Qt::Key_Down);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<ChatId>(), ChatId { 1 });
    }

    void searchesWhileOneTypes()
    {
        QSignalSpy searched(m_list.get(), &ChatList::searchRequested);
        QTest::keyClicks(m_list->findChild<QLineEdit*>(), QStringLiteral(" tw "));
        QVERIFY(searched.wait());
        QCOMPARE(searched.last()[0].toString(), QStringLiteral("tw"));
    }

    void aDeletedChatCanBeBroughtBack()
    {
        QSignalSpy deleted(m_list.get(), &ChatList::deleteRequested);
        QSignalSpy broughtBack(m_list.get(), &ChatList::undeleteRequested);
        m_list->setCurrentChat(ChatId { 1 });
        QTest::keyClick(m_view, Qt::Key_Delete);
        QCOMPARE(deleted.size(), 1);
        m_list->findChild<QPushButton*>()->click();
        QCOMPARE(broughtBack[0][0].value<ChatId>(), ChatId { 1 });
    }

    void f2RenamesInPlace()
    {
        QSignalSpy renamed(m_list.get(), &ChatList::renameRequested);
        m_list->setCurrentChat(ChatId { 1 });
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_F2);
        auto* editor = m_view->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("new"));
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(QTest::qWaitFor([&] { return renamed.size() == 1; }));
        QCOMPARE(renamed[0][1].toString(), QStringLiteral("new"));
    }

private:
    std::unique_ptr<ChatList> m_list;
    QListView* m_view = nullptr;
};

QTEST_MAIN(ChatListTest)
#include "tst_chat_list.moc"
