// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is passed to a filter, test, method or function of a chat template.
#pragma once

#include "core/text/jinja/template_value.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amend {

struct CallArguments {
    std::vector<TemplateValue> positional;
    std::vector<std::pair<std::string, TemplateValue>> named;

    /// The argument at `index` or with this name; null when not given.
    const TemplateValue* find(std::size_t index, std::string_view name) const;
    /// Errors of these: BadInput (missing, or another type).
    const TemplateValue& require(TemplateBudget& budget, std::size_t index, std::string_view name) const;
    const MarkedText& requireText(TemplateBudget& budget, std::size_t index, std::string_view name) const;
    std::int64_t integer(TemplateBudget& budget, std::size_t index, std::string_view name, std::int64_t fallback) const;
    bool isTrue(std::size_t index, std::string_view name) const;
};

} // namespace amend
