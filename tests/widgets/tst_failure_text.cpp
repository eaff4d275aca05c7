// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/failure_text.h"

#include <QSet>
#include <QTest>

using namespace amend;

class FailureTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasASentenceAndAnAdviceOfItsOwnForEachKind()
    {
        QSet<QString> sentences;
        for (int kind = 0; kind <= static_cast<int>(ErrorKind::Internal); ++kind) {
            const FailureText text = failureText(static_cast<ErrorKind>(kind));
            QVERIFY(text.sentence.endsWith(u'.'));
            QVERIFY(text.advice.endsWith(u'.'));
            sentences.insert(text.sentence);
        }
        QCOMPARE(sentences.size(), static_cast<int>(ErrorKind::Internal) + 1);
    }

    void namesTheModelThatCannotBeUsed()
    {
        for (int kind = 0; kind <= static_cast<int>(ErrorKind::Internal); ++kind) {
            const FailureText text
                = modelFailureText(static_cast<ErrorKind>(kind), QStringLiteral("/models/small.gguf"));
            QVERIFY2(text.sentence.contains(QStringLiteral("small.gguf")), qPrintable(text.sentence));
            QVERIFY(!text.advice.isEmpty());
        }
        const FailureText damaged = modelFailureText(ErrorKind::FileCorrupt, QStringLiteral("/models/small.gguf"));
        QVERIFY(!damaged.advice.contains(QStringLiteral("checkpoint"))); // that would not help
    }

    void namesTheDatabaseThatCannotBeOpened()
    {
        const FailureText text = profileFailureText(ErrorKind::FileCorrupt, QStringLiteral("/home/me/profile"));
        QVERIFY(text.sentence.contains(QStringLiteral("/home/me/profile/app.db")));
        QVERIFY(text.advice.contains(QStringLiteral("backup")));
        QVERIFY(text.advice.contains(QStringLiteral("--profile")));
    }
};

QTEST_GUILESS_MAIN(FailureTextTest)
#include "tst_failure_text.moc"
