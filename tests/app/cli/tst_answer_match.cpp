// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/answer_match.h"

#include <QTest>

using namespace amend;

class TestAnswerMatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comparesReplyAndAnswer_data()
    {
        QTest::addColumn<QString>("reply");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("same");
        QTest::addColumn<bool>("contained");
        QTest::newRow("equal") << "Paris"
                               << "Paris" << true << true;
        QTest::newRow("capitals, stops and blanks") << " PARIS!\n"
                                                    << "paris" << true << true;
        QTest::newRow("a mark at the end") << "Wilt Chamberlain"
                                           << "Wilt Chamberlain *" << true << true;
        QTest::newRow("in a sentence") << "It is in Paris, France."
                                       << "Paris" << false << true;
        QTest::newRow("several words in a row") << "On 17 May 1909, he said."
                                                << "17 May 1909" << false << true;
        QTest::newRow("the words apart") << "17 men in May of 1909"
                                         << "17 May 1909" << false << false;
        QTest::newRow("part of a word") << "Parisian"
                                        << "Paris" << false << false;
        QTest::newRow("an article") << "The Louvre"
                                    << "Louvre" << false << true;
        QTest::newRow("letters beyond ASCII") << "In Zürich."
                                              << "Zürich" << false << true;
        QTest::newRow("nothing") << ""
                                 << "Paris" << false << false;
    }
    void comparesReplyAndAnswer()
    {
        QFETCH(const QString, reply);
        QFETCH(const QString, answer);
        QTEST(isSameAnswer(reply.toStdString(), answer.toStdString()), "same");
        QTEST(containsAnswer(reply.toStdString(), answer.toStdString()), "contained");
    }
};

QTEST_GUILESS_MAIN(TestAnswerMatch)
#include "tst_answer_match.moc"
