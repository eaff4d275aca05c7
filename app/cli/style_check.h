// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a reply is in a style, as far as a program can see.
#pragma once

#include "app/cli/json_lines.h"

#include <functional>
#include <string>
#include <vector>

namespace amend {

/// What must be true of every reply, all of it.
using StyleCheck = std::vector<std::function<bool(const std::string& reply)>>;

/// From "check", an object with one or more of "max_sentences", "starts_with", "ends_with", and "matches" (a regular
/// expression of ECMAScript, found anywhere). Errors: BadInput.
StyleCheck styleCheckFrom(const JsonRecord& style);

bool isInStyle(const StyleCheck& check, const std::string& reply);

/// Texts that end with a full stop, an exclamation or a question mark and a blank or the end; a last one without
/// counts too. ("3.5", "e.g.)" do not end one; "Dr. No" does.)
int sentenceCount(const std::string& text);
/// Runs of characters without blanks.
int wordCount(const std::string& text);

} // namespace amend
