// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/markdown_blocks.h"
#include "widgets/markdown_html.h"

#include <QTest>
#include <random>

using namespace amend;

namespace {

const std::string document = R"(# Heading
A paragraph of two
lines with `code`, **strong** and ~~old~~ text — ünï, 漢字, 🙂.

Setext
======
> a quote
> goes on
lazily

- one
- two

  still two
  ```sh
  make
  ```
- [x] done
1. first
2. second
***
| a | b |
|---|:-:|
| 1 | 2 |
After the table a line still belongs to it

    indented

    code
```cpp
int main() {

    return 0; // ``
}
```
~~~
```
~~~
Last line without an end)";

std::vector<MarkdownBlock> inPieces(const std::string& text, const std::vector<std::size_t>& cuts)
{
    MarkdownBlocks blocks;
    std::vector<MarkdownBlock> all;
    const auto take
        = [&all](const std::vector<MarkdownBlock>& more) { all.insert(all.end(), more.begin(), more.end()); };
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        take(blocks.append(std::string_view(text).substr(begin, cut - begin)));
        (void)blocks.tail();
        begin = cut;
    }
    take(blocks.append(std::string_view(text).substr(begin)));
    take(blocks.finish());
    return all;
}

/// One line per block, such as "Code cpp: int main…".
std::string outline(const std::vector<MarkdownBlock>& blocks)
{
    static const char* const names[] = { "Prose", "Heading", "Code", "Table", "List", "Quote", "Rule" };
    std::string lines;
    for (const MarkdownBlock& block : blocks) {
        lines += names[static_cast<int>(block.kind)];
        lines += (block.language.empty() ? "" : " " + block.language) + ": "
            + block.source.substr(0, block.source.find('\n')) + "\n";
    }
    return lines;
}

} // namespace

class MarkdownBlocksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsAtTheBlocksOfCommonMark()
    {
        const std::string found = outline(MarkdownBlocks::split(document));
        QVERIFY2(found == std::string(R"(Heading: # Heading
Prose: A paragraph of two
Heading: Setext
Quote: > a quote
List: - one
Rule: ***
Table: | a | b |
Code: indented
Code cpp: int main() {
Code: ```
Prose: Last line without an end
)"),
            found.c_str());
    }

    void frozenBlocksEqualAFullRender()
    {
        const std::vector<MarkdownBlock> whole = MarkdownBlocks::split(document);
        for (std::size_t cut = 0; cut <= document.size(); ++cut) { // also inside characters and fences
            QVERIFY2(inPieces(document, { cut }) == whole, qPrintable(QStringLiteral("cut at %1").arg(cut)));
        }
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            std::vector<std::size_t> cuts;
            for (std::size_t cut = 0; (cut += random() % 9) < document.size();) {
                cuts.push_back(cut);
            }
            QVERIFY(inPieces(document, cuts) == whole);
        }
    }

    void anyTextFromTheMarksOfMarkdownSurvivesAnyCut()
    {
        const std::string marks = "```~~~---===###***123. > |:\n\n\n\n  \tab\xc3\xa9\r";
        std::mt19937 random(11);
        for (int round = 0; round < 2000; ++round) {
            std::string text;
            for (unsigned length = random() % 80; length > 0; --length) {
                text += marks[random() % marks.size()];
            }
            const std::size_t first = random() % (text.size() + 1);
            const std::size_t second = first + random() % (text.size() - first + 1);
            QVERIFY2(inPieces(text, { first, second }) == MarkdownBlocks::split(text), text.c_str());
        }
    }

    void blocksRenderedAloneGiveWhatTheWholeTextGives()
    {
        // Without fenced code and quotes' margins, which the window draws as blocks of their own.
        const std::string text
            = "# One\nText\nmore\n\nTwo\n---\n1. a\n2. b\n\n   c\n\n***\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        QString alone;
        for (const MarkdownBlock& block : MarkdownBlocks::split(text)) {
            alone += toHtml(block.source, {});
        }
        // Only the first paragraph of a rendering has no space above it.
        const auto bare
            = [](QString html) { return html.replace(QLatin1String("margin:8px 0 0 0"), QLatin1String("margin:0")); };
        QCOMPARE(bare(alone), bare(toHtml(text, {})));
    }

    void holdsBackALineThatMayBecomeAFence()
    {
        MarkdownBlocks blocks;
        QVERIFY(blocks.append("Look:\n\n").size() == 1);
        for (const char* piece : { "`", "`", "`", "py" }) {
            QVERIFY(blocks.append(piece).empty());
            QVERIFY(blocks.tail().empty());
        }
        QVERIFY(blocks.append("\nprint(1)\n`").empty());
        QCOMPARE(outline(blocks.tail()), std::string("Code py: print(1)\n"));
    }

    void neverShowsHalfACharacter()
    {
        MarkdownBlocks blocks;
        (void)blocks.append("caf\xc3");
        QCOMPARE(blocks.tail().front().source, std::string("caf"));
        (void)blocks.append("\xa9");
        QCOMPARE(blocks.tail().front().source, std::string("café"));
    }

    void freezesLongCodeInParts()
    {
        std::string text = "```c\n";
        for (int line = 0; line < 5000; ++line) {
            text += "int a;\n";
        }
        MarkdownBlocks blocks;
        const std::vector<MarkdownBlock> frozen = blocks.append(text);
        QCOMPARE(frozen.size(), std::size_t(4));
        QVERIFY(!frozen[0].continued && frozen[1].continued && frozen[1].language == "c");
        QVERIFY(blocks.tail().front().source.size() < 8000);
    }

    void readsWindowsLineEnds()
    {
        QVERIFY(MarkdownBlocks::split("a\r\n\r\n- b\r\n") == MarkdownBlocks::split("a\n\n- b\n"));
    }
};

QTEST_GUILESS_MAIN(MarkdownBlocksTest)
#include "tst_markdown_blocks.moc"
