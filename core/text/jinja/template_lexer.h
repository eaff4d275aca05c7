// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A chat template cut into tokens: its plain text, and what stands between {{ }} and {% %}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace amend {

struct TemplateToken {
    enum class Kind {
        Text,
        BlockBegin,
        BlockEnd,
        VariableBegin,
        VariableEnd,
        Name,
        String,
        Integer,
        Float,
        Operator,
        End
    };
    Kind kind = Kind::End;
    std::string text; ///< of strings: without quotes, escapes resolved
    int line = 1;
};

/// Whitespace is treated as chat templates expect it: trim_blocks and lstrip_blocks are on, one newline at the end of
/// the source is dropped, CR LF is read as LF. The last token is End. Errors: FormatUnsupported (not a template: an
/// open tag, an unknown character), with the line.
std::vector<TemplateToken> lexTemplate(std::string_view source);

} // namespace amend
