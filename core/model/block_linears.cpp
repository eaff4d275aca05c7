// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/block_linears.h"

#include "core/model/lora_linear.h"

#include <ATen/TensorOperators.h>

namespace amend {

at::Tensor BlockLinears::project(Projection projection, const at::Tensor& x) const
{
    const auto column = static_cast<std::size_t>(projection);
    if (tap != nullptr) {
        (*tap)(layer, projection, x);
    }
    const LoraPair* pair
        = adapter != nullptr ? &adapter->layers[static_cast<std::size_t>(layer)].linear[column] : nullptr;
    const at::Tensor y = loraLinear(x, weights.linear[column], pair, adapter != nullptr ? adapter->scale() : 0);
    const bool hasBias = column < weights.bias.size() && weights.bias[column].defined();
    return hasBias ? y + weights.bias[column] : y;
}

} // namespace amend
