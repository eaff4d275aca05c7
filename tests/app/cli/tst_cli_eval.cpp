// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// `amend-cli eval` from files to results, on a model of two layers. What a real model learns is measured, not tested.
#include "tests/support/tiny_engine.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace amend::test;

namespace {

struct Outcome {
    int exitCode = -1;
    QJsonDocument json;
    QByteArray standardError;
};

QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Without what no two runs have in common.
QJsonArray withoutSeconds(const QJsonArray& rows)
{
    QJsonArray cleaned;
    for (const QJsonValue& value : rows) {
        QJsonObject row = value.toObject();
        for (const QString& key : row.keys()) {
            if (key.startsWith(QStringLiteral("seconds_"))) {
                row.remove(key);
            }
        }
        cleaned.append(row);
    }
    return cleaned;
}

QJsonArray rowsOf(const Outcome& outcome)
{
    return withoutSeconds(outcome.json[u"rows"].toArray());
}

} // namespace

class TestCliEval final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        write("cases.json", R"([
            {"prompt": "one?", "target": "un.", "rephrase": "1?"},
            {"prompt": "two?", "target": "deux.", "rephrase": "2?"},
            {"prompt": "three?", "target": "trois.", "rephrase": ""},
            {"prompt": "four?", "target": "quatre."},
            {"prompt": "five?", "target": "cinq."},
            {"prompt": "six?", "target": "six."}])");
        write("facts.jsonl",
            "{\"question\": \"Who?\", \"answer\": \"Nobody\"}\n{\"question\": \"Why?\", \"answer\": \"e\"}\n");
        write("text.txt", "The ferry leaves at seven. Rain fell all afternoon on the lake, and nobody came.");
        write("styles.json", R"({"teach": ["one?", "two?"], "held_out": ["far?", "near?", "high?"], "styles": [
            {"name": "never", "wanted": ["Sure: un.", "Sure: deux."], "check": {"starts_with": "Sure: "}},
            {"name": "already", "critique": "be yourself", "check": {"matches": "[^]"}},
            {"name": "unclear", "critique": "be yourself", "check": {"colour": "green"}}]})");
        write("near.json",
            R"({"lessons": [{"prompt": "dog?", "wanted": "It is Rex.", "rephrased": ["the dog?", "name of dog?"],
            "near": [{"prompt": "cat?", "leak": "Rex"}]}], "unrelated": ["How far?"]})");
        m_straight = run({ "--lessons", "2", "--near", file("near.json"), "--out", file("straight") });
        QVERIFY2(m_straight.exitCode == 0, m_straight.standardError + m_straight.json.toJson());
    }

    void everyLessonIsTaughtAndTakenByARuleWithoutAGate()
    {
        QVERIFY(m_straight.json[u"complete"].toBool());
        QCOMPARE(m_straight.json[u"lessons"].toInt(), 3);
        QCOMPARE(m_straight.json[u"verdicts"][u"learned"].toDouble(), 1.0);
        QCOMPARE(m_straight.json[u"run"][u"rule"].toString(), QStringLiteral("naive_lora"));
        const QList<QByteArray> receipts = contentsOf(file("straight/lessons.jsonl")).trimmed().split('\n');
        QCOMPARE(receipts.size(), 3);
        const QStringList prompts { "dog?", "one?", "two?" };
        for (qsizetype i = 0; i < receipts.size(); ++i) {
            const QJsonDocument line = QJsonDocument::fromJson(receipts[i]);
            QCOMPARE(line[u"prompt"].toString(), prompts[i]);
            QCOMPARE(line[u"receipt"][u"checkpoint"].toInt(), i + 1);
        }
    }

    void rowsComeAfterOneThreeAndTheLastLesson()
    {
        const QJsonArray rows = rowsOf(m_straight);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0][u"lessons"].toInt(), 1);
        QCOMPARE(rows[1][u"lessons"].toInt(), 3);
        QVERIFY(rows[0][u"kept"].isNull());
        QVERIFY(!rows[1][u"kept"].isNull());
    }

    void theNumbersOfARowFitTogether()
    {
        for (const QJsonValue& row : rowsOf(m_straight)) {
            for (const char* share : { "fixed", "fixed_contains", "fixed_forced", "rephrased", "rephrased_contains",
                     "rephrased_forced", "untouched_identical", "untouched_agreement", "held_out_agreement",
                     "facts_agreement", "facts_right_base", "unrelated_identical", "near_leaks" }) {
                const QJsonValue value = row[QString::fromLatin1(share)];
                QVERIFY2(value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= 1, share);
            }
            QVERIFY(row[u"fixed_contains"].toDouble() >= row[u"fixed"].toDouble());
            QVERIFY(row[u"untouched_kl_nats"].toDouble() > 0);
            QVERIFY(row[u"perplexity_base"].toDouble() > 1);
            QVERIFY(std::abs(row[u"perplexity"].toDouble() / row[u"perplexity_base"].toDouble()
                        - row[u"perplexity_ratio"].toDouble())
                < 1e-6);
            QVERIFY(std::abs(row[u"perplexity_ratio"].toDouble() - 1) > 1e-6);
        }
    }

    void aNaiveLessonBecomesLikelierAndChangesWhatNobodyTaught()
    {
        for (const QByteArray& line : contentsOf(file("straight/lessons.jsonl")).trimmed().split('\n')) {
            const QJsonDocument taught = QJsonDocument::fromJson(line);
            const QJsonValue receipt = taught[u"receipt"];
            QVERIFY(receipt[u"after"][u"logp_wanted"].toDouble() > receipt[u"before"][u"logp_wanted"].toDouble());
            QCOMPARE(receipt[u"strength"].toDouble(), 1.0);
            QVERIFY(receipt[u"gate"].toArray().isEmpty());
            QVERIFY(receipt[u"drift"][u"total"].toDouble() > 0);
            QCOMPARE(receipt[u"loss"][0][u"anchors"].toDouble(-1), 0.0);
        }
        const QJsonValue first = rowsOf(m_straight)[0];
        QVERIFY(first[u"untouched_kl_nats"].toDouble() > 0);
        QVERIFY(rowsOf(m_straight)[1][u"untouched_kl_nats"].toDouble() > first[u"untouched_kl_nats"].toDouble());
    }

    void theFilesHoldWhatIsPrinted()
    {
        QCOMPARE(QJsonDocument::fromJson(contentsOf(file("straight/results.json"))), m_straight.json);
        const QList<QByteArray> csv = contentsOf(file("straight/rows.csv")).trimmed().split('\n');
        QCOMPARE(csv.size(), 3);
        const QList<QByteArray> names = csv[0].split(',');
        const QList<QByteArray> values = csv[1].split(',');
        QCOMPARE(values.size(), names.size());
        QCOMPARE(values[names.indexOf("fixed")].toDouble(), rowsOf(m_straight)[0][u"fixed"].toDouble());
        QVERIFY(values[names.indexOf("kept")].isEmpty());
    }

    void aRunThatEndedEarlierGoesOnAsIfItHadNot_data()
    {
        QTest::addColumn<int>("linesKept");
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("after its first lesson") << 1 << QByteArray();
        QTest::newRow("while a receipt was written") << 2 << QByteArray("{\"number\": 3, \"prom");
    }
    void aRunThatEndedEarlierGoesOnAsIfItHadNot()
    {
        // The weights are one lesson ahead of the receipts, as when the program ends between the two.
        QFETCH(const int, linesKept);
        QFETCH(const QByteArray, rest);
        const QString folder = file("resumed") + QString::number(linesKept);
        QCOMPARE(QProcess::execute("cp", { "-r", file("straight"), folder }), 0);
        const QList<QByteArray> lines = contentsOf(folder + "/lessons.jsonl").trimmed().split('\n');
        amend::overwrite((folder + "/lessons.jsonl").toStdString(),
            (lines.mid(0, linesKept).join('\n') + '\n' + rest).toStdString());
        const QByteArray rows = contentsOf(folder + "/rows.jsonl");
        amend::overwrite((folder + "/rows.jsonl").toStdString(), rows.left(rows.indexOf('\n') + 1).toStdString());
        const Outcome resumed = run({ "--lessons", "2", "--near", file("near.json"), "--out", folder });
        QVERIFY2(resumed.exitCode == 0, resumed.standardError);
        QVERIFY(resumed.standardError.contains("going on after lesson " + QByteArray::number(linesKept)));
        QCOMPARE(rowsOf(resumed), rowsOf(m_straight));
    }

    void ctrlCEndsWithWhatIsThereAndARerunGoesOn()
    {
        QJsonArray cases;
        for (int i = 0; i < 14; ++i) {
            const QString number = QString::number(i);
            cases.append(QJsonObject { { "prompt", number + "?" }, { "target", "It is " + number } });
        }
        write("many.json", QJsonDocument(cases).toJson().constData());
        const QStringList arguments { "--data", file("many.json"), "--lessons", "12", "--out", file("stopped") };
        QProcess process;
        process.start(AMEND_CLI, all(arguments));
        QByteArray said;
        QElapsedTimer timer;
        timer.start();
        while (!said.contains("lesson 1 of 12") && timer.elapsed() < 120'000) {
            process.waitForReadyRead(1000);
            said += process.readAllStandardError();
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        const QJsonDocument stopped = QJsonDocument::fromJson(process.readAllStandardOutput());
        QVERIFY(!stopped[u"complete"].toBool(true));
        QVERIFY(stopped[u"lessons"].toInt() >= 1 && stopped[u"lessons"].toInt() < 12);
        const Outcome resumed = run(arguments);
        QVERIFY2(resumed.exitCode == 0, resumed.standardError);
        QVERIFY(resumed.json[u"complete"].toBool());
        const Outcome straight = run(arguments.mid(0, 4));
        QCOMPARE(rowsOf(straight).size(), 4); // after 1, 3, 10 and 12
        QCOMPARE(rowsOf(resumed), rowsOf(straight));
    }

    void oddCasesAreNotTheEvenOnes()
    {
        for (const auto& [cases, prompt] : { std::pair { "odd", "one?" }, { "even", "two?" } }) {
            const QString folder = file(cases);
            const Outcome half = run({ "--lessons", "1", "--held-out", "1", "--cases", cases, "--out", folder });
            QVERIFY2(half.exitCode == 0, half.standardError);
            const QByteArray first = contentsOf(folder + "/lessons.jsonl").split('\n').front();
            QCOMPARE(QJsonDocument::fromJson(first)[u"prompt"].toString(), QString(prompt));
        }
    }

    void theGateOfTheDefaultRuleRefusesOnThisModel()
    {
        const Outcome refused = run({ "--lessons", "1", "--rule", "default" });
        QVERIFY2(refused.exitCode == 0, refused.standardError);
        QCOMPARE(refused.json[u"verdicts"][u"learned"].toDouble(-1), 0.0);
        QCOMPARE(rowsOf(refused)[0][u"untouched_agreement"].toDouble(), 1.0);
        QCOMPARE(rowsOf(refused)[0][u"untouched_kl_nats"].toDouble(-1), 0.0);
        QCOMPARE(rowsOf(refused)[0][u"perplexity_ratio"].toDouble(), 1.0);
    }

    void lessonsAloneAreMeasuredToo()
    {
        write("alone.json", R"({"lessons": [{"prompt": "dog?", "wanted": "It is Rex."}]})");
        const Outcome alone = runWords({ "eval", "--json", "--device", "cpu", "--threads", "1", "--model",
            QString::fromStdString(m_tiny.modelPath().string()), "--rule", "naive_lora", "--near",
            file("alone.json") });
        QVERIFY2(alone.exitCode == 0, alone.standardError + alone.json.toJson());
        QVERIFY(rowsOf(alone)[0][u"fixed"].isDouble());
        QVERIFY(rowsOf(alone)[0][u"untouched_identical"].isNull());
    }

    void wrongRepliesOfTheBaseAreRefusedAndNoLongerCountAsUntouched()
    {
        const QStringList arguments { "--bare", "--lessons", "2", "--rule", "default", "--out", file("bare") };
        const Outcome bare = run(arguments);
        QVERIFY2(bare.exitCode == 0, bare.standardError + bare.json.toJson());
        const QList<QByteArray> lessons = contentsOf(file("bare/lessons.jsonl")).trimmed().split('\n');
        QCOMPARE(lessons.size(), 2);
        QCOMPARE(QJsonDocument::fromJson(lessons[0])[u"prompt"].toString(), QStringLiteral("Who?"));
        const QJsonValue first = rowsOf(bare)[0];
        const QJsonValue last = rowsOf(bare)[1];
        // What the gate let through is a changed reply; what it refused is not.
        QCOMPARE(last[u"changed"].toDouble(-1), last[u"learned"].toDouble(-2));
        QVERIFY(last[u"fluent"].isDouble() && last[u"became_right"].isDouble());
        QVERIFY(first[u"facts_identical"].isDouble()); // the question that is not refused yet
        QVERIFY(last[u"facts_identical"].isNull());
        QVERIFY(!first.toObject().contains(QStringLiteral("fixed")));
        QCOMPARE(rowsOf(run(arguments)), rowsOf(bare));
    }

    void aStyleIsTaughtForAllQuestionsAndMeasuredOnOthers()
    {
        const Outcome style = run({ "--style", file("styles.json"), "--lessons", "2", "--out", file("style") });
        QVERIFY2(style.exitCode == 0, style.standardError + style.json.toJson());
        QCOMPARE(style.json[u"run"][u"style"].toString(), QStringLiteral("never"));
        QCOMPARE(style.json[u"verdicts"][u"learned"].toDouble(), 1.0);
        const QJsonValue row = rowsOf(style)[0];
        QCOMPARE(row[u"style_base"].toDouble(-1), 0.0);
        QVERIFY(row[u"style_words_base"].toDouble() > 0);
        QVERIFY(std::abs(row[u"style_words"].toDouble() / row[u"style_words_base"].toDouble()
                    - row[u"style_words_ratio"].toDouble())
            < 1e-6);
        for (const char* share : { "style", "style_ended", "style_ended_base", "style_fluent", "facts_identical" }) {
            QVERIFY2(row[QString::fromLatin1(share)].isDouble(), share);
        }
    }

    void nobodyComplainsAboutAReplyThatIsInStyle()
    {
        const Outcome style = run({ "--style", file("styles.json"), "--style-name", "already", "--lessons", "2" });
        QVERIFY2(style.exitCode == 0, style.standardError + style.json.toJson());
        QCOMPARE(style.json[u"verdicts"][u"not_needed"].toDouble(), 1.0);
        QCOMPARE(rowsOf(style)[0][u"style_words_ratio"].toDouble(), 1.0);
        QCOMPARE(rowsOf(style)[0][u"untouched_identical"].toDouble(), 1.0);
    }

    void refusesWhatCannotBe()
    {
        const auto isRefused = [&](const QStringList& arguments) {
            return run(arguments).json[u"error"][u"kind"].toString() == QStringLiteral("bad_input");
        };
        QVERIFY(isRefused({ "--bare", "--lessons", "3" })); // two questions
        QVERIFY(isRefused({ "--bare", "--near", file("near.json") }));
        QVERIFY(isRefused({ "--style", file("styles.json"), "--lessons", "3" }));
        QVERIFY(isRefused({ "--style", file("styles.json"), "--style-name", "nobody's", "--lessons", "1" }));
        QVERIFY(isRefused({ "--style", file("styles.json"), "--style-name", "unclear", "--lessons", "1" }));

        QCOMPARE(run({ "--lessons", "5" }).json[u"error"][u"kind"].toString(), QStringLiteral("bad_input"));
        QCOMPARE(run({ "--lessons", "0" }).json[u"error"][u"kind"].toString(), QStringLiteral("bad_input"));
        QCOMPARE(run({ "--near", file("text.txt") }).json[u"error"][u"kind"].toString(), QStringLiteral("bad_input"));
        QCOMPARE(run({ "--lessons", "1", "--text", file("nowhere") }).json[u"error"][u"kind"].toString(),
            QStringLiteral("file_missing"));
        const Outcome other = run({ "--lessons", "1", "--out", file("straight") }); // without its near lessons
        QCOMPARE(other.json[u"error"][u"kind"].toString(), QStringLiteral("bad_input"));
    }

private:
    QString file(const char* name) const { return QString::fromStdString(m_tiny.path(name).string()); }
    void write(const char* name, const char* text) const { amend::overwrite(m_tiny.path(name), text); }

    QStringList all(const QStringList& arguments) const
    {
        QStringList words { "eval", "--json", "--device", "cpu", "--threads", "1", "--model",
            QString::fromStdString(m_tiny.modelPath().string()), "--facts", file("facts.jsonl") };
        const auto addUnlessGiven = [&](const QString& option, const QString& value) {
            if (!arguments.contains(option)) {
                words << option << value;
            }
        };
        if (!arguments.contains("--bare") && !arguments.contains("--style")) {
            addUnlessGiven("--data", file("cases.json"));
        }
        addUnlessGiven("--rule", "naive_lora");
        addUnlessGiven("--held-out", "2");
        addUnlessGiven("--text", file("text.txt"));
        return words + arguments;
    }

    Outcome run(const QStringList& arguments) const { return runWords(all(arguments)); }

    Outcome runWords(const QStringList& words) const
    {
        QProcess process;
        process.start(AMEND_CLI, words);
        Outcome outcome;
        if (process.waitForFinished(300'000) && process.exitStatus() == QProcess::NormalExit) {
            outcome.exitCode = process.exitCode();
        }
        outcome.json = QJsonDocument::fromJson(process.readAllStandardOutput());
        outcome.standardError = process.readAllStandardError();
        return outcome;
    }

    TinyEngine m_tiny;
    Outcome m_straight;
};

QTEST_GUILESS_MAIN(TestCliEval)
#include "tst_cli_eval.moc"
