// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Against what the reference renders: see tests/golden/make_chat_templates.py.
#include "core/base/error.h"
#include "core/text/chat_template.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace amend;

class TestChatTemplateGolden : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void agreesOnEveryConversation_data();
    void agreesOnEveryConversation();
    void marksExactlyTheMessages_data();
    void marksExactlyTheMessages();
    void agreesOnTheLanguage_data();
    void agreesOnTheLanguage();

private:
    QJsonObject m_golden;
};

namespace {

const ChatTemplate::Context kContext {
    .bosText = "<s>", .eosText = "</s>", .addGenerationPrompt = true, .dateText = {}
};

std::vector<ChatTurn> turnsOf(const QJsonArray& conversation)
{
    std::vector<ChatTurn> turns;
    for (const QJsonValue& each : conversation) {
        const QString role = each[QLatin1String("role")].toString();
        turns.push_back({ role == QLatin1String("system") ? Role::System
                : role == QLatin1String("user")           ? Role::User
                                                          : Role::Assistant,
            each[QLatin1String("content")].toString().toStdString() });
    }
    return turns;
}

/// The text, or what the error is, in the words of the golden file.
QJsonObject outcome(const QString& source, const std::vector<ChatTurn>& turns, const ChatTemplate::Context& context)
{
    try {
        const std::string text = ChatTemplate::parse(source.toStdString()).render(turns, context);
        return { { QStringLiteral("text"), QString::fromStdString(text) } };
    } catch (const Error& error) {
        const QString detail = QString::fromUtf8(error.what());
        const QString refusal = QStringLiteral("the template refuses these messages: ");
        if (const qsizetype at = detail.indexOf(refusal); at >= 0)
            return { { QStringLiteral("refusal"), detail.mid(at + refusal.size()) } };
        return { { QStringLiteral("fails"), true }, { QStringLiteral("detail"), detail } };
    }
}

void compareOutcomes(const QJsonObject& actual, const QJsonObject& golden)
{
    if (golden.contains(QLatin1String("fails"))) {
        QVERIFY(actual.contains(QLatin1String("fails")));
        return;
    }
    QVERIFY2(!actual.contains(QLatin1String("detail")), qPrintable(actual[QLatin1String("detail")].toString()));
    QCOMPARE(actual[QLatin1String("refusal")], golden[QLatin1String("refusal")]);
    QCOMPARE(actual[QLatin1String("text")].toString(), golden[QLatin1String("text")].toString());
}

} // namespace

void TestChatTemplateGolden::initTestCase()
{
    QFile file(QStringLiteral(AMEND_TEST_DATA "/chat_templates.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_golden = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(m_golden[QLatin1String("templates")].toObject().size() >= 12);
}

void TestChatTemplateGolden::agreesOnEveryConversation_data()
{
    QTest::addColumn<QJsonObject>("golden");
    for (const QJsonValue& each : m_golden[QLatin1String("cases")].toArray()) {
        const QByteArray name = each[QLatin1String("template")].toString().toUtf8() + ", "
            + each[QLatin1String("conversation")].toString().toUtf8()
            + (each[QLatin1String("prompt")].toBool() ? ", prompt" : "");
        QTest::newRow(name.constData()) << each.toObject();
    }
}

void TestChatTemplateGolden::agreesOnEveryConversation()
{
    QFETCH(QJsonObject, golden);
    const QJsonValue source = m_golden[QLatin1String("templates")][golden[QLatin1String("template")].toString()];
    const QJsonValue turns = m_golden[QLatin1String("conversations")][golden[QLatin1String("conversation")].toString()];
    ChatTemplate::Context context = kContext;
    context.addGenerationPrompt = golden[QLatin1String("prompt")].toBool();
    compareOutcomes(outcome(source.toString(), turnsOf(turns.toArray()), context), golden);
}

void TestChatTemplateGolden::marksExactlyTheMessages_data()
{
    QTest::addColumn<QString>("source");
    const QJsonObject templates = m_golden[QLatin1String("templates")].toObject();
    for (auto each = templates.begin(); each != templates.end(); ++each)
        QTest::newRow(qPrintable(each.key())) << each.value().toString();
}

/// A message made of a letter that no template contains: the pieces must separate it from all else.
void TestChatTemplateGolden::marksExactlyTheMessages()
{
    QFETCH(QString, source);
    const std::vector<ChatTurn> turns { { Role::User, "\u0416" }, { Role::Assistant, "\u0416" },
        { Role::User, "\u0416" } };
    std::string prompt;
    int messages = 0;
    const ChatTemplate chatTemplate = ChatTemplate::parse(source.toStdString());
    for (const ChatTemplate::Piece& piece : chatTemplate.renderPieces(turns, kContext)) {
        QCOMPARE(piece.text.find("\u0416") != std::string::npos, piece.fromMessage);
        if (piece.fromMessage)
            QCOMPARE(piece.text, std::string("\u0416"));
        messages += piece.fromMessage ? 1 : 0;
        prompt += piece.text;
    }
    QVERIFY(messages >= 3);
    QCOMPARE(prompt, chatTemplate.render(turns, kContext));
}

void TestChatTemplateGolden::agreesOnTheLanguage_data()
{
    QTest::addColumn<QJsonObject>("golden");
    for (const QJsonValue& each : m_golden[QLatin1String("snippets")].toArray())
        QTest::newRow(qPrintable(each[QLatin1String("source")].toString().left(60).simplified())) << each.toObject();
}

void TestChatTemplateGolden::agreesOnTheLanguage()
{
    QFETCH(QJsonObject, golden);
    const QJsonValue turns = m_golden[QLatin1String("conversations")][QLatin1String("several turns with system")];
    compareOutcomes(outcome(golden[QLatin1String("source")].toString(), turnsOf(turns.toArray()), kContext), golden);
}

QTEST_GUILESS_MAIN(TestChatTemplateGolden)
#include "tst_chat_template_golden.moc"
