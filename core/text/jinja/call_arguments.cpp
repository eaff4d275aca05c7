// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/call_arguments.h"

namespace amend {

const TemplateValue* CallArguments::find(std::size_t index, std::string_view name) const
{
    if (index < positional.size())
        return &positional[index];
    for (const auto& [each, value] : named) {
        if (each == name)
            return &value;
    }
    return nullptr;
}

const TemplateValue& CallArguments::require(TemplateBudget& budget, std::size_t index, std::string_view name) const
{
    const TemplateValue* value = find(index, name);
    if (!value)
        budget.fail("an argument is missing: " + std::string(name));
    return *value;
}

const MarkedText& CallArguments::requireText(TemplateBudget& budget, std::size_t index, std::string_view name) const
{
    const TemplateValue& value = require(budget, index, name);
    if (!value.asText())
        budget.fail("the argument " + std::string(name) + " must be a string and is a " + typeName(value));
    return *value.asText();
}

std::int64_t CallArguments::integer(
    TemplateBudget& budget, std::size_t index, std::string_view name, std::int64_t fallback) const
{
    const TemplateValue* value = find(index, name);
    if (!value || value->isNone())
        return fallback;
    if (!value->asInteger())
        budget.fail("the argument " + std::string(name) + " must be an integer and is a " + typeName(*value));
    return *value->asInteger();
}

bool CallArguments::isTrue(std::size_t index, std::string_view name) const
{
    const TemplateValue* value = find(index, name);
    return value && amend::isTrue(*value);
}

} // namespace amend
