// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/block_linears.h"

#include <ATen/ops/add.h>
#include <ATen/ops/linear.h>

namespace amend {

at::Tensor BlockLinears::project(Projection projection, const at::Tensor& x) const
{
    const auto column = static_cast<std::size_t>(projection);
    if (tap != nullptr) {
        (*tap)(layer, projection, x);
    }
    const bool hasBias = column < weights.bias.size() && weights.bias[column].defined();
    const at::Tensor base
        = at::linear(x, weights.linear[column], hasBias ? std::optional(weights.bias[column]) : std::nullopt);
    if (adapter == nullptr) {
        return base;
    }
    const LoraPair& pair = adapter->layers[static_cast<std::size_t>(layer)].linear[column];
    return pair.a.defined() ? at::add(base, at::linear(at::linear(x, pair.a), pair.b), adapter->scale()) : base;
}

} // namespace amend
