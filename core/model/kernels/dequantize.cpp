// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts: docs/formats.md. Loops have fixed lengths and no branches, so that the compiler turns them into vector
// instructions.
#include "core/model/kernels/dequantize.h"

#include "core/base/error.h"
#include "core/model/kernels/quant_blocks.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace amend {

namespace {

struct F32 {
    static constexpr TensorType type = TensorType::F32;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        std::memcpy(values, bytes, sizeof(float));
    }
};

struct F16 {
    static constexpr TensorType type = TensorType::F16;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values) { *values = readHalf(bytes); }
};

struct BF16 {
    static constexpr TensorType type = TensorType::BF16;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        *values = floatOfBfloat16(readUint16(bytes));
    }
};

// The 32-value types store value j in the low and value j + 16 in the high nibble of one byte.

struct Q4_0 {
    static constexpr TensorType type = TensorType::Q4_0;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const float d = readHalf(bytes);
        const std::uint8_t* qs = bytes + 2;
        for (int j = 0; j < 16; ++j) {
            values[j] = static_cast<float>((qs[j] & 15) - 8) * d;
            values[j + 16] = static_cast<float>((qs[j] >> 4) - 8) * d;
        }
    }
};

struct Q4_1 {
    static constexpr TensorType type = TensorType::Q4_1;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const float d = readHalf(bytes);
        const float m = readHalf(bytes + 2);
        const std::uint8_t* qs = bytes + 4;
        for (int j = 0; j < 16; ++j) {
            values[j] = static_cast<float>(qs[j] & 15) * d + m;
            values[j + 16] = static_cast<float>(qs[j] >> 4) * d + m;
        }
    }
};

struct Q5_0 {
    static constexpr TensorType type = TensorType::Q5_0;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const float d = readHalf(bytes);
        const std::array<int, 32> q = fiveBitValues(bytes + 2, bytes + 6);
        for (int j = 0; j < 32; ++j) {
            values[j] = static_cast<float>(q[j] - 16) * d;
        }
    }
};

struct Q5_1 {
    static constexpr TensorType type = TensorType::Q5_1;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const float d = readHalf(bytes);
        const float m = readHalf(bytes + 2);
        const std::array<int, 32> q = fiveBitValues(bytes + 4, bytes + 8);
        for (int j = 0; j < 32; ++j) {
            values[j] = static_cast<float>(q[j]) * d + m;
        }
    }
};

struct Q8_0 {
    static constexpr TensorType type = TensorType::Q8_0;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const float d = readHalf(bytes);
        const std::uint8_t* qs = bytes + 2;
        for (int j = 0; j < 32; ++j) {
            values[j] = static_cast<float>(static_cast<std::int8_t>(qs[j])) * d;
        }
    }
};

/// Q4_K and Q5_K: a scale and a minimum for 32 values each.
void withGroupScales(const GroupScales& groups, const std::array<std::uint8_t, 256>& q, float* __restrict values)
{
    for (int group = 0; group < 8; ++group) {
        for (int j = 32 * group; j < 32 * group + 32; ++j) {
            values[j] = groups.scale[group] * static_cast<float>(q[j]) - groups.minimum[group];
        }
    }
}

struct Q4_K {
    static constexpr TensorType type = TensorType::Q4_K;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        withGroupScales(readGroupScales(bytes), quantaOfQ4K(bytes), values);
    }
};

struct Q5_K {
    static constexpr TensorType type = TensorType::Q5_K;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        withGroupScales(readGroupScales(bytes), quantaOfQ5K(bytes), values);
    }
};

struct Q6_K {
    static constexpr TensorType type = TensorType::Q6_K;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const std::array<float, 16> scale = scalesOfQ6K(bytes);
        const std::array<std::uint8_t, 256> q = quantaOfQ6K(bytes);
        for (int j = 0; j < 256; ++j) {
            values[j] = scale[j / 16] * static_cast<float>(q[j] - 32);
        }
    }
};

template <typename Format> void dequantizeBlocks(std::span<const std::byte> blocks, std::span<float> values)
{
    constexpr int valuesPerBlock = quantType(Format::type).valuesPerBlock;
    constexpr int bytesPerBlock = quantType(Format::type).bytesPerBlock;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(blocks.data());
    float* out = values.data();
    const std::size_t count = values.size() / valuesPerBlock;
    for (std::size_t i = 0; i < count; ++i) {
        Format::block(bytes + i * bytesPerBlock, out + i * valuesPerBlock);
    }
}

} // namespace

void dequantize(TensorType type, std::span<const std::byte> blocks, std::span<float> values)
{
    const QuantType& row = quantType(type);
    const auto valuesPerBlock = static_cast<std::size_t>(row.valuesPerBlock);
    if (values.size() % valuesPerBlock != 0
        || blocks.size() != values.size() / valuesPerBlock * static_cast<std::size_t>(row.bytesPerBlock)) {
        throw Error(ErrorKind::Internal,
            std::to_string(blocks.size()) + " bytes of " + row.name + " are not " + std::to_string(values.size())
                + " values.");
    }
    switch (type) {
    case TensorType::F32:
        return dequantizeBlocks<F32>(blocks, values);
    case TensorType::F16:
        return dequantizeBlocks<F16>(blocks, values);
    case TensorType::BF16:
        return dequantizeBlocks<BF16>(blocks, values);
    case TensorType::Q4_0:
        return dequantizeBlocks<Q4_0>(blocks, values);
    case TensorType::Q4_1:
        return dequantizeBlocks<Q4_1>(blocks, values);
    case TensorType::Q5_0:
        return dequantizeBlocks<Q5_0>(blocks, values);
    case TensorType::Q5_1:
        return dequantizeBlocks<Q5_1>(blocks, values);
    case TensorType::Q8_0:
        return dequantizeBlocks<Q8_0>(blocks, values);
    case TensorType::Q4_K:
        return dequantizeBlocks<Q4_K>(blocks, values);
    case TensorType::Q5_K:
        return dequantizeBlocks<Q5_K>(blocks, values);
    case TensorType::Q6_K:
        return dequantizeBlocks<Q6_K>(blocks, values);
    }
}

} // namespace amend
