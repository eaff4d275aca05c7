// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/temporary_profile.h"

#include "core/base/error.h"

#include <cstdlib>
#include <string>

namespace amend {

TemporaryProfile::TemporaryProfile()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "amend-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw Error(ErrorKind::StorageTrouble, "Cannot make a temporary folder from " + pattern + ".");
    }
    m_path = pattern;
}

TemporaryProfile::~TemporaryProfile()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

} // namespace amend
