// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the gate found of one candidate.
#pragma once

#include "core/domain/lesson_receipt.h"

#include <string>
#include <vector>

namespace amend {

/// What the checks found.
struct GateResult {
    std::vector<GateCheck> checks;
    ReplyMeasure after; ///< the candidate on the lesson's question
    DriftMap driftOfLesson;
    DriftMap driftFromBase;
    std::string lostPinned; ///< the question of a pinned reply that would be lost; empty: none would
    std::string missedForm; ///< of a habit whose own reply is not in its form: that, in plain English
    bool lessonHolds = false; ///< what was asked for is there; the other checks are about everything else

    bool passed() const;
    /// Whether too many near questions would get the lesson's answer.
    bool reachesNear() const;
    /// In plain English, which limits were not kept; empty if passed.
    std::string reason() const;
};

} // namespace amend
