// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/adapter.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/log.h>
#include <ATen/ops/masked_select.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/trace.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
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

/// L^T L and R R^T, [r, r] each: small, and what norm and singular values of the large L R follow from.
struct Grams {
    at::Tensor left;
    at::Tensor right;
};

Grams gramsOf(const Factors& factors)
{
    return { at::mm(factors.left.t(), factors.left), at::mm(factors.right, factors.right.t()) };
}

/// ||L R||_F^2 = sum of (L^T L) * (R R^T), entry by entry.
double squaredNorm(const Grams& grams)
{
    return std::max(0.0, (grams.left * grams.right).sum().item<double>()); // rounding may fall below zero
}

/// With R R^T = U D U^T, the squares of the singular values of L R are the eigenvalues of D^1/2 U^T (L^T L) U D^1/2.
double effectiveRankOf(const Grams& grams)
{
    const auto [values, vectors] = at::linalg_eigh(grams.right);
    const at::Tensor half = vectors * values.clamp_min(0).sqrt(); // U D^1/2
    const at::Tensor squares = at::linalg_eigvalsh(half.t().mm(grams.left).mm(half));
    // Where two corrections cancel, rounding leaves this share of what the factors could give.
    const double least = 1e-14 * grams.left.trace().item<double>() * grams.right.trace().item<double>();
    const at::Tensor moved = squares.masked_select(squares > least).sqrt();
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
            const std::optional<Grams> grams = change.left.defined() ? std::optional(gramsOf(change)) : std::nullopt;
            const double squared = grams ? squaredNorm(*grams) : 0;
            const double norm = weights.layers[layer].linearNorm[projection];
            map.relativeChange.push_back(norm > 0 ? std::sqrt(squared) / norm : 0);
            map.effectiveRank.push_back(grams ? effectiveRankOf(*grams) : 0);
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
