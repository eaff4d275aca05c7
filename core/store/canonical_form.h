// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Named fields as bytes that can be read in one way only, to be hashed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace amend {

/// One line per field, `name=<bytes of the value>:<value>`, or `name=-` for an absent one; the first line says what it
/// is. As each value's length stands before it, no value can look like the next field.
class CanonicalForm final {
public:
    explicit CanonicalForm(std::string_view title)
        : m_text(std::string(title) + "\n")
    {
    }
    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, std::optional<std::int64_t> value);

    const std::string& text() const { return m_text; }
    std::string sha256() const;

private:
    std::string m_text;
};

} // namespace amend
