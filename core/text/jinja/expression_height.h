// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How high an expression's tree is: it bounds the recursion of everything that walks it.
#pragma once

#include "core/text/jinja/template_tree.h"

namespace amend {

/// Of the tree with `node` on top; 1 if nothing is below it.
int heightOf(const TemplateExpression::Node& node);

} // namespace amend
