// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include <QtTest>

using namespace amend;

namespace {

/// The findings as text: each token as `[id]` between the stretches of text.
std::string found(
    const AddedTokens& tokens, std::string_view text, AddedTokens::Specials specials = AddedTokens::Specials::Count)
{
    const AddedTokens::Hits hits = tokens.find(text, specials);
    std::string result;
    for (const AddedTokens::Hit& hit : hits.hits) {
        result += hit.textBefore;
        result += '[' + std::to_string(hit.token) + ']';
    }
    result += hits.textAfter;
    return result;
}

const AddedTokens tokens({ { .id = 1, .text = "<a>", .isSpecial = true }, { .id = 2, .text = "<a><b>" },
    { .id = 3, .text = "<l>", .stripsLeft = true }, { .id = 4, .text = "<r>", .stripsRight = true } });

} // namespace

class AddedTokensTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheLongest()
    {
        QCOMPARE(found(tokens, "x<a>y<a><b>z"), "x[1]y[2]z");
        QCOMPARE(found(tokens, "<a><a><b><a"), "[1][2]<a");
    }

    void readsSpecialsAsTextWhereTheyDoNotCount()
    {
        QCOMPARE(found(tokens, "x<a>y<a><b>z", AddedTokens::Specials::AreText), "x<a>y[2]z");
    }

    void swallowsWhiteSpaceBesideTokensThatStrip()
    {
        QCOMPARE(found(tokens, "x \u2003<l> y"), "x[3] y");
        QCOMPARE(found(tokens, "x <r>\u3000\n y"), "x [4]y");
        QCOMPARE(found(tokens, "<a> <l><r>  "), "[1][3][4]");
    }

    void findsNothingAmongNone()
    {
        QCOMPARE(found(AddedTokens(), "<a>"), "<a>");
        QCOMPARE(found(tokens, ""), "");
    }

    void findsATokenByItsExactText()
    {
        QCOMPARE(tokens.findExact("<a><b>")->id, 2);
        QCOMPARE(tokens.findExact("<a><"), nullptr);
    }
};

QTEST_GUILESS_MAIN(AddedTokensTest)
#include "tst_added_tokens.moc"
