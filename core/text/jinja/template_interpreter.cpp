// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Statements; the expressions are in expression_evaluation.cpp.
#include "core/text/jinja/template_interpreter.h"

#include "core/text/jinja/template_operators.h"

#include <array>
#include <iterator>

namespace amend {

namespace {

/// What `loop` has, in the order in which loopVariable fills it.
constexpr std::array<std::string_view, 9> kLoopKeys { "index", "index0", "first", "last", "length", "revindex",
    "revindex0", "previtem", "nextitem" };

} // namespace

TemplateInterpreter::TemplateInterpreter(TemplateBudget& budget, std::string dateText)
    : m_budget(budget)
    , m_dateText(std::move(dateText))
{
    for (const std::string_view key : kLoopKeys)
        m_loopKeys.push_back(TemplateValue::text(budget, key));
    m_globals.set("range", { TemplateFunction::Range });
    m_globals.set("namespace", { TemplateFunction::Namespace });
    m_globals.set("dict", { TemplateFunction::Dict });
    m_globals.set("raise_exception", { TemplateFunction::RaiseException });
    m_globals.set("strftime_now", { TemplateFunction::StrftimeNow });
}

void TemplateInterpreter::setGlobal(std::string_view name, TemplateValue value)
{
    m_globals.set(name, std::move(value));
}

MarkedText TemplateInterpreter::run(const TemplateBody& body)
{
    TextBuilder out(m_budget);
    m_output = &out;
    execute(body, m_globals, out);
    return out.text();
}

void TemplateInterpreter::Scope::set(std::string_view name, TemplateValue value)
{
    for (auto& [each, held] : names) {
        if (each == name) {
            held = std::move(value);
            return;
        }
    }
    names.emplace_back(name, std::move(value));
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const TemplateBody& body, Scope& scope, TextBuilder& out)
{
    const TemplateBudget::Nesting nesting(m_budget);
    for (const TemplateStatement& statement : body) {
        m_budget.setLine(statement.line);
        m_budget.step();
        const Flow flow = std::visit([&](const auto& node) { return execute(node, scope, out); }, statement.node);
        if (flow != Flow::Next)
            return flow;
    }
    return Flow::Next;
}

void TemplateInterpreter::countOutput(const TextBuilder& out, std::size_t before)
{
    if (&out == m_output)
        m_budget.output(out.text().size() - before);
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const TextStatement& statement, Scope&, TextBuilder& out)
{
    const std::size_t before = out.text().size();
    out.append(statement.text);
    countOutput(out, before);
    return Flow::Next;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const OutputStatement& statement, Scope& scope, TextBuilder& out)
{
    const TemplateValue value = evaluate(*statement.value, scope);
    const std::size_t before = out.text().size();
    appendText(out, value, m_budget);
    countOutput(out, before);
    return Flow::Next;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const IfStatement& statement, Scope& scope, TextBuilder& out)
{
    for (const IfBranch& branch : statement.branches) {
        if (!branch.condition || isTrue(evaluate(*branch.condition, scope)))
            return execute(branch.body, scope, out);
    }
    return Flow::Next;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const ForStatement& statement, Scope& scope, TextBuilder& out)
{
    const std::vector<TemplateValue> items = loopItems(statement, scope);
    for (std::size_t i = 0; i < items.size(); ++i) {
        m_budget.step();
        Scope inner { &scope, {} };
        inner.set("loop", loopVariable(items, i));
        unpack(statement.targets, items[i], inner);
        if (execute(statement.body, inner, out) == Flow::Break)
            break;
    }
    if (!items.empty())
        return Flow::Next;
    Scope inner { &scope, {} };
    return execute(statement.otherwise, inner, out);
}

std::vector<TemplateValue> TemplateInterpreter::loopItems(const ForStatement& statement, const Scope& scope)
{
    std::vector<TemplateValue> items = itemsOf(m_budget, evaluate(*statement.iterable, scope));
    if (!statement.condition)
        return items;
    std::vector<TemplateValue> kept;
    for (TemplateValue& item : items) {
        Scope inner { &scope, {} };
        unpack(statement.targets, item, inner);
        if (isTrue(evaluate(*statement.condition, inner)))
            kept.push_back(std::move(item));
    }
    return kept;
}

TemplateValue TemplateInterpreter::loopVariable(const std::vector<TemplateValue>& items, std::size_t index)
{
    const auto length = static_cast<std::int64_t>(items.size());
    const auto position = static_cast<std::int64_t>(index);
    auto loop = std::make_shared<TemplateDict>();
    const TemplateValue values[] = { TemplateValue::integer(position + 1), TemplateValue::integer(position),
        TemplateValue::boolean(index == 0), TemplateValue::boolean(index + 1 == items.size()),
        TemplateValue::integer(length), TemplateValue::integer(length - position),
        TemplateValue::integer(length - position - 1), index > 0 ? items[index - 1] : TemplateValue {},
        index + 1 < items.size() ? items[index + 1] : TemplateValue {} };
    static_assert(std::size(values) == kLoopKeys.size());
    loop->entries.reserve(kLoopKeys.size());
    for (std::size_t i = 0; i < kLoopKeys.size(); ++i)
        loop->entries.emplace_back(m_loopKeys[i], values[i]);
    m_budget.allocate(sizeof(TemplateDict) + loop->entries.size() * sizeof(TemplateDict::Entry));
    return { std::shared_ptr<const TemplateDict>(std::move(loop)) };
}

void TemplateInterpreter::unpack(const std::vector<std::string>& names, const TemplateValue& value, Scope& scope)
{
    if (names.size() == 1) {
        scope.set(names.front(), value);
        return;
    }
    const std::vector<TemplateValue> parts = itemsOf(m_budget, value);
    if (parts.size() != names.size())
        m_budget.fail(std::to_string(parts.size()) + " values do not fit " + std::to_string(names.size()) + " names");
    for (std::size_t i = 0; i < names.size(); ++i)
        scope.set(names[i], parts[i]);
}

void TemplateInterpreter::assign(const SetTarget& target, TemplateValue value, Scope& scope)
{
    if (target.attribute.empty()) {
        unpack(target.names, value, scope);
        return;
    }
    TemplateNamespace* space = evaluate(NameExpression { target.names.front() }, scope).asNamespace();
    if (!space)
        m_budget.fail("'" + target.names.front() + "' is no namespace, its attributes cannot be set");
    space->set(target.attribute, std::move(value));
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const SetStatement& statement, Scope& scope, TextBuilder&)
{
    assign(statement.target, evaluate(*statement.value, scope), scope);
    return Flow::Next;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const SetBlockStatement& statement, Scope& scope, TextBuilder&)
{
    TextBuilder text(m_budget);
    Scope inner { &scope, {} };
    const Flow flow = execute(statement.body, inner, text);
    assign(statement.target, text.take(), scope);
    return flow;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const MacroStatement& statement, Scope& scope, TextBuilder&)
{
    scope.set(statement.name, { &statement });
    return Flow::Next;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(
    const GenerationStatement& statement, Scope& scope, TextBuilder& out)
{
    Scope inner { &scope, {} };
    return execute(statement.body, inner, out);
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const BreakStatement&, Scope&, TextBuilder&)
{
    return Flow::Break;
}

TemplateInterpreter::Flow TemplateInterpreter::execute(const ContinueStatement&, Scope&, TextBuilder&)
{
    return Flow::Continue;
}

} // namespace amend
