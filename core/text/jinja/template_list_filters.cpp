// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filters that work on lists and dicts.
#include "core/text/jinja/template_filters.h"
#include "core/text/jinja/template_operators.h"
#include "core/text/jinja/template_tests.h"
#include "core/text/jinja/text_operations.h"

#include <algorithm>
#include <unordered_map>

namespace amend {

namespace {

using Value = TemplateValue;
using Budget = TemplateBudget;
using Arguments = CallArguments;

/// The attribute "a.b" or "0" of a value, as map(attribute=…) and its kin name it.
Value attributePath(Budget& budget, Value value, const Value& path)
{
    if (path.asInteger())
        return itemOf(budget, value, path);
    const MarkedText dot(".");
    const Value names = split(budget, toText(budget, path), &dot);
    for (const Value& each : names.asList()->items) {
        const std::string& name = each.asText()->bytes();
        const bool isIndex
            = !name.empty() && name.size() < 10 && name.find_first_not_of("0123456789") == std::string::npos;
        value = itemOf(budget, value, isIndex ? Value::integer(std::stoi(name)) : each);
    }
    return value;
}

Value byAttribute(Budget& budget, const Value& value, const Value* path)
{
    return path && !path->isNone() ? attributePath(budget, value, *path) : value;
}

/// For sorting and comparing: texts without regard to case unless `caseSensitive`.
Value comparisonKey(Budget& budget, const Value& value, bool caseSensitive)
{
    return value.asText() && !caseSensitive ? withCase(budget, *value.asText(), LetterCase::Lower) : value;
}

Arguments withoutFirst(const Arguments& arguments, std::size_t count)
{
    Arguments rest = arguments;
    const std::size_t erased = std::min(count, rest.positional.size());
    rest.positional.erase(rest.positional.begin(), rest.positional.begin() + static_cast<std::ptrdiff_t>(erased));
    return rest;
}

Value length(Budget& budget, const Value& input, const Arguments&)
{
    return Value::integer(lengthOf(budget, input));
}

Value first(Budget& budget, const Value& input, const Arguments&)
{
    const std::vector<Value> items = itemsOf(budget, input);
    return items.empty() ? Value {} : items.front();
}

Value last(Budget& budget, const Value& input, const Arguments&)
{
    const std::vector<Value> items = itemsOf(budget, input);
    return items.empty() ? Value {} : items.back();
}

Value list(Budget& budget, const Value& input, const Arguments&)
{
    return Value::list(budget, itemsOf(budget, input));
}

Value pairs(Budget& budget, const Value& input, const Arguments&)
{
    std::vector<Value> items;
    if (!input.asDict() && !input.isUndefined())
        budget.fail("a " + typeName(input) + " has no pairs of key and value");
    if (input.asDict()) {
        for (const TemplateDict::Entry& each : input.asDict()->entries)
            items.push_back(Value::tuple(budget, { each.first, each.second }));
    }
    return Value::list(budget, std::move(items));
}

Value joined(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* separator = arguments.find(0, "d");
    const Value* attribute = arguments.find(1, "attribute");
    std::vector<Value> items = itemsOf(budget, input);
    for (Value& each : items)
        each = byAttribute(budget, each, attribute);
    return join(budget, separator ? toText(budget, *separator) : MarkedText(), items);
}

Value reverse(Budget& budget, const Value& input, const Arguments&)
{
    if (input.asText())
        return reversed(budget, *input.asText());
    std::vector<Value> items = itemsOf(budget, input);
    std::reverse(items.begin(), items.end());
    return Value::list(budget, std::move(items));
}

Value map(Budget& budget, const Value& input, const Arguments& arguments)
{
    std::vector<Value> items = itemsOf(budget, input);
    const Value* attribute = arguments.positional.empty() ? arguments.find(0, "attribute") : nullptr;
    if (attribute) {
        const Value* fallback = arguments.find(1, "default");
        for (Value& each : items) {
            each = attributePath(budget, each, *attribute);
            if (each.isUndefined() && fallback)
                each = *fallback;
        }
        return Value::list(budget, std::move(items));
    }
    const std::string name = arguments.requireText(budget, 0, "filter").bytes();
    const TemplateFilter filter = findFilter(name);
    if (!filter)
        budget.failUnsupported("filter '" + name + "'");
    const Arguments rest = withoutFirst(arguments, 1);
    for (Value& each : items) {
        budget.step();
        each = filter(budget, each, rest);
    }
    return Value::list(budget, std::move(items));
}

enum class Keep { Matching, Others };
enum class Subject { Item, Attribute };

template <Keep keep, Subject subject> Value select(Budget& budget, const Value& input, const Arguments& arguments)
{
    constexpr std::size_t testIndex = subject == Subject::Attribute ? 1 : 0;
    const Value* attribute = subject == Subject::Attribute ? &arguments.require(budget, 0, "attribute") : nullptr;
    TemplateTest test = nullptr;
    if (arguments.positional.size() > testIndex) {
        const std::string name = toText(budget, arguments.positional[testIndex]).bytes();
        test = findTest(name);
        if (!test)
            budget.failUnsupported("test '" + name + "'");
    }
    const Arguments rest = withoutFirst(arguments, testIndex + 1);
    std::vector<Value> kept;
    for (const Value& each : itemsOf(budget, input)) {
        budget.step();
        const Value value = byAttribute(budget, each, attribute);
        const bool matches = test ? test(budget, value, rest) : isTrue(value);
        if (matches == (keep == Keep::Matching))
            kept.push_back(each);
    }
    return Value::list(budget, std::move(kept));
}

void sortBy(Budget& budget, std::vector<Value>& items, const Value* attribute, bool caseSensitive, bool descending)
{
    std::vector<std::pair<Value, Value>> keyed;
    for (Value& each : items)
        keyed.emplace_back(comparisonKey(budget, byAttribute(budget, each, attribute), caseSensitive), each);
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        const int order = compare(budget, a.first, b.first);
        return descending ? order > 0 : order < 0;
    });
    std::transform(keyed.begin(), keyed.end(), items.begin(), [](auto& each) { return std::move(each.second); });
}

