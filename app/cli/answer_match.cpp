// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/answer_match.h"

#include <cctype>

namespace amend {

namespace {

/// Lower case, punctuation and runs of blanks as one blank.
std::string normalised(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80U || std::isalnum(byte) != 0) {
            result += static_cast<char>(byte >= 0x80U ? byte : std::tolower(byte));
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    while (!result.empty() && result.back() == ' ') {
        result.pop_back();
    }
    return result;
}

} // namespace

bool isSameAnswer(const std::string& reply, const std::string& answer)
{
    return normalised(reply) == normalised(answer);
}

bool containsAnswer(const std::string& reply, const std::string& answer)
{
    return (' ' + normalised(reply) + ' ').find(' ' + normalised(answer) + ' ') != std::string::npos;
}

} // namespace amend
