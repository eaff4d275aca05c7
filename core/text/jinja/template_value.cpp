// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_value.h"

#include "core/text/jinja/code_points.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace amend {

namespace {

int heightOf(const TemplateValue& value)
{
    if (const TemplateList* list = value.asList())
        return list->height;
    const TemplateDict* dict = value.asDict();
    return dict ? dict->height : 0;
}

int heightAbove(TemplateBudget& budget, int height)
{
    if (height >= budget.limits().depth)
        budget.failLimit("levels of nested lists", budget.limits().depth);
    return height + 1;
}

TemplateValue makeList(TemplateBudget& budget, std::vector<TemplateValue> items, bool isTuple)
{
    budget.allocate(sizeof(TemplateList) + items.size() * sizeof(TemplateValue));
    int height = 0;
    for (const TemplateValue& each : items)
        height = std::max(height, heightOf(each));
    TemplateList list { std::move(items), isTuple, heightAbove(budget, height) };
    return { std::make_shared<const TemplateList>(std::move(list)) };
}

} // namespace

TemplateValue TemplateValue::text(TemplateBudget& budget, MarkedText text)
{
    budget.allocate(sizeof(MarkedText) + text.cost());
    return { std::make_shared<const MarkedText>(std::move(text)) };
}

TemplateValue TemplateValue::text(TemplateBudget& budget, std::string_view text)
{
    return TemplateValue::text(budget, MarkedText(std::string(text)));
}

TemplateValue TemplateValue::list(TemplateBudget& budget, std::vector<TemplateValue> items)
{
    return makeList(budget, std::move(items), false);
}

TemplateValue TemplateValue::tuple(TemplateBudget& budget, std::vector<TemplateValue> items)
{
    return makeList(budget, std::move(items), true);
}

TemplateValue TemplateValue::dict(TemplateBudget& budget, std::vector<TemplateDict::Entry> entries)
{
    budget.allocate(sizeof(TemplateDict) + entries.size() * sizeof(TemplateDict::Entry));
    TemplateDict dict;
    int height = 0;
    for (TemplateDict::Entry& each : entries) {
        if (each.first.asList() || each.first.asDict())
            budget.fail("a " + typeName(each.first) + " cannot be a key");
        height = std::max(height, heightOf(each.second));
        if (const TemplateValue* earlier = find(budget, dict, each.first))
            const_cast<TemplateValue&>(*earlier) = std::move(each.second); // ours until it is shared below
        else
            dict.entries.push_back(std::move(each));
    }
    dict.height = heightAbove(budget, height);
    return { std::make_shared<const TemplateDict>(std::move(dict)) };
}

const MarkedText* TemplateValue::asText() const
{
    const auto* text = std::get_if<std::shared_ptr<const MarkedText>>(&data);
    return text ? text->get() : nullptr;
}

const TemplateList* TemplateValue::asList() const
{
    const auto* list = std::get_if<std::shared_ptr<const TemplateList>>(&data);
    return list ? list->get() : nullptr;
}

const TemplateDict* TemplateValue::asDict() const
{
    const auto* dict = std::get_if<std::shared_ptr<const TemplateDict>>(&data);
    return dict ? dict->get() : nullptr;
}

TemplateNamespace* TemplateValue::asNamespace() const
{
    const auto* space = std::get_if<TemplateNamespace*>(&data);
    return space ? *space : nullptr;
}

std::optional<std::int64_t> TemplateValue::asInteger() const
{
    if (const bool* boolean = std::get_if<bool>(&data))
        return *boolean ? 1 : 0;
    const auto* integer = std::get_if<std::int64_t>(&data);
    return integer ? std::optional(*integer) : std::nullopt;
}

std::optional<double> TemplateValue::asNumber() const
{
    if (const double* number = std::get_if<double>(&data))
        return *number;
    const std::optional<std::int64_t> integer = asInteger();
    return integer ? std::optional(static_cast<double>(*integer)) : std::nullopt;
}

const TemplateValue* TemplateNamespace::find(std::string_view name) const
{
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.first == name; });
    return field == fields.end() ? nullptr : &field->second;
}

void TemplateNamespace::set(std::string_view name, TemplateValue value)
{
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.first == name; });
    if (field == fields.end())
        fields.emplace_back(name, std::move(value));
    else
        field->second = std::move(value);
}

