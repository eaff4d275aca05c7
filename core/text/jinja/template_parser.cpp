// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_parser.h"

#include "core/base/error.h"
#include "core/text/jinja/template_expression_parser.h"
#include "core/text/jinja/template_lexer.h"

#include <algorithm>

namespace amend {

namespace {

using Kind = TemplateToken::Kind;

/// The statements; expressions are left to TemplateExpressionParser.
class StatementParser {
public:
    StatementParser(std::vector<TemplateToken> tokens, const TemplateLimits& limits)
        : m_tokens(std::move(tokens), limits)
    {
    }

    TemplateBody run()
    {
        TemplateBody body = parseBody({});
        if (m_tokens.current().kind != Kind::End)
            m_tokens.fail("a closing statement without its opening one");
        return body;
    }

private:
    /// Statements up to one of these names; the {% and the name are left for the caller.
    TemplateBody parseBody(const std::vector<std::string>& ends)
    {
        const TemplateExpressionParser::Nesting nesting(m_tokens);
        TemplateBody body;
        for (;;) {
            const Kind kind = m_tokens.current().kind;
            const std::string& name = m_tokens.next().text;
            const bool isClosing = std::find(ends.begin(), ends.end(), name) != ends.end() || isClosingWord(name);
            if (kind == Kind::End || (kind == Kind::BlockBegin && isClosing))
                return body;
            TemplateStatement& statement = body.emplace_back();
            const TemplateToken token = m_tokens.take();
            statement.line = token.line;
            if (kind == Kind::Text) {
                statement.node = TextStatement { token.text };
            } else if (kind == Kind::VariableBegin) {
                statement.node = OutputStatement { m_tokens.parseTuple() };
                m_tokens.expect(Kind::VariableEnd, "'}}'");
            } else {
                parseStatement(statement);
            }
        }
    }

    static bool isClosingWord(const std::string& name)
    {
        return name.starts_with("end") || name == "else" || name == "elif";
    }

    void closeTag() { m_tokens.expect(Kind::BlockEnd, "'%}'"); }

    /// A body and its closing {% name %}.
    TemplateBody parseBodyUntil(const std::string& name)
    {
        closeTag();
        TemplateBody body = parseBody({ name });
        m_tokens.expect(Kind::BlockBegin, "{% " + name + " %}");
        if (!m_tokens.takeName(name))
            m_tokens.fail("expected " + name);
        return body;
    }

    void parseStatement(TemplateStatement& statement)
    {
        const int line = statement.line;
        if (m_tokens.current().kind != Kind::Name)
            m_tokens.fail("expected the name of a statement");
        const std::string name = m_tokens.take().text;
        if (name == "if")
            statement.node = parseIf();
        else if (name == "for")
            statement.node = parseFor();
        else if (name == "set")
            parseSet(statement);
        else if (name == "macro")
            statement.node = parseMacro(line);
        else if (name == "generation")
            statement.node = GenerationStatement { parseBodyUntil("endgeneration") };
        else if ((name == "break" || name == "continue") && m_loops == 0)
            m_tokens.fail(name + " outside of a loop");
        else if (name == "break")
            statement.node = BreakStatement {};
        else if (name == "continue")
            statement.node = ContinueStatement {};
        else
            m_tokens.failUnsupported("statement '" + name + "'", line);
        closeTag();
    }

    IfStatement parseIf()
    {
        IfStatement statement;
        IfBranch branch { m_tokens.parseTuple(), {} };
        for (;;) {
            closeTag();
            branch.body = parseBody({ "elif", "else", "endif" });
            const bool isLast = !branch.condition;
            statement.branches.push_back(std::move(branch));
            m_tokens.expect(Kind::BlockBegin, "{% endif %}");
            if (m_tokens.takeName("endif"))
                return statement;
            if (isLast)
                m_tokens.fail("expected endif");
            if (m_tokens.takeName("elif"))
                branch = { m_tokens.parseTuple(), {} };
            else if (m_tokens.takeName("else"))
                branch = { nullptr, {} };
            else
                m_tokens.fail("expected endif");
        }
    }

    ForStatement parseFor()
    {
        ForStatement statement;
        statement.targets = parseNames();
        if (!m_tokens.takeName("in"))
            m_tokens.fail("expected 'in'");
        statement.iterable = m_tokens.parseTupleWithoutCondition();
        if (m_tokens.takeName("if"))
            statement.condition = m_tokens.parseExpression();
        if (m_tokens.isName("recursive"))
            m_tokens.failUnsupported("a recursive for", m_tokens.current().line);
        closeTag();
        ++m_loops;
        statement.body = parseBody({ "else", "endfor" });
        --m_loops;
        m_tokens.expect(Kind::BlockBegin, "{% endfor %}");
        if (m_tokens.takeName("else"))
            statement.otherwise = parseBodyUntil("endfor");
        else if (!m_tokens.takeName("endfor"))
            m_tokens.fail("expected endfor");
        return statement;
    }

    /// a  or  a, b  or  (a, b)
    std::vector<std::string> parseNames()
    {
        const bool hasParentheses = m_tokens.takeOperator("(");
        std::vector<std::string> names { m_tokens.expectIdentifier() };
        while (m_tokens.takeOperator(","))
            names.push_back(m_tokens.expectIdentifier());
        if (hasParentheses)
            m_tokens.expectOperator(")");
        return names;
    }

    void parseSet(TemplateStatement& statement)
    {
        SetTarget target { parseNames(), {} };
        if (target.names.size() == 1 && m_tokens.takeOperator("."))
            target.attribute = m_tokens.expectIdentifier();
        if (m_tokens.takeOperator("=")) {
            statement.node = SetStatement { std::move(target), m_tokens.parseTuple() };
            return;
        }
        if (m_tokens.isOperator("|"))
            m_tokens.failUnsupported("a set block with a filter", statement.line);
        statement.node = SetBlockStatement { std::move(target), parseBodyUntil("endset") };
    }

    MacroStatement parseMacro(int line)
    {
        if (m_loops > 0 || m_isInMacro)
            m_tokens.failUnsupported("a macro inside a for or a macro", line);
        MacroStatement macro;
        macro.name = m_tokens.expectIdentifier();
        m_tokens.expectOperator("(");
        while (!m_tokens.takeOperator(")")) {
            if (!macro.parameters.empty())
                m_tokens.expectOperator(",");
            MacroParameter parameter { m_tokens.expectIdentifier(), nullptr };
            if (m_tokens.takeOperator("="))
                parameter.fallback = m_tokens.parseExpression();
            macro.parameters.push_back(std::move(parameter));
        }
        m_isInMacro = true;
        macro.body = parseBodyUntil("endmacro");
        m_isInMacro = false;
        return macro;
    }

    TemplateExpressionParser m_tokens;
    int m_loops = 0;
    bool m_isInMacro = false;
};

} // namespace

TemplateBody parseTemplate(std::string_view source, const TemplateLimits& limits)
{
    if (source.size() > static_cast<std::size_t>(limits.sourceBytes))
        TemplateBudget(limits).failLimit("bytes of source", limits.sourceBytes);
    return StatementParser(lexTemplate(source), limits).run();
}

} // namespace amend
