// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/strengths.h"

#include "core/learn/scored_text.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace amend {

namespace {

constexpr std::array<double, 6> holdingStrengths { 0.4, 0.5, 0.6, 0.7, 0.85, 1.0 };
constexpr std::array<double, 2> gentlerShares { 0.5, 0.25 };

std::optional<double> taken(std::deque<double>& from)
{
    if (from.empty()) {
        return std::nullopt;
    }
    const double next = from.front();
    from.pop_front();
    return next;
}

} // namespace

double weakestHoldingStrength(
    const Model& model, const Candidate& candidate, const LessonPlan& plan, const LearningProfile& profile)
{
    const at::NoGradGuard noGrad;
    std::vector<const ScoredText*> texts;
    for (const LessonText& text : plan.texts) {
        if (text.role == TextRole::Wanted) {
            texts.push_back(&text.text);
        }
    }
    for (const double next : holdingStrengths) {
        if (texts.empty() || next == holdingStrengths.back()) {
            break;
        }
        if (next < profile.leastStrength) {
            continue;
        }
        const std::vector<at::Tensor> logits = logitsPerText(model, candidate.at(next).get(), texts);
        bool holds = true;
        for (std::size_t i = 0; i < texts.size() && holds; ++i) {
            holds = greedyMargin(logits[i], *texts[i]) >= profile.holdingMarginNats;
        }
        if (holds) {
            return next;
        }
    }
    return holdingStrengths.back();
}

Strengths::Strengths(double weakest)
{
    std::copy_if(holdingStrengths.begin(), holdingStrengths.end(), std::back_inserter(m_stronger),
        [weakest](double strength) { return strength > weakest; });
    for (const double share : gentlerShares) {
        m_gentler.push_back(weakest * share);
    }
}

std::optional<double> Strengths::stronger()
{
    return taken(m_stronger);
}

std::optional<double> Strengths::gentler()
{
    return taken(m_gentler);
}

} // namespace amend