void TextBuilder::append(std::string_view bytes, TextOrigin origin)
{
    m_budget.allocate(bytes.size() + sizeof(MarkedText::Mark));
    m_text.append(bytes, origin);
}

void TextBuilder::append(const MarkedText& text, std::size_t begin, std::size_t end)
{
    m_budget.allocate(end - begin + (1 + std::min(text.marks().size(), end - begin)) * sizeof(MarkedText::Mark));
    m_text.append(text, begin, end);
}

TemplateValue TextBuilder::take()
{
    m_budget.allocate(sizeof(MarkedText)); // its bytes were counted when they were appended
    return { std::make_shared<const MarkedText>(std::exchange(m_text, {})) };
}

bool isTrue(const TemplateValue& value)
{
    if (value.isUndefined() || value.isNone())
        return false;
    if (const std::optional<double> number = value.asNumber())
        return *number != 0;
    if (const MarkedText* text = value.asText())
        return text->size() > 0;
    if (const TemplateList* list = value.asList())
        return !list->items.empty();
    const TemplateDict* dict = value.asDict();
    return !dict || !dict->entries.empty();
}

std::string typeName(const TemplateValue& value)
{
    constexpr std::array names { "undefined value", "none", "boolean", "integer", "float", "string", "list", "dict",
        "namespace", "macro", "function" };
    static_assert(names.size() == std::variant_size_v<decltype(value.data)>);
    return names[value.data.index()];
}

bool areEqual(TemplateBudget& budget, const TemplateValue& a, const TemplateValue& b)
{
    budget.step();
    if (a.asInteger() && b.asInteger())
        return *a.asInteger() == *b.asInteger();
    if (a.asNumber() && b.asNumber())
        return *a.asNumber() == *b.asNumber();
    if (a.data.index() != b.data.index())
        return false;
    if (const MarkedText* text = a.asText()) {
        budget.scan(std::min(text->size(), b.asText()->size()));
        return text->bytes() == b.asText()->bytes();
    }
    if (const TemplateList* list = a.asList()) {
        const TemplateList& other = *b.asList();
        return list->isTuple == other.isTuple
            && std::equal(list->items.begin(), list->items.end(), other.items.begin(), other.items.end(),
                [&](const TemplateValue& x, const TemplateValue& y) { return areEqual(budget, x, y); });
    }
    if (const TemplateDict* dict = a.asDict()) {
        const TemplateDict& other = *b.asDict();
        return dict->entries.size() == other.entries.size()
            && std::all_of(dict->entries.begin(), dict->entries.end(), [&](const TemplateDict::Entry& each) {
                   const TemplateValue* match = find(budget, other, each.first);
                   return match && areEqual(budget, each.second, *match);
               });
    }
    if (const auto* macro = std::get_if<const MacroStatement*>(&a.data))
        return *macro == std::get<const MacroStatement*>(b.data);
    if (const auto* function = std::get_if<TemplateFunction>(&a.data))
        return *function == std::get<TemplateFunction>(b.data);
    return a.asNamespace() == b.asNamespace(); // also two undefined values, or two nones
}

int compare(TemplateBudget& budget, const TemplateValue& a, const TemplateValue& b)
{
    budget.step();
    if (a.asInteger() && b.asInteger())
        return (*a.asInteger() > *b.asInteger()) - (*a.asInteger() < *b.asInteger());
    if (a.asNumber() && b.asNumber())
        return (*a.asNumber() > *b.asNumber()) - (*a.asNumber() < *b.asNumber());
    if (a.asText() && b.asText()) {
        budget.scan(std::min(a.asText()->size(), b.asText()->size()));
        return a.asText()->bytes().compare(b.asText()->bytes()); // in UTF-8, byte order is character order
    }
    if (a.asList() && b.asList()) {
        const std::vector<TemplateValue>& x = a.asList()->items;
        const std::vector<TemplateValue>& y = b.asList()->items;
        for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) {
            if (const int order = compare(budget, x[i], y[i]); order != 0)
                return order;
        }
        return (x.size() > y.size()) - (x.size() < y.size());
    }
    budget.fail("a " + typeName(a) + " and a " + typeName(b) + " cannot be compared");
}

