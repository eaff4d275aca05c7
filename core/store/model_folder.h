// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A model as a folder: config.json and its weights in one or several safetensors files.
#pragma once

#include "core/store/json_config.h"
#include "core/store/named_tensor.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// Memory-mapped and constant; the tensors' bytes live as long as this object.
class ModelFolder final {
public:
    /// Reads model.safetensors or, where that is not there, the files that model.safetensors.index.json lists.
    /// Errors: FileMissing; FileCorrupt (a file contradicts itself or the index; the index names a file outside the
    /// folder); FormatUnsupported (weights only as pickle, a dtype that weights cannot have).
    static ModelFolder open(const std::filesystem::path& folder);
    ModelFolder(ModelFolder&&) noexcept;
    ModelFolder& operator=(ModelFolder&&) noexcept;
    ~ModelFolder();

    const std::filesystem::path& path() const;
    const JsonConfig& config() const;
    const std::vector<NamedTensor>& tensors() const; ///< of all files, in the order of the files' names
    const NamedTensor* findTensor(std::string_view name) const; ///< null if absent
    std::int64_t sizeBytes() const; ///< of the weight files together
    /// Of the weight files' bytes, one file after the other in the order of their names. Reads all of them.
    std::string sha256() const;
    /// Call before reading the tensors' bytes for long. Errors: FileMissing or FileCorrupt if another program has
    /// removed, replaced or changed a weight file since it was opened.
    void checkUnchanged() const;

private:
    struct Contents;
    explicit ModelFolder(std::unique_ptr<Contents> contents);
    std::unique_ptr<Contents> m_contents;
};

} // namespace amend
