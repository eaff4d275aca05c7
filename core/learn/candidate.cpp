// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/candidate.h"

#include "core/base/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

namespace amend {

namespace {

/// B A = Q_B (R_B R_A^T) Q_A^T: the singular values are those of the small matrix between.
LoraPair truncated(const LoraPair& pair, std::int64_t rank)
{
    const auto [leftQ, leftR] = at::linalg_qr(pair.b); // [out, n], [n, r]
    const auto [rightQ, rightR] = at::linalg_qr(pair.a.t()); // [in, m], [m, r]
    const auto [u, s, vh] = at::linalg_svd(leftR.matmul(rightR.t()), /*full_matrices=*/false);
    const std::int64_t kept = std::min(rank, s.size(0));
    const at::Tensor b = leftQ.matmul(u.narrow(1, 0, kept) * s.narrow(0, 0, kept)); // [out, kept]
    const at::Tensor a = vh.narrow(0, 0, kept).matmul(rightQ.t()); // [kept, in]
    if (kept == rank) {
        return { a.contiguous(), b.contiguous() };
    }
    return { at::cat({ a, at::zeros({ rank - kept, a.size(1) }, a.options()) }, 0),
        at::cat({ b, at::zeros({ b.size(0), rank - kept }, b.options()) }, 1) };
}

/// The same in every projection that has keys.
int rankOf(const LessonKeys& keys)
{
    for (const auto& layer : keys) {
        for (const at::Tensor& a : layer) {
            if (a.defined()) {
                return static_cast<int>(a.size(0));
            }
        }
    }
    throw Error(ErrorKind::Internal, "A lesson without keys.");
}

/// With tensors of its own, which no later step changes.
std::shared_ptr<const Adapter> frozen(Adapter adapter)
{
    for (LayerAdapter& layer : adapter.layers) {
        for (LoraPair& pair : layer.linear) {
            if (pair.a.defined()) {
                pair = { pair.a.detach().clone(), pair.b.detach().clone() };
            }
        }
    }
    return std::make_shared<const Adapter>(std::move(adapter));
}

} // namespace

Candidate::Candidate(const Model& model, std::shared_ptr<const Adapter> parent, const LessonKeys& keys, double scale,
    int maxRank, TrainedFactors trained, AdapterReach reach)
    : m_a(keys)
    , m_rank(rankOf(keys))
    , m_scale(parent != nullptr ? parent->scale() : scale)
    , m_reach(reach)
{
    if (parent != nullptr) {
        m_parent = withRank(std::move(parent), std::max(1, maxRank - m_rank));
    }
    const auto shapes = linearShapes(model.config);
    for (const auto& layer : keys) {
        for (std::size_t i = 0; i < layer.size(); ++i) {
            m_b.push_back(layer[i].defined()
                    ? at::zeros({ shapes[i].out, m_rank }, layer[i].options()).set_requires_grad(true)
                    : at::Tensor());
            if (m_b.back().defined()) {
                m_parameters.push_back(m_b.back());
            }
        }
    }
    if (trained == TrainedFactors::Both) {
        for (auto& layer : m_a) {
            for (at::Tensor& a : layer) {
                if (a.defined()) {
                    a = a.clone().set_requires_grad(true);
                    m_parameters.push_back(a);
                }
            }
        }
    }
}

Candidate Candidate::ofOneMatrix(const Model& model, const Adapter* parent, int layer, Projection projection)
{
    const auto [out, in] = linearShapes(model.config)[static_cast<std::size_t>(projection)];
    const auto column = static_cast<std::size_t>(projection);
    const auto options = model.weights.embedding.options().dtype(at::kFloat);
    Candidate candidate(static_cast<int>(out), 1);
    candidate.m_a.resize(static_cast<std::size_t>(model.config.layers));
    candidate.m_b.resize(candidate.m_a.size() * projectionCount);
    at::Tensor& a = candidate.m_a[static_cast<std::size_t>(layer)][column];
    a = parent != nullptr ? parent->layers[static_cast<std::size_t>(layer)].linear[column].a.clone()
                          : at::zeros({ out, in }, options);
    a.set_requires_grad(true);
    candidate.m_b[static_cast<std::size_t>(layer) * projectionCount + column] = at::eye(out, options);
    candidate.m_parameters = { a };
    return candidate;
}

Adapter Candidate::assembled(double strength, const std::shared_ptr<const Adapter>& parent) const
{
    auto own = std::make_shared<Adapter>();
    own->rank = m_rank;
    own->alpha = m_scale * m_rank;
    own->reach = m_reach;
    own->layers.resize(m_a.size());
    for (std::size_t layer = 0; layer < m_a.size(); ++layer) {
        for (std::size_t i = 0; i < projectionCount; ++i) {
            if (m_a[layer][i].defined()) {
                const at::Tensor& b = m_b[layer * projectionCount + i];
                own->layers[layer].linear[i] = { m_a[layer][i], strength == 1 ? b : b * strength };
            }
        }
    }
    return *together({ parent, own });
}

Adapter Candidate::forTraining() const
{
    return assembled(1, m_parent);
}

std::shared_ptr<const Adapter> Candidate::at(double strength) const
{
    const at::NoGradGuard noGrad;
    return frozen(assembled(strength, m_parent));
}

std::shared_ptr<const Adapter> Candidate::lessonAt(double strength) const
{
    const at::NoGradGuard noGrad;
    return frozen(assembled(strength, nullptr));
}

std::vector<at::Tensor> factorsOf(const Adapter& adapter)
{
    std::vector<at::Tensor> factors;
    for (const LayerAdapter& layer : adapter.layers) {
        for (const LoraPair& pair : layer.linear) {
            if (pair.a.defined()) {
                factors.push_back(pair.a);
                factors.push_back(pair.b);
            }
        }
    }
    return factors;
}

std::shared_ptr<const Adapter> withRank(std::shared_ptr<const Adapter> adapter, int rank)
{
    if (adapter->rank <= rank) {
        return adapter;
    }
    const at::NoGradGuard noGrad;
    auto smaller = std::make_shared<Adapter>();
    smaller->rank = rank;
    smaller->alpha = adapter->scale() * rank;
    for (const LayerAdapter& layer : adapter->layers) {
        LayerAdapter& to = smaller->layers.emplace_back();
        for (std::size_t i = 0; i < projectionCount; ++i) {
            if (layer.linear[i].a.defined()) {
                to.linear[i] = truncated(layer.linear[i], rank);
            }
        }
    }
    return smaller;
}

} // namespace amend