const TemplateValue* find(TemplateBudget& budget, const TemplateDict& dict, const TemplateValue& key)
{
    for (const TemplateDict::Entry& each : dict.entries) {
        if (areEqual(budget, each.first, key))
            return &each.second;
    }
    return nullptr;
}

const TemplateValue* find(TemplateBudget& budget, const TemplateDict& dict, std::string_view key)
{
    for (const TemplateDict::Entry& each : dict.entries) {
        budget.step();
        if (each.first.asText() && each.first.asText()->bytes() == key)
            return &each.second;
    }
    return nullptr;
}

namespace {

void appendRepr(TextBuilder& out, const TemplateValue& value, TemplateBudget& budget);

void appendReprOfText(TextBuilder& out, const MarkedText& text)
{
    const bool hasSingle = text.bytes().find('\'') != std::string::npos;
    const char quote = hasSingle && text.bytes().find('"') == std::string::npos ? '"' : '\'';
    out.append(std::string_view(&quote, 1));
    for (CodePoint at = codePointAt(text.bytes(), 0); at.size > 0; at = codePointAt(text.bytes(), at.end())) {
        constexpr std::string_view controls = "\n\r\t\\";
        constexpr std::string_view letters = "nrt\\";
        const TextOrigin origin = text.originAt(at.begin);
        if (at.value == quote) {
            out.append(std::string { '\\', quote }, origin);
        } else if (at.value == '\n' || at.value == '\r' || at.value == '\t' || at.value == '\\') {
            out.append(std::string { '\\', letters[controls.find(static_cast<char>(at.value))] }, origin);
        } else if (at.value >= 0 && (at.value < 0x20 || at.value == 0x7F)) {
            std::array<char, 5> escape {};
            std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned>(at.value));
            out.append(escape.data(), origin);
        } else {
            out.append(text, at.begin, at.end());
        }
    }
    out.append(std::string_view(&quote, 1));
}

void appendItems(TextBuilder& out, const TemplateList& list, TemplateBudget& budget)
{
    out.append(list.isTuple ? "(" : "[");
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        out.append(i > 0 ? ", " : "");
        appendRepr(out, list.items[i], budget);
    }
    out.append(!list.isTuple ? "]" : list.items.size() == 1 ? ",)" : ")");
}

void appendRepr(TextBuilder& out, const TemplateValue& value, TemplateBudget& budget)
{
    budget.step();
    if (const MarkedText* text = value.asText()) {
        appendReprOfText(out, *text);
    } else if (const TemplateList* list = value.asList()) {
        appendItems(out, *list, budget);
    } else if (const TemplateDict* dict = value.asDict()) {
        out.append("{");
        for (std::size_t i = 0; i < dict->entries.size(); ++i) {
            out.append(i > 0 ? ", " : "");
            appendRepr(out, dict->entries[i].first, budget);
            out.append(": ");
            appendRepr(out, dict->entries[i].second, budget);
        }
        out.append("}");
    } else if (value.isUndefined()) {
        out.append("Undefined");
    } else {
        appendText(out, value, budget);
    }
}

} // namespace

void appendText(TextBuilder& out, const TemplateValue& value, TemplateBudget& budget)
{
    if (const MarkedText* text = value.asText())
        out.append(*text);
    else if (value.isUndefined())
        return;
    else if (value.isNone())
        out.append("None");
    else if (value.isBoolean())
        out.append(isTrue(value) ? "True" : "False");
    else if (const std::optional<std::int64_t> integer = value.asInteger())
        out.append(std::to_string(*integer));
    else if (value.isFloat())
        out.append(floatText(*value.asNumber()));
    else if (value.asList() || value.asDict())
        appendRepr(out, value, budget);
    else
        out.append("<" + typeName(value) + ">");
}

MarkedText toText(TemplateBudget& budget, const TemplateValue& value)
{
    TextBuilder out(budget);
    appendText(out, value, budget);
    return out.text();
}

std::string floatText(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    std::array<char, 512> buffer {};
    const double size = std::fabs(value);
    // Python changes to exponents below 1e-4 and from 1e16 on.
    const bool isPlain = size == 0 || (size >= 1e-4 && size < 1e16);
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
        isPlain ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text(buffer.data(), end.ptr);
    if (isPlain && text.find('.') == std::string::npos)
        text += ".0";
    return text;
}

} // namespace amend
