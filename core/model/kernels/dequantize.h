// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of a weight file to floats.
#pragma once

#include "core/store/quant_types.h"

#include <cstddef>
#include <span>

namespace amend {

/// Every value of `blocks` in order. The result is the same on every machine, bit for bit: each value is computed in
/// fp32 as the format defines it, with no fused multiply-add. `blocks` needs no alignment.
/// Errors: Internal if the two spans do not hold the same number of whole blocks.
/// Any number of threads may call it, on parts that begin at whole blocks.
void dequantize(TensorType type, std::span<const std::byte> blocks, std::span<float> values);

} // namespace amend
