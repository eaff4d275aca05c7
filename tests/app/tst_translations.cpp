// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translations.h"
#include "widgets/engine_words.h"

#include <QDir>
#include <QFile>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

#include <algorithm>

using namespace amend;

namespace {

struct Message {
    QString source;
    QStringList translations; ///< one, or one for each plural form
    bool numbered = false;
    bool unfinished = false;
};

QString catalogue(const QString& language)
{
    return QStringLiteral(AMEND_SOURCE_DIR "/translations/amend_%1.ts").arg(language);
}

QString contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QList<Message> messagesIn(const QString& path)
{
    QList<Message> messages;
    QXmlStreamReader xml(contents(path));
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == u"message") {
            messages.append(Message {});
            messages.last().numbered = xml.attributes().value(u"numerus"_qs) == u"yes";
        } else if (xml.name() == u"source") {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            messages.last().unfinished = xml.attributes().hasAttribute(u"type"_qs);
            if (!messages.last().numbered) {
                messages.last().translations = { xml.readElementText() };
            }
        } else if (xml.name() == u"numerusform") {
            messages.last().translations << xml.readElementText();
        }
    }
    return messages;
}

QStringList placeholdersOf(const QString& text)
{
    static const QRegularExpression placeholder(u"%(\\d|n)"_qs);
    QStringList found;
    for (auto matches = placeholder.globalMatch(text); matches.hasNext();) {
        found << matches.next().captured();
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Every string of the file that reads as a sentence: large letter first, full stop last.
QStringList sentencesIn(const QString& path)
{
    static const QRegularExpression sentence(u"\" ?([A-Z][^\"\\n]*\\.)\""_qs);
    QStringList found;
    for (auto matches = sentence.globalMatch(contents(path)); matches.hasNext();) {
        found << matches.next().captured(1);
    }
    return found;
}

QStringList filesThatGiveReasons()
{
    const QDir learn(QStringLiteral(AMEND_SOURCE_DIR "/core/learn"));
    QStringList paths { learn.filePath(u"critique_check.cpp"_qs), learn.filePath(u"gate_result.cpp"_qs),
        learn.filePath(u"reply_form.cpp"_qs), learn.filePath(u"trainer.cpp"_qs) };
    for (const QFileInfo& file : QDir(learn.filePath(u"objectives"_qs)).entryInfoList({ u"*.cpp"_qs })) {
        paths << file.filePath();
    }
    return paths;
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup()
    {
        qDeleteAll(qApp->findChildren<QTranslator*>());
        QLocale::setDefault(QLocale::c());
    }

    void leavesNothingUnfinished_data() { eachLanguage(); }
    void leavesNothingUnfinished()
    {
        QFETCH(QString, language);
        const QList<Message> messages = messagesIn(catalogue(language));
        QVERIFY(!messages.isEmpty());
        for (const Message& message : messages) {
            QVERIFY2(!message.unfinished && !message.translations.contains(QString()), qPrintable(message.source));
        }
    }

    void keepsEveryPlaceholder_data() { eachLanguage(); }
    void keepsEveryPlaceholder()
    {
        QFETCH(QString, language);
        for (const Message& message : messagesIn(catalogue(language))) {
            for (const QString& translation : message.translations) {
                QVERIFY2(placeholdersOf(translation) == placeholdersOf(message.source), qPrintable(translation));
            }
        }
    }

    void hasBothPluralForms_data() { eachLanguage(); }
    void hasBothPluralForms()
    {
        QFETCH(QString, language);
        for (const Message& message : messagesIn(catalogue(language))) {
            QVERIFY2(message.numbered == message.source.contains(u"%n"_qs), qPrintable(message.source));
            QVERIFY2(message.translations.size() == (message.numbered ? 2 : 1), qPrintable(message.source));
            QVERIFY2(message.translations.filter(u"(s)"_qs).isEmpty(), qPrintable(message.source));
        }
    }

    /// If this fails: build the target update_translations, then translate what is unfinished.
    void hasEveryTextOfTheSources_data() { eachLanguage(); }
    void hasEveryTextOfTheSources()
    {
        QFETCH(QString, language);
        const QTemporaryDir folder;
        const QString copy = folder.filePath(u"amend_%1.ts"_qs.arg(language));
        QVERIFY(QFile::copy(catalogue(language), copy));
        QStringList arguments { u"-silent"_qs, u"-locations"_qs, u"none"_qs, u"-no-obsolete"_qs, u"-I"_qs, u"."_qs,
            u"app"_qs, u"widgets"_qs, u"-ts"_qs, copy };
        if (language == u"en") {
            arguments.prepend(u"-pluralonly"_qs);
        }
        QProcess lupdate;
        lupdate.setWorkingDirectory(QStringLiteral(AMEND_SOURCE_DIR));
        lupdate.start(QStringLiteral(AMEND_LUPDATE), arguments);
        QVERIFY(lupdate.waitForFinished());
        QCOMPARE(lupdate.exitCode(), 0);
        const QList<Message> messages = messagesIn(copy);
        for (const Message& message : messages) {
            QVERIFY2(!message.unfinished, qPrintable(message.source));
        }
        QCOMPARE(messagesIn(catalogue(language)).size(), messages.size());
    }

    void speaksGerman()
    {
        installTranslations(*qApp, QLocale(QLocale::German));
        QCOMPARE(QCoreApplication::translate("amend::StatusStrip", "Lessons"), u"Lektionen"_qs);
        QCOMPARE(QCoreApplication::translate("FailureText", "Stopped."), u"Angehalten."_qs);
        QCOMPARE(checkpoints(1), u"1 Checkpoint"_qs);
        QCOMPARE(checkpoints(3), u"3 Checkpoints"_qs);
    }

    void countsInEnglishWhereThereIsNoTranslation_data()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("no locale") << QLocale::c();
        QTest::newRow("English") << QLocale(QLocale::English, QLocale::UnitedStates);
        QTest::newRow("Finnish") << QLocale(QLocale::Finnish);
    }
    void countsInEnglishWhereThereIsNoTranslation()
    {
        QFETCH(QLocale, locale);
        installTranslations(*qApp, locale);
        QCOMPARE(checkpoints(1), u"1 checkpoint"_qs);
        QCOMPARE(checkpoints(2), u"2 checkpoints"_qs);
    }

    void translatesEveryReasonOfTheEngine()
    {
        installTranslations(*qApp, QLocale(QLocale::German));
        int reasons = 0;
        for (const QString& path : filesThatGiveReasons()) {
            for (const QString& reason : sentencesIn(path)) {
                for (const QString& sentence : reason.split(QRegularExpression(u"(?<=\\.) "_qs))) {
                    QVERIFY2(reasonInWords(sentence.toStdString()) != sentence, qPrintable(sentence));
                    ++reasons;
                }
            }
        }
        QVERIFY(reasons > 30); // else they are looked for in the wrong place
    }

    void translatesAReasonSentenceBySentence()
    {
        installTranslations(*qApp, QLocale(QLocale::German));
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(reasonInWords("Learned with less strength: Earlier lessons would be lost."),
            u"Mit geringerer Stärke gelernt: Frühere Lektionen gingen verloren."_qs);
        QCOMPARE(reasonInWords("The loss broke off at 12.500000 nats per token. Nothing was changed."),
            u"Das Training brach bei einem Verlust von 12,5 Nats pro Token ab."_qs);
        QCOMPARE(reasonInWords("A reply that you asked to keep would change: \"Who?\". Nothing was changed."),
            u"Eine Antwort, die Sie behalten wollten, würde sich ändern: \"Who?\"."_qs);
        QCOMPARE(reasonInWords("cannot open /a/b.gguf. Stopped."), u"cannot open /a/b.gguf. Angehalten."_qs);
        QCOMPARE(reasonInWords("Nothing was changed."), u"Nichts wurde verändert."_qs);
        QCOMPARE(reasonInWords(""), QString());
    }

    void translatesWhatTheGateCounts()
    {
        installTranslations(*qApp, QLocale(QLocale::German));
        QCOMPARE(measuredInWords("4 of 4"), u"4 von 4"_qs);
        QCOMPARE(measuredInWords("1 of 34 answered differently"), u"1 von 34 anders beantwortet"_qs);
        QCOMPARE(measuredInWords("greedy and 3 of 3 samples"), u"greedy and 3 of 3 samples"_qs);
    }

private:
    static void eachLanguage()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("German") << u"de"_qs;
        QTest::newRow("English") << u"en"_qs;
    }

    static QString checkpoints(int count)
    {
        return QCoreApplication::translate("amend::TimelineDock", "%n checkpoint(s)", nullptr, count);
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
