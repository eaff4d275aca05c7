// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The optimiser of a lesson: steps of one length that go where ordinary replies hardly depend on.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace amend {

struct NaturalStepOptions {
    double length = 0.7; ///< 2-norm of a step over all parameters together
    double momentum = 0.5;
    double damping = 0.01; ///< added to the relative Fisher information, whose mean is 1
};

/// Divides the gradient by the diagonal of the Fisher information, damped, and steps a fixed length that way: of all
/// steps that help the lesson as much, to first order, the one that moves ordinary predictions least. Momentum starts
/// at zero: one object per lesson, so that a lesson is a function of its parent alone.
/// Source: Amari 1998, "Natural gradient works efficiently in learning", Neural Computation 10(2), equation 3.2; the
/// Fisher information is that of ordinary chat (core/learn/fisher_information.h) and not of the lesson.
class NaturalStep final {
public:
    /// Relative Fisher information, in (or broadcast to) the shape of each parameter.
    NaturalStep(std::vector<at::Tensor> fisher, const NaturalStepOptions& options);
    /// What is to be added to each parameter for these gradients. Changes the momentum only.
    std::vector<at::Tensor> updates(const std::vector<at::Tensor>& gradients);

private:
    NaturalStepOptions m_options;
    std::vector<at::Tensor> m_fisher;
    std::vector<at::Tensor> m_momenta; ///< of gradients of norm 1
};

} // namespace amend
