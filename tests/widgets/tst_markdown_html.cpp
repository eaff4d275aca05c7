// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/markdown_html.h"

#include <QTest>
#include <QTextDocument>

using namespace amend;

namespace {

/// What a person reads.
QString shown(const char* markdown)
{
    QTextDocument document;
    document.setHtml(toHtml(markdown, {}));
    return document.toPlainText();
}

} // namespace

class MarkdownHtmlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTagsAsText()
    {
        QCOMPARE(shown("a <b>x</b> <script>y</script>"), QStringLiteral("a <b>x</b> <script>y</script>"));
    }

    void neverFetchesAnImage()
    {
        QVERIFY(!toHtml("![cat](http://example.org/cat.png)", {}).contains(QLatin1String("<img")));
        QCOMPARE(shown("![cat](http://example.org/cat.png)"), QStringLiteral("cat (http://example.org/cat.png)"));
    }

    void linksOnlyWhatMayBeOpened()
    {
        QVERIFY(toHtml("[x](https://example.org)", {}).contains(QLatin1String("<a href='https://example.org'>")));
        for (const char* target :
            { "[x](file:///etc/passwd)", "[x](javascript:alert(1))", "[x](#part)", "[x](ssh://a)" }) {
            QVERIFY2(!toHtml(target, {}).contains(QLatin1String("<a ")), target);
        }
    }

    void aLinkCannotLeaveItsQuotes()
    {
        QVERIFY(!toHtml("[x](https://e.org/'onclick='y)", {}).contains(QLatin1String("'onclick")));
    }

    void knowsTablesStrikeThroughAndTasks()
    {
        QVERIFY(toHtml("|a|b|\n|---|---|\n|1|2|", {}).contains(QLatin1String("<table")));
        QVERIFY(toHtml("~~old~~", {}).contains(QLatin1String("<s>old</s>")));
        QVERIFY(shown("- [x] done\n- [ ] open").contains(QStringLiteral("\u2611 done")));
    }
};

QTEST_MAIN(MarkdownHtmlTest)
#include "tst_markdown_html.moc"
