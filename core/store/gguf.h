// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A GGUF model file (version 2 or 3, little-endian), checked as a whole before anything in it is used.
#pragma once

#include "core/store/named_tensor.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace amend {

/// A metadata value. Integers of every width become int64 (a uint64 above 2^63-1 is refused), floats become double.
using GgufValue = std::variant<bool, std::int64_t, double, std::string, std::vector<bool>, std::vector<std::int64_t>,
    std::vector<double>, std::vector<std::string>>;

/// Memory-mapped and constant; the tensors' bytes live as long as this object.
class GgufFile final {
public:
    /// Errors: FileMissing; FileCorrupt (truncated, wrong magic, absurd sizes, overlapping or trailing data; the detail
    /// says what and where); FormatUnsupported (version, byte order, a tensor type that is not in quant_types.h, by
    /// name).
    static GgufFile open(const std::filesystem::path& path);
    GgufFile(GgufFile&&) noexcept;
    GgufFile& operator=(GgufFile&&) noexcept;
    ~GgufFile();

    const std::filesystem::path& path() const;
    std::int64_t sizeBytes() const;
    /// Call before reading the tensors' bytes for long. Errors: FileMissing or FileCorrupt if another program has
    /// removed, replaced or changed the file since it was opened.
    void checkUnchanged() const;
    const std::vector<NamedTensor>& tensors() const;
    const NamedTensor* findTensor(std::string_view name) const; ///< null if absent
    const GgufValue* find(std::string_view key) const; ///< null if absent

    /// Typed look-ups. Errors: FileCorrupt if the key is absent (the `require` forms) or of another type.
    std::int64_t requireInt(std::string_view key) const;
    double requireFloat(std::string_view key) const;
    const std::string& requireString(std::string_view key) const;
    std::optional<std::int64_t> findInt(std::string_view key) const;
    std::optional<double> findFloat(std::string_view key) const;
    std::optional<bool> findBool(std::string_view key) const;
    const std::string* findString(std::string_view key) const;
    const std::vector<std::string>* findStrings(std::string_view key) const;
    const std::vector<std::int64_t>* findInts(std::string_view key) const;
    const std::vector<double>* findFloats(std::string_view key) const;

private:
    struct Contents;
    explicit GgufFile(std::unique_ptr<Contents> contents);
    std::unique_ptr<Contents> m_contents;
};

} // namespace amend
