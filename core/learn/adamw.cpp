// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/adamw.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

namespace amend {

AdamW::AdamW(const std::vector<at::Tensor>& parameters, const AdamWOptions& options)
    : m_options(options)
{
    for (const at::Tensor& parameter : parameters) {
        m_firstMoments.push_back(at::zeros_like(parameter.detach()));
        m_secondMoments.push_back(at::zeros_like(parameter.detach()));
    }
}

std::vector<at::Tensor> AdamW::updates(
    const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& gradients)
{
    const at::NoGradGuard noGrad;
    ++m_step;
    const double correction1 = 1 - std::pow(m_options.beta1, m_step);
    const double correction2 = 1 - std::pow(m_options.beta2, m_step);
    std::vector<at::Tensor> updates;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        const at::Tensor& gradient = gradients[i];
        m_firstMoments[i].mul_(m_options.beta1).add_(gradient, 1 - m_options.beta1);
        m_secondMoments[i].mul_(m_options.beta2).addcmul_(gradient, gradient, 1 - m_options.beta2);
        const at::Tensor root = (m_secondMoments[i] / correction2).sqrt_().add_(m_options.epsilon);
        at::Tensor update = (m_firstMoments[i] / root).mul_(-m_options.learningRate / correction1);
        if (m_options.weightDecay != 0) {
            update.add_(parameters[i], -m_options.learningRate * m_options.weightDecay);
        }
        updates.push_back(std::move(update));
    }
    return updates;
}

} // namespace amend
