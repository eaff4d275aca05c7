// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What all families have in common in GGUF metadata and in config.json.
#pragma once

#include "core/model/model_config.h"

#include <initializer_list>
#include <string>

namespace amend {

class GgufFile;
class JsonConfig;

/// The blueprint as far as every family writes it under `<general.architecture>.…`.
/// Errors: FileCorrupt (a number absent or impossible), FormatUnsupported (a scaling of the rotary embedding or a
/// mixture of experts).
ModelConfig commonConfig(const GgufFile& file);

/// The same from config.json. Errors: as above, and FormatUnsupported for another activation than SiLU.
ModelConfig commonConfig(const JsonConfig& json, const std::string& origin);

/// The context length, at most the model's sliding window where it has one: within the window sliding attention is
/// the ordinary one, and beyond it we do not go.
int contextWithin(const ModelConfig& config, const JsonConfig& json, const std::string& origin);

/// Errors: FormatUnsupported if one of the `keys` of config.json is true: biases that Amend does not compute.
void refuseBiases(const JsonConfig& json, std::initializer_list<const char*> keys, const std::string& origin);

/// Errors: FileCorrupt if a number is not positive, absurdly large, or does not go with the others.
void requirePossible(const ModelConfig& config, const std::string& origin);

} // namespace amend
