// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the expressions' parser that reads what has no operator: literals, names and what stands in brackets.
#include "core/text/jinja/template_expression_parser.h"

#include <charconv>

namespace amend {

namespace {

using Kind = TemplateToken::Kind;

LiteralExpression literal(bool value)
{
    return { value };
}

} // namespace

ExpressionPtr TemplateExpressionParser::parsePrimary()
{
    const int line = current().line;
    if (current().kind == Kind::String) {
        std::string text;
        while (current().kind == Kind::String)
            text += take().text;
        return make(line, LiteralExpression { std::move(text) });
    }
    if (current().kind == Kind::Integer || current().kind == Kind::Float)
        return parseNumber();
    if (takeOperator("("))
        return parseParentheses();
    if (takeOperator("["))
        return parseList();
    if (takeOperator("{"))
        return parseDict();
    if (takeName("true") || takeName("True"))
        return make(line, literal(true));
    if (takeName("false") || takeName("False"))
        return make(line, literal(false));
    if (takeName("none") || takeName("None"))
        return make(line, LiteralExpression { TemplateValue::None {} });
    return make(line, NameExpression { expectIdentifier() });
}

ExpressionPtr TemplateExpressionParser::parseNumber()
{
    const TemplateToken token = current();
    const char* end = token.text.data() + token.text.size();
    if (token.kind == Kind::Float) {
        double value = 0;
        std::from_chars(token.text.data(), end, value);
        take();
        return make(token.line, LiteralExpression { value });
    }
    std::int64_t value = 0;
    if (std::from_chars(token.text.data(), end, value).ec != std::errc {})
        fail("the number is too large");
    take();
    return make(token.line, LiteralExpression { value });
}

ExpressionPtr TemplateExpressionParser::parseParentheses()
{
    if (takeOperator(")"))
        return make(current().line, ListExpression { {}, true });
    ExpressionPtr inside = parseTuple();
    expectOperator(")");
    return inside;
}

ExpressionPtr TemplateExpressionParser::parseList()
{
    const int line = current().line;
    ListExpression list;
    while (!takeOperator("]")) {
        if (!list.items.empty()) {
            expectOperator(",");
            if (takeOperator("]"))
                break;
        }
        list.items.push_back(parseExpression());
    }
    return make(line, std::move(list));
}

ExpressionPtr TemplateExpressionParser::parseDict()
{
    const int line = current().line;
    DictExpression dict;
    while (!takeOperator("}")) {
        if (!dict.entries.empty()) {
            expectOperator(",");
            if (takeOperator("}"))
                break;
        }
        ExpressionPtr key = parseExpression();
        expectOperator(":");
        dict.entries.emplace_back(std::move(key), parseExpression());
    }
    return make(line, std::move(dict));
}

} // namespace amend
