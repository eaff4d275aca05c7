// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the blocks of quantised files hold their numbers: scales and whole quanta, still apart.
// Layouts: docs/formats.md. Source: the block structs of ggml (ggml-common.h).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace amend {

inline float floatOfBfloat16(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

/// IEEE 754 binary16, subnormals, infinities and NaN included.
inline float floatOfHalf(std::uint16_t bits)
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

inline std::uint16_t readUint16(const std::uint8_t* bytes)
{
    std::uint16_t number = 0;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

inline float readHalf(const std::uint8_t* bytes)
{
    return floatOfHalf(readUint16(bytes));
}

/// The values 0 to 31 of a Q5_0 or Q5_1 block: nibbles, and their fifth bits in one word.
inline std::array<int, 32> fiveBitValues(const std::uint8_t* fifthBits, const std::uint8_t* qs)
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

/// Scale and minimum of each group of 32 values in a K block.
struct GroupScales {
    std::array<float, 8> scale;
    std::array<float, 8> minimum;
};

/// `bytes` is the start of a Q4_K or Q5_K block: d, dmin, and twelve bytes with eight 6-bit scales and minima.
inline GroupScales readGroupScales(const std::uint8_t* bytes)
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

/// The quanta 0 to 15 of a Q4_K block, in the order of their values.
inline std::array<std::uint8_t, 256> quantaOfQ4K(const std::uint8_t* bytes)
{
    std::array<std::uint8_t, 256> q {};
    const std::uint8_t* qs = bytes + 16;
    for (int pair = 0; pair < 4; ++pair) {
        for (int j = 0; j < 32; ++j) {
            q[64 * pair + j] = qs[32 * pair + j] & 15;
            q[64 * pair + j + 32] = qs[32 * pair + j] >> 4;
        }
    }
    return q;
}

/// The quanta 0 to 31 of a Q5_K block: as Q4_K, and bit g of byte j of `qh` is the fifth one of value j of group g.
inline std::array<std::uint8_t, 256> quantaOfQ5K(const std::uint8_t* bytes)
{
    std::array<std::uint8_t, 256> q {};
    const std::uint8_t* qh = bytes + 16;
    const std::uint8_t* qs = bytes + 48;
    for (int pair = 0; pair < 4; ++pair) {
        for (int j = 0; j < 32; ++j) {
            q[64 * pair + j] = static_cast<std::uint8_t>((qs[32 * pair + j] & 15) | ((qh[j] >> (2 * pair)) & 1) << 4);
            q[64 * pair + j + 32]
                = static_cast<std::uint8_t>((qs[32 * pair + j] >> 4) | ((qh[j] >> (2 * pair + 1)) & 1) << 4);
        }
    }
    return q;
}

/// The quanta 0 to 63 of a Q6_K block. Quarter k of each half of 128 values: nibbles from byte j (even k) or j + 32
/// (odd k), low nibbles first, and bits 2k and 2k + 1 of qh.
inline std::array<std::uint8_t, 256> quantaOfQ6K(const std::uint8_t* bytes)
{
    std::array<std::uint8_t, 256> q {};
    for (int half = 0; half < 2; ++half) {
        const std::uint8_t* ql = bytes + 64 * half;
        const std::uint8_t* qh = bytes + 128 + 32 * half;
        std::uint8_t* to = q.data() + 128 * half;
        for (int j = 0; j < 32; ++j) {
            to[j] = static_cast<std::uint8_t>((ql[j] & 15) | (qh[j] & 3) << 4);
            to[j + 32] = static_cast<std::uint8_t>((ql[j + 32] & 15) | ((qh[j] >> 2) & 3) << 4);
            to[j + 64] = static_cast<std::uint8_t>((ql[j] >> 4) | ((qh[j] >> 4) & 3) << 4);
            to[j + 96] = static_cast<std::uint8_t>((ql[j + 32] >> 4) | (qh[j] >> 6) << 4);
        }
    }
    return q;
}

/// The scales of a Q6_K block, one for 16 values each.
inline std::array<float, 16> scalesOfQ6K(const std::uint8_t* bytes)
{
    std::array<float, 16> scale {};
    const float d = readHalf(bytes + 208);
    for (int i = 0; i < 16; ++i) {
        scale[i] = d * static_cast<float>(static_cast<std::int8_t>(bytes[192 + i]));
    }
    return scale;
}

} // namespace amend
