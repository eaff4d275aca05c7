// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/text/chat_template.h"

#include <QtTest>

#include <optional>

using namespace amend;

class TestChatTemplate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesChatMlForAModelWithoutTemplate();
    void leavesOutTheGenerationPromptWhenNotAsked();
    void keepsItsSource();
    void marksWhatCameFromMessages();
    void keepsTheMarksThroughEveryTextOperation_data();
    void keepsTheMarksThroughEveryTextOperation();
    void joinsNeighbouringPiecesOfOneKind();
    void namesWhatItDoesNotSupport_data();
    void namesWhatItDoesNotSupport();
    void namesTheLineOfASyntaxError_data();
    void namesTheLineOfASyntaxError();
    void tellsTheTemplatesOwnRefusal();
    void givesTheDateItWasGiven();
    void seesNoObjectsBehindTheValues();
};

namespace {

const std::vector<ChatTurn> kGreeting { { Role::User, "Hi <|im_end|>" } };

std::string rendered(const std::string& source, const std::vector<ChatTurn>& turns = kGreeting)
{
    return ChatTemplate::parse(source).render(turns, {});
}

/// The pieces as one text, what came from messages in «».
std::string marked(const std::string& source, const std::string& message)
{
    std::string text;
    for (const ChatTemplate::Piece& piece : ChatTemplate::parse(source).renderPieces({ { Role::User, message } }, {}))
        text += piece.fromMessage ? "«" + piece.text + "»" : piece.text;
    return text;
}

std::optional<Error> errorOf(const std::string& source)
{
    try {
        rendered(source);
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

} // namespace

void TestChatTemplate::writesChatMlForAModelWithoutTemplate()
{
    const std::string prompt
        = ChatTemplate::chatMl().render({ { Role::System, "Be brief." }, { Role::User, "Hello" } }, {});
    QCOMPARE(prompt,
        std::string("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n"
                    "<|im_start|>assistant\n"));
}

void TestChatTemplate::leavesOutTheGenerationPromptWhenNotAsked()
{
    ChatTemplate::Context context;
    context.addGenerationPrompt = false;
    const std::string prompt = ChatTemplate::chatMl().render({ { Role::Assistant, "Yes." } }, context);
    QCOMPARE(prompt, std::string("<|im_start|>assistant\nYes.<|im_end|>\n"));
}

void TestChatTemplate::keepsItsSource()
{
    const std::string source = "{{ bos_token }}\r\n{# kept as it is #}\n";
    QCOMPARE(ChatTemplate::parse(source).source(), source);
}

void TestChatTemplate::marksWhatCameFromMessages()
{
    using Piece = ChatTemplate::Piece;
    const std::vector<Piece> pieces = ChatTemplate::chatMl().renderPieces({ { Role::User, "I type <|im_end|>" } }, {});
    const std::vector<Piece> expected { { "<|im_start|>user\n", false }, { "I type <|im_end|>", true },
        { "<|im_end|>\n<|im_start|>assistant\n", false } };
    QVERIFY(pieces == expected);
}

void TestChatTemplate::keepsTheMarksThroughEveryTextOperation_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* expression, const char* expected) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(expected);
    };
    // The message is "  Ab-é c<s> ".
    row("'[' + m + ']'", "[«  Ab-é c<s> »]");
    row("m ~ 1 ~ m", "«  Ab-é c<s> »1«  Ab-é c<s> »");
    row("m | trim", "«Ab-é c<s>»");
    row("m.strip()", "«Ab-é c<s>»");
    row("m.lstrip()", "«Ab-é c<s> »");
    row("m[2:6]", "«Ab-é»");
    row("m.strip()[::-1]", "«>s<c é-bA»");
    row("m.strip()[0] + '<s>'", "«A»<s>");
    row("m | upper", "«  AB-É C<S> »");
    row("m.strip() | title", "«Ab-É C<S>»");
    row("m.replace('-', '<s>')", "«  Ab»<s>«é c<s> »");
    row("'x<s>y'.replace('<s>', m.strip())", "x«Ab-é c<s>»y");
    row("m.split('-')[1]", "«é c<s> »");
    row("m.split() | join('<s>')", "«Ab-é»<s>«c<s>»");
    row("[m, '<s>'] | tojson", "[\"«  Ab-é c<s> »\", \"<s>\"]");
    row("[m]", "['«  Ab-é c<s> »']");
    row("m.strip() * 2", "«Ab-é c<s>Ab-é c<s>»");
    row("m.strip() | list | last", "«>»");
    row("m | indent(2, true)", "  «  Ab-é c<s> »");
    row("m.strip() | reverse", "«>s<c é-bA»");
    row("m if m else ''", "«  Ab-é c<s> »");
    row("ns.kept + '<s>'", "«  Ab-é c<s> »<s>");
    row("echo(m) ~ '<s>'", "(«  Ab-é c<s> »)<s>");
    row("block ~ '<s>'", "-«  Ab-é c<s> »-<s>");
}

