// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices of every type that a file may have, as the file holds them, packed, and as numbers.
#pragma once

#include "core/base/counter_rng.h"
#include "core/model/kernels/dequantize.h"
#include "core/model/kernels/packed_matrix.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace amend::test {

enum class Size { Ordinary, Extreme };

/// Where a block has fp16 numbers.
inline std::vector<std::size_t> halvesOf(TensorType type)
{
    switch (type) {
    case TensorType::F32:
        return {};
    case TensorType::Q6_K:
        return { 208 };
    case TensorType::Q4_1:
    case TensorType::Q5_1:
    case TensorType::Q4_K:
    case TensorType::Q5_K:
        return { 0, 2 };
    default:
        return { 0 };
    }
}

/// A matrix as a file would hold it: any bytes, but finite numbers.
struct StoredMatrix {
    StoredMatrix(TensorType ofType, std::int64_t rows, std::int64_t columns, Size size, std::uint64_t seed)
        : type(ofType)
        , out(rows)
        , in(columns)
    {
        CounterRng random(seed);
        const QuantType& row = quantType(type);
        bytes.resize(static_cast<std::size_t>(rows * columns / row.valuesPerBlock * row.bytesPerBlock));
        for (std::byte& byte : bytes) {
            byte = static_cast<std::byte>(static_cast<int>(random.uniform() * 256));
        }
        for (std::size_t block = 0; block < bytes.size(); block += static_cast<std::size_t>(row.bytesPerBlock)) {
            for (const std::size_t at : halvesOf(type)) {
                std::uint16_t bits = 0;
                std::memcpy(&bits, bytes.data() + block + at, sizeof bits);
                // Up to 2 or up to 65504, the largest fp16 number; bfloat16, which has the exponents of fp32, to 2^65.
                const std::uint16_t largest = type == TensorType::BF16 ? 0xDFFF : 0xFBFF;
                bits &= size == Size::Ordinary ? 0xBBFF : largest;
                std::memcpy(bytes.data() + block + at, &bits, sizeof bits);
            }
            if (type == TensorType::F32) {
                const auto value = static_cast<float>((2 * random.uniform() - 1) * (size == Size::Ordinary ? 1 : 1e30));
                std::memcpy(bytes.data() + block, &value, sizeof value);
            }
        }
        values.resize(static_cast<std::size_t>(rows * columns));
        dequantize(type, bytes, values);
        const PackedFormat format = packedFormatOf(type);
        packed = { format, out, in, nullptr };
        storage.resize(static_cast<std::size_t>(packed.bytes()) + 64);
        std::byte* begin = storage.data() + (64 - reinterpret_cast<std::uintptr_t>(storage.data()) % 64) % 64;
        packed.data = begin;
        const std::size_t rowBytes = bytes.size() / static_cast<std::size_t>(out);
        for (std::int64_t tile = 0; tile < packed.tiles(); ++tile) {
            std::vector<const std::byte*> of;
            for (std::int64_t i = tile * tileRows; i < std::min(out, (tile + 1) * tileRows); ++i) {
                of.push_back(bytes.data() + static_cast<std::size_t>(i) * rowBytes);
            }
            packTile(type, of, in, begin + tile * packed.tileBytes());
        }
    }
    StoredMatrix(const StoredMatrix&) = delete;
    StoredMatrix& operator=(const StoredMatrix&) = delete;

    TensorType type;
    std::int64_t out;
    std::int64_t in;
    std::vector<std::byte> bytes;
    std::vector<float> values;
    PackedMatrix packed;
    std::vector<std::byte> storage;
};

} // namespace amend::test
