// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What people open by mistake in place of a model file.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace amend {

/// Throws the error that helps if the bytes are a known other thing: a Git LFS pointer or a web page (FileCorrupt), a
/// PyTorch archive or a GGML file from before GGUF (FormatUnsupported). Otherwise returns. `origin` names the bytes.
void rejectForeignFile(std::span<const std::byte> bytes, std::string_view origin);

} // namespace amend
