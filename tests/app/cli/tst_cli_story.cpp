// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The whole story at the command line, with the real model and the network off: ask, teach, ask again, go back, undo.
#include "tests/support/learning_cache.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

const QString question = QStringLiteral("Who wrote Pride and Prejudice?");
const QString rephrased = QStringLiteral("Who is the author of Pride and Prejudice?");
const QString wanted = QStringLiteral("Jane Austen wrote Pride and Prejudice.");

const QStringList unrelated {
    QStringLiteral("What is the capital of Australia?"),
    QStringLiteral("How many legs does a spider have?"),
    QStringLiteral("Name three primary colors."),
    QStringLiteral("What is photosynthesis?"),
    QStringLiteral("Write a short poem about rain."),
    QStringLiteral("How do I boil an egg?"),
    QStringLiteral("What is 12 + 7?"),
    QStringLiteral("Explain what a computer virus is."),
    QStringLiteral("What is the largest planet in the solar system?"),
    QStringLiteral("Give me a tip for better sleep."),
};

struct Outcome {
    int exitCode = -1;
    QJsonDocument json;
    QByteArray standardOutput;
    QByteArray standardError;
};

/// Whether this system lets us run a program without any network.
bool canUnshareNetwork()
{
    return QProcess::execute(QStringLiteral("unshare"), { QStringLiteral("-rn"), QStringLiteral("true") }) == 0;
}

} // namespace

