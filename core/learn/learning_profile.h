// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// All numbers of the learning rule and of the gate, in one table per model size. docs/learning-notes.md says how each
// was found.
#pragma once

#include "core/domain/learning_rule.h"
#include "core/learn/natural_step.h"

#include <cstdint>

namespace amend {

/// Limits of the gate (core/learn/gate.h). Starting values: docs/learning-notes.md.
struct GateLimits {
    double samplesShare = 2.0 / 3; ///< at least, of those in which the wanted reply is to come
    double samplesChangedShare = 1; ///< at least, of those in which the refused reply is to be gone
    double rephrasedShare = 0.60; ///< at least
    double nearUnchangedShare = 0.95; ///< at least, for a narrow lesson
    double klOfLessonNats = 0.01; ///< at most, on the probes, candidate against parent
    double klInAllNats = 0.08; ///< at most, candidate against base
    double perplexityRatioOfLesson = 1.005; ///< at most
    double perplexityRatioInAll = 1.03; ///< at most
    int flippedProbes = 1; ///< at most
    double earlierLessonsShare = 0.98; ///< at least
    int pinnedLost = 0; ///< at most, of the replies that the person asked to keep
    double driftInAll = 0.03; ///< at most, ||dW||_F / ||W0||_F
};

/// What a lesson's steps train.
enum class TrainedPart {
    KeyedLora, ///< B beside the lesson's keys in the null space
    PlainLora, ///< A, from a random start, and B
    OneMatrix, ///< one layer's down_proj, in full
};

/// Part of a receipt's fingerprint: goes up whenever the same lesson gives other weights than before.
inline constexpr int learningRuleVersion = 14;

/// Where a lesson that acts on its own question only differs from the others. Figures, of the default model alone:
/// docs/learning-notes.md, "In other words".
struct RoutedProfile {
    int lessonRank = 16;
    double adaptedFrom = 2.0 / 3;
    double stopBelowNats = 0.1;
    double rateFactor = 15; ///< times the learning rate
    int variants = 3; ///< at most
};

/// What a habit is shown. Figures, of the default model alone: docs/learning-notes.md, "Habits".
struct HabitProfile {
    int replies = 12; ///< ordinary ones, beside the lesson's own
    int same = 4; ///< of them at most, that have the form already
    int plain = 2; ///< and plain texts, which stay
    double klWeight = 40; ///< of what the habit leaves as it is
    double heldBelowNats = 0.006; ///< mean divergence there: the first steps spoil it, the later ones mend it
    int turns = 2; ///< in which all texts have their step
    double stopBelowNats = 0.3; ///< mean of what its form decides; less, if the gate finds that it does not hold
    int maxSteps = 36;
    int stepTokens = 1200; ///< of all texts
    int tokensAtOnce = 250; ///< of them in one pass, which decides the memory that a step takes
};

struct LearningProfile {
    RoutedProfile routed;
    int lessonRank = 8; ///< that a lesson adds
    double adaptedFrom = 0.5; ///< of the depth: the blocks below stay as they are
    int maxRank = 64; ///< of all lessons together; what is beyond is folded into the strongest directions
    double scale = 2; ///< alpha / rank
    NaturalStepOptions step;
    int fisherTexts = 8; ///< ordinary replies whose dependence on the new weights is measured before the first step; 0:
                         ///< the steps are AdamW's
    double learningRate = 1e-3; ///< of AdamW
    int maxSteps = 12;
    double clipNorm = 1.0;
    double stopBelowNats = 0.1; ///< worst token of every variant
    double leastStrength = 0.4; ///< that is tried
    double holdingMarginNats = 0.5; ///< a weaker lesson is enough if every wanted token leads by this much
    double klWeight = 5;
    double nearWeight = 1; ///< of near questions, for a narrow lesson
    double nearBelowNats = 0.05; ///< a lesson is not done before its near questions are this near to the parent
    double replayWeight = 1;
    double marginWeight = 0.3;
    int anchorsPerStep = 1;
    int replaysPerStep = 2;
    int variants = 4; ///< of the question, besides itself; fewer when the lesson is long
    int nearQuestions = 6; ///< for a narrow lesson, asked by the gate
    int fewestNearQuestions = 3; ///< if fewer can be made, none is asked
    int nearTrained = 3; ///< of them, held on to in every step of a second try, if the first reaches too many
    int keptAnchors = 8; ///< of this person's own replies, per lesson
    int maxLessonTokens = 1024; ///< question and reply; older turns are cut before this is passed
    int maxStepTokens = 1200; ///< of the lesson's texts in one step, which decides the memory it takes
    double projectionEnergy = 0.02; ///< share of ordinary inputs' energy that the kept directions carry
    HabitProfile habit;
    /// For a form that ends a reply where it else went on: when to stop is learned from many replies, and they are
    /// short.
    HabitProfile endingHabit { .replies = 30, .plain = 8, .stepTokens = 2000, .tokensAtOnce = 125 };
    int maxReplyTokens = 64; ///< of free generation in the gate
    TrainedPart trainedPart = TrainedPart::KeyedLora;
    bool gateDecides = true; ///< false: the lesson serves at full strength, whatever it does
    GateLimits gate;
};

/// The same for a lesson that acts on its own question only (core/route/lesson_adapters.h): what it does elsewhere need
/// not be held back, so that it takes fewer and faster steps and answers in more words.
LearningProfile forRoutedLesson(LearningProfile profile);

/// The same for a habit. It must reach what ordinary replies look like, so its keys are not those of the null space;
/// what it is to leave alone is held in its own loss (core/learn/objectives/habit.cpp).
LearningProfile forHabit(LearningProfile profile, bool endsReplies);

/// The row for a model with this many parameters, with what the rule leaves out switched off.
LearningProfile learningProfileFor(std::int64_t parameters, LearningRule rule = LearningRule::Default);

} // namespace amend
