// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through little-endian bytes that nobody vouches for. Every read is compared with what is left.
#pragma once

#include "core/base/error.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace amend {

static_assert(std::endian::native == std::endian::little, "The file readers copy little-endian numbers as they are.");

class ByteReader final {
public:
    /// `origin` names the bytes in messages. The reader keeps a view of both.
    ByteReader(std::span<const std::byte> bytes, std::string_view origin)
        : m_bytes(bytes)
        , m_origin(origin)
    {
    }

    std::uint64_t position() const { return m_position; }
    std::uint64_t remaining() const { return m_bytes.size() - m_position; }

    /// Errors: FileCorrupt if the bytes end before; `what` then names what was being read.
    template <typename Number> Number read(std::string_view what)
    {
        Number number;
        const std::span<const std::byte> source = take(sizeof(Number), what);
        std::memcpy(&number, source.data(), sizeof(Number));
        return number;
    }

    /// A 64-bit length and that many bytes. Errors: FileCorrupt if longer than `longest` or than what is left.
    std::string_view readText(std::uint64_t longest, std::string_view what)
    {
        const auto length = read<std::uint64_t>(what);
        if (length > longest) {
            corrupt(std::string(what) + " is " + std::to_string(length) + " bytes long, more than the allowed "
                + std::to_string(longest));
        }
        const std::span<const std::byte> source = take(length, what);
        return { reinterpret_cast<const char*>(source.data()), source.size() };
    }

    /// Throws FileCorrupt with the cause, the place and the next step.
    [[noreturn]] void corrupt(const std::string& cause) const
    {
        throw Error(ErrorKind::FileCorrupt,
            std::string(m_origin) + " is damaged: " + cause + " (at byte " + std::to_string(m_position)
                + "). Download the file again.");
    }

private:
    std::span<const std::byte> take(std::uint64_t length, std::string_view what)
    {
        if (remaining() < length) {
            corrupt("the file ends inside " + std::string(what));
        }
        const std::span<const std::byte> taken = m_bytes.subspan(m_position, length);
        m_position += length;
        return taken;
    }

    std::span<const std::byte> m_bytes;
    std::string_view m_origin;
    std::uint64_t m_position = 0;
};

} // namespace amend
