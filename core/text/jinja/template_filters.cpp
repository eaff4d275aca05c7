// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_filters.h"

#include "core/text/jinja/template_json.h"
#include "core/text/jinja/template_operators.h"
#include "core/text/jinja/text_operations.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>

namespace amend {

namespace {

using Value = TemplateValue;
using Budget = TemplateBudget;
using Arguments = CallArguments;

constexpr int kWidestIndent = 1000;

Value asString(Budget& budget, const Value& input, const Arguments&)
{
    return input.asText() ? input : Value::text(budget, toText(budget, input));
}

template <LetterCase letterCase> Value inCase(Budget& budget, const Value& input, const Arguments&)
{
    return withCase(budget, toText(budget, input), letterCase);
}

Value trim(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* characters = arguments.find(0, "chars");
    return strip(budget, toText(budget, input), StripSide::Both, characters ? characters->asText() : nullptr);
}

Value replaceText(Budget& budget, const Value& input, const Arguments& arguments)
{
    const MarkedText from = toText(budget, arguments.require(budget, 0, "old"));
    const MarkedText to = toText(budget, arguments.require(budget, 1, "new"));
    return replace(budget, toText(budget, input), from, to, arguments.integer(budget, 2, "count", kAll));
}

/// Spaces for a width, or the text itself.
std::string indentation(Budget& budget, const Value* width, int fallback)
{
    if (width && width->asText())
        return width->asText()->bytes();
    const std::int64_t spaces = width && width->asInteger() ? *width->asInteger() : fallback;
    if (spaces > kWidestIndent)
        budget.failLimit("spaces of indentation", kWidestIndent);
    return std::string(static_cast<std::size_t>(std::max<std::int64_t>(spaces, 0)), ' ');
}

Value indent(Budget& budget, const Value& input, const Arguments& arguments)
{
    MarkedText text = toText(budget, input);
    text.append("\n", TextOrigin::Template); // so that a newline at the end gives an empty last line
    const Value lines = splitLines(budget, text);
    const std::string margin = indentation(budget, arguments.find(0, "width"), 4);
    const bool indentsFirst = arguments.isTrue(1, "first");
    const bool indentsBlank = arguments.isTrue(2, "blank");
    TextBuilder out(budget);
    for (std::size_t i = 0; i < lines.asList()->items.size(); ++i) {
        const MarkedText& line = *lines.asList()->items[i].asText();
        out.append(i > 0 ? "\n" : "");
        if (i == 0 ? indentsFirst : indentsBlank || line.size() > 0)
            out.append(margin);
        out.append(line);
    }
    return out.take();
}

Value asJson(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* indent = arguments.find(1, "indent");
    if (arguments.find(0, "ensure_ascii") && arguments.isTrue(0, "ensure_ascii"))
        budget.failUnsupported("tojson with ensure_ascii");
    if (arguments.find(2, "separators") && !arguments.find(2, "separators")->isNone())
        budget.failUnsupported("tojson with separators");
    JsonLayout layout;
    if (indent && !indent->isNone())
        layout.indent = static_cast<int>(indentation(budget, indent, 0).size());
    layout.sortKeys = arguments.isTrue(3, "sort_keys");
    return toJson(budget, input, layout);
}

std::optional<double> parseNumber(const MarkedText& text)
{
    if (text.size() == 0 || text.bytes().find_first_of("xXpP") != std::string::npos) // strtod reads hexadecimal too
        return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(text.bytes().c_str(), &end);
    return *end == '\0' ? std::optional(value) : std::nullopt;
}

std::optional<double> numberOf(Budget& budget, const Value& input)
{
    if (!input.asText())
        return input.asNumber();
    return parseNumber(*strip(budget, *input.asText(), StripSide::Both).asText());
}

Value asInteger(Budget& budget, const Value& input, const Arguments& arguments)
{
    constexpr double tooLarge = 9.0e18; // near 2^63
    const Value* fallback = arguments.find(0, "default");
    if (input.asInteger())
        return Value::integer(*input.asInteger());
    const std::optional<double> number = numberOf(budget, input);
    if (!number || !(std::fabs(*number) < tooLarge))
        return fallback ? *fallback : Value::integer(0);
    return Value::integer(static_cast<std::int64_t>(*number));
}

Value asFloat(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* fallback = arguments.find(0, "default");
    const std::optional<double> number = numberOf(budget, input);
    if (number)
        return { *number };
    return fallback ? *fallback : Value { 0.0 };
}

Value absolute(Budget& budget, const Value& input, const Arguments&)
{
    if (!input.asNumber())
        budget.fail("a " + typeName(input) + " has no absolute value");
    return *input.asNumber() < 0 ? applyUnary(budget, UnaryOperator::Negate, input) : input;
}

Value rounded(Budget& budget, const Value& input, const Arguments& arguments)
{
    if (!input.asNumber())
        budget.fail("a " + typeName(input) + " cannot be rounded");
    const double scale = std::pow(10.0, static_cast<double>(arguments.integer(budget, 0, "precision", 0)));
    const Value* method = arguments.find(1, "method");
    const std::string name = method ? toText(budget, *method).bytes() : "common";
    const double scaled = *input.asNumber() * scale;
    if (name == "ceil")
        return { std::ceil(scaled) / scale };
    if (name == "floor")
        return { std::floor(scaled) / scale };
    return { std::nearbyint(scaled) / scale }; // Python rounds halves to even
}

Value withDefault(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* fallback = arguments.find(0, "default_value");
    const bool isMissing = input.isUndefined() || (arguments.isTrue(1, "boolean") && !isTrue(input));
    if (!isMissing)
        return input;
    return fallback ? *fallback : Value::text(budget, std::string_view());
}

const std::unordered_map<std::string_view, TemplateFilter>& table()
{
    static const std::unordered_map<std::string_view, TemplateFilter> filters {
        { "abs", absolute },
        { "capitalize", inCase<LetterCase::Capitalized> },
        { "d", withDefault },
        { "default", withDefault },
        { "float", asFloat },
        { "indent", indent },
        { "int", asInteger },
        { "lower", inCase<LetterCase::Lower> },
        { "replace", replaceText },
        { "round", rounded },
        { "safe", asString },
        { "string", asString },
        { "title", inCase<LetterCase::TitledWords> },
        { "tojson", asJson },
        { "trim", trim },
        { "upper", inCase<LetterCase::Upper> },
    };
    return filters;
}

} // namespace

TemplateFilter findTextFilter(std::string_view name)
{
    const auto filter = table().find(name);
    return filter == table().end() ? nullptr : filter->second;
}

TemplateFilter findFilter(std::string_view name)
{
    const TemplateFilter filter = findTextFilter(name);
    return filter ? filter : findListFilter(name);
}

} // namespace amend
