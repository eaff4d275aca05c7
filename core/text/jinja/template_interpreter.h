// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the tree of a chat template.
#pragma once

#include "core/text/jinja/call_arguments.h"
#include "core/text/jinja/template_tree.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amend {

/// One rendering. Everything it makes belongs to it or to its values; the tree is only read and must outlive it.
class TemplateInterpreter final {
public:
    TemplateInterpreter(TemplateBudget& budget, std::string dateText);

    void setGlobal(std::string_view name, TemplateValue value);
    /// Once. Errors: BadInput (a limit, a computation that fails, raise_exception), FormatUnsupported (a method
    /// outside the subset).
    MarkedText run(const TemplateBody& body);

private:
    struct Scope {
        const Scope* outer = nullptr;
        std::vector<std::pair<std::string_view, TemplateValue>> names; ///< views into the tree
        void set(std::string_view name, TemplateValue value);
    };
    enum class Flow { Next, Break, Continue };

    Flow execute(const TemplateBody& body, Scope& scope, TextBuilder& out);
    Flow execute(const TextStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const OutputStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const IfStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const ForStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const SetStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const SetBlockStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const MacroStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const GenerationStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const BreakStatement& statement, Scope& scope, TextBuilder& out);
    Flow execute(const ContinueStatement& statement, Scope& scope, TextBuilder& out);
    std::vector<TemplateValue> loopItems(const ForStatement& statement, const Scope& scope);
    TemplateValue loopVariable(const std::vector<TemplateValue>& items, std::size_t index);
    void unpack(const std::vector<std::string>& names, const TemplateValue& value, Scope& scope);
    void assign(const SetTarget& target, TemplateValue value, Scope& scope);
    void countOutput(const TextBuilder& out, std::size_t before);

    TemplateValue evaluate(const TemplateExpression& expression, const Scope& scope);
    TemplateValue evaluate(const LiteralExpression& node, const Scope& scope);
    TemplateValue evaluate(const NameExpression& node, const Scope& scope);
    TemplateValue evaluate(const ListExpression& node, const Scope& scope);
    TemplateValue evaluate(const DictExpression& node, const Scope& scope);
    TemplateValue evaluate(const AttributeExpression& node, const Scope& scope);
    TemplateValue evaluate(const ItemExpression& node, const Scope& scope);
    TemplateValue evaluate(const SliceExpression& node, const Scope& scope);
    TemplateValue evaluate(const CallExpression& node, const Scope& scope);
    TemplateValue evaluate(const FilterExpression& node, const Scope& scope);
    TemplateValue evaluate(const TestExpression& node, const Scope& scope);
    TemplateValue evaluate(const UnaryExpression& node, const Scope& scope);
    TemplateValue evaluate(const BinaryExpression& node, const Scope& scope);
    TemplateValue evaluate(const ComparisonExpression& node, const Scope& scope);
    TemplateValue evaluate(const ConditionalExpression& node, const Scope& scope);
    /// As `evaluate`; BadInput that names the variable or attribute when it is undefined.
    TemplateValue evaluateDefined(const TemplateExpression& expression, const Scope& scope);
    CallArguments evaluateArguments(const ArgumentExpressions& arguments, const Scope& scope);

    TemplateValue callMacro(const MacroStatement& macro, const CallArguments& arguments);
    TemplateValue callFunction(TemplateFunction function, const CallArguments& arguments);
    TemplateValue makeRange(const CallArguments& arguments);
    TemplateValue makeNamespace(const CallArguments& arguments);
    TemplateValue makeDict(const CallArguments& arguments);

    TemplateBudget& m_budget;
    std::string m_dateText;
    Scope m_globals;
    std::vector<std::unique_ptr<TemplateNamespace>> m_namespaces;
    std::vector<TemplateValue> m_loopKeys; ///< made once, as loopVariable runs for every item
    const TextBuilder* m_output = nullptr; ///< the rendering itself, as against a macro's or a set block's text
    int m_macroDepth = 0;
};

} // namespace amend
