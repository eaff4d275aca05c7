// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rms_norm.h"

#include <ATen/ops/rms_norm.h>

namespace amend {

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps)
{
    return at::rms_norm(x, weight.sizes(), weight, eps);
}

} // namespace amend
