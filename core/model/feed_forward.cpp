// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/silu.h>

namespace amend {

at::Tensor feedForward(const BlockLinears& block, const at::Tensor& x)
{
    const at::Tensor gate = at::silu(block.project(Projection::Gate, x));
    return block.project(Projection::Down, gate * block.project(Projection::Up, x));
}

} // namespace amend
