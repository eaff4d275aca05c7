// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of bytes and files, as lower-case hex. OpenSSL's libcrypto does the work.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace amend {

/// Incremental SHA-256.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    void add(std::span<const std::byte> bytes);
    void add(std::string_view text);
    /// 64 lower-case hex digits. Call once, last.
    std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(std::string_view text);

/// Errors: FileMissing if it cannot be opened, StorageTrouble if a read fails.
std::string sha256HexOfFile(const std::filesystem::path& path);

} // namespace amend
