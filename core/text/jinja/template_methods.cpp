// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_methods.h"

#include "core/text/jinja/code_points.h"
#include "core/text/jinja/template_filters.h"
#include "core/text/jinja/template_operators.h"
#include "core/text/jinja/text_operations.h"

#include <algorithm>
#include <unordered_map>

namespace amend {

namespace {

using Value = TemplateValue;
using Budget = TemplateBudget;
using Arguments = CallArguments;
using TextMethod = Value (*)(Budget& budget, const MarkedText& text, const Arguments& arguments);

template <StripSide side> Value stripped(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    const Value* characters = arguments.find(0, "chars");
    return strip(budget, text, side, characters ? characters->asText() : nullptr);
}

template <LetterCase letterCase> Value inCase(Budget& budget, const MarkedText& text, const Arguments&)
{
    return withCase(budget, text, letterCase);
}

/// Python takes one text or a tuple of them.
template <typename Predicate> Value anyAffix(Budget& budget, const Arguments& arguments, Predicate fits)
{
    const Value& affix = arguments.require(budget, 0, "prefix");
    if (const TemplateList* list = affix.asList())
        return Value::boolean(std::any_of(list->items.begin(), list->items.end(),
            [&](const Value& each) { return each.asText() && fits(each.asText()->bytes()); }));
    return Value::boolean(fits(arguments.requireText(budget, 0, "prefix").bytes()));
}

Value startsWith(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    return anyAffix(budget, arguments, [&](const std::string& affix) {
        budget.scan(affix.size());
        return text.bytes().starts_with(affix);
    });
}

Value endsWith(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    return anyAffix(budget, arguments, [&](const std::string& affix) {
        budget.scan(affix.size());
        return text.bytes().ends_with(affix);
    });
}

Value withoutPrefix(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    const std::string& prefix = arguments.requireText(budget, 0, "prefix").bytes();
    return part(budget, text, text.bytes().starts_with(prefix) ? prefix.size() : 0, text.size());
}

Value withoutSuffix(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    const std::string& suffix = arguments.requireText(budget, 0, "suffix").bytes();
    return part(budget, text, 0, text.size() - (text.bytes().ends_with(suffix) ? suffix.size() : 0));
}

Value splitParts(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    const Value* separator = arguments.find(0, "sep");
    const MarkedText* at = separator && !separator->isNone() ? &arguments.requireText(budget, 0, "sep") : nullptr;
    return split(budget, text, at, arguments.integer(budget, 1, "maxsplit", kAll));
}

Value splitPartsFromEnd(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    const MarkedText& separator = arguments.requireText(budget, 0, "sep");
    return splitFromEnd(budget, text, separator, arguments.integer(budget, 1, "maxsplit", kAll));
}

Value lines(Budget& budget, const MarkedText& text, const Arguments&)
{
    return splitLines(budget, text);
}

Value replaced(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    return replace(budget, text, arguments.requireText(budget, 0, "old"), arguments.requireText(budget, 1, "new"),
        arguments.integer(budget, 2, "count", kAll));
}

Value indexOfByte(const MarkedText& text, std::size_t byte)
{
    if (byte == std::string::npos)
        return Value::integer(-1);
    return Value::integer(static_cast<std::int64_t>(codePointCount(std::string_view(text.bytes()).substr(0, byte))));
}

Value found(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    return indexOfByte(text, search(budget, text, arguments.requireText(budget, 0, "sub")));
}

Value foundFromEnd(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    return indexOfByte(text, searchFromEnd(budget, text, arguments.requireText(budget, 0, "sub"), text.size()));
}

Value counted(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    const Value parts = split(budget, text, &arguments.requireText(budget, 0, "sub"));
    return Value::integer(static_cast<std::int64_t>(parts.asList()->items.size()) - 1);
}

Value joined(Budget& budget, const MarkedText& text, const Arguments& arguments)
{
    return join(budget, text, itemsOf(budget, arguments.require(budget, 0, "iterable")));
}

Value isDigits(Budget& budget, const MarkedText& text, const Arguments&)
{
    budget.scan(text.size());
    return Value::boolean(text.size() > 0 && text.bytes().find_first_not_of("0123456789") == std::string::npos);
}

Value isAllSpace(Budget& budget, const MarkedText& text, const Arguments&)
{
    return Value::boolean(text.size() > 0 && strip(budget, text, StripSide::Both).asText()->size() == 0);
}

const std::unordered_map<std::string_view, TextMethod>& textMethods()
{
    static const std::unordered_map<std::string_view, TextMethod> methods {
        { "capitalize", inCase<LetterCase::Capitalized> },
        { "count", counted },
        { "endswith", endsWith },
        { "find", found },
        { "isdigit", isDigits },
        { "isspace", isAllSpace },
        { "join", joined },
        { "lower", inCase<LetterCase::Lower> },
        { "lstrip", stripped<StripSide::Left> },
        { "removeprefix", withoutPrefix },
        { "removesuffix", withoutSuffix },
        { "replace", replaced },
        { "rfind", foundFromEnd },
        { "rsplit", splitPartsFromEnd },
        { "rstrip", stripped<StripSide::Right> },
        { "split", splitParts },
        { "splitlines", lines },
        { "startswith", startsWith },
        { "strip", stripped<StripSide::Both> },
        { "title", inCase<LetterCase::Titled> },
        { "upper", inCase<LetterCase::Upper> },
    };
    return methods;
}

std::optional<Value> callDictMethod(
    Budget& budget, const Value& object, std::string_view name, const Arguments& arguments)
{
    if (name == "items")
        return findFilter("items")(budget, object, {});
    if (name == "keys")
        return Value::list(budget, itemsOf(budget, object));
    if (name == "values") {
        std::vector<Value> values;
        for (const TemplateDict::Entry& each : object.asDict()->entries)
            values.push_back(each.second);
        return Value::list(budget, std::move(values));
    }
    if (name != "get")
        return std::nullopt;
    const Value* value = find(budget, *object.asDict(), arguments.require(budget, 0, "key"));
    const Value* fallback = arguments.find(1, "default");
    return value ? *value : fallback ? *fallback : Value::none();
}

} // namespace

std::optional<TemplateValue> callMethod(
    TemplateBudget& budget, const TemplateValue& object, std::string_view name, const CallArguments& arguments)
{
    if (object.asDict())
        return callDictMethod(budget, object, name, arguments);
    const auto method = textMethods().find(name);
    if (!object.asText() || method == textMethods().end())
        return std::nullopt;
    return method->second(budget, *object.asText(), arguments);
}

} // namespace amend