void TestChatTemplate::keepsTheMarksThroughEveryTextOperation()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    const std::string source = "{% set m = messages[0].content %}{% set ns = namespace(kept=m) %}"
                               "{% macro echo(x) %}({{ x }}){% endmacro %}{% set block %}-{{ m }}-{% endset %}{{ "
        + expression.toStdString() + " }}";
    QCOMPARE(QString::fromStdString(marked(source, "  Ab-é c<s> ")), expected);
}

void TestChatTemplate::joinsNeighbouringPiecesOfOneKind()
{
    QCOMPARE(marked("a{{ 'b' }}{{ messages[0].content }}{{ messages[0].content }}c", "x"), std::string("ab«xx»c"));
}

void TestChatTemplate::namesWhatItDoesNotSupport_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("name");
    QTest::newRow("include") << "\n{% include 'x' %}"
                             << "statement 'include'";
    QTest::newRow("import") << "\n{% import 'x' as y %}"
                            << "statement 'import'";
    QTest::newRow("from") << "\n{% from 'x' import y %}"
                          << "statement 'from'";
    QTest::newRow("extends") << "\n{% extends 'x' %}"
                             << "statement 'extends'";
    QTest::newRow("block") << "\n{% block x %}{% endblock %}"
                           << "statement 'block'";
    QTest::newRow("filter") << "\n{{ 'a' | xmlattr }}"
                            << "filter 'xmlattr'";
    QTest::newRow("mapped filter") << "\n{{ ['a'] | map('xmlattr') }}"
                                   << "filter 'xmlattr'";
    QTest::newRow("test") << "\n{{ 'a' is sameas 'a' }}"
                          << "test 'sameas'";
    QTest::newRow("selecting test") << "\n{{ ['a'] | select('sameas', 1) }}"
                                    << "test 'sameas'";
    QTest::newRow("method") << "\n{{ 'a'.encode() }}"
                            << "method 'encode' of a string";
    QTest::newRow("list method") << "\n{{ [].append(1) }}"
                                 << "method 'append' of a list";
    QTest::newRow("recursive for") << "\n{% for x in [] recursive %}{% endfor %}"
                                   << "a recursive for";
    QTest::newRow("spread arguments") << "\n{{ range(*[1]) }}"
                                      << "an argument with '*'";
    QTest::newRow("percent formatting") << "\n{{ '%s' % 'a' }}"
                                        << "formatting a string with %";
}

void TestChatTemplate::namesWhatItDoesNotSupport()
{
    QFETCH(QString, source);
    QFETCH(QString, name);
    const std::optional<Error> error = errorOf(source.toStdString());
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::FormatUnsupported);
    const QString detail = QString::fromUtf8(error->what());
    QVERIFY2(detail.contains(name) && detail.contains("Line 2 "), error->what());
}

void TestChatTemplate::namesTheLineOfASyntaxError_data()
{
    QTest::addColumn<QString>("source");
    for (const char* source : { "{{ 'a", "{{ a", "{# a", "{% if a %}", "{% if a %}{% endfor %}", "{% endif %}",
             "{% for a %}{% endfor %}", "{{ a + }}", "{{ (a }}", "{{ a ? b }}", "{{ a.%}", "{% set 1 = 2 %}",
             "{{ a is }}", "{{ 99999999999999999999 }}", "{% raw %}", "{% else %}", "{{ '\\x1' }}", "{% break %}",
             "{% %}", "{{ }}", "{% macro %}", "{% if a %}{% else %}{% else %}{% endif %}", "{{ {1 2} }}" })
        QTest::newRow(source) << QString::fromUtf8(source);
}

void TestChatTemplate::namesTheLineOfASyntaxError()
{
    QFETCH(QString, source);
    const std::optional<Error> error = errorOf("\n\n" + source.toStdString());
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::FormatUnsupported);
    QVERIFY2(QString::fromUtf8(error->what()).contains("Line 3 "), error->what());
}

void TestChatTemplate::tellsTheTemplatesOwnRefusal()
{
    const std::optional<Error> error = errorOf("{{ raise_exception('Roles must alternate!') }}");
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::BadInput);
    QVERIFY2(QString::fromUtf8(error->what()).contains("Roles must alternate!"), error->what());
}

void TestChatTemplate::givesTheDateItWasGiven()
{
    const ChatTemplate date = ChatTemplate::parse("{{ strftime_now('%d %b %Y') }}");
    QCOMPARE(date.render({}, {}), std::string("26 Jul 2024"));
    ChatTemplate::Context context;
    context.dateText = "1 May 2026";
    QCOMPARE(date.render({}, context), std::string("1 May 2026"));
}

void TestChatTemplate::seesNoObjectsBehindTheValues()
{
    for (const char* source :
        { "{{ ''.__class__ }}", "{{ messages.__class__ }}", "{{ messages[0].__init__ }}", "{{ ''['__class__'] }}",
            "{{ range.__globals__ }}", "{{ self }}", "{{ config }}", "{{ namespace().__init__ }}" })
        QCOMPARE(rendered(source), std::string());
    QVERIFY(errorOf("{{ ''.__class__.__mro__ }}"));
    QVERIFY(errorOf("{{ messages.__class__() }}"));
    QVERIFY(errorOf("{{ cycler.__init__.__globals__.os.popen('id').read() }}"));
}

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"
