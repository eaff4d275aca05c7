// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/decode_ops_impl.h"
#include "core/model/kernels/int16_activation_impl.h"
#include "core/model/kernels/packed_product_impl.h"

namespace amend {

const DecodeKernels decodeKernelsAvxVnni { IsaLevel::AvxVnni, inWholeNumbers, multiply, preparedBytes, prepare, rmsNorm,
    swiGlu, toHalves, attend };

} // namespace amend
