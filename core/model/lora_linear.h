// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The linear layer of the forward pass and its gradients, on the device where its tensors are.
// Shapes: in and out widths of the layer, r rank; "..." any leading dimensions (batch, tokens).
#pragma once

#include "core/model/adapter.h"

namespace amend {

/// Linear layer with an optional low-rank correction: y = x W^T + scale (x A^T) B^T.
///
/// Shapes: x [..., in], weight [out, in], pair->a [r, in], pair->b [out, r]; result [..., out]. `pair` may be null, and
/// its tensors undefined: then exactly x W^T. With B = 0 the result equals that bit for bit. Differentiable in x, A and
/// B, never in the weight, which is constant and must outlive the graph: no gradient of its size is made.
/// Source: Hu et al. 2021, "LoRA", arXiv 2106.09685, section 4.1, equation 3.
at::Tensor loraLinear(
    const at::Tensor& x, const LinearWeight& weight, const LoraPair* pair = nullptr, double scale = 0);

} // namespace amend
