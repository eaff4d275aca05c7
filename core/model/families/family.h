// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The model families: what differs between their files. To add one: a source in this folder, its row in families.cpp.
#pragma once

#include "core/model/model_config.h"

#include <array>
#include <string>

namespace amend {

class GgufFile;
class JsonConfig;

struct Family {
    const char* name; ///< general.architecture of a GGUF file
    std::array<const char*, 2> modelTypes; ///< model_type in config.json; null where there is no second one
    ModelConfig (*configFromGguf)(const GgufFile& file);
    /// `origin` names the config.json in messages.
    ModelConfig (*configFromJson)(const JsonConfig& json, const std::string& origin);
    /// GGUF files have the q and k rows of each head in the order 0, w/2, 1, w/2 + 1, …
    bool interleavedInGguf;
};

extern const Family llamaFamily;
extern const Family qwen2Family;
extern const Family qwen3Family;

/// Errors: FormatUnsupported, with the name that the file gives.
const Family& familyOf(const GgufFile& file);
const Family& familyOf(const JsonConfig& json, const std::string& origin);

} // namespace amend
