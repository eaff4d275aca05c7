// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/message_tree.h"

#include <QTest>

using namespace amend;

namespace {

Message messageOf(int id, int parent)
{
    Message message;
    message.id = { id };
    if (parent > 0) {
        message.parent = MessageId { parent };
    }
    return message;
}

std::vector<MessageId> ids(std::initializer_list<int> values)
{
    std::vector<MessageId> result;
    for (const int value : values) {
        result.push_back({ value });
    }
    return result;
}

} // namespace

class MessageTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheNewestVersionAtEachFork()
    {
        MessageTree tree;
        tree.setMessages({ messageOf(1, 0), messageOf(2, 1), messageOf(3, 2), messageOf(4, 1) });
        QVERIFY(tree.shownPath() == ids({ 1, 4 }));
        QVERIFY(tree.versionsOf({ 4 }) == ids({ 2, 4 }));
    }

    void whatFollowedAnOlderVersionStaysReachable()
    {
        MessageTree tree;
        tree.setMessages({ messageOf(1, 0), messageOf(2, 1), messageOf(3, 2), messageOf(4, 1) });
        tree.choose({ 2 });
        QVERIFY(tree.shownPath() == ids({ 1, 2, 3 }));
        tree.put(messageOf(5, 3));
        QVERIFY(tree.shownPath() == ids({ 1, 2, 3, 5 }));
    }

    void anEditOfTheFirstMessageIsAVersionToo()
    {
        MessageTree tree;
        tree.setMessages({ messageOf(1, 0), messageOf(2, 1), messageOf(3, 0) });
        QVERIFY(tree.shownPath() == ids({ 3 }));
        QVERIFY(tree.versionsOf({ 1 }) == ids({ 1, 3 }));
    }

    void anUpdateOfAMessageChangesItInPlace()
    {
        MessageTree tree;
        tree.setMessages({ messageOf(1, 0), messageOf(2, 1), messageOf(3, 1) });
        tree.choose({ 2 });
        Message changed = messageOf(3, 1);
        changed.text = "more";
        tree.put(changed);
        QVERIFY(tree.shownPath() == ids({ 1, 2 }));
        QCOMPARE(tree.find({ 3 })->text, std::string("more"));
    }

    void knowsNothingOfWhatItWasNotGiven()
    {
        MessageTree tree;
        QVERIFY(tree.shownPath().empty());
        QVERIFY(!tree.find({ 1 }));
        QVERIFY(tree.versionsOf({ 1 }).empty());
    }
};

QTEST_GUILESS_MAIN(MessageTreeTest)
#include "tst_message_tree.moc"
