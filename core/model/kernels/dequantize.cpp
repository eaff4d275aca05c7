// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts: docs/formats.md. Loops have fixed lengths and no branches, so that the compiler turns them into vector
// instructions.
#include "core/model/kernels/dequantize.h"

#include "core/base/error.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace amend {

namespace {

float floatOfBfloat16(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

/// IEEE 754 binary16, subnormals, infinities and NaN included.
float floatOfHalf(std::uint16_t bits)
{
    const std::uint32_t sign = (bits & 0x8000U) << 16U;
    const std::uint32_t magnitude = bits & 0x7FFFU;
    // The exponent's bias grows by 112; the exponent of infinity grows twice, from 31 to 255.
    const std::uint32_t infinite = magnitude >= 0x7C00U ? 1 : 0;
    const std::uint32_t normal = (magnitude << 13U) + ((112U + 112U * infinite) << 23U);
    const float subnormal = static_cast<float>(static_cast<std::int32_t>(magnitude)) * 0x1p-24F;
    // A mask rather than a choice: GCC 12 would branch and not vectorise.
    const std::uint32_t mask = magnitude < 0x0400U ? 0xFFFFFFFFU : 0U;
    return std::bit_cast<float>(sign | (std::bit_cast<std::uint32_t>(subnormal) & mask) | (normal & ~mask));
}

std::uint16_t readUint16(const std::uint8_t* bytes)
{
    std::uint16_t number = 0;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

float readHalf(const std::uint8_t* bytes)
{
    return floatOfHalf(readUint16(bytes));
}

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

/// The values 0 to 31 of a Q5_0 or Q5_1 block: nibbles, and their fifth bits in one word.
std::array<int, 32> fiveBitValues(const std::uint8_t* fifthBits, const std::uint8_t* qs)
{
    std::uint32_t qh = 0;
    std::memcpy(&qh, fifthBits, sizeof qh);
    std::array<int, 32> q {};
    for (int j = 0; j < 16; ++j) {
        q[j] = (qs[j] & 15) | static_cast<int>((qh >> j) & 1U) << 4;
        q[j + 16] = (qs[j] >> 4) | static_cast<int>((qh >> (j + 16)) & 1U) << 4;
    }
    return q;
}

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

/// Scale and minimum of each group of 32 values in a K block.
struct GroupScales {
    std::array<float, 8> scale;
    std::array<float, 8> minimum;
};

/// `bytes` is the start of a Q4_K or Q5_K block: d, dmin, and twelve bytes with eight 6-bit scales and minima.
GroupScales readGroupScales(const std::uint8_t* bytes)
{
    const float d = readHalf(bytes);
    const float dmin = readHalf(bytes + 2);
    const std::uint8_t* s = bytes + 4;
    GroupScales groups {};
    for (int j = 0; j < 4; ++j) {
        groups.scale[j] = d * static_cast<float>(s[j] & 63);
        groups.minimum[j] = dmin * static_cast<float>(s[j + 4] & 63);
        groups.scale[j + 4] = d * static_cast<float>((s[j + 8] & 15) | (s[j] >> 6) << 4);
        groups.minimum[j + 4] = dmin * static_cast<float>((s[j + 8] >> 4) | (s[j + 4] >> 6) << 4);
    }
    return groups;
}

struct Q4_K {
    static constexpr TensorType type = TensorType::Q4_K;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const GroupScales groups = readGroupScales(bytes);
        const std::uint8_t* qs = bytes + 16;
        for (int pair = 0; pair < 4; ++pair, qs += 32, values += 64) {
            const int low = 2 * pair;
            const int high = low + 1;
            for (int j = 0; j < 32; ++j) {
                values[j] = groups.scale[low] * static_cast<float>(qs[j] & 15) - groups.minimum[low];
                values[j + 32] = groups.scale[high] * static_cast<float>(qs[j] >> 4) - groups.minimum[high];
            }
        }
    }
};

struct Q5_K {
    static constexpr TensorType type = TensorType::Q5_K;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const GroupScales groups = readGroupScales(bytes);
        const std::uint8_t* qh = bytes + 16;
        const std::uint8_t* qs = bytes + 48;
        for (int pair = 0; pair < 4; ++pair, qs += 32, values += 64) {
            const int low = 2 * pair;
            const int high = low + 1;
            for (int j = 0; j < 32; ++j) {
                const int lowValue = (qs[j] & 15) | ((qh[j] >> low) & 1) << 4;
                const int highValue = (qs[j] >> 4) | ((qh[j] >> high) & 1) << 4;
                values[j] = groups.scale[low] * static_cast<float>(lowValue) - groups.minimum[low];
                values[j + 32] = groups.scale[high] * static_cast<float>(highValue) - groups.minimum[high];
            }
        }
    }
};

struct Q6_K {
    static constexpr TensorType type = TensorType::Q6_K;
    static void block(const std::uint8_t* __restrict bytes, float* __restrict values)
    {
        const std::uint8_t* ql = bytes;
        const std::uint8_t* qh = bytes + 128;
        const std::uint8_t* scales = bytes + 192;
        const float d = readHalf(bytes + 208);
        for (int half = 0; half < 2; ++half, ql += 64, qh += 32, scales += 8, values += 128) {
            std::array<float, 8> scale {};
            for (int i = 0; i < 8; ++i) {
                scale[i] = d * static_cast<float>(static_cast<std::int8_t>(scales[i]));
            }
            // Quarter k of the 128 values: nibbles from byte j (even k) or j + 32 (odd k), low nibbles first, and bits
            // 2k and 2k + 1 of qh. A scale covers 16 values.
            for (int group = 0; group < 2; ++group) {
                for (int j = 16 * group; j < 16 * group + 16; ++j) {
                    const std::array<int, 4> q { (ql[j] & 15) | (qh[j] & 3) << 4,
                        (ql[j + 32] & 15) | ((qh[j] >> 2) & 3) << 4, (ql[j] >> 4) | ((qh[j] >> 4) & 3) << 4,
                        (ql[j + 32] >> 4) | (qh[j] >> 6) << 4 };
                    for (int k = 0; k < 4; ++k) {
                        values[j + 32 * k] = scale[group + 2 * k] * static_cast<float>(q[k] - 32);
                    }
                }
            }
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
