// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of an evaluation as a spreadsheet and as text.
#pragma once

#include "app/cli/json_values.h"

#include <string>

namespace amend {

/// A line of column names and one line a row; what was not measured is empty.
std::string rowsAsCsv(const Json& rows);

/// The most important columns, for a person.
std::string evaluationAsText(const Json& result);

} // namespace amend
