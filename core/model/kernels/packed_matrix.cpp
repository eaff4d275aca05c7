// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/packed_matrix.h"

#include "core/model/kernels/quant_blocks.h"

#include <algorithm>

namespace amend {

namespace {

/// What one row contributes to one step of its tile.
template <PackedFormat format> class RowOfStep {
public:
    RowOfStep(std::byte* tile, std::int64_t step, std::size_t row)
        : m_step(tile + step * layout.stepBytes)
        , m_row(row)
    {
    }

    /// `value` has the type of the format's scales: two bytes as the file has them, or a float.
    template <class Scale> void setScale(std::size_t which, Scale value) const
    {
        static_assert(sizeof value == layout.scaleBytes);
        std::memcpy(m_step + (which * tileRows + m_row) * sizeof value, &value, sizeof value);
    }

    /// Four bytes: eight quanta of a block, columns j to j + 3 in the low nibbles and j + 16 to j + 19 in the high
    /// ones, as the files have them; or four quanta of 8 bits.
    void setWord(std::size_t word, const std::uint8_t* bytes) const
    {
        std::memcpy(m_step + tileRows * layout.scaleBytes * layout.scales + (word * tileRows + m_row) * 4, bytes, 4);
    }

    void setWords(const std::uint8_t* bytes) const
    {
        for (std::size_t word = 0; word < blockColumns * layout.bits / 32; ++word) {
            setWord(word, bytes + 4 * word);
        }
    }

private:
    static constexpr PackedLayout layout = packedLayout(format);
    std::byte* m_step;
    std::size_t m_row;
};

// The functions below pack one block of a file, `step` being its first step.

using Bytes = const std::uint8_t*;

template <PackedFormat format, std::size_t scales>
void packNibbles(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const RowOfStep<format> to(tile, step, row);
    for (std::size_t i = 0; i < scales; ++i) {
        to.setScale(i, readUint16(block + 2 * i));
    }
    to.setWords(block + 2 * scales);
}

void packQ8_0(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const RowOfStep<PackedFormat::Bytes> to(tile, step, row);
    to.setScale(0, readUint16(block));
    std::array<std::uint8_t, blockColumns> q {};
    for (std::size_t j = 0; j < q.size(); ++j) {
        q[j] = block[2 + j] ^ 0x80U; // -128 to 127 becomes 0 to 255
    }
    to.setWords(q.data());
}

void packQ5_0(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const RowOfStep<PackedFormat::Bytes> to(tile, step, row);
    to.setScale(0, readUint16(block));
    const std::array<int, 32> five = fiveBitValues(block + 2, block + 6);
    std::array<std::uint8_t, blockColumns> q {};
    for (std::size_t j = 0; j < q.size(); ++j) {
        q[j] = static_cast<std::uint8_t>(five[j] - 16 + 128);
    }
    to.setWords(q.data());
}

void packQ5_1(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const RowOfStep<PackedFormat::BytesMin> to(tile, step, row);
    to.setScale(0, readUint16(block));
    to.setScale(1, readUint16(block + 2));
    const std::array<int, 32> five = fiveBitValues(block + 4, block + 8);
    std::array<std::uint8_t, blockColumns> q {};
    std::copy(five.begin(), five.end(), q.begin());
    to.setWords(q.data());
}

void packQ4_K(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const GroupScales groups = readGroupScales(block);
    const std::array<std::uint8_t, 256> q = quantaOfQ4K(block);
    for (std::size_t group = 0; group < 8; ++group) {
        const RowOfStep<PackedFormat::NibblesWideMin> to(tile, step + static_cast<std::int64_t>(group), row);
        to.setScale(0, groups.scale[group]);
        to.setScale(1, -groups.minimum[group]);
        std::array<std::uint8_t, 16> nibbles {};
        for (std::size_t j = 0; j < nibbles.size(); ++j) {
            nibbles[j] = static_cast<std::uint8_t>(q[32 * group + j] | q[32 * group + j + 16] << 4);
        }
        to.setWords(nibbles.data());
    }
}

void packQ5_K(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const GroupScales groups = readGroupScales(block);
    const std::array<std::uint8_t, 256> q = quantaOfQ5K(block);
    for (std::size_t group = 0; group < 8; ++group) {
        const RowOfStep<PackedFormat::BytesWideMin> to(tile, step + static_cast<std::int64_t>(group), row);
        to.setScale(0, groups.scale[group]);
        to.setScale(1, -groups.minimum[group]);
        to.setWords(q.data() + 32 * group);
    }
}

void packQ6_K(Bytes block, std::byte* tile, std::int64_t step, std::size_t row)
{
    const std::array<float, 16> scale = scalesOfQ6K(block);
    std::array<std::uint8_t, 256> q = quantaOfQ6K(block);
    for (std::uint8_t& quantum : q) {
        quantum = static_cast<std::uint8_t>(quantum - 32 + 128);
    }
    for (std::size_t group = 0; group < 8; ++group) {
        const RowOfStep<PackedFormat::BytesTwoScales> to(tile, step + static_cast<std::int64_t>(group), row);
        to.setScale(0, scale[2 * group]);
        to.setScale(1, scale[2 * group + 1]);
        to.setWords(q.data() + 32 * group);
    }
}

template <std::size_t size> void packFloat(Bytes value, std::byte* tile, std::int64_t step, std::size_t row)
{
    std::memcpy(tile + (static_cast<std::size_t>(step) * tileRows + row) * size, value, size);
}

struct Packing {
    TensorType type;
    PackedFormat format;
    void (*block)(Bytes block, std::byte* tile, std::int64_t step, std::size_t row);
};

constexpr std::array<Packing, quantTypes.size()> packings { {
    { TensorType::F32, PackedFormat::Floats, packFloat<4> },
    { TensorType::F16, PackedFormat::Halves, packFloat<2> },
    { TensorType::BF16, PackedFormat::BFloats, packFloat<2> },
    { TensorType::Q4_0, PackedFormat::Nibbles, packNibbles<PackedFormat::Nibbles, 1> },
    { TensorType::Q4_1, PackedFormat::NibblesMin, packNibbles<PackedFormat::NibblesMin, 2> },
    { TensorType::Q5_0, PackedFormat::Bytes, packQ5_0 },
    { TensorType::Q5_1, PackedFormat::BytesMin, packQ5_1 },
    { TensorType::Q8_0, PackedFormat::Bytes, packQ8_0 },
    { TensorType::Q4_K, PackedFormat::NibblesWideMin, packQ4_K },
    { TensorType::Q5_K, PackedFormat::BytesWideMin, packQ5_K },
    { TensorType::Q6_K, PackedFormat::BytesTwoScales, packQ6_K },
} };

const Packing& packingOf(TensorType type)
{
    return *std::find_if(packings.begin(), packings.end(), [&](const Packing& row) { return row.type == type; });
}

} // namespace

PackedFormat packedFormatOf(TensorType type)
{
    return packingOf(type).format;
}

void packTile(TensorType type, std::span<const std::byte* const> rows, std::int64_t columns, std::byte* tile)
{
    const Packing& packing = packingOf(type);
    const PackedLayout layout = packedLayout(packing.format);
    if (rows.size() < tileRows) {
        std::fill_n(tile, columns / layout.stepColumns * layout.stepBytes, std::byte {});
    }
    const QuantType& file = quantType(type);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto* from = reinterpret_cast<Bytes>(rows[row]);
        for (std::int64_t column = 0; column < columns; column += file.valuesPerBlock, from += file.bytesPerBlock) {
            packing.block(from, tile, column / layout.stepColumns, row);
        }
    }
}

} // namespace amend
