// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_json.h"

#include "core/text/jinja/code_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace amend {

namespace {

class JsonWriter {
public:
    JsonWriter(TemplateBudget& budget, const JsonLayout& layout)
        : m_budget(budget)
        , m_layout(layout)
        , m_out(budget)
    {
    }

    void write(const TemplateValue& value, int level)
    {
        m_budget.step();
        if (const MarkedText* text = value.asText())
            writeText(*text);
        else if (const TemplateList* list = value.asList())
            writeList(*list, level);
        else if (const TemplateDict* dict = value.asDict())
            writeDict(*dict, level);
        else
            writePlain(value);
    }

    TemplateValue take() { return m_out.take(); }

private:
    void writePlain(const TemplateValue& value)
    {
        if (value.isNone()) {
            m_out.append("null");
        } else if (value.isBoolean()) {
            m_out.append(isTrue(value) ? "true" : "false");
        } else if (value.isFloat() && !std::isfinite(*value.asNumber())) {
            const double number = *value.asNumber();
            m_out.append(std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        } else if (value.asNumber()) {
            appendText(m_out, value, m_budget);
        } else {
            m_budget.fail("a " + typeName(value) + " cannot be written as JSON");
        }
    }

    void writeText(const MarkedText& text)
    {
        constexpr std::string_view controls = "\"\\\n\r\t\b\f";
        constexpr std::string_view letters = "\"\\nrtbf";
        m_out.append("\"");
        for (CodePoint at = codePointAt(text.bytes(), 0); at.size > 0; at = codePointAt(text.bytes(), at.end())) {
            const char c = text.bytes()[at.begin];
            if (const std::size_t i = controls.find(c); i != std::string_view::npos) {
                m_out.append(std::string { '\\', letters[i] }, text.originAt(at.begin));
            } else if (at.value >= 0 && at.value < 0x20) {
                std::array<char, 7> escape {};
                std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(at.value));
                m_out.append(escape.data(), text.originAt(at.begin));
            } else {
                m_out.append(text, at.begin, at.end());
            }
        }
        m_out.append("\"");
    }

    void writeList(const TemplateList& list, int level)
    {
        m_out.append("[");
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            writeSeparator(i == 0, level + 1);
            write(list.items[i], level + 1);
        }
        writeEnd(list.items.empty(), level, "]");
    }

    void writeDict(const TemplateDict& dict, int level)
    {
        std::vector<const TemplateDict::Entry*> entries;
        for (const TemplateDict::Entry& each : dict.entries)
            entries.push_back(&each);
        if (m_layout.sortKeys)
            std::stable_sort(entries.begin(), entries.end(),
                [this](const auto* a, const auto* b) { return compare(m_budget, a->first, b->first) < 0; });
        m_out.append("{");
        for (std::size_t i = 0; i < entries.size(); ++i) {
            writeSeparator(i == 0, level + 1);
            writeKey(entries[i]->first);
            m_out.append(": ");
            write(entries[i]->second, level + 1);
        }
        writeEnd(entries.empty(), level, "}");
    }

    void writeKey(const TemplateValue& key)
    {
        if (key.asText()) {
            writeText(*key.asText());
            return;
        }
        m_out.append("\"");
        writePlain(key);
        m_out.append("\"");
    }

    void writeSeparator(bool isFirst, int level)
    {
        if (!isFirst)
            m_out.append(m_layout.indent < 0 ? ", " : ",");
        writeNewline(level);
    }

    void writeEnd(bool isEmpty, int level, std::string_view bracket)
    {
        if (!isEmpty)
            writeNewline(level);
        m_out.append(bracket);
    }

    void writeNewline(int level)
    {
        if (m_layout.indent < 0)
            return;
        m_out.append("\n");
        for (int i = 0; i < level; ++i)
            m_out.append(std::string(static_cast<std::size_t>(m_layout.indent), ' '));
    }

    TemplateBudget& m_budget;
    const JsonLayout& m_layout;
    TextBuilder m_out;
};

} // namespace

TemplateValue toJson(TemplateBudget& budget, const TemplateValue& value, const JsonLayout& layout)
{
    JsonWriter writer(budget, layout);
    writer.write(value, 0);
    return writer.take();
}

} // namespace amend
