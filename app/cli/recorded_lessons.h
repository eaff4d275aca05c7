// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A profile with many lessons, made in minutes for measuring what their number costs.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

namespace amend {

/// Grows a profile to so many lessons, the first of which was really learned: the others are copies of it with a
/// question, a chat, an adapter file, a checkpoint, a receipt and cells of the memory map of their own, recorded
/// through the same stores as a lesson's end. Every tenth takes the place of the one before it. Nothing else has the
/// profile open. Errors: BadInput (the profile's first lesson was not learned), Cancelled, and those of the stores.
void recordLessons(
    const std::filesystem::path& profile, const std::string& baseModel, int lessons, std::stop_token stop);

} // namespace amend
