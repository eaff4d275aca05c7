// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are either whole and on the disk, or not there at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace amend {

/// Replaces or makes `path` in one step: a temporary file beside it, fsync, rename, fsync of the folder. Whoever opens
/// `path` at any time, also after a power failure, finds the old contents or the new ones.
/// Errors: DiskFull, StorageTrouble, FileMissing (no such folder); then `path` is as it was.
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// Makes the new file `path` and returns when its contents (not yet its name: see syncFolder) are on the disk.
/// `mode` is the final one, e.g. 0400. Space is allocated first, so that a full disk shows before a byte is written.
/// Errors: DiskFull, StorageTrouble, FileMissing (no such folder); then no file is left behind.
void writeNewFile(const std::filesystem::path& path, std::span<const std::byte> bytes, unsigned mode);

/// Makes the names in `folder` durable. Errors: StorageTrouble.
void syncFolder(const std::filesystem::path& folder);

/// Errors: FileMissing, StorageTrouble.
std::vector<std::byte> readFile(const std::filesystem::path& path);

} // namespace amend
