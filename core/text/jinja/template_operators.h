// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The operators of chat templates, with Python's meaning of each.
#pragma once

#include "core/text/jinja/template_tree.h"

#include <optional>
#include <string_view>
#include <vector>

namespace amend {

/// Errors of all: BadInput (types that do not fit, an overflow, a limit of the budget).

/// All but `and` and `or`, which do not always evaluate both sides.
TemplateValue applyBinary(
    TemplateBudget& budget, BinaryOperator op, const TemplateValue& left, const TemplateValue& right);
TemplateValue applyUnary(TemplateBudget& budget, UnaryOperator op, const TemplateValue& operand);
bool holds(TemplateBudget& budget, ComparisonOperator op, const TemplateValue& left, const TemplateValue& right);

/// object[key]; undefined when there is none.
TemplateValue itemOf(TemplateBudget& budget, const TemplateValue& object, const TemplateValue& key);
/// object.name: the value of a dict or namespace; undefined when there is none, as Python attributes do not exist here.
TemplateValue attributeOf(TemplateBudget& budget, const TemplateValue& object, std::string_view name);
struct SliceBounds {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> stop;
    std::int64_t step = 1;
};
TemplateValue sliceOf(TemplateBudget& budget, const TemplateValue& object, const SliceBounds& bounds);

/// What a for goes through: items, characters, keys; nothing for an undefined value.
std::vector<TemplateValue> itemsOf(TemplateBudget& budget, const TemplateValue& value);
std::int64_t lengthOf(TemplateBudget& budget, const TemplateValue& value);

} // namespace amend
