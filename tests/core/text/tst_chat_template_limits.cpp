// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Templates written to hang the program or to eat its memory. Each must end soon, with an error that says why.
#include "core/base/error.h"
#include "core/text/chat_template.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace amend;

class TestChatTemplateLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void endsAHostileTemplate_data();
    void endsAHostileTemplate();
    void rendersALongConversation();
    void obeysSmallerLimits_data();
    void obeysSmallerLimits();
};

namespace {

/// Far above what any case takes (about 0.1 s at most in a release build), so that a slow machine or a sanitizer
/// passes; far below what any of them would take without limits.
constexpr int kPatienceMs = 10'000;

QByteArray repeated(const char* text, int count)
{
    return QByteArray(text).repeated(count);
}

QByteArray nested(const char* open, const char* inside, const char* close, int depth)
{
    return repeated(open, depth) + inside + repeated(close, depth);
}

/// What `source` fails with; empty when it does not.
QString failure(const QByteArray& source, const TemplateLimits& limits = {})
{
    const std::string longMessage(500'000, 'a');
    const std::vector<ChatTurn> turns { { Role::User, longMessage } };
    try {
        ChatTemplate::parse(source.toStdString(), limits).render(turns, {});
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

void TestChatTemplateLimits::endsAHostileTemplate_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char* name, const QByteArray& source, const char* cause) {
        QTest::newRow(name) << source << QString::fromLatin1(cause);
    };
    row("long range", "{{ range(10**9) }}", "numbers in a range");
    row("range without end", "{{ range(0, 9, 0) }}", "step 0");
    row("range at the edge", "{{ range(9223372036854775806, 9223372036854775807, 5) | length }}{{ 1 // 0 }}", "zero");
    row("ranges in ranges",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% "
        "endfor %}",
        "the limit");
    row("loop without body", "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "the limit");
    row("repeated string", "{{ 'a' * 10**9 }}", "the limit");
    row("repeated long string", "{{ messages[0].content * 10**6 }}", "the limit");
    row("repeated empty string", "{{ '' * 10**18 }}{{ 1 // 0 }}", "zero");
    row("repeated list", "{{ [0] * 10**9 }}", "the limit");
    row("doubled string",
        "{% set ns = namespace(t='a') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}", "the limit");
    row("doubled list",
        "{% set ns = namespace(t=[0]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}", "the limit");
    row("doubled by a filter",
        "{% set ns = namespace(t='aa') %}{% for i in range(99) %}{% set ns.t = ns.t | replace('a', 'aa') %}{% endfor "
        "%}",
        "the limit");
    row("joined with itself",
        "{% set ns = namespace(t='aa') %}{% for i in range(99) %}{% set ns.t = ns.t | join(ns.t) %}{% endfor %}",
        "the limit");
    row("escaped again and again",
        "{% set ns = namespace(t='\"') %}{% for i in range(99) %}{% set ns.t = ns.t | tojson %}{% endfor %}",
        "the limit");
    row("wide indent", "{{ 'a' | indent(10**12, true) }}", "spaces of indentation");
    row("wide indent of JSON", "{{ [1] | tojson(indent=10**12) }}", "spaces of indentation");
    row("large output", "{% for i in range(99999) %}{{ messages[0].content }}{% endfor %}", "the limit");
    row("large number", "{{ 10 ** 99 }}", "too large");
    row("large power", "{{ 1 ** 9223372036854775807 }}", "steps");
    row("overflowing sum", "{{ 9223372036854775807 + 1 }}", "too large");
    row("overflowing division", "{{ (-9223372036854775807 - 1) // -1 }}", "too large");
    row("overflowing slice", "{{ 'abc'[-9223372036854775807:9223372036854775807:9223372036854775807] }}{{ 1 // 0 }}",
        "zero");
    row("slice without end", "{{ 'abc'[::0] }}", "step 0");
    row("huge literal", "{{ 99999999999999999999999999 }}", "too large");
    row("recursive macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "levels of nested macros");
    row("macros that call each other",
        "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}",
        "levels of nested macros");
    row("macro in its own default", "{% macro f(a=f()) %}{{ a }}{% endmacro %}{{ f() }}", "levels of nested macros");
    row("macro that calls itself twice",
        "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}", "the limit");
    row("macro that nests deep",
        "{% macro f() %}" + nested("{% if true %}", "{{ " + nested("(1+", "f()", ")", 30) + " }}", "{% endif %}", 30)
            + "{% endmacro %}{{ f() }}",
        "levels of nested evaluation");
    row("parentheses in parentheses", "{{ " + nested("(", "1", ")", 10'000) + " }}", "levels of nesting");
    row("lists in lists", "{{ " + nested("[", "1", "]", 10'000) + " }}", "levels of nesting");
    row("dicts in dicts", "{{ " + nested("{1:", "1", "}", 10'000) + " }}", "levels of nesting");
    row("not not not", "{{ " + repeated("not ", 10'000) + "1 }}", "levels of nesting");
    row("minus minus minus", "{{ " + repeated("- ", 10'000) + "1 }}", "levels of nesting");
    row("long sum", "{{ " + repeated("1 + ", 10'000) + "1 }}", "levels of nesting");
    row("long chain of filters", "{{ 'a'" + repeated(" | trim", 10'000) + " }}", "levels of nesting");
    row("long chain of attributes", "{{ a" + repeated(".b", 10'000) + " }}", "levels of nesting");
    row("long chain of calls", "{{ a" + repeated("()", 10'000) + " }}", "levels of nesting");
    row("long chain of conditions", "{{ " + repeated("1 if 1 else ", 10'000) + "1 }}", "levels of nesting");
    row("if in if", nested("{% if true %}", "", "{% endif %}", 5'000), "levels of nesting");
    row("for in for", nested("{% for a in [1] %}", "", "{% endfor %}", 5'000), "levels of nesting");
    row("value in value",
        "{% set ns = namespace(t=[]) %}{% for i in range(99999) %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.t }}",
        "levels of nested lists");
    row("namespace in itself", "{% set ns = namespace() %}{% set ns.me = ns %}{{ [ns.me.me] }}{{ 1 // 0 }}", "zero");
    row("search in a long message",
        "{% for i in range(99999) %}{{ '" + repeated("a", 5'000) + "b' in messages[0].content }}{% endfor %}",
        "the limit");
    row("comparison of long messages",
        "{% for i in range(99999) %}{{ messages[0].content == messages[0].content }}{% endfor %}", "the limit");
    row("length of a long message", "{% for i in range(99999) %}{{ messages[0].content | length }}{% endfor %}",
        "the limit");
    row("characters of a long message", "{% for i in range(99999) %}{{ messages[0].content[499999] }}{% endfor %}",
        "the limit");
    row("unique of many", "{{ range(99999) | unique }}", "steps");
    row("many keys",
        "{% set ns = namespace(d={}) %}{% for i in range(99999) %}{% set ns.d = dict(ns.d, a=i) %}"
        "{% for k in range(99) %}{{ {k: 1, i: 2} | tojson }}{% endfor %}{% endfor %}",
        "the limit");
    row("large source", repeated(" ", 300'000), "bytes of source");
    row("many open tags", repeated("{{", 100'000), "cannot be read");
    row("many comments", repeated("{#", 100'000), "cannot be read");
    row("many raws", repeated("{% raw %}", 20'000), "raw has no endraw");
}

void TestChatTemplateLimits::endsAHostileTemplate()
{
    QFETCH(QByteArray, source);
    QFETCH(QString, cause);
    QElapsedTimer timer;
    timer.start();
    const QString detail = failure(source);
    QVERIFY2(detail.contains(cause), qPrintable(detail));
    QVERIFY2(
        detail.contains(QLatin1String("Line 1")) || detail.contains(QLatin1String("the limit")), qPrintable(detail));
    QVERIFY(timer.elapsed() < kPatienceMs);
}

void TestChatTemplateLimits::rendersALongConversation()
{
    std::vector<ChatTurn> turns;
    for (int i = 0; i < 1000; ++i) {
        turns.push_back({ Role::User, std::string(1000, 'q') });
        turns.push_back({ Role::Assistant, std::string(1000, 'r') });
    }
    const std::string prompt = ChatTemplate::chatMl().render(turns, {});
    QVERIFY(prompt.size() > 2'000'000);
}

void TestChatTemplateLimits::obeysSmallerLimits_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QString>("limit");
    QTest::newRow("steps") << QByteArray("{% for i in range(50) %}{{ i }}{% endfor %}") << "100 steps";
    QTest::newRow("memory") << QByteArray("{% set x = 'a' * 2000000 %}") << "1000000 bytes of values";
    QTest::newRow("output") << QByteArray("{{ 'a' * 2000 }}") << "1000 bytes of output";
    QTest::newRow("range") << QByteArray("{{ range(101) }}") << "100 numbers in a range";
    QTest::newRow("source") << QByteArray(1001, ' ') << "1000 bytes of source";
    QTest::newRow("depth") << QByteArray("{{ ((((((((((1)))))))))) }}") << "10 levels of nesting";
    QTest::newRow("evaluation") << QByteArray(
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(9) }}")
                                << "20 levels of nested evaluation";
}

void TestChatTemplateLimits::obeysSmallerLimits()
{
    QFETCH(QByteArray, source);
    QFETCH(QString, limit);
    TemplateLimits limits;
    limits.depth = 10;
    limits.evaluationDepth = 20;
    limits.rangeLength = 100;
    limits.steps = limit.contains(QLatin1String("steps")) ? 100 : limits.steps;
    limits.outputBytes = 1000;
    limits.memoryBytes = 1'000'000;
    limits.sourceBytes = 1000;
    QVERIFY2(failure(source, limits).contains(limit), qPrintable(failure(source, limits)));
}

QTEST_GUILESS_MAIN(TestChatTemplateLimits)
#include "tst_chat_template_limits.moc"
