// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A constant matrix in the order in which products read it: as few bytes as its file has, one after another. No torch
// type in sight.
//
// A tile holds 16 rows. Each of its steps holds the same few columns of all of them: 32 of a quantised matrix (one
// block of its file, scales first), one of a matrix of floats. No value is changed by packing.
#pragma once

#include "core/store/quant_types.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace amend {

/// What a step looks like, and the value of a quantum q.
enum class PackedFormat : std::uint8_t {
    Nibbles, ///< fp16 d; q of 4 bits; d (q - 8). Q4_0
    NibblesMin, ///< fp16 d, m; q of 4 bits; d q + m. Q4_1
    NibblesWideMin, ///< fp32 d, m; q of 4 bits; d q + m. Q4_K
    Bytes, ///< fp16 d; q of 8 bits; d (q - 128). Q8_0, Q5_0
    BytesMin, ///< fp16 d, m; q of 8 bits; d q + m. Q5_1
    BytesWideMin, ///< fp32 d, m; q of 8 bits; d q + m. Q5_K
    BytesTwoScales, ///< fp32 d, e, of columns 0 to 15 and 16 to 31; q of 8 bits; d (q - 128). Q6_K
    Halves, ///< fp16
    BFloats, ///< bfloat16
    Floats, ///< fp32
};
inline constexpr int packedFormatCount = 10;

inline constexpr int tileRows = 16;
inline constexpr int blockColumns = 32; ///< of a step of a quantised matrix

struct PackedLayout {
    int bits; ///< of a quantum; 0: not quantised
    int scaleBytes; ///< of each of a row's scales in a step
    int scales; ///< of a row in a step
    int stepColumns;
    int stepBytes; ///< of a whole tile
};

constexpr PackedLayout packedLayout(PackedFormat format)
{
    const auto quantised = [](int bits, int scaleBytes, int scales) {
        return PackedLayout { bits, scaleBytes, scales, blockColumns,
            tileRows * (scaleBytes * scales + blockColumns * bits / 8) };
    };
    switch (format) {
    case PackedFormat::Nibbles:
        return quantised(4, 2, 1);
    case PackedFormat::NibblesMin:
        return quantised(4, 2, 2);
    case PackedFormat::NibblesWideMin:
        return quantised(4, 4, 2);
    case PackedFormat::Bytes:
        return quantised(8, 2, 1);
    case PackedFormat::BytesMin:
        return quantised(8, 2, 2);
    case PackedFormat::BytesWideMin:
    case PackedFormat::BytesTwoScales:
        return quantised(8, 4, 2);
    case PackedFormat::Halves:
    case PackedFormat::BFloats:
        return { 0, 0, 0, 1, tileRows * 2 };
    case PackedFormat::Floats:
        return { 0, 0, 0, 1, tileRows * 4 };
    }
    return {};
}

/// The bytes belong to somebody else.
struct PackedMatrix {
    PackedFormat format = PackedFormat::Floats;
    std::int64_t out = 0; ///< rows
    std::int64_t in = 0; ///< columns
    const std::byte* data = nullptr; ///< aligned to 64 bytes; null: there is no such matrix

    std::int64_t tiles() const { return (out + tileRows - 1) / tileRows; }
    std::int64_t tileBytes() const
    {
        const PackedLayout layout = packedLayout(format);
        return in / layout.stepColumns * layout.stepBytes;
    }
    std::int64_t bytes() const { return tiles() * tileBytes(); }
};

/// The format that keeps the values of a type of file.
PackedFormat packedFormatOf(TensorType type);

/// Writes one tile: `rows` are the bytes of up to 16 rows of `columns` values as the file has them; what is missing
/// becomes zero.
void packTile(TensorType type, std::span<const std::byte* const> rows, std::int64_t columns, std::byte* tile);

} // namespace amend
