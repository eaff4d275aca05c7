// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Ends a reply before the first of its stop strings, wherever the text was cut into chunks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace amend {

class StopStrings final {
public:
    /// Empty strings are ignored.
    explicit StopStrings(std::vector<std::string> strings);

    /// Takes more text, whole UTF-8 characters, and gives what can no longer belong to a stop string. After a hit:
    /// nothing more.
    std::string add(std::string_view text);
    /// The rest, when the reply ends for another reason.
    std::string finish();
    bool hit() const { return m_hit; }

private:
    std::vector<std::string> m_strings;
    std::string m_held; ///< the beginning of a stop string, perhaps
    bool m_hit = false;
};

} // namespace amend
