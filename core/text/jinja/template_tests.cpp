// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_tests.h"

#include "core/text/jinja/template_operators.h"
#include "core/text/jinja/text_operations.h"

#include <unordered_map>

namespace amend {

namespace {

using Value = TemplateValue;
using Budget = TemplateBudget;
using Arguments = CallArguments;

std::int64_t integerOf(Budget& budget, const Value& input)
{
    if (!input.asInteger())
        budget.fail("a " + typeName(input) + " is no integer");
    return *input.asInteger();
}

template <ComparisonOperator op> bool comparison(Budget& budget, const Value& input, const Arguments& arguments)
{
    return holds(budget, op, input, arguments.require(budget, 0, "other"));
}

template <LetterCase letterCase> bool isInCase(Budget& budget, const Value& input, const Arguments&)
{
    const MarkedText text = toText(budget, input);
    const TemplateValue lower = withCase(budget, text, LetterCase::Lower);
    const TemplateValue upper = withCase(budget, text, LetterCase::Upper);
    const bool hasLetters = lower.asText()->bytes() != upper.asText()->bytes();
    return hasLetters && text.bytes() == (letterCase == LetterCase::Lower ? lower : upper).asText()->bytes();
}

bool divisibleBy(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value& divisor = arguments.require(budget, 0, "num");
    return !isTrue(applyBinary(budget, BinaryOperator::Modulo, input, divisor));
}

bool isSequence(Budget&, const Value& input, const Arguments&)
{
    return input.asText() || input.asList() || input.asDict() || input.isUndefined();
}

bool isCallable(Budget&, const Value& input, const Arguments&)
{
    return std::holds_alternative<const MacroStatement*>(input.data)
        || std::holds_alternative<TemplateFunction>(input.data);
}

const std::unordered_map<std::string_view, TemplateTest>& table()
{
    static const std::unordered_map<std::string_view, TemplateTest> tests {
        { "boolean", [](Budget&, const Value& input, const Arguments&) { return input.isBoolean(); } },
        { "callable", isCallable },
        { "defined", [](Budget&, const Value& input, const Arguments&) { return !input.isUndefined(); } },
        { "divisibleby", divisibleBy },
        { "eq", comparison<ComparisonOperator::Equal> },
        { "equalto", comparison<ComparisonOperator::Equal> },
        { "even",
            [](Budget& budget, const Value& input, const Arguments&) { return integerOf(budget, input) % 2 == 0; } },
        { "false", [](Budget&, const Value& input, const Arguments&) { return input.isBoolean() && !isTrue(input); } },
        { "float", [](Budget&, const Value& input, const Arguments&) { return input.isFloat(); } },
        { "ge", comparison<ComparisonOperator::GreaterEqual> },
        { "greaterthan", comparison<ComparisonOperator::Greater> },
        { "gt", comparison<ComparisonOperator::Greater> },
        { "in", comparison<ComparisonOperator::In> },
        { "integer", [](Budget&, const Value& input, const Arguments&) { return input.isInteger(); } },
        { "iterable", isSequence },
        { "le", comparison<ComparisonOperator::LessEqual> },
        { "lessthan", comparison<ComparisonOperator::Less> },
        { "lower", isInCase<LetterCase::Lower> },
        { "lt", comparison<ComparisonOperator::Less> },
        { "mapping", [](Budget&, const Value& input, const Arguments&) { return input.asDict() != nullptr; } },
        { "ne", comparison<ComparisonOperator::NotEqual> },
        { "none", [](Budget&, const Value& input, const Arguments&) { return input.isNone(); } },
        { "number", [](Budget&, const Value& input, const Arguments&) { return input.asNumber().has_value(); } },
        { "odd",
            [](Budget& budget, const Value& input, const Arguments&) { return integerOf(budget, input) % 2 != 0; } },
        { "sequence", isSequence },
        { "string", [](Budget&, const Value& input, const Arguments&) { return input.asText() != nullptr; } },
        { "true", [](Budget&, const Value& input, const Arguments&) { return input.isBoolean() && isTrue(input); } },
        { "undefined", [](Budget&, const Value& input, const Arguments&) { return input.isUndefined(); } },
        { "upper", isInCase<LetterCase::Upper> },
    };
    return tests;
}

} // namespace

TemplateTest findTest(std::string_view name)
{
    const auto test = table().find(name);
    return test == table().end() ? nullptr : test->second;
}

} // namespace amend
