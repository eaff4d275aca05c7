// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The value types a weight file may use. To add a quantisation type: one row here, one dequantiser in
// core/model/kernels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace amend {

enum class TensorType : std::uint8_t { F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K };

struct QuantType {
    TensorType type;
    const char* name;
    std::uint32_t ggufId; ///< ggml_type in a GGUF file
    int valuesPerBlock;
    int bytesPerBlock;
};

/// Layouts: docs/formats.md. Source: the block structs of ggml (ggml-common.h), which define the GGUF types.
inline constexpr std::array<QuantType, 11> quantTypes { {
    { TensorType::F32, "F32", 0, 1, 4 },
    { TensorType::F16, "F16", 1, 1, 2 },
    { TensorType::BF16, "BF16", 30, 1, 2 },
    { TensorType::Q4_0, "Q4_0", 2, 32, 18 },
    { TensorType::Q4_1, "Q4_1", 3, 32, 20 },
    { TensorType::Q5_0, "Q5_0", 6, 32, 22 },
    { TensorType::Q5_1, "Q5_1", 7, 32, 24 },
    { TensorType::Q8_0, "Q8_0", 8, 32, 34 },
    { TensorType::Q4_K, "Q4_K", 12, 256, 144 },
    { TensorType::Q5_K, "Q5_K", 13, 256, 176 },
    { TensorType::Q6_K, "Q6_K", 14, 256, 210 },
} };

constexpr const QuantType& quantType(TensorType type)
{
    for (const QuantType& row : quantTypes) {
        if (row.type == type) {
            return row;
        }
    }
    return quantTypes[0];
}

} // namespace amend
