// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A model's settings as JSON (config.json, tokenizer_config.json, generation_config.json) with typed look-ups.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// One constant JSON object. A `keyPath` names a value through nested objects: "rope_scaling.factor". A value that is
/// null counts as absent, as model publishers write null for "not used".
class JsonConfig final {
public:
    /// Errors: FileMissing; FileCorrupt (not a JSON object, a key twice in one object, nested deeper than 64, longer
    /// than 64 MiB).
    static JsonConfig open(const std::filesystem::path& path);
    /// The same over text in memory; `origin` names it in messages.
    static JsonConfig fromText(std::string_view text, const std::string& origin);
    JsonConfig(JsonConfig&&) noexcept;
    JsonConfig& operator=(JsonConfig&&) noexcept;
    ~JsonConfig();

    bool has(std::string_view keyPath) const;

    /// Errors: FileCorrupt if the value is absent (the `require` forms) or of another type. An integer is also a float;
    /// one integer is also a list of one.
    std::int64_t requireInt(std::string_view keyPath) const;
    double requireFloat(std::string_view keyPath) const;
    std::string requireString(std::string_view keyPath) const;
    std::optional<std::int64_t> findInt(std::string_view keyPath) const;
    std::optional<double> findFloat(std::string_view keyPath) const;
    std::optional<bool> findBool(std::string_view keyPath) const;
    std::optional<std::string> findString(std::string_view keyPath) const;
    std::optional<std::vector<std::string>> findStrings(std::string_view keyPath) const;
    std::optional<std::vector<std::int64_t>> findInts(std::string_view keyPath) const;
    std::optional<std::map<std::string, std::string>> findStringMap(std::string_view keyPath) const;

private:
    struct Contents;
    explicit JsonConfig(std::unique_ptr<const Contents> contents);
    std::unique_ptr<const Contents> m_contents;
};

} // namespace amend
