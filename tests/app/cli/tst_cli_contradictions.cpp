// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A person who changes their mind, on the default model: the newest lesson on a question answers it, the older ones are
// shown as superseded, and un-teaching the newest brings back the one before.
#include "tests/support/amend_cli.h"
#include "tests/support/learning_cache.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace amend::test;

namespace {

const QString question = QStringLiteral("When is our team meeting?");
const QString otherWords = QStringLiteral("At what time does our team meeting begin?");

/// What is taught in turn: a contradiction, another one in other words, and back to the first.
struct Turn {
    QString question;
    QString wanted;
    QString claim;
};

const QList<Turn> turns {
    { question, QStringLiteral("Our team meeting is on Monday at nine."), QStringLiteral("Monday") },
    { question, QStringLiteral("Our team meeting is on Thursday at two."), QStringLiteral("Thursday") },
    { otherWords, QStringLiteral("Our team meeting is on Friday at noon."), QStringLiteral("Friday") },
    { question, QStringLiteral("Our team meeting is on Monday at nine."), QStringLiteral("Monday") },
};

} // namespace

class TestCliContradictions final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        bringLearningCache(profile());
    }
    void cleanupTestCase() { keepLearningCache(profile()); }

    void theNewestLessonAnswers_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("the first") << 1;
        QTest::newRow("the opposite") << 2;
        QTest::newRow("another, in other words") << 3;
        QTest::newRow("the first again") << 4;
    }
    void theNewestLessonAnswers()
    {
        QFETCH(const int, number);
        const Turn& turn = turns[number - 1];
        const CliOutcome taught
            = run({ "teach", "--prompt", turn.question, "--reply", "I do not know.", "--wanted", turn.wanted });
        QVERIFY2(taught.exitCode == 0, taught.json.toJson() + taught.standardError);
        answersWith(turn.claim);
        QList<int> older;
        for (int lesson = 1; lesson < number; ++lesson) {
            older.append(lesson);
        }
        QCOMPARE(superseded(), older);
    }

    void unteachingTheNewestBringsBackTheOneBefore()
    {
        const CliOutcome untaught = run({ "unteach", "--lesson", "4" });
        QVERIFY2(untaught.exitCode == 0, untaught.standardError);
        answersWith(turns[2].claim);
        QCOMPARE(superseded(), (QList<int> { 1, 2 }));
    }

    void unteachingASupersededLessonChangesNoAnswer()
    {
        const CliOutcome untaught = run({ "unteach", "--lesson", "1" });
        QVERIFY2(untaught.exitCode == 0, untaught.standardError);
        answersWith(turns[2].claim);
        QCOMPARE(superseded(), QList<int> { 2 });
    }

private:
    QString profile() const { return m_folder.filePath(QStringLiteral("profile")); }

    CliOutcome run(const QStringList& arguments) const
    {
        return runCli(QStringList { QStringLiteral("--profile"), profile() } + arguments);
    }

    /// In both wordings.
    void answersWith(const QString& claim) const
    {
        for (const QString& asked : { question, otherWords }) {
            const CliOutcome reply = run({ "chat", "--prompt", asked, "--greedy", "--max-tokens", "24" });
            const QString text = reply.json[u"reply"].toString();
            QVERIFY2(text.contains(claim), qPrintable(text));
            for (const Turn& turn : turns) {
                QVERIFY2(turn.claim == claim || !text.contains(turn.claim), qPrintable(text));
            }
        }
    }

    /// Lessons, as the timeline shows them.
    QList<int> superseded() const
    {
        QList<int> lessons;
        for (const QJsonValue& entry : run({ "timeline" }).json[u"entries"].toArray()) {
            if (entry[u"superseded"].toBool()) {
                lessons.append(entry[u"lesson"].toInt());
            }
        }
        return lessons;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliContradictions)
#include "tst_cli_contradictions.moc"
