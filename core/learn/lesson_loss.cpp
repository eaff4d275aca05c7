// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lesson_loss.h"

#include "core/base/error.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace amend {

namespace {

std::vector<const ScoredText*> textsOf(const LessonPlan& plan)
{
    std::vector<const ScoredText*> texts;
    for (const LessonText& text : plan.texts) {
        texts.push_back(&text.text);
    }
    return texts;
}

} // namespace

LessonLoss::LessonLoss(const Model& model, const Objective& objective, const LessonPlan& plan,
    const LearningProfile& profile, const Trunk& trunk)
    : m_model(model)
    , m_objective(objective)
    , m_plan(plan)
    , m_profile(profile)
    , m_texts(model, textsOf(plan), trunk, plan.tokensAtOnce)
    , m_found(m_texts.passes())
{
}

LessonLoss::Step LessonLoss::descend(
    const Adapter& adapter, int step, const std::function<bool(const ObjectiveLoss&)>& isLast, std::stop_token stop)
{
    const std::vector<std::size_t> passes = passesOf(step);
    for (const std::size_t pass : passes) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Learning was stopped.");
        }
        const ObjectiveLoss part = lossOf(pass, adapter);
        m_found[pass] = part.detached();
        if (pass == passes.back() && isLast(sum())) {
            return { sum(), true };
        }
        // Backward at once, before the next forward pass: the graph of one is all that is kept.
        part.total.backward();
    }
    return { sum(), false };
}

ObjectiveLoss LessonLoss::measured(const Adapter& adapter)
{
    const at::NoGradGuard noGrad;
    for (std::size_t pass = 0; pass < m_found.size(); ++pass) {
        m_found[pass] = lossOf(pass, adapter);
    }
    return sum();
}

/// All at first: what is found then stands for those that wait for their turn.
std::vector<std::size_t> LessonLoss::passesOf(int step) const
{
    const std::size_t turns = std::min(static_cast<std::size_t>(m_plan.turns), m_found.size());
    std::vector<std::size_t> passes;
    for (std::size_t pass = 0; pass < m_found.size(); ++pass) {
        if (step == 0 || pass % turns == static_cast<std::size_t>(step) % turns) {
            passes.push_back(pass);
        }
    }
    return passes;
}

ObjectiveLoss LessonLoss::lossOf(std::size_t pass, const Adapter& adapter) const
{
    return m_objective.loss(m_plan, m_texts.logitsOfPass(pass, m_model, &adapter), m_profile);
}

ObjectiveLoss LessonLoss::sum() const
{
    ObjectiveLoss sum;
    for (const ObjectiveLoss& part : m_found) {
        sum.add(part);
    }
    return sum;
}

} // namespace amend
