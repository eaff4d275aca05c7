// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/natural_step.h"

#include "core/learn/gradients.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

#include <utility>

namespace amend {

NaturalStep::NaturalStep(std::vector<at::Tensor> fisher, const NaturalStepOptions& options)
    : m_options(options)
    , m_fisher(std::move(fisher))
{
}

std::vector<at::Tensor> NaturalStep::updates(const std::vector<at::Tensor>& gradients)
{
    const at::NoGradGuard noGrad;
    const double norm = normOf(gradients);
    std::vector<at::Tensor> updates;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        if (m_momenta.size() == i) {
            m_momenta.push_back(at::zeros_like(gradients[i]));
        }
        m_momenta[i].mul_(m_options.momentum).add_(gradients[i], norm > 0 ? 1 / norm : 0);
        updates.push_back(m_momenta[i] / (m_fisher[i] + m_options.damping));
    }
    const double length = normOf(updates);
    for (at::Tensor& update : updates) {
        update.mul_(length > 0 ? -m_options.length / length : 0);
    }
    return updates;
}

} // namespace amend
