// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the operating system said about a file, turned into our errors.
#pragma once

#include <filesystem>
#include <string_view>

namespace amend {

/// Throws for the errno value `code`: DiskFull (no space, quota or size limit), FileMissing (not there, or not ours to
/// use) or StorageTrouble (everything else). `action` completes "Cannot …", e.g. "write".
[[noreturn]] void throwIoError(std::string_view action, const std::filesystem::path& path, int code);

} // namespace amend
