// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From the source of a chat template to its tree.
#pragma once

#include "core/text/jinja/template_tree.h"

#include <string_view>

namespace amend {

/// Errors: FormatUnsupported (a syntax error; a statement, filter or test outside the subset, by name and line),
/// BadInput (a limit of depth or source size).
TemplateBody parseTemplate(std::string_view source, const TemplateLimits& limits);

} // namespace amend
