// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The optimiser steps of one try at a lesson, each behind its guards: a number that is not finite, or a loss that runs
// away, ends the try before any parameter has it.
#pragma once

#include "core/domain/loss_point.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace amend {

/// From gradients to what is to be added to the parameters, both in the parameters' order.
using UpdateRule = std::function<std::vector<at::Tensor>(const std::vector<at::Tensor>&)>;

/// AdamW (core/learn/adamw.h) on these parameters.
UpdateRule adamWRule(const std::vector<at::Tensor>& parameters, double learningRate);

class GuardedSteps final {
public:
    /// `clipNorm`: of all gradients together, at most.
    GuardedSteps(std::vector<at::Tensor> parameters, UpdateRule rule, double clipNorm);

    /// Before the backward passes of a step.
    void clearGradients();
    /// What is wrong with a step's loss, in nats per token; nothing: it may be stepped on. Remembers the largest.
    std::optional<std::string> lossTrouble(double nats);
    /// Gradient, clip, update, parameters, in this order; or what is wrong, and then nothing is touched. Enters the
    /// gradient's norm and its cosine with the one before.
    std::optional<std::string> update(LossPoint& point);

private:
    std::vector<at::Tensor> m_parameters;
    UpdateRule m_rule;
    double m_clipNorm;
    std::optional<double> m_largestNats;
    std::vector<at::Tensor> m_gradientsBefore; ///< of the step before; empty at the first
};

} // namespace amend
