// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/candidate.h"

#include "core/base/counter_rng.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/clone.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace amend {

namespace {

/// Drawn on the CPU one by one, so that the start is the same on every machine.
at::Tensor uniform(std::int64_t rows, std::int64_t columns, double bound, CounterRng random)
{
    at::Tensor tensor = at::empty({ rows, columns }, at::kFloat);
    auto* values = tensor.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < rows * columns; ++i) {
        values[i] = static_cast<float>((2 * random.uniform() - 1) * bound);
    }
    return tensor;
}

LoraPair startOf(
    const Model& model, const NullSpace& space, int layer, Projection projection, int rank, std::uint64_t seed)
{
    const LinearShape shape = linearShapes(model.config)[static_cast<std::size_t>(projection)];
    const auto stream = static_cast<std::uint64_t>(layer * projectionCount + static_cast<int>(projection));
    const at::Tensor a
        = uniform(rank, shape.in, 1 / std::sqrt(static_cast<double>(shape.in)), CounterRng(seed).split(stream));
    return { projectedRows(space, layer, projection, a.to(model.device)),
        at::zeros({ shape.out, rank }, at::TensorOptions().dtype(at::kFloat).device(model.device)) };
}

} // namespace

std::shared_ptr<Adapter> trainableCopy(
    const Model& model, const Adapter* parent, const NullSpace& space, int rank, double alpha, std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    auto copy = std::make_shared<Adapter>();
    copy->rank = parent != nullptr ? parent->rank : rank;
    copy->alpha = parent != nullptr ? parent->alpha : alpha;
    copy->layers.resize(static_cast<std::size_t>(model.config.layers));
    for (std::size_t layer = 0; layer < copy->layers.size(); ++layer) {
        for (std::size_t i = 0; i < projectionCount; ++i) {
            LoraPair& pair = copy->layers[layer].linear[i];
            const LoraPair* old = parent != nullptr ? &parent->layers[layer].linear[i] : nullptr;
            pair = old != nullptr && old->a.defined()
                ? LoraPair { old->a.clone(), old->b.clone() }
                : startOf(model, space, static_cast<int>(layer), static_cast<Projection>(i), copy->rank, seed);
            pair.a.set_requires_grad(true);
            pair.b.set_requires_grad(true);
        }
    }
    return copy;
}

std::vector<at::Tensor> parametersOf(const Adapter& adapter)
{
    std::vector<at::Tensor> parameters;
    for (const LayerAdapter& layer : adapter.layers) {
        for (const LoraPair& pair : layer.linear) {
            parameters.push_back(pair.a);
            parameters.push_back(pair.b);
        }
    }
    return parameters;
}

void projectOntoNullSpace(const NullSpace& space, std::vector<at::Tensor>& parameterDeltas)
{
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < parameterDeltas.size(); i += 2) { // every second one is an A
        const int linear = static_cast<int>(i / 2);
        parameterDeltas[i] = projectedRows(
            space, linear / projectionCount, static_cast<Projection>(linear % projectionCount), parameterDeltas[i]);
    }
}

std::shared_ptr<const Adapter> between(const Adapter& from, const Adapter& to, double strength)
{
    const at::NoGradGuard noGrad;
    const auto mixed = [strength](const at::Tensor& a, const at::Tensor& b) {
        return strength == 1 ? b.detach().clone() : a.detach() + strength * (b.detach() - a.detach());
    };
    auto result = std::make_shared<Adapter>();
    result->rank = to.rank;
    result->alpha = to.alpha;
    result->layers.resize(to.layers.size());
    for (std::size_t layer = 0; layer < to.layers.size(); ++layer) {
        for (std::size_t i = 0; i < projectionCount; ++i) {
            const LoraPair& start = from.layers[layer].linear[i];
            const LoraPair& end = to.layers[layer].linear[i];
            result->layers[layer].linear[i] = { mixed(start.a, end.a), mixed(start.b, end.b) };
        }
    }
    return result;
}

} // namespace amend
