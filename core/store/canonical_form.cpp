// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/canonical_form.h"

#include "core/base/sha256.h"

namespace amend {

void CanonicalForm::add(std::string_view name, std::string_view value)
{
    m_text.append(name).append("=").append(std::to_string(value.size())).append(":").append(value).append("\n");
}

void CanonicalForm::add(std::string_view name, std::optional<std::int64_t> value)
{
    if (value) {
        add(name, std::to_string(*value));
    } else {
        m_text.append(name).append("=-\n");
    }
}

std::string CanonicalForm::sha256() const
{
    return sha256Hex(m_text);
}

} // namespace amend
