// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/adapter.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/log.h>
#include <ATen/ops/masked_select.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

namespace amend {

namespace {

/// A correction as two factors, dW = left right; undefined: no correction.
struct Factors {
    at::Tensor left; ///< [out, r], fp64
    at::Tensor right; ///< [r, in], fp64
};

Factors factorsOf(const Adapter* adapter, std::size_t layer, std::size_t projection)
{
    if (adapter == nullptr || !adapter->layers[layer].linear[projection].a.defined()) {
        return {};
    }
    const LoraPair& pair = adapter->layers[layer].linear[projection];
    return { pair.b.detach().to(at::kDouble) * adapter->scale(), pair.a.detach().to(at::kDouble) };
}

/// Side by side and on top of each other, the difference of two corrections is again a product of two factors. What
/// `to` begins with and `from` is, as with a candidate and its parent, is left out: there nothing moved, to the bit.
Factors difference(const Factors& to, const Factors& from)
{
    if (!from.left.defined()) {
        return to;
    }
    if (!to.left.defined()) {
        return { -from.left, from.right };
    }
    const std::int64_t common = from.left.size(1);
    const std::int64_t rest = to.left.size(1) - common;
    if (rest >= 0 && at::equal(to.left.narrow(1, 0, common), from.left)
        && at::equal(to.right.narrow(0, 0, common), from.right)) {
        return rest == 0 ? Factors {} : Factors { to.left.narrow(1, common, rest), to.right.narrow(0, common, rest) };
    }
    return { at::cat({ to.left, -from.left }, 1), at::cat({ to.right, from.right }, 0) };
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

/// L R = Q_L (R_L R_R^T) Q_R^T with L = Q_L R_L and R^T = Q_R R_R: the singular values of the large matrix are those of
/// the small one between, r x r at most.
double effectiveRankOf(const Factors& factors)
{
    if (!factors.left.defined()) {
        return 0;
    }
    const at::Tensor left = std::get<1>(at::linalg_qr(factors.left, "r"));
    const at::Tensor right = std::get<1>(at::linalg_qr(factors.right.t(), "r"));
    const at::Tensor values = at::linalg_svdvals(at::mm(left, right.t()));
    // Where two corrections cancel, rounding leaves this share of what the factors could give.
    const double least = 1e-12 * left.norm().item<double>() * right.norm().item<double>();
    const at::Tensor moved = values.masked_select(values > least);
    if (moved.numel() == 0) {
        return 0;
    }
    const at::Tensor shares = moved / moved.sum();
    return std::exp(-(shares * shares.log()).sum().item<double>());
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
            const Factors after = factorsOf(to, layer, projection);
            const Factors before = factorsOf(from, layer, projection);
            const Factors change = difference(after, before);
            const double squared = squaredNorm(change);
            const double norm = weights.layers[layer].linearNorm[projection];
            map.relativeChange.push_back(norm > 0 ? std::sqrt(squared) / norm : 0);
            map.effectiveRank.push_back(effectiveRankOf(change));
            if (after.left.defined() || before.left.defined()) {
                changed += squared;
                base += norm * norm;
            }
        }
    }
    map.total = base > 0 ? std::sqrt(changed / base) : 0;
    return map;
}

} // namespace amend
