// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The expressions of a chat template: what stands in {{ }} and behind if, in, = …
#pragma once

#include "core/text/jinja/template_lexer.h"
#include "core/text/jinja/template_tree.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// Walks the tokens of a template. The statements' parser shares it and reads the tokens between the expressions.
class TemplateExpressionParser final {
public:
    TemplateExpressionParser(std::vector<TemplateToken> tokens, const TemplateLimits& limits);

    const TemplateToken& current() const { return m_tokens[m_at]; }
    const TemplateToken& next() const { return m_tokens[m_at + 1 < m_tokens.size() ? m_at + 1 : m_at]; }
    TemplateToken take();
    bool isOperator(std::string_view text) const;
    bool isName(std::string_view text) const;
    bool takeOperator(std::string_view text);
    bool takeName(std::string_view text);
    void expectOperator(std::string_view text);
    void expect(TemplateToken::Kind kind, const std::string& description);
    std::string expectIdentifier();

    /// One expression, or several with commas between, which make a tuple.
    ExpressionPtr parseTuple();
    ExpressionPtr parseExpression();
    /// As `parseExpression`, but an "if" behind it belongs to the statement.
    ExpressionPtr parseWithoutCondition();
    /// The same for a tuple.
    ExpressionPtr parseTupleWithoutCondition();

    [[noreturn]] void fail(const std::string& cause) const;
    [[noreturn]] void failUnsupported(const std::string& what, int line) const;

    /// Holds one level of nesting. Errors: BadInput when there are too many.
    class Nesting final {
    public:
        explicit Nesting(TemplateExpressionParser& parser);
        ~Nesting() { --m_parser.m_nesting; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

    private:
        TemplateExpressionParser& m_parser;
    };

private:
    enum class InlineIf { Allowed, NotAllowed };
    ExpressionPtr parseTuple(InlineIf inlineIf);
    ExpressionPtr parseOr();
    ExpressionPtr parseAnd();
    ExpressionPtr parseNot();
    ExpressionPtr parseComparison();
    ExpressionPtr parseSum();
    ExpressionPtr parseConcatenation();
    ExpressionPtr parseProduct();
    ExpressionPtr parsePower();
    enum class Filters { Allowed, NotAllowed };
    ExpressionPtr parseUnary(Filters filters);
    ExpressionPtr parsePrimary();
    ExpressionPtr parseNumber();
    ExpressionPtr parseParentheses();
    ExpressionPtr parseList();
    ExpressionPtr parseDict();
    ExpressionPtr parsePostfix(ExpressionPtr object);
    ExpressionPtr parseFiltersAndTests(ExpressionPtr input);
    ExpressionPtr parseFilter(ExpressionPtr input);
    ExpressionPtr parseTest(ExpressionPtr input);
    ExpressionPtr parseAttribute(ExpressionPtr object);
    ExpressionPtr parseItem(ExpressionPtr object);
    ExpressionPtr parseCall(ExpressionPtr callee);
    ArgumentExpressions parseArguments();
    bool takeComparison(ComparisonOperator& op);
    bool startsTestArgument() const;

    ExpressionPtr make(int line, TemplateExpression::Node node);
    ExpressionPtr makeBinary(int line, BinaryOperator op, ExpressionPtr left, ExpressionPtr right);
    [[noreturn]] void failTooDeep(int line) const;

    std::vector<TemplateToken> m_tokens;
    const TemplateLimits& m_limits;
    std::size_t m_at = 0;
    int m_nesting = 0;
};

} // namespace amend
