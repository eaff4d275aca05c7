// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The header of a GGUF file as values. Every claim of the file is proven before anything is done with it.
#pragma once

#include "core/store/gguf.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

struct GgufHeader {
    std::map<std::string, GgufValue, std::less<>> values;
    std::vector<NamedTensor> tensors; ///< in the order of their data; views into the bytes that were parsed
};

/// `bytes` is the whole file, `origin` its name in messages. All checks and messages: docs/formats.md.
/// Errors: FileCorrupt, FormatUnsupported.
GgufHeader parseGguf(std::span<const std::byte> bytes, std::string_view origin);

} // namespace amend
