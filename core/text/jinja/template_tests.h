// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of chat templates: {{ value is name(…) }}.
#pragma once

#include "core/text/jinja/call_arguments.h"

#include <string_view>

namespace amend {

/// Errors: BadInput (an argument or the input does not fit, a limit).
using TemplateTest = bool (*)(TemplateBudget& budget, const TemplateValue& input, const CallArguments& arguments);

/// Null when there is no such test.
TemplateTest findTest(std::string_view name);

} // namespace amend
