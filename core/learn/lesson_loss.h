// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The loss of a lesson's plan, pass by pass: how many of its texts are in memory at once, and which a step has.
#pragma once

#include "core/learn/learning_profile.h"
#include "core/learn/objective.h"
#include "core/learn/scored_text.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <cstddef>
#include <functional>
#include <stop_token>
#include <vector>

namespace amend {

class LessonLoss final {
public:
    /// The model, the plan and the profile outlive this.
    LessonLoss(const Model& model, const Objective& objective, const LessonPlan& plan, const LearningProfile& profile,
        const Trunk& trunk);

    const TextsOnTrunk& texts() const { return m_texts; }

    struct Step {
        ObjectiveLoss loss; ///< a pass that has not its turn counts as it was found last
        bool isLast = false;
    };
    /// The loss of step `step`, from 0 on, and its gradients, which are added to those that the adapter's factors have;
    /// if `isLast` says of the loss that no step is to follow, they are of no use. Errors: Cancelled.
    Step descend(const Adapter& adapter, int step, const std::function<bool(const ObjectiveLoss&)>& isLast,
        std::stop_token stop);

    /// The loss of all passes.
    ObjectiveLoss measured(const Adapter& adapter);

private:
    std::vector<std::size_t> passesOf(int step) const;
    ObjectiveLoss lossOf(std::size_t pass, const Adapter& adapter) const;
    ObjectiveLoss sum() const;

    const Model& m_model;
    const Objective& m_objective;
    const LessonPlan& m_plan;
    const LearningProfile& m_profile;
    TextsOnTrunk m_texts;
    std::vector<ObjectiveLoss> m_found; ///< per pass, without its graph
};

} // namespace amend
