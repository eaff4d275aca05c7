// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A value as JSON text, as Python's json.dumps writes it.
#pragma once

#include "core/text/jinja/template_value.h"

namespace amend {

struct JsonLayout {
    int indent = -1; ///< spaces per level; below 0: all on one line
    bool sortKeys = false;
};

/// Characters beyond ASCII stay as they are. Errors: BadInput (a value without JSON form, a limit).
TemplateValue toJson(TemplateBudget& budget, const TemplateValue& value, const JsonLayout& layout);

} // namespace amend
