// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filters of chat templates: {{ value | name(…) }}.
#pragma once

#include "core/text/jinja/call_arguments.h"

#include <string_view>

namespace amend {

/// Errors: BadInput (an argument or the input does not fit, a limit), FormatUnsupported (the name of a filter or test
/// that is itself an argument, as in map('name')).
using TemplateFilter
    = TemplateValue (*)(TemplateBudget& budget, const TemplateValue& input, const CallArguments& arguments);

/// Null when there is no such filter.
TemplateFilter findFilter(std::string_view name);
TemplateFilter findTextFilter(std::string_view name);
TemplateFilter findListFilter(std::string_view name);

} // namespace amend
