// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a profile computes once per model (anchors and null space), kept between test programs so that each need not do
// it anew.
#pragma once

#include <QString>

#include <filesystem>

namespace amend::test {

/// Puts what an earlier test program kept into the profile, as if the profile had been used before.
inline void bringLearningCache(const QString& profile)
{
    std::error_code ignored;
    std::filesystem::create_directories(profile.toStdString(), ignored);
    std::filesystem::copy(AMEND_LEARNING_CACHE, std::filesystem::path(profile.toStdString()) / "cache",
        std::filesystem::copy_options::recursive | std::filesystem::copy_options::skip_existing, ignored);
}

/// Keeps what this profile has computed, for the test programs after it.
inline void keepLearningCache(const QString& profile)
{
    std::error_code ignored;
    std::filesystem::create_directories(AMEND_LEARNING_CACHE, ignored);
    std::filesystem::copy(std::filesystem::path(profile.toStdString()) / "cache", AMEND_LEARNING_CACHE,
        std::filesystem::copy_options::recursive | std::filesystem::copy_options::skip_existing, ignored);
}

} // namespace amend::test
