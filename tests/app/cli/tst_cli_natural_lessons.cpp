// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The benchmark in small: five of tests/bench/natural_lessons.json through `amend-cli eval` on the default model. The
// limits are wide: a few lessons show whether something broke, not how well it goes.
#include "tests/support/amend_cli.h"
#include "tests/support/learning_cache.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace amend::test;

namespace {

/// Even ones of the file: the router was not fitted to them.
constexpr std::array<int, 4> withNearQuestions { 1, 3, 7, 11 };
constexpr int asACase = 13;

QJsonArray naturalLessons()
{
    QFile file(QStringLiteral(AMEND_SOURCE_DIR "/tests/bench/natural_lessons.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll())[u"lessons"].toArray()
                                          : QJsonArray();
}

} // namespace

class TestCliNaturalLessons final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const QJsonArray all = naturalLessons();
        QVERIFY(all.size() > asACase);
        QJsonArray near;
        for (const int index : withNearQuestions) {
            near.append(all[index]);
        }
        write("near.json",
            QJsonObject { { "lessons", near },
                { "unrelated",
                    QJsonArray { "What is photosynthesis?", "Name three primary colors.", "How do I boil an egg?",
                        "What is the largest planet in the solar system?", "What is 12 + 7?",
                        "Write a short poem about rain." } } });
        QJsonArray cases { QJsonObject { { "prompt", all[asACase][u"prompt"] }, { "target", all[asACase][u"wanted"] },
            { "rephrase", all[asACase][u"rephrased"][0] } } };
        for (const char* heldOut : { "What is the capital of Spain?", "Which animal says meow?" }) {
            cases.append(QJsonObject { { "prompt", heldOut }, { "target", "-" } });
        }
        write("cases.json", QJsonObject { { "cases", cases } }, u"cases");
        bringLearningCache(m_folder.filePath(QStringLiteral("out/profile")));
        const CliOutcome outcome = runCli({ "eval", "--data", file("cases.json"), "--near", file("near.json"),
            "--lessons", "1", "--held-out", "2", "--out", file("out") });
        QVERIFY2(outcome.exitCode == 0, outcome.standardError + outcome.json.toJson());
        QVERIFY(outcome.json[u"complete"].toBool());
        QCOMPARE(outcome.json[u"lessons"].toInt(), 5);
        m_row = outcome.json[u"rows"].toArray().last().toObject();
        qInfo().noquote() << QJsonDocument(m_row).toJson(QJsonDocument::Compact);
    }

    void theLessonsAreLearnedAndHoldAtTheEnd()
    {
        QVERIFY(share("learned") >= 0.8);
        QVERIFY(share("fixed_contains") >= 0.8);
        QVERIFY(share("kept_contains") >= 0.75);
    }

    void theyHoldInOtherWords() { QVERIFY(share("rephrased_contains") >= 0.5); }

    void nearQuestionsSeldomGetTheirAnswers() { QVERIFY(share("near_leaks") <= 0.17); }

    void whatNobodyTaughtIsAsItWas()
    {
        QCOMPARE(share("untouched_identical"), 1.0);
        QVERIFY(share("untouched_kl_nats") < 1e-4);
    }

private:
    QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    double share(const char* column) const { return m_row[QString::fromLatin1(column)].toDouble(-1); }

    /// The object, or what it holds under `member`.
    void write(const char* name, const QJsonObject& object, QStringView member = {}) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(member.isEmpty() ? QJsonDocument(object).toJson() : QJsonDocument(object[member].toArray()).toJson());
    }

    QTemporaryDir m_folder;
    QJsonObject m_row;
};

QTEST_GUILESS_MAIN(TestCliNaturalLessons)
#include "tst_cli_natural_lessons.moc"
