// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The expressions of TemplateInterpreter.
#include "core/text/jinja/template_filters.h"
#include "core/text/jinja/template_interpreter.h"
#include "core/text/jinja/template_methods.h"
#include "core/text/jinja/template_operators.h"
#include "core/text/jinja/template_tests.h"

#include <algorithm>

namespace amend {

namespace {

/// For messages: "'tools'", "'message.content'", or the kind of value.
std::string described(const TemplateExpression& expression)
{
    if (const auto* name = std::get_if<NameExpression>(&expression.node))
        return "'" + name->name + "'";
    if (const auto* attribute = std::get_if<AttributeExpression>(&expression.node))
        return "the attribute '" + attribute->name + "'";
    return "a value";
}

} // namespace

TemplateValue TemplateInterpreter::evaluate(const TemplateExpression& expression, const Scope& scope)
{
    const TemplateBudget::Nesting nesting(m_budget);
    m_budget.setLine(expression.line);
    m_budget.step();
    return std::visit([&](const auto& node) { return evaluate(node, scope); }, expression.node);
}

TemplateValue TemplateInterpreter::evaluate(const LiteralExpression& node, const Scope&)
{
    if (const auto* text = std::get_if<std::string>(&node.value))
        return TemplateValue::text(m_budget, *text);
    if (const auto* boolean = std::get_if<bool>(&node.value))
        return TemplateValue::boolean(*boolean);
    if (const auto* integer = std::get_if<std::int64_t>(&node.value))
        return TemplateValue::integer(*integer);
    if (const auto* number = std::get_if<double>(&node.value))
        return { *number };
    return TemplateValue::none();
}

TemplateValue TemplateInterpreter::evaluate(const NameExpression& node, const Scope& scope)
{
    for (const Scope* each = &scope; each; each = each->outer) {
        m_budget.step();
        for (const auto& [name, value] : each->names) {
            if (name == node.name)
                return value;
        }
    }
    return {};
}

TemplateValue TemplateInterpreter::evaluate(const ListExpression& node, const Scope& scope)
{
    std::vector<TemplateValue> items;
    for (const ExpressionPtr& each : node.items)
        items.push_back(evaluate(*each, scope));
    return node.isTuple ? TemplateValue::tuple(m_budget, std::move(items))
                        : TemplateValue::list(m_budget, std::move(items));
}

TemplateValue TemplateInterpreter::evaluate(const DictExpression& node, const Scope& scope)
{
    std::vector<TemplateDict::Entry> entries;
    for (const auto& [key, value] : node.entries)
        entries.emplace_back(evaluate(*key, scope), evaluate(*value, scope));
    return TemplateValue::dict(m_budget, std::move(entries));
}

TemplateValue TemplateInterpreter::evaluateDefined(const TemplateExpression& expression, const Scope& scope)
{
    TemplateValue value = evaluate(expression, scope);
    if (value.isUndefined())
        m_budget.fail(described(expression) + " is undefined");
    return value;
}

TemplateValue TemplateInterpreter::evaluate(const AttributeExpression& node, const Scope& scope)
{
    return attributeOf(m_budget, evaluateDefined(*node.object, scope), node.name);
}

TemplateValue TemplateInterpreter::evaluate(const ItemExpression& node, const Scope& scope)
{
    const TemplateValue object = evaluateDefined(*node.object, scope);
    return itemOf(m_budget, object, evaluate(*node.key, scope));
}

TemplateValue TemplateInterpreter::evaluate(const SliceExpression& node, const Scope& scope)
{
    const TemplateValue object = evaluateDefined(*node.object, scope);
    const auto bound = [&](const ExpressionPtr& expression) -> std::optional<std::int64_t> {
        const TemplateValue value = expression ? evaluate(*expression, scope) : TemplateValue::none();
        if (!value.isNone() && !value.asInteger())
            m_budget.fail("a slice needs integers, not a " + typeName(value));
        return value.asInteger();
    };
    const std::optional<std::int64_t> start = bound(node.start);
    const std::optional<std::int64_t> stop = bound(node.stop);
    return sliceOf(m_budget, object, { start, stop, bound(node.step).value_or(1) });
}

CallArguments TemplateInterpreter::evaluateArguments(const ArgumentExpressions& arguments, const Scope& scope)
{
    CallArguments values;
    for (const ExpressionPtr& each : arguments.positional)
        values.positional.push_back(evaluate(*each, scope));
    for (const auto& [name, each] : arguments.named)
        values.named.emplace_back(name, evaluate(*each, scope));
    return values;
}

TemplateValue TemplateInterpreter::evaluate(const CallExpression& node, const Scope& scope)
{
    TemplateValue callee;
    if (const auto* attribute = std::get_if<AttributeExpression>(&node.callee->node)) {
        const TemplateValue object = evaluateDefined(*attribute->object, scope);
        const CallArguments arguments = evaluateArguments(node.arguments, scope);
        if (std::optional<TemplateValue> result = callMethod(m_budget, object, attribute->name, arguments))
            return *std::move(result);
        callee = attributeOf(m_budget, object, attribute->name);
        if (callee.isUndefined())
            m_budget.failUnsupported("method '" + attribute->name + "' of a " + typeName(object));
    } else {
        callee = evaluateDefined(*node.callee, scope);
    }
    const CallArguments arguments = evaluateArguments(node.arguments, scope);
    if (const auto* macro = std::get_if<const MacroStatement*>(&callee.data))
        return callMacro(**macro, arguments);
    if (const auto* function = std::get_if<TemplateFunction>(&callee.data))
        return callFunction(*function, arguments);
    m_budget.fail("a " + typeName(callee) + " cannot be called");
}

TemplateValue TemplateInterpreter::evaluate(const FilterExpression& node, const Scope& scope)
{
    const TemplateValue input = evaluate(*node.input, scope);
    const CallArguments arguments = evaluateArguments(node.arguments, scope);
    return findFilter(node.name)(m_budget, input, arguments);
}

TemplateValue TemplateInterpreter::evaluate(const TestExpression& node, const Scope& scope)
{
    const TemplateValue input = evaluate(*node.input, scope);
    const CallArguments arguments = evaluateArguments(node.arguments, scope);
    return TemplateValue::boolean(findTest(node.name)(m_budget, input, arguments));
}

TemplateValue TemplateInterpreter::evaluate(const UnaryExpression& node, const Scope& scope)
{
    return applyUnary(m_budget, node.op, evaluate(*node.operand, scope));
}

TemplateValue TemplateInterpreter::evaluate(const BinaryExpression& node, const Scope& scope)
{
    if (node.op == BinaryOperator::Or || node.op == BinaryOperator::And) {
        TemplateValue left = evaluate(*node.left, scope);
        const bool isDecided = isTrue(left) == (node.op == BinaryOperator::Or);
        return isDecided ? left : evaluate(*node.right, scope);
    }
    if (node.op == BinaryOperator::Concatenate) {
        const TemplateValue left = evaluate(*node.left, scope);
        return applyBinary(m_budget, node.op, left, evaluate(*node.right, scope));
    }
    const TemplateValue left = evaluateDefined(*node.left, scope);
    return applyBinary(m_budget, node.op, left, evaluateDefined(*node.right, scope));
}

TemplateValue TemplateInterpreter::evaluate(const ComparisonExpression& node, const Scope& scope)
{
    TemplateValue left = evaluate(*node.first, scope);
    for (const auto& [op, expression] : node.rest) {
        TemplateValue right = evaluate(*expression, scope);
        if (!holds(m_budget, op, left, right))
            return TemplateValue::boolean(false);
        left = std::move(right);
    }
    return TemplateValue::boolean(true);
}

TemplateValue TemplateInterpreter::evaluate(const ConditionalExpression& node, const Scope& scope)
{
    if (isTrue(evaluate(*node.condition, scope)))
        return evaluate(*node.then, scope);
    return node.otherwise ? evaluate(*node.otherwise, scope) : TemplateValue {};
}

TemplateValue TemplateInterpreter::callMacro(const MacroStatement& macro, const CallArguments& arguments)
{
    if (m_macroDepth >= m_budget.limits().macroDepth)
        m_budget.failLimit("levels of nested macros", m_budget.limits().macroDepth);
    if (arguments.positional.size() > macro.parameters.size())
        m_budget.fail("too many arguments for the macro '" + macro.name + "'");
    for (const auto& [name, value] : arguments.named) {
        const auto isCalled = [&wanted = name](const MacroParameter& each) { return each.name == wanted; };
        if (std::none_of(macro.parameters.begin(), macro.parameters.end(), isCalled))
            m_budget.fail("the macro '" + macro.name + "' has no parameter '" + name + "'");
    }
    ++m_macroDepth;
    Scope scope { &m_globals, {} };
    for (std::size_t i = 0; i < macro.parameters.size(); ++i) {
        const MacroParameter& parameter = macro.parameters[i];
        const TemplateValue* given = arguments.find(i, parameter.name);
        TemplateValue fallback = !given && parameter.fallback ? evaluate(*parameter.fallback, scope) : TemplateValue {};
        scope.set(parameter.name, given ? *given : std::move(fallback));
    }
    TextBuilder text(m_budget);
    execute(macro.body, scope, text);
    --m_macroDepth;
    return text.take();
}

TemplateValue TemplateInterpreter::callFunction(TemplateFunction function, const CallArguments& arguments)
{
    switch (function) {
    case TemplateFunction::Range:
        return makeRange(arguments);
    case TemplateFunction::Namespace:
        return makeNamespace(arguments);
    case TemplateFunction::Dict:
        return makeDict(arguments);
    case TemplateFunction::RaiseException:
        m_budget.fail("the template refuses these messages: "
            + toText(m_budget, arguments.require(m_budget, 0, "message")).bytes());
    case TemplateFunction::StrftimeNow:
        return TemplateValue::text(m_budget, m_dateText);
    }
    return {};
}

TemplateValue TemplateInterpreter::makeRange(const CallArguments& arguments)
{
    const std::size_t count = arguments.positional.size();
    if (count < 1 || count > 3 || !arguments.named.empty())
        m_budget.fail("range takes one to three integers");
    const bool hasStart = count > 1;
    const std::int64_t start = hasStart ? arguments.integer(m_budget, 0, "start", 0) : 0;
    const std::int64_t stop = arguments.integer(m_budget, hasStart ? 1 : 0, "stop", 0);
    const std::int64_t step = arguments.integer(m_budget, 2, "step", 1);
    if (step == 0)
        m_budget.fail("range has the step 0");
    std::vector<TemplateValue> items;
    for (std::int64_t at = start; step > 0 ? at < stop : at > stop;) {
        if (items.size() >= static_cast<std::size_t>(m_budget.limits().rangeLength))
            m_budget.failLimit("numbers in a range", m_budget.limits().rangeLength);
        items.push_back(TemplateValue::integer(at));
        if (__builtin_add_overflow(at, step, &at))
            break;
    }
    return TemplateValue::list(m_budget, std::move(items));
}

TemplateValue TemplateInterpreter::makeNamespace(const CallArguments& arguments)
{
    m_budget.allocate(sizeof(TemplateNamespace));
    auto space = std::make_unique<TemplateNamespace>();
    for (const TemplateValue& each : arguments.positional) {
        if (!each.asDict())
            m_budget.fail("a namespace is made from a dict, not from a " + typeName(each));
        for (const auto& [key, value] : each.asDict()->entries)
            space->set(toText(m_budget, key).bytes(), value);
    }
    for (const auto& [name, value] : arguments.named)
        space->set(name, value);
    m_namespaces.push_back(std::move(space));
    return { m_namespaces.back().get() };
}

TemplateValue TemplateInterpreter::makeDict(const CallArguments& arguments)
{
    std::vector<TemplateDict::Entry> entries;
    for (const TemplateValue& each : arguments.positional) {
        if (!each.asDict())
            m_budget.fail("a dict is made from a dict, not from a " + typeName(each));
        entries.insert(entries.end(), each.asDict()->entries.begin(), each.asDict()->entries.end());
    }
    for (const auto& [name, value] : arguments.named)
        entries.emplace_back(TemplateValue::text(m_budget, name), value);
    return TemplateValue::dict(m_budget, std::move(entries));
}

} // namespace amend
