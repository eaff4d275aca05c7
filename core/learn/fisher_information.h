// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How strongly ordinary replies depend on each weight that a lesson is about to write: where it may write at little
// cost to everything else.
#pragma once

#include "core/learn/candidate.h"
#include "core/learn/scored_text.h"
#include "core/model/model.h"

#include <vector>

namespace amend {

/// The diagonal of the Fisher information of ordinary chat with respect to a candidate's parameters: the mean, over
/// texts, of the squared gradient of a text's log-likelihood. To second order, half of d^T F d is the divergence that a
/// change d of the parameters brings to such texts. Source: Amari 1998, "Natural gradient works efficiently in
/// learning", Neural Computation 10(2), section 2; here over the model's own greedy replies instead of sampled ones.
class FisherInformation final {
public:
    explicit FisherInformation(const std::vector<at::Tensor>& parameters);
    /// A few texts more, in one forward and one backward pass: the square of the sum of their gradients stands for the
    /// sum of the squares. (An approximation: the two would be equal on average if the replies were sampled.) Uses and
    /// clears the parameters' gradients.
    void add(const Model& model, const Candidate& candidate, const std::vector<const ScoredText*>& texts);
    /// Per parameter, in its shape, divided by the mean over all of them; all 1 before the first text.
    std::vector<at::Tensor> relative() const;

private:
    std::vector<at::Tensor> m_squares;
};

} // namespace amend
