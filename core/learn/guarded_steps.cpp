// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/guarded_steps.h"

#include "core/learn/adamw.h"
#include "core/learn/gradients.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace amend {

namespace {

/// A mean loss per token above this is a broken lesson: guessing among 50,000 tokens gives 10.8.
constexpr double absurdNats = 20;
/// And so is one this many times above the largest before...
constexpr double explosionFactor = 10;
/// ...unless all before were next to nothing.
constexpr double ordinaryNats = 0.5;

} // namespace

UpdateRule adamWRule(const std::vector<at::Tensor>& parameters, double learningRate)
{
    return [parameters, adamw = AdamW(parameters, { .learningRate = learningRate })](
               const std::vector<at::Tensor>& gradients) mutable { return adamw.updates(parameters, gradients); };
}

GuardedSteps::GuardedSteps(std::vector<at::Tensor> parameters, UpdateRule rule, double clipNorm)
    : m_parameters(std::move(parameters))
    , m_rule(std::move(rule))
    , m_clipNorm(clipNorm)
{
}

void GuardedSteps::clearGradients()
{
    for (const at::Tensor& parameter : m_parameters) {
        parameter.mutable_grad().reset();
    }
}

std::optional<std::string> GuardedSteps::lossTrouble(double nats)
{
    const bool explodes = m_largestNats && nats > explosionFactor * std::max(*m_largestNats, ordinaryNats);
    if (!std::isfinite(nats) || nats > absurdNats || explodes) {
        return "The loss broke off at " + std::to_string(nats) + " nats per token. Nothing was changed.";
    }
    m_largestNats = std::max(m_largestNats.value_or(0), nats);
    return std::nullopt;
}

std::optional<std::string> GuardedSteps::update(LossPoint& point)
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> gradients;
    for (const at::Tensor& parameter : m_parameters) {
        gradients.push_back(parameter.grad());
    }
    point.gradientNorm = clipGradients(gradients, m_clipNorm);
    if (!std::isfinite(point.gradientNorm)) {
        return "The gradient is not finite. Nothing was changed.";
    }
    const std::vector<at::Tensor> updates = m_rule(gradients);
    if (!allFinite(updates)) {
        return "The update is not finite. Nothing was changed.";
    }
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        m_parameters[i].add_(updates[i]);
    }
    if (!m_gradientsBefore.empty()) {
        point.gradientCosine = cosineOf(gradients, m_gradientsBefore);
    }
    m_gradientsBefore = std::move(gradients);
    return std::nullopt;
}

} // namespace amend
