// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The safetensors format: reading hostile files, writing our own byte for byte the same every time.
#pragma once

#include "core/store/named_tensor.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// One constant .safetensors file; the tensors' bytes live as long as this object. F32, F16 and BF16 tensors.
class SafetensorsFile final {
public:
    /// Errors: FileMissing, FileCorrupt, FormatUnsupported (a dtype that weights cannot have, by name).
    static SafetensorsFile open(const std::filesystem::path& path);
    /// The same over bytes in memory; `origin` names them in messages.
    static SafetensorsFile fromBytes(std::vector<std::byte> bytes, const std::string& origin);
    SafetensorsFile(SafetensorsFile&&) noexcept;
    SafetensorsFile& operator=(SafetensorsFile&&) noexcept;
    ~SafetensorsFile();

    const std::vector<NamedTensor>& tensors() const; ///< in the order of their data
    const NamedTensor* findTensor(std::string_view name) const; ///< null if absent
    const std::map<std::string, std::string>& metadata() const;
    std::span<const std::byte> bytes() const; ///< the whole file, for its hash
    /// Call before reading the tensors' bytes for long. Errors: FileMissing or FileCorrupt if another program has
    /// removed, replaced or changed the file since it was opened. Nothing to do for bytes in memory.
    void checkUnchanged() const;

private:
    struct Contents;
    static SafetensorsFile parse(std::unique_ptr<Contents> contents, const std::string& origin);
    explicit SafetensorsFile(std::unique_ptr<Contents> contents);
    std::unique_ptr<Contents> m_contents;
};

/// The whole file as bytes: a pure function of its arguments (tensors in the order given, metadata sorted by key,
/// header padded with spaces to 8 bytes), so equal content has an equal SHA-256. Errors: Internal if a tensor is of a
/// quantised type, its bytes do not fit its shape, or its name occurs twice.
std::vector<std::byte> safetensorsBytes(
    std::span<const NamedTensor> tensors, const std::map<std::string, std::string>& metadata);

} // namespace amend
