// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lesson_keys.h"

#include "core/base/counter_rng.h"
#include "core/base/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

namespace amend {

namespace {

/// The first of the projections that read the same input.
Projection firstWithInputOf(Projection projection)
{
    for (int other = 0; other < static_cast<int>(projection); ++other) {
        if (inputOf(static_cast<Projection>(other)) == inputOf(projection)) {
            return static_cast<Projection>(other);
        }
    }
    return projection;
}

/// The first `rank` rows of S V^T / S_1 of keys [t, in], the strongest first.
at::Tensor strongestRows(const at::Tensor& keys, std::int64_t rank)
{
    // U S^2 U^T = K K^T is smaller than K in most lessons, and U^T K = S V^T needs no division by a tiny S.
    const bool fewTokens = keys.size(0) <= keys.size(1);
    const at::Tensor gram = fewTokens ? keys.matmul(keys.t()) : keys.t().matmul(keys);
    if (!std::isfinite(gram.sum().item<double>())) { // a decomposition of such numbers would not come to an end
        throw Error(ErrorKind::Internal, "The model's inner values are not finite, so nothing can be learned on it.");
    }
    const auto [values, vectors] = at::linalg_eigh(gram); // ascending
    const std::int64_t count = values.size(0);
    const at::Tensor strongest = vectors.narrow(1, count - rank, rank).flip(1); // [count, r]
    const at::Tensor rows = fewTokens
        ? strongest.t().matmul(keys)
        : strongest.t() * values.narrow(0, count - rank, rank).flip(0).clamp_min(0).sqrt().unsqueeze(1);
    return rows / rows[0].norm().clamp_min(1e-12);
}

} // namespace

LessonKeys keysOf(
    const Model& model, const Adapter* parent, const TextsOnTrunk& texts, const NullSpace& space, int rank)
{
    const at::NoGradGuard noGrad;
    const auto layers = static_cast<std::size_t>(model.config.layers);
    std::vector<std::array<std::vector<at::Tensor>, projectionCount>> inputs(layers); // [t, in] of every pass
    const ActivationTap tap = [&](int layer, Projection projection, const at::Tensor& x) {
        if (firstWithInputOf(projection) == projection) {
            inputs[static_cast<std::size_t>(layer)][static_cast<std::size_t>(projection)].push_back(x.squeeze(0));
        }
    };
    texts.show(tap, model, parent);
    LessonKeys keys(layers);
    for (int layer = texts.firstBlock(); layer < model.config.layers; ++layer) {
        auto& here = keys[static_cast<std::size_t>(layer)];
        for (int i = 0; i < projectionCount; ++i) {
            const auto projection = static_cast<Projection>(i);
            const auto first = static_cast<std::size_t>(firstWithInputOf(projection));
            if (first != static_cast<std::size_t>(i)) { // what reads the same input has the same keys
                here[static_cast<std::size_t>(i)] = here[first];
                continue;
            }
            const at::Tensor x = at::cat(inputs[static_cast<std::size_t>(layer)][first]);
            const at::Tensor inside = projectedRows(space, layer, projection, x); // [t, in]
            const std::int64_t rows = std::min<std::int64_t>({ rank, inside.size(0), inside.size(1) });
            // Projected once more: rounding in the decomposition may lead out of the null space.
            here[first] = projectedRows(space, layer, projection, strongestRows(inside, rows));
        }
    }
    return keys;
}

LessonKeys randomKeys(const Model& model, int rank, std::uint64_t seed, int firstLayer)
{
    const auto shapes = linearShapes(model.config);
    CounterRng random(seed);
    LessonKeys keys(static_cast<std::size_t>(model.config.layers));
    for (std::size_t number = static_cast<std::size_t>(firstLayer); number < keys.size(); ++number) {
        auto& layer = keys[number];
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            const double bound = 1 / std::sqrt(static_cast<double>(shapes[i].in));
            std::vector<float> values(static_cast<std::size_t>(rank) * static_cast<std::size_t>(shapes[i].in));
            for (float& value : values) {
                value = static_cast<float>((2 * random.uniform() - 1) * bound);
            }
            layer[i] = at::tensor(values, at::kFloat).view({ rank, shapes[i].in }).to(model.device);
        }
    }
    return keys;
}

} // namespace amend
