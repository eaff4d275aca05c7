// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a chat template can compute with. No value leads out of the template: there are no objects of the program here.
#pragma once

#include "core/text/jinja/marked_text.h"
#include "core/text/jinja/template_budget.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace amend {

struct MacroStatement;
struct TemplateDict;
struct TemplateList;
struct TemplateNamespace;

/// The functions that exist without being defined by the template.
enum class TemplateFunction { Range, Namespace, Dict, RaiseException, StrftimeNow };

/// One value; cheap to copy, since texts, lists and dicts are shared and never change. Only a namespace changes; it is
/// owned by the rendering, so that values that contain each other are no leak.
struct TemplateValue {
    struct Undefined { };
    struct None { };
    std::variant<Undefined, None, bool, std::int64_t, double, std::shared_ptr<const MarkedText>,
        std::shared_ptr<const TemplateList>, std::shared_ptr<const TemplateDict>, TemplateNamespace*,
        const MacroStatement*, TemplateFunction>
        data;

    /// Makers that count what they make. Errors: BadInput (memory, or lists nested too deep).
    static TemplateValue text(TemplateBudget& budget, MarkedText text);
    static TemplateValue text(TemplateBudget& budget, std::string_view text);
    static TemplateValue list(TemplateBudget& budget, std::vector<TemplateValue> items);
    static TemplateValue tuple(TemplateBudget& budget, std::vector<TemplateValue> items);
    /// Of several equal keys the last value counts.
    static TemplateValue dict(TemplateBudget& budget, std::vector<std::pair<TemplateValue, TemplateValue>> entries);
    static TemplateValue none() { return { None {} }; }
    static TemplateValue boolean(bool value) { return { value }; }
    static TemplateValue integer(std::int64_t value) { return { value }; }

    bool isUndefined() const { return std::holds_alternative<Undefined>(data); }
    bool isNone() const { return std::holds_alternative<None>(data); }
    bool isBoolean() const { return std::holds_alternative<bool>(data); }
    bool isInteger() const { return std::holds_alternative<std::int64_t>(data); } ///< and no boolean
    bool isFloat() const { return std::holds_alternative<double>(data); }
    /// Null when it is something else.
    const MarkedText* asText() const;
    const TemplateList* asList() const;
    const TemplateDict* asDict() const;
    TemplateNamespace* asNamespace() const;
    /// Booleans count as 0 and 1.
    std::optional<std::int64_t> asInteger() const;
    std::optional<double> asNumber() const;
};

struct TemplateList {
    std::vector<TemplateValue> items;
    bool isTuple = false;
    int height = 1; ///< levels of lists and dicts, bounded so that no walk over a value exhausts the stack
};

struct TemplateDict {
    using Entry = std::pair<TemplateValue, TemplateValue>;
    std::vector<Entry> entries; ///< in the order of insertion
    int height = 1;
};

struct TemplateNamespace {
    std::vector<std::pair<std::string, TemplateValue>> fields;
    const TemplateValue* find(std::string_view name) const;
    void set(std::string_view name, TemplateValue value);
};

/// Text put together piece by piece; each piece is counted before it is copied.
class TextBuilder final {
public:
    explicit TextBuilder(TemplateBudget& budget)
        : m_budget(budget)
    {
    }
    void append(std::string_view bytes, TextOrigin origin = TextOrigin::Template);
    void append(const MarkedText& text) { append(text, 0, text.size()); }
    void append(const MarkedText& text, std::size_t begin, std::size_t end);
    const MarkedText& text() const { return m_text; }
    TemplateValue take();

private:
    TemplateBudget& m_budget;
    MarkedText m_text;
};

/// As Python's bool().
bool isTrue(const TemplateValue& value);
/// "string", "list", …
std::string typeName(const TemplateValue& value);
/// As Python's ==: 1 == 1.0 == true, a tuple is no list.
bool areEqual(TemplateBudget& budget, const TemplateValue& a, const TemplateValue& b);
/// Below, at or above 0. Errors: BadInput (two types without an order).
int compare(TemplateBudget& budget, const TemplateValue& a, const TemplateValue& b);
const TemplateValue* find(TemplateBudget& budget, const TemplateDict& dict, const TemplateValue& key);
const TemplateValue* find(TemplateBudget& budget, const TemplateDict& dict, std::string_view key);

/// As Python's str(): what {{ value }} prints.
void appendText(TextBuilder& out, const TemplateValue& value, TemplateBudget& budget);
MarkedText toText(TemplateBudget& budget, const TemplateValue& value);
/// As Python's repr() of a float: the shortest digits that give the number back.
std::string floatText(double value);

} // namespace amend