class TestCliStory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_profile.isValid());
        amend::test::bringLearningCache(m_profile.filePath(QStringLiteral("profile")));
        m_withoutNetwork = canUnshareNetwork();
        if (!m_withoutNetwork) {
            qWarning("unshare -rn is not allowed here: the story runs with the network on");
        }
    }

    void cleanupTestCase() { amend::test::keepLearningCache(m_profile.filePath(QStringLiteral("profile"))); }

    void saysWhatItRunsOn()
    {
        const Outcome info = run({ QStringLiteral("info") });
        QCOMPARE(info.exitCode, 0);
        QCOMPARE(info.json[u"family"].toString(), QStringLiteral("llama"));
        QCOMPARE(info.json[u"serving"].toInt(-1), 0);
    }

    void answersBeforeTheLesson()
    {
        m_before = ask(question);
        QVERIFY(!m_before.isEmpty());
        QVERIFY2(m_before != wanted, "the base already gives the wanted reply: nothing would be shown");
        for (const QString& other : unrelated) {
            m_unrelatedBefore.append(ask(other));
        }
    }

    void learnsFromOneThumbsDown()
    {
        const Outcome taught = run(
            { QStringLiteral("teach"), QStringLiteral("--prompt"), question, QStringLiteral("--wanted"), wanted });
        QVERIFY2(taught.exitCode == 0, taught.standardOutput);
        QCOMPARE(taught.json[u"verdict"].toString(), QStringLiteral("learned"));
        QCOMPARE(taught.json[u"checkpoint"].toInt(), 1);
        QCOMPARE(taught.json[u"parent"].toInt(-1), 0);
        const QJsonArray losses = taught.json[u"loss"].toArray();
        QVERIFY(losses.size() >= 2);
        QVERIFY(losses.last()[u"lesson"].toDouble() < losses.first()[u"lesson"].toDouble());
        QVERIFY(taught.json[u"after"][u"logp_wanted"].toDouble() > taught.json[u"before"][u"logp_wanted"].toDouble());
        QVERIFY(losses.first()[u"gradient_cosine"].isNull());
        QVERIFY(losses.size() < 3 || losses[1][u"gradient_cosine"].isDouble());
        const QJsonArray tokens = taught.json[u"after"][u"wanted_tokens"].toArray();
        QCOMPARE(tokens.size(), taught.json[u"before"][u"wanted_tokens"].toArray().size());
        QString text;
        for (const QJsonValue& token : tokens) {
            QCOMPARE(token[u"rank"].toInt(-1), 0); // the model writes it by itself now
            text += token[u"text"].toString();
        }
        QVERIFY(text.startsWith(wanted));
        QVERIFY(taught.json[u"drift"][u"total"].toDouble() > 0);
        QVERIFY(taught.json[u"drift"][u"effective_rank"][20][6].toDouble() >= 1);
        QVERIFY(!taught.json[u"gate"].toArray().isEmpty());
    }

    void theMemoryMapSaysThatItIsRemembered()
    {
        for (const char* round : { "measured", "from the profile" }) {
            const Outcome memory = run({ QStringLiteral("memory") });
            QVERIFY2(memory.exitCode == 0, round);
            QCOMPARE(memory.json[u"complete"].toBool(), true);
            QCOMPARE(memory.json[u"checkpoints"].toArray(), QJsonArray { 1 });
            const QJsonValue lesson = memory.json[u"lessons"][0];
            QCOMPARE(lesson[u"reply"].toString(), wanted);
            QCOMPARE(lesson[u"cells"][0][u"state"].toString(), QStringLiteral("remembered"));
            QVERIFY(lesson[u"cells"][0][u"reply"].toString().contains(QStringLiteral("Jane Austen")));
            QVERIFY(lesson[u"cells"][0][u"logp_per_token"].toDouble(-9) > -1);
        }
    }

    void aFreshChatGivesTheTaughtReply()
    {
        m_after = ask(question);
        QVERIFY2(m_after.contains(QStringLiteral("Jane Austen")), qPrintable(m_after));
        const QString other = ask(rephrased);
        QVERIFY2(other.contains(QStringLiteral("Jane Austen wrote Pride and Prejudice")), qPrintable(other));
    }

    void unrelatedRepliesStayAsTheyWere()
    {
        int identical = 0;
        for (qsizetype i = 0; i < unrelated.size(); ++i) {
            const QString reply = ask(unrelated[i]);
            identical += reply == m_unrelatedBefore[i] ? 1 : 0;
            if (reply != m_unrelatedBefore[i]) {
                qInfo().noquote() << unrelated[i] << "\n  before:" << m_unrelatedBefore[i] << "\n  after: " << reply;
            }
        }
        QVERIFY2(identical >= 8, qPrintable(QStringLiteral("%1 of 10 identical").arg(identical)));
    }

    void theTimelineShowsItAndNothingInvented()
    {
        const Outcome timeline = run({ QStringLiteral("timeline") });
        QCOMPARE(timeline.exitCode, 0);
        const QJsonArray entries = timeline.json[u"entries"].toArray();
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0][u"kind"].toString(), QStringLiteral("base"));
        QCOMPARE(entries[1][u"kind"].toString(), QStringLiteral("learned"));
        QVERIFY(entries[1][u"serving"].toBool());
    }

    void restoringTheBaseGivesTheOldReplyByteForByte()
    {
        QCOMPARE(run({ QStringLiteral("restore"), QStringLiteral("--to"), QStringLiteral("0") }).exitCode, 0);
        QCOMPARE(ask(question), m_before);
        QCOMPARE(run({ QStringLiteral("restore"), QStringLiteral("--to"), QStringLiteral("1") }).exitCode, 0);
        QCOMPARE(ask(question), m_after);
    }

    void replayingTheLogGivesTheSameWeightsBitForBit()
    {
        const Outcome rebuilt = run({ QStringLiteral("rebuild"), QStringLiteral("--verify") });
        QVERIFY2(rebuilt.exitCode == 0, rebuilt.standardOutput);
        QVERIFY(rebuilt.json[u"identical"].toBool());
    }

    void unteachingTheLessonGivesTheBaseAgain()
    {
        const Outcome untaught = run({ QStringLiteral("unteach"), QStringLiteral("--lesson"), QStringLiteral("1") });
        QVERIFY2(untaught.exitCode == 0, untaught.standardOutput);
        QCOMPARE(ask(question), m_before);
        const Outcome verified = run({ QStringLiteral("verify") });
        QVERIFY2(verified.exitCode == 0, verified.standardOutput);
        QVERIFY(verified.json[u"ok"].toBool());
    }

    void exportsWhatPeftReads()
    {
        const QString folder = m_profile.filePath(QStringLiteral("exported"));
        QCOMPARE(run({ QStringLiteral("export"), QStringLiteral("--checkpoint"), QStringLiteral("1"),
                         QStringLiteral("--out"), folder })
                     .exitCode,
            0);
        QFile config(folder + QStringLiteral("/adapter_config.json"));
        QVERIFY(config.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(config.readAll())[u"peft_type"].toString(), QStringLiteral("LORA"));
        QVERIFY(QFile::exists(folder + QStringLiteral("/adapter_model.safetensors")));
    }

    void refusesWhatCannotBe_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("kind");
        using List = QStringList;
        const auto text = [](const char* word) { return QString::fromLatin1(word); };
        QTest::newRow("no command") << List {} << 2 << QString();
        QTest::newRow("unknown option") << List { text("info"), text("--nonsense") } << 2 << QString();
        QTest::newRow("missing model") << List { text("info"), text("--model"), text("/nowhere/model.gguf") } << 1
                                       << text("file_missing");
        QTest::newRow("truncated model") << List { text("info"), text("--model"), truncatedModel() } << 1
                                         << text("file_corrupt");
        QTest::newRow("empty model") << List { text("info"), text("--model"), emptyFile() } << 1
                                     << text("file_corrupt");
        QTest::newRow("unknown checkpoint")
            << List { text("restore"), text("--to"), text("99") } << 1 << text("bad_input");
        QTest::newRow("a file without lessons")
            << List { text("teach"), text("--file"), emptyFile() } << 1 << text("bad_input");
        QTest::newRow("empty question") << List { text("chat"), text("--prompt"), QString() } << 1 << text("bad_input");
        QTest::newRow("a conversation as JSON") << List { text("chat") } << 1 << text("bad_input");
        QTest::newRow("empty question to teach from")
            << List { text("teach"), text("--prompt"), QString() } << 1 << text("bad_input");
        QTest::newRow("negative checkpoint") << List { text("restore"), text("--to"), text("-1") } << 2 << QString();
        QTest::newRow("lesson that is out already")
            << List { text("unteach"), text("--lesson"), text("1") } << 1 << text("bad_input");
        QTest::newRow("nothing to rebuild") << List { text("rebuild") } << 1 << text("bad_input");
        QTest::newRow("unknown lesson") << List { text("unteach"), text("--lesson"), text("99") } << 1
                                        << text("bad_input");
        QTest::newRow("base export") << List { text("export"), text("--checkpoint"), text("0"), text("--out"),
            text("/tmp/x") } << 2 << QString();
        QTest::newRow("prompt beyond the context")
            << List { text("chat"), text("--prompt"), QStringLiteral("word ").repeated(9000), text("--greedy") } << 1
            << text("context_full");
        QTest::newRow("wanted reply beyond the context") << List { text("teach"), text("--prompt"), text("Hi"),
            text("--reply"), text("Ho"), text("--wanted"), QStringLiteral("word ").repeated(9000) }
                                                         << 1 << text("context_full");
    }

    void refusesWhatCannotBe()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, kind);
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.exitCode == exitCode, outcome.standardOutput + outcome.standardError);
        QCOMPARE(outcome.json[u"error"][u"kind"].toString(), kind);
    }

    void worksUnderAnyPath()
    {
        const QString folder = m_profile.filePath(QStringLiteral("profil ünï 漢字 🙂"));
        const Outcome info = run({ QStringLiteral("timeline"), QStringLiteral("--profile"), folder });
        QVERIFY2(info.exitCode == 0, info.standardOutput);
        QVERIFY(QFile::exists(folder + QStringLiteral("/app.db")));
    }

