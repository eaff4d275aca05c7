// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/adapter.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <cmath>

namespace amend {

namespace {

/// A correction as two factors, dW = left right; undefined: no correction.
struct Factors {
    at::Tensor left; ///< [out, r], fp64
    at::Tensor right; ///< [r, in], fp64
};

Factors factorsOf(const Adapter* adapter, std::size_t layer, std::size_t projection, double sign)
{
    if (adapter == nullptr || !adapter->layers[layer].linear[projection].a.defined()) {
        return {};
    }
    const LoraPair& pair = adapter->layers[layer].linear[projection];
    return { pair.b.detach().to(at::kDouble) * (sign * adapter->scale()), pair.a.detach().to(at::kDouble) };
}

/// Side by side and on top of each other: the sum of both corrections is again a product of two factors.
Factors sum(const Factors& one, const Factors& other)
{
    if (!one.left.defined()) {
        return other;
    }
    if (!other.left.defined()) {
        return one;
    }
    return { at::cat({ one.left, other.left }, 1), at::cat({ one.right, other.right }, 0) };
}

/// ||L R||_F^2 = sum of (L^T L) * (R R^T), entry by entry: r x r products instead of an out x in one.
double squaredNorm(const Factors& factors)
{
    if (!factors.left.defined()) {
        return 0;
    }
    const at::Tensor left = at::mm(factors.left.t(), factors.left);
    const at::Tensor right = at::mm(factors.right, factors.right.t());
    return std::max(0.0, (left * right).sum().item<double>()); // rounding may fall below zero where both cancel
}

} // namespace

DriftMap driftBetween(const Weights& weights, const Adapter* from, const Adapter* to)
{
    DriftMap map;
    map.layers = static_cast<int>(weights.layers.size());
    map.projections.assign(projectionNames.begin(), projectionNames.end());
    double changed = 0;
    double base = 0;
    for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
        for (std::size_t projection = 0; projection < projectionCount; ++projection) {
            const Factors plus = factorsOf(to, layer, projection, 1);
            const Factors minus = factorsOf(from, layer, projection, -1);
            const double squared = squaredNorm(sum(plus, minus));
            const double norm = weights.layers[layer].linearNorm[projection];
            map.relativeChange.push_back(norm > 0 ? std::sqrt(squared) / norm : 0);
            if (plus.left.defined() || minus.left.defined()) {
                changed += squared;
                base += norm * norm;
            }
        }
    }
    map.total = base > 0 ? std::sqrt(changed / base) : 0;
    return map;
}

} // namespace amend