Value sorted(Budget& budget, const Value& input, const Arguments& arguments)
{
    std::vector<Value> items = itemsOf(budget, input);
    sortBy(budget, items, arguments.find(2, "attribute"), arguments.isTrue(1, "case_sensitive"),
        arguments.isTrue(0, "reverse"));
    return Value::list(budget, std::move(items));
}

Value sortedPairs(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* by = arguments.find(1, "by");
    const bool byValue = by && toText(budget, *by).bytes() == "value";
    const Value entries = pairs(budget, input, {});
    std::vector<Value> items = entries.asList()->items;
    const Value index = Value::integer(byValue ? 1 : 0);
    sortBy(budget, items, &index, arguments.isTrue(0, "case_sensitive"), arguments.isTrue(2, "reverse"));
    return Value::list(budget, std::move(items));
}

Value unique(Budget& budget, const Value& input, const Arguments& arguments)
{
    const bool caseSensitive = arguments.isTrue(0, "case_sensitive");
    std::vector<Value> keys;
    std::vector<Value> kept;
    for (const Value& each : itemsOf(budget, input)) {
        Value key = comparisonKey(budget, byAttribute(budget, each, arguments.find(1, "attribute")), caseSensitive);
        if (std::any_of(keys.begin(), keys.end(), [&](const Value& seen) { return areEqual(budget, seen, key); }))
            continue;
        keys.push_back(std::move(key));
        kept.push_back(each);
    }
    return Value::list(budget, std::move(kept));
}

Value sum(Budget& budget, const Value& input, const Arguments& arguments)
{
    const Value* start = arguments.find(1, "start");
    Value total = start ? *start : Value::integer(0);
    for (const Value& each : itemsOf(budget, input))
        total = applyBinary(
            budget, BinaryOperator::Add, total, byAttribute(budget, each, arguments.find(0, "attribute")));
    return total;
}

template <bool wantsLargest> Value extreme(Budget& budget, const Value& input, const Arguments& arguments)
{
    std::vector<Value> items = itemsOf(budget, input);
    if (items.empty())
        return {};
    sortBy(budget, items, arguments.find(1, "attribute"), arguments.isTrue(0, "case_sensitive"), wantsLargest);
    return items.front();
}

const std::unordered_map<std::string_view, TemplateFilter>& table()
{
    static const std::unordered_map<std::string_view, TemplateFilter> filters {
        { "count", length },
        { "dictsort", sortedPairs },
        { "first", first },
        { "items", pairs },
        { "join", joined },
        { "last", last },
        { "length", length },
        { "list", list },
        { "map", map },
        { "max", extreme<true> },
        { "min", extreme<false> },
        { "reject", select<Keep::Others, Subject::Item> },
        { "rejectattr", select<Keep::Others, Subject::Attribute> },
        { "reverse", reverse },
        { "select", select<Keep::Matching, Subject::Item> },
        { "selectattr", select<Keep::Matching, Subject::Attribute> },
        { "sort", sorted },
        { "sum", sum },
        { "unique", unique },
    };
    return filters;
}

} // namespace

TemplateFilter findListFilter(std::string_view name)
{
    const auto filter = table().find(name);
    return filter == table().end() ? nullptr : filter->second;
}

} // namespace amend
