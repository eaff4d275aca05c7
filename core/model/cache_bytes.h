// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The byte form of what learning computes once per model. A cache, not a format: a reader that meets anything
// unexpected says so, and the content is made anew.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace amend {

/// Values one after another; a SHA-256 of all of them at the end.
class CacheWriter final {
public:
    explicit CacheWriter(const std::string& kind) { add(kind); }
    void add(std::int64_t value);
    void add(double value);
    void add(const std::string& text);
    void add(const at::Tensor& tensor); ///< float or int64, any shape
    std::vector<std::byte> finish(); ///< call once, last

private:
    std::vector<std::byte> m_bytes;
};

/// Reads in the order of writing.
class CacheReader final {
public:
    /// Errors: FileCorrupt if the bytes are damaged or of another kind. `origin` names the file in messages.
    CacheReader(std::span<const std::byte> bytes, const std::string& kind, std::string origin);
    std::int64_t nextInt();
    double nextDouble();
    std::string nextText();
    at::Tensor nextTensor(); ///< on the CPU
    /// Errors: FileCorrupt, with the origin, the reason and the next step.
    [[noreturn]] void reject(const std::string& reason) const;

private:
    std::span<const std::byte> take(std::size_t count);
    std::span<const std::byte> m_rest;
    std::string m_origin;
};

} // namespace amend
