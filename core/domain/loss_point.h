// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one optimiser step of a lesson measured. All losses are means per token, in nats.
#pragma once

#include "core/domain/ids.h"

#include <optional>

namespace amend {

struct LossPoint {
    LessonId lesson;
    int step = 0; ///< from 0: the loss before that many optimiser steps
    int maxSteps = 0;
    double strength = 1; ///< of the candidate: 1 while it is trained; the last point has the one that serves
    double lessonNats = 0; ///< the objective on the lesson itself
    double marginNats = 0; ///< log-probability of the wanted over the bad reply, per token; 0 without a wanted reply
    double anchorsNats = 0; ///< KL divergence of the base from the candidate on the anchors
    double nearNats = 0; ///< the same of the parent on questions near to the lesson's
    double replayNats = 0; ///< NLL on earlier lessons
    double totalNats = 0; ///< the weighted sum that is minimised
    double gradientNorm = 0; ///< before clipping; 0 where no step was taken
    /// Cosine of this step's gradient and that of the step before: near 1 the steps go on the same way, below 0 they
    /// overshoot. Of the gradients, as the updates share moments and agree whatever the loss does. None at the first
    /// step, where no step was taken, and in receipts of 0.1.
    std::optional<double> gradientCosine;
    double learningRate = 0; ///< or the length of a step, where steps have a fixed one
    double elapsedMs = 0; ///< since the lesson began
    bool operator==(const LossPoint&) const = default;
};

} // namespace amend
