// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The adapter in the making: the parent's factors, which stay as they are, beside new ones for the lesson.
//
// dW = scale (B_parent A_parent + strength B A). A is fixed: the lesson's keys (core/learn/lesson_keys.h). B starts at
// zero and is all that is trained (in plain LoRA, A is trained too). So the change a lesson makes is proportional to
// its strength, lies inside the null space, and leaves every earlier lesson's factors untouched; and a candidate is
// plain LoRA at any moment, its rank that of the parent plus the lesson's.
#pragma once

#include "core/learn/lesson_keys.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <memory>
#include <vector>

namespace amend {

enum class TrainedFactors { B, Both };

class Candidate final {
public:
    /// `parent` may be null: the base. It reaches all tokens, the lesson's part what `reach` says. Its rank is first
    /// brought down to `maxRank` less that of the keys, if need be.
    Candidate(const Model& model, std::shared_ptr<const Adapter> parent, const LessonKeys& keys, double scale,
        int maxRank, TrainedFactors trained = TrainedFactors::B, AdapterReach reach = AdapterReach::AllTokens);

    /// Full fine-tuning of one matrix, as LoRA of full rank: B is the identity and stays, A is dW itself, goes on from
    /// the parent's and is all that is trained. Known at full strength only.
    static Candidate ofOneMatrix(const Model& model, const Adapter* parent, int layer, Projection projection);

    /// B [out, r] of every layer and projection, then, where they are trained, every A [r, in]; of one matrix, its A.
    /// The order of gradients and updates.
    const std::vector<at::Tensor>& parameters() const { return m_parameters; }

    /// At full strength, differentiable in the parameters.
    Adapter forTraining() const;

    /// With the lesson's part times `strength`, for good.
    std::shared_ptr<const Adapter> at(double strength) const;
    /// The lesson's part alone, without the parent's factors.
    std::shared_ptr<const Adapter> lessonAt(double strength) const;

private:
    Candidate(int rank, double scale)
        : m_rank(rank)
        , m_scale(scale)
    {
    }
    Adapter assembled(double strength, const std::shared_ptr<const Adapter>& parent) const;

    std::shared_ptr<const Adapter> m_parent;
    LessonKeys m_a;
    std::vector<at::Tensor> m_b;
    std::vector<at::Tensor> m_parameters;
    int m_rank; ///< the lesson's
    double m_scale;
    AdapterReach m_reach = AdapterReach::AllTokens; ///< of the lesson's part
};

/// All factors, A and B in turn, layer by layer.
std::vector<at::Tensor> factorsOf(const Adapter& adapter);

/// The adapter of rank `rank` that is nearest to `adapter` (Frobenius norm of dW), layer by layer; `adapter` itself if
/// its rank is no larger. Its A stays inside the row space of the old one. Source: Eckart and Young 1936.
std::shared_ptr<const Adapter> withRank(std::shared_ptr<const Adapter> adapter, int rank);

} // namespace amend
