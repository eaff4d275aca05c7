// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A tensor as bytes on disk: what the file readers give and the file writers take. No tensor library in sight.
#pragma once

#include "core/store/quant_types.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace amend {

struct NamedTensor {
    std::string name; ///< as the file's publisher wrote it
    TensorType type = TensorType::F32;
    std::vector<std::int64_t>
        shape; ///< outermost first (row-major), as in safetensors; GGUF's order is reversed on reading
    std::span<const std::byte> bytes; ///< owned by the file object it came from
};

/// The number of values, product of the shape.
inline std::int64_t elementCount(const NamedTensor& tensor)
{
    std::int64_t count = 1;
    for (const std::int64_t size : tensor.shape) {
        count *= size;
    }
    return count;
}

} // namespace amend
