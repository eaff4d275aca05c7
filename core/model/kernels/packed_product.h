// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of many vectors with a packed matrix in a forward pass, with the inner loops that are best for them here:
// in whole numbers where the processor has them, else as gemm.h.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/gemm.h"

namespace amend {

/// y [t, out] = x W^T; x [t, in] has rows without gaps, rows of y are `yStride` floats apart. Runs on the calling
/// thread's ATen threads. The bits of a row depend on its values alone.
void multiplyPacked(const MatrixView& x, const PackedMatrix& w, float* y, std::int64_t yStride,
    const DecodeKernels& kernels = decodeKernelsInUse());

} // namespace amend
