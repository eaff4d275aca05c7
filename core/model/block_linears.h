// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The linear layers of one block as the forward pass sees them: base weight, bias, and the adapter's correction.
#pragma once

#include "core/model/adapter.h"
#include "core/model/weights.h"

#include <functional>

namespace amend {

/// Sees the input of every adapted linear layer: x [b, t, in]; of many tokens perhaps one part after another. For the
/// projection's statistics (core/learn/null_space.h).
using ActivationTap = std::function<void(int layer, Projection projection, const at::Tensor& x)>;

struct BlockLinears {
    int layer = 0;
    const LayerWeights& weights;
    const Adapter* adapter = nullptr; ///< null: the base
    const ActivationTap* tap = nullptr; ///< null: nobody looks

    /// Linear layer with its low-rank correction: y = x W^T + bias + (alpha / rank) (x A^T) B^T.
    ///
    /// Shapes: x [b, t, in], result [b, t, out]. Without an adapter for this layer exactly x W^T + bias; with B = 0
    /// bit for bit the same. Source: Hu et al. 2021, "LoRA", arXiv 2106.09685, section 4.1, equation 3.
    at::Tensor project(Projection projection, const at::Tensor& x) const;
};

} // namespace amend
