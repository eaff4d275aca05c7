// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/fisher_information.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros_like.h>

namespace amend {

FisherInformation::FisherInformation(const std::vector<at::Tensor>& parameters)
{
    for (const at::Tensor& parameter : parameters) {
        m_squares.push_back(at::zeros_like(parameter.detach()));
    }
}

void FisherInformation::add(const Model& model, const Candidate& candidate, const std::vector<const ScoredText*>& texts)
{
    const at::AutoGradMode gradients(true);
    const Adapter adapter = candidate.forTraining();
    const std::vector<at::Tensor> logits = logitsPerText(model, &adapter, texts);
    at::Tensor logLikelihood;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const at::Tensor sum = targetLogProbs(logits[i], targetsOf(*texts[i], model.device)).sum();
        logLikelihood = logLikelihood.defined() ? logLikelihood + sum : sum;
    }
    logLikelihood.backward();
    const std::vector<at::Tensor>& parameters = candidate.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const at::Tensor gradient = parameters[i].grad();
        m_squares[i].addcmul_(gradient, gradient);
        parameters[i].mutable_grad().reset();
    }
}

std::vector<at::Tensor> FisherInformation::relative() const
{
    double sum = 0;
    double count = 0;
    for (const at::Tensor& squares : m_squares) {
        sum += squares.sum(at::kDouble).item<double>();
        count += static_cast<double>(squares.numel());
    }
    std::vector<at::Tensor> relative;
    for (const at::Tensor& squares : m_squares) {
        relative.push_back(sum == 0 ? at::ones_like(squares) : squares * (count / sum));
    }
    return relative;
}

} // namespace amend
