// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for what is read from one end to the other for every token.
#pragma once

#include <cstddef>
#include <memory>

namespace amend {

/// Zeroed, aligned to 2 MiB, and in pages of that size where the system has them: a processor does not read ahead
/// across a page's end, which halves the speed of one thread with pages of 4 KiB (docs/speed-notes.md). Errors:
/// OutOfMemory.
std::shared_ptr<std::byte> largePages(std::size_t bytes);

} // namespace amend
