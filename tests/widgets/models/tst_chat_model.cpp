// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/chat_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace amend;

namespace {

const QDateTime now(QDate(2026, 11, 19), QTime(12, 0), QTimeZone::utc()); // a Thursday

ChatRow chatOf(int id, const char* title, int daysOld, bool pinned = false)
{
    ChatRow row;
    row.id = { id };
    row.title = title;
    row.pinned = pinned;
    row.changedMs = now.addDays(-daysOld).toMSecsSinceEpoch();
    return row;
}

QString outline(const ChatModel& model)
{
    QString lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        lines += (model.chatAt(index) ? QStringLiteral("  ") : QString()) + index.data().toString() + u'\n';
    }
    return lines;
}

} // namespace

class ChatModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void groupsByPinAndTime()
    {
        ChatModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setChats({ chatOf(1, "a", 0), chatOf(2, "", 2), chatOf(3, "c", 5), chatOf(4, "d", 9, true) }, now);
        QCOMPARE(outline(model), QStringLiteral("Pinned\n  d\nToday\n  a\nThis week\n  New chat\nOlder\n  c\n"));
        model.setChats({ chatOf(3, "c", 5), chatOf(1, "a", 0) }, now, ChatGrouping::None);
        QCOMPARE(outline(model), QStringLiteral("  c\n  a\n"));
    }

    void findsAChatAndItsRow()
    {
        ChatModel model;
        model.setChats({ chatOf(7, "a", 0) }, now);
        QCOMPARE(model.indexOf(ChatId { 7 }).row(), 1);
        QVERIFY(!model.indexOf(ChatId { 8 }).isValid());
        QVERIFY(!model.chatAt(model.index(0)));
        QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsSelectable));
    }

    void announcesARenamingAndChangesNothingItself()
    {
        ChatModel model;
        model.setChats({ chatOf(7, "a", 0) }, now);
        QSignalSpy renamed(&model, &ChatModel::renameRequested);
        QVERIFY(!model.setData(model.index(1), QStringLiteral("  b  "), Qt::EditRole));
        QCOMPARE(renamed.size(), 1);
        QCOMPARE(renamed[0][1].toString(), QStringLiteral("b"));
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("a"));
        model.setData(model.index(1), QStringLiteral("  "), Qt::EditRole);
        QCOMPARE(renamed.size(), 1);
    }
};

QTEST_GUILESS_MAIN(ChatModelTest)
#include "tst_chat_model.moc"