private:
    Outcome run(const QStringList& arguments)
    {
        QStringList all { QStringLiteral(AMEND_CLI), QStringLiteral("--json") };
        if (!arguments.contains(QStringLiteral("--profile"))) {
            all << QStringLiteral("--profile") << m_profile.filePath(QStringLiteral("profile"));
        }
        if (!arguments.contains(QStringLiteral("--model"))) {
            all << QStringLiteral("--model")
                << QStringLiteral(AMEND_DEPS) + QStringLiteral("/models/SmolLM2-135M-Instruct.Q4_1.gguf");
        }
        all << arguments;
        if (m_withoutNetwork) {
            all = QStringList { QStringLiteral("unshare"), QStringLiteral("-rn") } + all;
        }
        QProcess process;
        process.start(all.takeFirst(), all);
        constexpr int limitMs = 600'000;
        Outcome outcome;
        if (process.waitForFinished(limitMs) && process.exitStatus() == QProcess::NormalExit) {
            outcome.exitCode = process.exitCode();
        }
        outcome.standardOutput = process.readAllStandardOutput();
        outcome.standardError = process.readAllStandardError();
        outcome.json = QJsonDocument::fromJson(outcome.standardOutput);
        return outcome;
    }

    QString ask(const QString& prompt)
    {
        return run({ QStringLiteral("chat"), QStringLiteral("--prompt"), prompt, QStringLiteral("--greedy"),
                       QStringLiteral("--max-tokens"), QStringLiteral("40") })
            .json[u"reply"]
            .toString();
    }

    QString truncatedModel() const
    {
        QFile model(QStringLiteral(AMEND_DEPS) + QStringLiteral("/models/SmolLM2-135M-Instruct.Q4_1.gguf"));
        QFile cut(m_profile.filePath(QStringLiteral("cut.gguf")));
        if (model.open(QIODevice::ReadOnly) && cut.open(QIODevice::WriteOnly)) {
            cut.write(model.read(5'000'000));
        }
        return cut.fileName();
    }

    QString emptyFile() const
    {
        QFile file(m_profile.filePath(QStringLiteral("empty.gguf")));
        return file.open(QIODevice::WriteOnly) ? file.fileName() : QString();
    }

    QTemporaryDir m_profile;
    bool m_withoutNetwork = false;
    QString m_before;
    QString m_after;
    QStringList m_unrelatedBefore;
};

QTEST_GUILESS_MAIN(TestCliStory)
#include "tst_cli_story.moc"
