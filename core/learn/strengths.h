// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How strongly a learned lesson is to serve: less changes less of everything else.
#pragma once

#include "core/learn/candidate.h"
#include "core/learn/learning_profile.h"
#include "core/learn/objective.h"
#include "core/model/model.h"

#include <deque>
#include <optional>

namespace amend {

/// The least of a few strengths at which the model would choose every token of the wanted reply itself, in every
/// variant and by a clear margin; 1 where nothing is wanted.
double weakestHoldingStrength(
    const Model& model, const Candidate& candidate, const LessonPlan& plan, const LearningProfile& profile);

/// What is left to be tried after the weakest that may hold.
class Strengths final {
public:
    explicit Strengths(double weakest);

    std::optional<double> stronger(); ///< while the lesson does not hold; nothing: full strength was tried
    std::optional<double> gentler(); ///< while it holds and harms: half of the weakest, a quarter

private:
    std::deque<double> m_stronger;
    std::deque<double> m_gentler;
};

} // namespace amend
