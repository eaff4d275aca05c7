// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// AdamW over a flat list of parameters: ours, so that every bit of it is known to replay.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace amend {

struct AdamWOptions {
    double learningRate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0; ///< decoupled
};

/// Moments start at zero: one object per lesson, so that a lesson is a function of its parent alone.
/// Source: Loshchilov and Hutter 2019, "Decoupled weight decay regularization", arXiv 1711.05101, algorithm 2.
class AdamW final {
public:
    /// Remembers the parameters' shapes, not the parameters.
    AdamW(const std::vector<at::Tensor>& parameters, const AdamWOptions& options);
    /// What is to be added to each parameter for these gradients. Changes the moments only.
    std::vector<at::Tensor> updates(
        const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& gradients);

private:
    AdamWOptions m_options;
    int m_step = 0;
    std::vector<at::Tensor> m_firstMoments;
    std::vector<at::Tensor> m_secondMoments;
};

} // namespace amend
