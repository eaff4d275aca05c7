// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a reply gives an answer, as question-answering benchmarks count it.
#pragma once

#include <string>

namespace amend {

/// The same words and numbers, whatever the capitals (of ASCII letters), punctuation and blanks. Articles count.
bool isSameAnswer(const std::string& reply, const std::string& answer);

/// The answer's words stand in the reply, in a row.
bool containsAnswer(const std::string& reply, const std::string& answer);

} // namespace amend
