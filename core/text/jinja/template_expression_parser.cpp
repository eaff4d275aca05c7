// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_expression_parser.h"

#include "core/base/error.h"
#include "core/text/jinja/expression_height.h"
#include "core/text/jinja/template_filters.h"
#include "core/text/jinja/template_tests.h"

#include <algorithm>
#include <array>

namespace amend {

namespace {

using Kind = TemplateToken::Kind;

} // namespace

TemplateExpressionParser::TemplateExpressionParser(std::vector<TemplateToken> tokens, const TemplateLimits& limits)
    : m_tokens(std::move(tokens))
    , m_limits(limits)
{
}

TemplateExpressionParser::Nesting::Nesting(TemplateExpressionParser& parser)
    : m_parser(parser)
{
    if (parser.m_nesting >= parser.m_limits.depth)
        parser.failTooDeep(parser.current().line);
    ++parser.m_nesting;
}

TemplateToken TemplateExpressionParser::take()
{
    TemplateToken token = current();
    if (token.kind != Kind::End)
        ++m_at;
    return token;
}

bool TemplateExpressionParser::isOperator(std::string_view text) const
{
    return current().kind == Kind::Operator && current().text == text;
}

bool TemplateExpressionParser::isName(std::string_view text) const
{
    return current().kind == Kind::Name && current().text == text;
}

bool TemplateExpressionParser::takeOperator(std::string_view text)
{
    if (!isOperator(text))
        return false;
    take();
    return true;
}

bool TemplateExpressionParser::takeName(std::string_view text)
{
    if (!isName(text))
        return false;
    take();
    return true;
}

void TemplateExpressionParser::expectOperator(std::string_view text)
{
    if (!takeOperator(text))
        fail("expected '" + std::string(text) + "'");
}

void TemplateExpressionParser::expect(Kind kind, const std::string& description)
{
    if (current().kind != kind)
        fail("expected " + description);
    take();
}

std::string TemplateExpressionParser::expectIdentifier()
{
    constexpr std::array reserved { "and", "else", "elif", "false", "False", "for", "if", "in", "is", "none", "None",
        "not", "or", "true", "True" };
    if (current().kind != Kind::Name || std::find(reserved.begin(), reserved.end(), current().text) != reserved.end())
        fail("expected a name");
    return take().text;
}

void TemplateExpressionParser::fail(const std::string& cause) const
{
    const std::string found = current().kind == Kind::End ? "the end" : "'" + current().text + "'";
    throw Error(ErrorKind::FormatUnsupported,
        "Line " + std::to_string(current().line) + " of the model's chat template cannot be read: " + cause
            + (current().text.empty() && current().kind != Kind::End ? "" : ", found " + found)
            + ". Use another template, for example ChatML.");
}

void TemplateExpressionParser::failUnsupported(const std::string& what, int line) const
{
    TemplateBudget place(m_limits);
    place.setLine(line);
    place.failUnsupported(what);
}

void TemplateExpressionParser::failTooDeep(int line) const
{
    TemplateBudget place(m_limits);
    place.setLine(line);
    place.failLimit("levels of nesting", m_limits.depth);
}

ExpressionPtr TemplateExpressionParser::make(int line, TemplateExpression::Node node)
{
    // Chains such as a + b + c grow to the left without nesting in the source, so the tree itself is measured.
    const int height = heightOf(node);
    if (height > m_limits.depth)
        failTooDeep(line);
    return std::make_unique<const TemplateExpression>(TemplateExpression { line, height, std::move(node) });
}

ExpressionPtr TemplateExpressionParser::makeBinary(int line, BinaryOperator op, ExpressionPtr left, ExpressionPtr right)
{
    return make(line, BinaryExpression { op, std::move(left), std::move(right) });
}

ExpressionPtr TemplateExpressionParser::parseTuple()
{
    return parseTuple(InlineIf::Allowed);
}

ExpressionPtr TemplateExpressionParser::parseTupleWithoutCondition()
{
    return parseTuple(InlineIf::NotAllowed);
}

ExpressionPtr TemplateExpressionParser::parseTuple(InlineIf inlineIf)
{
    const int line = current().line;
    const auto parseOne = [&] { return inlineIf == InlineIf::Allowed ? parseExpression() : parseWithoutCondition(); };
    ExpressionPtr first = parseOne();
    if (!isOperator(","))
        return first;
    ListExpression tuple { {}, true };
    tuple.items.push_back(std::move(first));
    while (takeOperator(",")) {
        if (current().kind == Kind::VariableEnd || current().kind == Kind::BlockEnd || isOperator(")"))
            break;
        tuple.items.push_back(parseOne());
    }
    return make(line, std::move(tuple));
}

ExpressionPtr TemplateExpressionParser::parseWithoutCondition()
{
    return parseOr();
}

ExpressionPtr TemplateExpressionParser::parseExpression()
{
    const Nesting nesting(*this);
    const int line = current().line;
    ExpressionPtr then = parseOr();
    while (takeName("if")) {
        ExpressionPtr condition = parseOr();
        ExpressionPtr otherwise = takeName("else") ? parseExpression() : nullptr;
        then = make(line, ConditionalExpression { std::move(condition), std::move(then), std::move(otherwise) });
    }
    return then;
}

ExpressionPtr TemplateExpressionParser::parseOr()
{
    ExpressionPtr left = parseAnd();
    while (isName("or")) {
        const int line = take().line;
        left = makeBinary(line, BinaryOperator::Or, std::move(left), parseAnd());
    }
    return left;
}

ExpressionPtr TemplateExpressionParser::parseAnd()
{
    ExpressionPtr left = parseNot();
    while (isName("and")) {
        const int line = take().line;
        left = makeBinary(line, BinaryOperator::And, std::move(left), parseNot());
    }
    return left;
}

ExpressionPtr TemplateExpressionParser::parseNot()
{
    if (!isName("not"))
        return parseComparison();
    const Nesting nesting(*this);
    const int line = take().line;
    return make(line, UnaryExpression { UnaryOperator::Not, parseNot() });
}

bool TemplateExpressionParser::takeComparison(ComparisonOperator& op)
{
    constexpr std::array<std::pair<std::string_view, ComparisonOperator>, 6> operators { {
        { "==", ComparisonOperator::Equal },
        { "!=", ComparisonOperator::NotEqual },
        { "<", ComparisonOperator::Less },
        { "<=", ComparisonOperator::LessEqual },
        { ">", ComparisonOperator::Greater },
        { ">=", ComparisonOperator::GreaterEqual },
    } };
    for (const auto& [text, meaning] : operators) {
        op = meaning;
        if (takeOperator(text))
            return true;
    }
    op = isName("in") ? ComparisonOperator::In : ComparisonOperator::NotIn;
    if (takeName("in"))
        return true;
    if (!isName("not") || next().kind != Kind::Name || next().text != "in")
        return false;
    take();
    take();
    return true;
}

ExpressionPtr TemplateExpressionParser::parseComparison()
{
    const int line = current().line;
    ComparisonExpression comparison { parseSum(), {} };
    ComparisonOperator op {};
    while (takeComparison(op))
        comparison.rest.emplace_back(op, parseSum());
    return comparison.rest.empty() ? std::move(comparison.first) : make(line, std::move(comparison));
}

ExpressionPtr TemplateExpressionParser::parseSum()
{
    ExpressionPtr left = parseConcatenation();
    while (isOperator("+") || isOperator("-")) {
        const TemplateToken op = take();
        left = makeBinary(op.line, op.text == "+" ? BinaryOperator::Add : BinaryOperator::Subtract, std::move(left),
            parseConcatenation());
    }
    return left;
}

ExpressionPtr TemplateExpressionParser::parseConcatenation()
{
    ExpressionPtr left = parseProduct();
    while (isOperator("~")) {
        const int line = take().line;
        left = makeBinary(line, BinaryOperator::Concatenate, std::move(left), parseProduct());
    }
    return left;
}

ExpressionPtr TemplateExpressionParser::parseProduct()
{
    constexpr std::array<std::pair<std::string_view, BinaryOperator>, 4> operators { {
        { "*", BinaryOperator::Multiply },
        { "/", BinaryOperator::Divide },
        { "//", BinaryOperator::FloorDivide },
        { "%", BinaryOperator::Modulo },
    } };
    ExpressionPtr left = parsePower();
    for (;;) {
        const auto op = std::find_if(
            operators.begin(), operators.end(), [this](const auto& each) { return isOperator(each.first); });
        if (op == operators.end())
            return left;
        const int line = take().line;
        left = makeBinary(line, op->second, std::move(left), parsePower());
    }
}

ExpressionPtr TemplateExpressionParser::parsePower()
{
    ExpressionPtr left = parseUnary(Filters::Allowed);
    while (isOperator("**")) {
        const int line = take().line;
        left = makeBinary(line, BinaryOperator::Power, std::move(left), parseUnary(Filters::Allowed));
    }
    return left;
}

ExpressionPtr TemplateExpressionParser::parseUnary(Filters filters)
{
    const Nesting nesting(*this);
    ExpressionPtr expression;
    if (isOperator("-") || isOperator("+")) {
        const TemplateToken sign = take();
        const UnaryOperator op = sign.text == "-" ? UnaryOperator::Negate : UnaryOperator::Plus;
        expression = make(sign.line, UnaryExpression { op, parseUnary(Filters::NotAllowed) });
    } else {
        expression = parsePrimary();
    }
    expression = parsePostfix(std::move(expression));
    return filters == Filters::Allowed ? parseFiltersAndTests(std::move(expression)) : std::move(expression);
}

ExpressionPtr TemplateExpressionParser::parsePostfix(ExpressionPtr object)
{
    for (;;) {
        if (isOperator("."))
            object = parseAttribute(std::move(object));
        else if (isOperator("["))
            object = parseItem(std::move(object));
        else if (isOperator("("))
            object = parseCall(std::move(object));
        else
            return object;
    }
}

ExpressionPtr TemplateExpressionParser::parseAttribute(ExpressionPtr object)
{
    const int line = take().line;
    if (current().kind == Kind::Integer)
        return make(line, ItemExpression { std::move(object), parseNumber() });
    if (current().kind != Kind::Name)
        fail("expected a name after '.'");
    return make(line, AttributeExpression { std::move(object), take().text });
}

ExpressionPtr TemplateExpressionParser::parseItem(ExpressionPtr object)
{
    const int line = take().line;
    ExpressionPtr first = isOperator(":") ? nullptr : parseTuple();
    if (!isOperator(":")) {
        expectOperator("]");
        return make(line, ItemExpression { std::move(object), std::move(first) });
    }
    SliceExpression slice { std::move(object), std::move(first), nullptr, nullptr };
    take();
    if (!isOperator(":") && !isOperator("]"))
        slice.stop = parseExpression();
    if (takeOperator(":") && !isOperator("]"))
        slice.step = parseExpression();
    expectOperator("]");
    return make(line, std::move(slice));
}

ExpressionPtr TemplateExpressionParser::parseCall(ExpressionPtr callee)
{
    const int line = current().line;
    return make(line, CallExpression { std::move(callee), parseArguments() });
}

ArgumentExpressions TemplateExpressionParser::parseArguments()
{
    ArgumentExpressions arguments;
    expectOperator("(");
    bool isFirst = true;
    while (!takeOperator(")")) {
        if (!isFirst) {
            expectOperator(",");
            if (takeOperator(")"))
                break;
        }
        isFirst = false;
        if (isOperator("*") || isOperator("**"))
            failUnsupported("an argument with '" + current().text + "'", current().line);
        if (current().kind == Kind::Name && next().kind == Kind::Operator && next().text == "=") {
            std::string name = take().text;
            take();
            arguments.named.emplace_back(std::move(name), parseExpression());
        } else if (arguments.named.empty()) {
            arguments.positional.push_back(parseExpression());
        } else {
            fail("an argument without a name behind one with a name");
        }
    }
    return arguments;
}

ExpressionPtr TemplateExpressionParser::parseFiltersAndTests(ExpressionPtr input)
{
    for (;;) {
        if (isOperator("|"))
            input = parseFilter(std::move(input));
        else if (isName("is"))
            input = parseTest(std::move(input));
        else if (isOperator("("))
            input = parseCall(std::move(input));
        else
            return input;
    }
}

ExpressionPtr TemplateExpressionParser::parseFilter(ExpressionPtr input)
{
    const int line = take().line;
    FilterExpression filter { std::move(input), expectIdentifier(), {} };
    if (!findFilter(filter.name))
        failUnsupported("filter '" + filter.name + "'", line);
    if (isOperator("("))
        filter.arguments = parseArguments();
    return make(line, std::move(filter));
}

bool TemplateExpressionParser::startsTestArgument() const
{
    constexpr std::array<std::string_view, 7> words { "and", "or", "else", "is", "if", "in", "not" };
    switch (current().kind) {
    case Kind::Name:
        return std::find(words.begin(), words.end(), current().text) == words.end();
    case Kind::String:
    case Kind::Integer:
    case Kind::Float:
        return true;
    case Kind::Operator:
        return isOperator("(") || isOperator("[") || isOperator("{");
    case Kind::Text:
    case Kind::BlockBegin:
    case Kind::BlockEnd:
    case Kind::VariableBegin:
    case Kind::VariableEnd:
    case Kind::End:
        return false;
    }
    return false;
}

ExpressionPtr TemplateExpressionParser::parseTest(ExpressionPtr input)
{
    const int line = take().line;
    const bool isNegated = takeName("not");
    if (current().kind != Kind::Name)
        fail("expected the name of a test");
    TestExpression test { std::move(input), take().text, {} };
    if (!findTest(test.name))
        failUnsupported("test '" + test.name + "'", line);
    if (isOperator("(")) {
        test.arguments = parseArguments();
    } else if (startsTestArgument()) {
        const Nesting nesting(*this);
        test.arguments.positional.push_back(parsePostfix(parsePrimary()));
    }
    ExpressionPtr result = make(line, std::move(test));
    return isNegated ? make(line, UnaryExpression { UnaryOperator::Not, std::move(result) }) : std::move(result);
}

} // namespace amend
