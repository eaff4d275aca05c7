// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson of the tiny model needs: few anchors, a null space, and a profile with which so small a model learns.
#pragma once

#include "core/learn/shipped_anchors.h"
#include "core/learn/trainer.h"
#include "tests/support/tiny_chat_model.h"

#include <memory>
#include <string>
#include <utility>

namespace amend::test {

/// A model of width 16 has no directions that carry only 2 %.
inline constexpr double tinyEnergy = 0.2;

/// A few short anchors and probes of the tiny model, in place of the shipped hundred.
inline std::shared_ptr<const AnchorSet> tinyAnchors(const Model& model)
{
    auto set = std::make_shared<AnchorSet>();
    const auto fill = [&](std::vector<Anchor>& anchors, std::vector<std::string> questions) {
        for (std::string& question : questions) {
            Anchor anchor;
            anchor.name = question;
            anchor.context = { { Role::User, std::move(question) } };
            anchors.push_back(std::move(anchor));
        }
        answerGreedily(model, nullptr, anchors, 8, {});
        measureReferences(model, nullptr, anchors);
    };
    fill(set->anchors, { "one", "two and three", "a cat", "the sea", "why?", "say something", "how far", "count" });
    fill(set->probes, { "left", "a dog", "who?" });
    for (const char* text : { "The ferry leaves at seven.", "Rain fell all afternoon on the lake." }) {
        Anchor anchor;
        anchor.text = scoredPlainText(model, text, 40);
        set->plainTexts.push_back(anchor);
        set->probeTexts.push_back(anchor);
    }
    measureReferences(model, nullptr, set->plainTexts);
    measureReferences(model, nullptr, set->probeTexts);
    set->modelSha256 = model.info.sha256;
    set->listSha256 = shippedAnchors().sha256;
    return set;
}

inline std::shared_ptr<const NullSpace> nullSpaceOf(
    const std::shared_ptr<const Model>& model, const std::shared_ptr<const AnchorSet>& anchors)
{
    NullSpaceBuilder builder(model, anchors, tinyEnergy);
    std::shared_ptr<const NullSpace> space;
    while (!space) {
        space = builder.step();
    }
    return space;
}

/// Reads questions with the tiny model.
inline std::shared_ptr<const QuestionReader> tinyReader(const std::shared_ptr<const Model>& model)
{
    return makeQuestionReader(model, { "one", "two and three", "a cat", "the sea", "why?", "how far is it" },
        { { "where is it?", { "where's it?", "tell me where it is" }, { "when is it?", "where was he?" } } });
}

/// Lessons beside what acts always.
inline std::shared_ptr<const LessonAdapters> acting(std::shared_ptr<const QuestionReader> reader,
    std::vector<LessonAdapter> lessons, std::shared_ptr<const Adapter> always = nullptr)
{
    std::vector<std::string> questions;
    for (const LessonAdapter& lesson : lessons) {
        questions.push_back(lesson.question);
    }
    std::vector<QuestionKey> keys = reader->read(questions);
    return std::make_shared<LessonAdapters>(
        std::move(reader), std::move(always), "", std::move(lessons), std::move(keys));
}

/// Nothing learned, or one adapter that acts always.
inline std::shared_ptr<const LessonAdapters> acting(
    const std::shared_ptr<const Model>& model, std::shared_ptr<const Adapter> always = nullptr)
{
    return acting(tinyReader(model), {}, std::move(always));
}

/// A lesson's weights as a habit's would be.
inline std::shared_ptr<const Adapter> reachingAll(const std::shared_ptr<const Adapter>& lesson)
{
    auto adapter = std::make_shared<Adapter>(*lesson);
    adapter->reach = AdapterReach::AllTokens;
    return adapter;
}

/// Limits so wide that only what is broken is refused.
inline GateLimits openGate()
{
    return { .samplesShare = 0,
        .samplesChangedShare = 0,
        .rephrasedShare = 0,
        .nearUnchangedShare = 0,
        .klOfLessonNats = 100,
        .klInAllNats = 100,
        .perplexityRatioOfLesson = 1e6,
        .perplexityRatioInAll = 1e6,
        .flippedProbes = 100,
        .earlierLessonsShare = 0,
        .pinnedLost = 100,
        .driftInAll = 100 };
}

inline LearningProfile tinyProfile()
{
    LearningProfile profile;
    profile.lessonRank = 4;
    profile.adaptedFrom = 0;
    profile.routed = { .lessonRank = 4, .adaptedFrom = 0, .rateFactor = 6 };
    profile.learningRate = 1e-2;
    profile.maxRank = 8;
    profile.step.length = 1;
    profile.maxSteps = 60;
    profile.klWeight = 0.1;
    profile.maxReplyTokens = 12;
    profile.variants = 1;
    profile.nearQuestions = 2;
    profile.fewestNearQuestions = 1;
    profile.gate = openGate();
    return profile;
}

/// Teaches the tiny model to say "ok." in place of its noise.
inline LessonInput tinyInput(Gesture gesture = Gesture::WantedReply)
{
    LessonInput input;
    input.model = tinyChatModel();
    input.parent = acting(input.model);
    input.anchors = tinyAnchors(*input.model);
    input.nullSpace = nullSpaceOf(input.model, input.anchors);
    input.profile = tinyProfile();
    input.lesson.id = LessonId { 1 };
    input.lesson.seed = 42;
    input.lesson.gesture = gesture;
    input.lesson.context = { { Role::User, "Is it?" } };
    input.lesson.badReply = "No way.";
    if (gesture == Gesture::WantedReply) {
        input.lesson.wantedReply = "ok.";
    }
    return input;
}

/// Teaches the tiny model to begin all replies with "ok.".
inline LessonInput tinyHabit()
{
    LessonInput input = tinyInput(Gesture::Critique);
    input.lesson.critique = "Begin every answer with \"ok.\"";
    input.lesson.scope = Scope::Always;
    for (HabitProfile* habit : { &input.profile.habit, &input.profile.endingHabit }) {
        habit->klWeight = 0.1;
        habit->heldBelowNats = 100;
        habit->turns = 1; // so small a model finds its way with all of them only
        habit->maxSteps = input.profile.maxSteps;
    }
    return input;
}

/// What the tiny lesson teaches: to "Is it?" its weights say "ok.", and end the turn.
inline std::shared_ptr<const Adapter> taughtWeights()
{
    static const std::shared_ptr<const Adapter> weights = [] {
        Trainer trainer(tinyInput());
        LessonProgress progress;
        while (!progress.receipt) {
            progress = trainer.step({});
        }
        return progress.learned->adapter;
    }();
    return weights;
}

} // namespace amend::test
