// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The methods of strings and dicts: {{ value.name(…) }}.
#pragma once

#include "core/text/jinja/call_arguments.h"

#include <string_view>

namespace amend {

/// None when a value of this type has no such method. Errors: BadInput (an argument does not fit, a limit).
std::optional<TemplateValue> callMethod(
    TemplateBudget& budget, const TemplateValue& object, std::string_view name, const CallArguments& arguments);

} // namespace amend
