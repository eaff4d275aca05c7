// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The header of a safetensors file: a JSON object in which exactly one shape of content is allowed.
#pragma once

#include "core/store/quant_types.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

struct SafetensorsHeader {
    struct Entry {
        std::string name;
        std::string dtype; ///< as the file spells it
        std::vector<std::uint64_t> shape;
        std::vector<std::uint64_t> dataOffsets; ///< begin and end, exactly two
    };
    std::vector<Entry> entries; ///< in the order of the header
    std::map<std::string, std::string> metadata;
};

/// `json` is the header's text, `origin` the file's name in messages. What the numbers mean is not looked at.
/// Errors: FileCorrupt.
SafetensorsHeader parseSafetensorsHeader(std::string_view json, std::string_view origin);

} // namespace amend
