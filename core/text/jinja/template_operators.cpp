// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_operators.h"

#include "core/text/jinja/code_points.h"
#include "core/text/jinja/text_operations.h"

#include <algorithm>
#include <cmath>

namespace amend {

namespace {

[[noreturn]] void failTypes(
    TemplateBudget& budget, const std::string& verb, const TemplateValue& left, const TemplateValue& right)
{
    budget.fail("a " + typeName(left) + " and a " + typeName(right) + " cannot be " + verb);
}

TemplateValue checked(TemplateBudget& budget, bool overflowed, std::int64_t value)
{
    if (overflowed)
        budget.fail("a number becomes too large");
    return TemplateValue::integer(value);
}

/// Python rounds quotients towards minus infinity, so that the remainder has the divisor's sign.
TemplateValue divideIntegers(TemplateBudget& budget, BinaryOperator op, std::int64_t a, std::int64_t b)
{
    if (b == -1) {
        std::int64_t negated = 0;
        const bool overflowed = __builtin_sub_overflow(std::int64_t { 0 }, a, &negated);
        return op == BinaryOperator::Modulo ? TemplateValue::integer(0) : checked(budget, overflowed, negated);
    }
    const std::int64_t remainder = a % b;
    const bool roundsUp = remainder != 0 && (remainder < 0) != (b < 0);
    if (op == BinaryOperator::Modulo)
        return TemplateValue::integer(roundsUp ? remainder + b : remainder);
    return TemplateValue::integer(roundsUp ? a / b - 1 : a / b);
}

TemplateValue power(TemplateBudget& budget, std::int64_t base, std::int64_t exponent)
{
    if (exponent < 0)
        return { std::pow(static_cast<double>(base), static_cast<double>(exponent)) };
    std::int64_t result = 1;
    for (; exponent > 0 && result != 0; --exponent) {
        budget.step();
        if (__builtin_mul_overflow(result, base, &result))
            budget.fail("a number becomes too large");
    }
    return TemplateValue::integer(result);
}

TemplateValue ofIntegers(TemplateBudget& budget, BinaryOperator op, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    bool overflowed = false;
    switch (op) {
    case BinaryOperator::Add:
        overflowed = __builtin_add_overflow(a, b, &result);
        break;
    case BinaryOperator::Subtract:
        overflowed = __builtin_sub_overflow(a, b, &result);
        break;
    case BinaryOperator::Multiply:
        overflowed = __builtin_mul_overflow(a, b, &result);
        break;
    case BinaryOperator::Divide:
        return { static_cast<double>(a) / static_cast<double>(b) };
    case BinaryOperator::FloorDivide:
    case BinaryOperator::Modulo:
        return divideIntegers(budget, op, a, b);
    case BinaryOperator::Power:
        return power(budget, a, b);
    case BinaryOperator::Or:
    case BinaryOperator::And:
    case BinaryOperator::Concatenate:
        break;
    }
    return checked(budget, overflowed, result);
}

TemplateValue ofFloats(BinaryOperator op, double a, double b)
{
    switch (op) {
    case BinaryOperator::Add:
        return { a + b };
    case BinaryOperator::Subtract:
        return { a - b };
    case BinaryOperator::Multiply:
        return { a * b };
    case BinaryOperator::Divide:
        return { a / b };
    case BinaryOperator::FloorDivide:
        return { std::floor(a / b) };
    case BinaryOperator::Modulo:
        return { a - b * std::floor(a / b) };
    case BinaryOperator::Power:
        return { std::pow(a, b) };
    case BinaryOperator::Or:
    case BinaryOperator::And:
    case BinaryOperator::Concatenate:
        break;
    }
    return {};
}

TemplateValue repeatList(TemplateBudget& budget, const TemplateList& list, std::int64_t count)
{
    std::vector<TemplateValue> items;
    if (count > 0)
        budget.allocate(static_cast<std::size_t>(count), list.items.size() * sizeof(TemplateValue));
    for (; count > 0 && !list.items.empty(); --count) {
        budget.step();
        items.insert(items.end(), list.items.begin(), list.items.end());
    }
    return list.isTuple ? TemplateValue::tuple(budget, std::move(items))
                        : TemplateValue::list(budget, std::move(items));
}

TemplateValue addSequences(TemplateBudget& budget, const TemplateValue& left, const TemplateValue& right)
{
    if (left.asText() && right.asText()) {
        TextBuilder out(budget);
        out.append(*left.asText());
        out.append(*right.asText());
        return out.take();
    }
    const TemplateList* a = left.asList();
    const TemplateList* b = right.asList();
    if (!a || !b || a->isTuple != b->isTuple)
        failTypes(budget, "added", left, right);
    budget.allocate((a->items.size() + b->items.size()) * sizeof(TemplateValue));
    std::vector<TemplateValue> items = a->items;
    items.insert(items.end(), b->items.begin(), b->items.end());
    return a->isTuple ? TemplateValue::tuple(budget, std::move(items)) : TemplateValue::list(budget, std::move(items));
}

bool contains(TemplateBudget& budget, const TemplateValue& container, const TemplateValue& item)
{
    if (const MarkedText* text = container.asText()) {
        if (!item.asText())
            failTypes(budget, "searched in each other", item, container);
        return search(budget, *text, *item.asText()) != std::string::npos;
    }
    if (const TemplateDict* dict = container.asDict())
        return find(budget, *dict, item) != nullptr;
    if (const TemplateList* list = container.asList())
        return std::any_of(list->items.begin(), list->items.end(),
            [&](const TemplateValue& each) { return areEqual(budget, each, item); });
    if (!container.isUndefined())
        budget.fail("nothing can be searched in a " + typeName(container));
    return false;
}

/// Where item `index` is, counted from the end when negative; none when outside.
std::optional<std::size_t> positionOf(std::int64_t index, std::int64_t size)
{
    if (index < 0)
        index += size;
    return index >= 0 && index < size ? std::optional(static_cast<std::size_t>(index)) : std::nullopt;
}

/// The first position of a slice and the one behind its last, as Python counts them.
std::pair<std::int64_t, std::int64_t> edgesOf(const SliceBounds& bounds, std::int64_t size)
{
    const bool isForward = bounds.step > 0;
    const std::int64_t lowest = isForward ? 0 : -1;
    const std::int64_t highest = isForward ? size : size - 1;
    const auto clamped = [&](const std::optional<std::int64_t>& bound, std::int64_t fallback) {
        if (!bound)
            return fallback;
        const std::int64_t position = *bound < 0 ? *bound + size : *bound;
        return std::clamp(position, lowest, highest);
    };
    return { clamped(bounds.start, isForward ? lowest : highest), clamped(bounds.stop, isForward ? highest : lowest) };
}

std::vector<std::size_t> positionsOf(TemplateBudget& budget, const SliceBounds& bounds, std::int64_t size)
{
    const auto [start, stop] = edgesOf(bounds, size);
    const std::int64_t step = std::clamp(bounds.step, -size - 1, size + 1); // no overflow when it is added
    std::vector<std::size_t> positions;
    for (std::int64_t at = start; step > 0 ? at < stop : at > stop; at += step)
        positions.push_back(static_cast<std::size_t>(at));
    budget.allocate(positions.size() * sizeof(std::size_t));
    return positions;
}

TemplateValue sliceText(TemplateBudget& budget, const MarkedText& text, const SliceBounds& bounds)
{
    budget.walk(text.size());
    if (bounds.step == 1) {
        const auto [start, stop] = edgesOf(bounds, static_cast<std::int64_t>(codePointCount(text.bytes())));
        const std::size_t begin = byteOffsetOf(text.bytes(), static_cast<std::size_t>(start));
        const std::size_t end = byteOffsetOf(text.bytes(), static_cast<std::size_t>(stop));
        return part(budget, text, begin, std::max(begin, end));
    }
    std::vector<CodePoint> characters;
    budget.allocate(text.size() * sizeof(CodePoint));
    for (CodePoint at = codePointAt(text.bytes(), 0); at.size > 0; at = codePointAt(text.bytes(), at.end()))
        characters.push_back(at);
    TextBuilder out(budget);
    for (const std::size_t each : positionsOf(budget, bounds, static_cast<std::int64_t>(characters.size())))
        out.append(text, characters[each].begin, characters[each].end());
    return out.take();
}

} // namespace

TemplateValue applyBinary(
    TemplateBudget& budget, BinaryOperator op, const TemplateValue& left, const TemplateValue& right)
{
    if (op == BinaryOperator::Concatenate) {
        TextBuilder out(budget);
        appendText(out, left, budget);
        appendText(out, right, budget);
        return out.take();
    }
    if (const std::optional<double> a = left.asNumber(), b = right.asNumber(); a && b) {
        const bool divides
            = op == BinaryOperator::Divide || op == BinaryOperator::FloorDivide || op == BinaryOperator::Modulo;
        if (divides && *b == 0)
            budget.fail("a division by zero");
        if (left.asInteger() && right.asInteger())
            return ofIntegers(budget, op, *left.asInteger(), *right.asInteger());
        return ofFloats(op, *a, *b);
    }
    if (op == BinaryOperator::Add)
        return addSequences(budget, left, right);
    const bool countIsLeft = left.asInteger().has_value();
    const TemplateValue& sequence = countIsLeft ? right : left;
    const std::optional<std::int64_t> count = (countIsLeft ? left : right).asInteger();
    if (op == BinaryOperator::Multiply && count && sequence.asText())
        return repeat(budget, *sequence.asText(), *count);
    if (op == BinaryOperator::Multiply && count && sequence.asList())
        return repeatList(budget, *sequence.asList(), *count);
    if (op == BinaryOperator::Modulo && left.asText())
        budget.failUnsupported("formatting a string with %");
    failTypes(budget, "computed with", left, right);
}

TemplateValue applyUnary(TemplateBudget& budget, UnaryOperator op, const TemplateValue& operand)
{
    if (op == UnaryOperator::Not)
        return TemplateValue::boolean(!isTrue(operand));
    if (!operand.asNumber())
        budget.fail("a " + typeName(operand) + " has no sign");
    if (operand.isFloat())
        return { op == UnaryOperator::Negate ? -*operand.asNumber() : *operand.asNumber() };
    if (op == UnaryOperator::Plus)
        return TemplateValue::integer(*operand.asInteger());
    return ofIntegers(budget, BinaryOperator::Subtract, 0, *operand.asInteger());
}

bool holds(TemplateBudget& budget, ComparisonOperator op, const TemplateValue& left, const TemplateValue& right)
{
    switch (op) {
    case ComparisonOperator::Equal:
        return areEqual(budget, left, right);
    case ComparisonOperator::NotEqual:
        return !areEqual(budget, left, right);
    case ComparisonOperator::Less:
        return compare(budget, left, right) < 0;
    case ComparisonOperator::LessEqual:
        return compare(budget, left, right) <= 0;
    case ComparisonOperator::Greater:
        return compare(budget, left, right) > 0;
    case ComparisonOperator::GreaterEqual:
        return compare(budget, left, right) >= 0;
    case ComparisonOperator::In:
        return contains(budget, right, left);
    case ComparisonOperator::NotIn:
        return !contains(budget, right, left);
    }
    return false;
}

TemplateValue itemOf(TemplateBudget& budget, const TemplateValue& object, const TemplateValue& key)
{
    if (object.isUndefined())
        budget.fail("an item of an undefined value is asked for");
    if (const TemplateDict* dict = object.asDict()) {
        const TemplateValue* value = find(budget, *dict, key);
        return value ? *value : TemplateValue {};
    }
    if (const TemplateNamespace* space = object.asNamespace(); space && key.asText()) {
        const TemplateValue* value = space->find(key.asText()->bytes());
        return value ? *value : TemplateValue {};
    }
    if (!key.asInteger())
        return {};
    if (const TemplateList* list = object.asList()) {
        const auto position = positionOf(*key.asInteger(), static_cast<std::int64_t>(list->items.size()));
        return position ? list->items[*position] : TemplateValue {};
    }
    if (const MarkedText* text = object.asText()) {
        budget.walk(text->size());
        const auto position = positionOf(*key.asInteger(), static_cast<std::int64_t>(codePointCount(text->bytes())));
        if (!position)
            return {};
        const CodePoint character = codePointAt(text->bytes(), byteOffsetOf(text->bytes(), *position));
        return part(budget, *text, character.begin, character.end());
    }
    return {};
}

TemplateValue attributeOf(TemplateBudget& budget, const TemplateValue& object, std::string_view name)
{
    const TemplateValue* value = nullptr;
    if (const TemplateDict* dict = object.asDict())
        value = find(budget, *dict, name);
    else if (const TemplateNamespace* space = object.asNamespace())
        value = space->find(name);
    return value ? *value : TemplateValue {};
}

TemplateValue sliceOf(TemplateBudget& budget, const TemplateValue& object, const SliceBounds& bounds)
{
    if (bounds.step == 0)
        budget.fail("a slice has the step 0");
    if (const MarkedText* text = object.asText())
        return sliceText(budget, *text, bounds);
    const TemplateList* list = object.asList();
    if (!list)
        budget.fail("a " + typeName(object) + " cannot be sliced");
    std::vector<TemplateValue> items;
    for (const std::size_t each : positionsOf(budget, bounds, static_cast<std::int64_t>(list->items.size())))
        items.push_back(list->items[each]);
    return list->isTuple ? TemplateValue::tuple(budget, std::move(items))
                         : TemplateValue::list(budget, std::move(items));
}

std::vector<TemplateValue> itemsOf(TemplateBudget& budget, const TemplateValue& value)
{
    std::vector<TemplateValue> items;
    if (const TemplateList* list = value.asList()) {
        budget.allocate(list->items.size() * sizeof(TemplateValue));
        items = list->items;
    } else if (const TemplateDict* dict = value.asDict()) {
        budget.allocate(dict->entries.size() * sizeof(TemplateValue));
        for (const TemplateDict::Entry& each : dict->entries)
            items.push_back(each.first);
    } else if (const MarkedText* text = value.asText()) {
        for (CodePoint at = codePointAt(text->bytes(), 0); at.size > 0; at = codePointAt(text->bytes(), at.end()))
            items.push_back(part(budget, *text, at.begin, at.end()));
    } else if (!value.isUndefined()) {
        budget.fail("a " + typeName(value) + " has no items");
    }
    return items;
}

std::int64_t lengthOf(TemplateBudget& budget, const TemplateValue& value)
{
    if (const MarkedText* text = value.asText()) {
        budget.walk(text->size());
        return static_cast<std::int64_t>(codePointCount(text->bytes()));
    }
    if (const TemplateList* list = value.asList())
        return static_cast<std::int64_t>(list->items.size());
    if (const TemplateDict* dict = value.asDict())
        return static_cast<std::int64_t>(dict->entries.size());
    if (!value.isUndefined())
        budget.fail("a " + typeName(value) + " has no length");
    return 0;
}

} // namespace amend
