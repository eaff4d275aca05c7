// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One lesson from the parent's adapter to a verdict: optimiser steps beside it, then the least strength at which the
// lesson holds, then the gate, then more strength or less as it asks.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/loss_point.h"
#include "core/learn/lesson_input.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// The weights of a learned lesson.
struct LearnedWeights {
    std::shared_ptr<const Adapter> adapter;
    std::string question;
    bool isRouted = false; ///< it acts on its question, beside what acts always; else always, in place of what did
    bool isRefusal = false; ///< a thumbs-down alone
};

/// The parent with a lesson's weights; `sha256` of their file.
std::shared_ptr<const LessonAdapters> withLearned(
    const LessonAdapters& parent, const LearnedWeights& learned, const std::string& sha256);

enum class LessonPhase { Preparing, Learning, Checking, Finished };

/// What one turn of the learner's loop brought.
struct LessonProgress {
    LessonPhase phase = LessonPhase::Preparing;
    int piecesDone = 0; ///< of the preparation, while preparing
    int piecesTotal = 0;
    std::optional<LossPoint> loss; ///< after an optimiser step
    int checksDone = 0; ///< groups of checks, while checking
    int checksTotal = 0;
    double strength = 1; ///< that is being tried
    /// At the end: learned, rejected, no effect, needs a wanted reply, kept, cancelled. Its checkpoints, the adapter's
    /// hash and the fingerprint are for the engine to fill in.
    std::optional<LessonReceipt> receipt;
    std::optional<LearnedWeights> learned; ///< at the end, when the verdict is Learned
};

/// Owned by the learner thread. Never touches the parent adapter or the model.
class Trainer final {
public:
    /// Errors: BadInput (no question, nothing to learn), ContextFull (the lesson is longer than the model's context).
    explicit Trainer(LessonInput input);
    ~Trainer();

    /// One optimiser step, one check of the gate, or one piece of preparation: well under a second each on the default
    /// model. `stop` ends the lesson at once with the verdict Cancelled.
    LessonProgress step(std::stop_token stop);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace amend
