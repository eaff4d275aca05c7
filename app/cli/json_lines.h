// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from a file: one value, or a list of objects as one array or one object a line.
#pragma once

#include "app/cli/json_values.h"

#include <string>
#include <vector>

namespace amend {

struct JsonRecord {
    Json object;
    std::string where; ///< file and number, for messages

    /// Errors: BadInput if the key is absent, empty or not text.
    std::string require(const std::string& key) const;
    /// Errors: BadInput if the key is there and not text.
    std::string textOr(const std::string& key, const std::string& otherwise) const;
};

/// The whole file as one value. Errors: FileMissing; BadInput if it is not JSON.
Json readJson(const std::string& path);

/// Errors: FileMissing; BadInput if the file holds no JSON or no objects (with the line).
std::vector<JsonRecord> readJsonRecords(const std::string& path);

} // namespace amend
