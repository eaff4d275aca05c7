// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/learning_profile.h"

#include <algorithm>
#include <array>

namespace amend {

namespace {

struct ProfileRow {
    std::int64_t parametersUpTo;
    LearningProfile profile;
};

LearningProfile withLearningRate(double learningRate)
{
    LearningProfile profile;
    profile.learningRate = learningRate;
    return profile;
}

/// Below about half a billion parameters every step costs other answers some of their wording, so the anchors weigh
/// more and a habit ends earlier; and a narrow lesson still reaches some near questions: the limit then refuses what
/// has become a reflex. Figures: docs/learning-notes.md.
LearningProfile smallModel()
{
    LearningProfile profile = withLearningRate(7e-4);
    profile.klWeight = 15;
    profile.stopBelowNats = 0.3;
    profile.gate.nearUnchangedShare = 0.5;
    return profile;
}

LearningProfile rowFor(std::int64_t parameters)
{
    const std::array<ProfileRow, 3> rows { {
        { 500'000'000, smallModel() },
        { 2'500'000'000, withLearningRate(2e-4) },
        { INT64_MAX, withLearningRate(7e-5) },
    } };
    for (const ProfileRow& row : rows) {
        if (parameters <= row.parametersUpTo) {
            return row.profile;
        }
    }
    return rows.back().profile;
}

/// Plain training on the wanted reply, beside anchors.
LearningProfile plain(LearningProfile profile, TrainedPart part)
{
    profile.trainedPart = part;
    profile.adaptedFrom = 0;
    profile.lessonRank = 16;
    profile.gateDecides = false;
    profile.variants = 0;
    profile.nearQuestions = 0;
    profile.keptAnchors = 0;
    profile.replaysPerStep = 0;
    profile.marginWeight = 0;
    profile.anchorsPerStep = 3;
    profile.stopBelowNats = 0.1;
    return profile;
}

} // namespace

LearningProfile forRoutedLesson(LearningProfile profile)
{
    profile.lessonRank = profile.routed.lessonRank;
    profile.adaptedFrom = profile.routed.adaptedFrom;
    profile.stopBelowNats = profile.routed.stopBelowNats;
    profile.learningRate *= profile.routed.rateFactor;
    profile.variants = std::min(profile.variants, profile.routed.variants);
    profile.fisherTexts = 0;
    profile.klWeight = 0;
    profile.keptAnchors = 0;
    profile.replaysPerStep = 0;
    profile.leastStrength = 1;
    return profile;
}

LearningProfile forHabit(LearningProfile profile, bool endsReplies)
{
    profile.habit = endsReplies ? profile.endingHabit : profile.habit;
    profile.trainedPart = TrainedPart::PlainLora;
    profile.stopBelowNats = profile.habit.stopBelowNats;
    profile.maxSteps = profile.habit.maxSteps;
    profile.fisherTexts = 0;
    profile.learningRate *= 1.5;
    profile.klWeight = 0;
    profile.keptAnchors = 0;
    profile.replaysPerStep = 0;
    profile.leastStrength = 1;
    profile.gate.perplexityRatioOfLesson = 1.01;
    return profile;
}

LearningProfile learningProfileFor(std::int64_t parameters, LearningRule rule)
{
    LearningProfile profile = rowFor(parameters);
    switch (rule) {
    case LearningRule::Default:
        return profile;
    case LearningRule::NaiveLora:
        profile.klWeight = 0;
        return plain(profile, TrainedPart::PlainLora);
    case LearningRule::LoraKl:
        return plain(profile, TrainedPart::PlainLora);
    case LearningRule::FineTuning:
        profile.klWeight = 0;
        // Rate and steps of the FT-M baseline in EasyEdit (Zhang et al. 2024, arXiv 2401.01286).
        profile.learningRate = 5e-4;
        profile.maxSteps = 25;
        return plain(profile, TrainedPart::OneMatrix);
    }
    return profile;
}

} // namespace amend
