// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A profile of its own for a measurement, removed afterwards, so that nothing of the person's is touched.
#pragma once

#include <filesystem>

namespace amend {

class TemporaryProfile final {
public:
    TemporaryProfile(); ///< Errors: DiskFull, StorageTrouble
    ~TemporaryProfile();
    TemporaryProfile(const TemporaryProfile&) = delete;
    TemporaryProfile& operator=(const TemporaryProfile&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace amend
