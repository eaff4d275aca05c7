// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/trainer.h"

#include "core/base/error.h"
#include "core/learn/candidate.h"
#include "core/learn/fisher_information.h"
#include "core/learn/fitted_lesson.h"
#include "core/learn/gate.h"
#include "core/learn/guarded_steps.h"
#include "core/learn/lesson_loss.h"
#include "core/learn/lesson_preparation.h"
#include "core/learn/lesson_recall.h"
#include "core/learn/natural_step.h"
#include "core/learn/objective.h"
#include "core/learn/reply_form.h"
#include "core/learn/reply_measure.h"
#include "core/learn/retention.h"
#include "core/learn/strengths.h"
#include "core/model/generator.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

namespace amend {

namespace {

/// Ordinary replies whose dependence on the new weights is measured in one pass.
constexpr std::size_t fisherTextsAtOnce = 4;

constexpr const char* stopped = "Stopped. Nothing was changed.";

void enterParts(LossPoint& point, const ObjectiveLoss& lesson, const RetentionLoss& retained)
{
    point.lessonNats = lesson.lessonNats;
    point.marginNats = lesson.marginNats;
    point.anchorsNats = retained.anchorsNats + lesson.heldNats; // a lesson has one or the other
    point.nearNats = retained.nearNats;
    point.replayNats = retained.replayNats;
    point.totalNats = lesson.total.item<double>() + retained.total.item<double>();
}

/// Those that say something.
std::string joined(const std::vector<std::string>& sentences)
{
    std::string text;
    for (const std::string& sentence : sentences) {
        text += (text.empty() || sentence.empty() ? "" : " ") + sentence;
    }
    return text;
}

} // namespace

std::shared_ptr<const LessonAdapters> withLearned(
    const LessonAdapters& parent, const LearnedWeights& learned, const std::string& sha256)
{
    // A habit that was taught on a question wins over the lesson that was about it.
    return learned.isRouted ? parent.with({ sha256, learned.question, learned.adapter, learned.isRefusal })
                            : parent.without(learned.question)->withAlways(learned.adapter, sha256);
}

struct Trainer::State {
    using Clock = std::chrono::steady_clock;

    LessonInput input;
    Clock::time_point started = Clock::now();
    LessonPhase phase = LessonPhase::Preparing;
    std::size_t piecesPrepared = 0;
    LessonReceipt receipt;
    const Objective* objective = nullptr;
    PreparedLesson prepared;

    std::optional<Candidate> candidate;
    std::optional<LessonLoss> planned; ///< the candidate leaves what is below its first block alone
    std::vector<const ScoredText*> ordinary; ///< of the retention, still to be added to the Fisher information
    std::optional<FisherInformation> fisher;
    std::optional<GuardedSteps> steps; ///< of this try
    int step = 0;

    std::optional<Strengths> strengths; ///< to be tried, from the end of the steps on
    double strength = 1; ///< that is tried
    std::optional<LearnedWeights> tried;
    std::unique_ptr<Gate> gate;
    std::string reachedNear; ///< what the gate said of the first try, if that reached too many near questions
    std::string harm; ///< what the gate found when the lesson first held; empty: it has not held yet

    LessonProgress prepare(std::stop_token stop);
    LessonProgress learn(std::stop_token stop);
    LessonProgress check(std::stop_token stop);
    LessonProgress finish(Verdict verdict, std::string reason);

    void startCandidate();
    void startSteps();

    std::string replyUnder(const Adapter& adapter, std::stop_token stop) const;
    LearnedWeights weightsAt(double strengthOfLesson) const;
    std::shared_ptr<const Adapter> triedOnQuestion() const { return candidate->at(strength); }
    void startAgainHoldingNear();
    bool mayLearnFurther() const;
    void learnFurther();
    void learnAgain();
    void tryStrength(double next);
    LessonProgress leaveAsItWas();
    LessonProgress takeAsItIs(std::stop_token stop);
    void measureLossOfTried();
    bool leavesNearAlone() const;
    bool shouldStop(const ObjectiveLoss& loss, std::stop_token stop) const;
    bool repliesAsAsked(std::stop_token stop) const;
    double elapsedMs() const { return std::chrono::duration<double, std::milli>(Clock::now() - started).count(); }
};

Trainer::Trainer(LessonInput input)
    : m_state(std::make_unique<State>())
{
    requireComplete(input.lesson);
    State& state = *m_state;
    state.input = std::move(input);
    const bool knowsHabits = state.input.profile.trainedPart == TrainedPart::KeyedLora;
    state.objective = objectiveFor(state.input.lesson, knowsHabits);
    state.input.lesson = fitted(*state.input.model, std::move(state.input.lesson), state.input.profile.maxLessonTokens);
    if (isRouted(state.input)) {
        state.input.profile = forRoutedLesson(state.input.profile);
    } else if (state.objective == &habitObjective) {
        const std::optional<ReplyForm> form = habitOf(state.input.lesson);
        state.input.profile = forHabit(state.input.profile, form && decidesTheEnd(form->kind));
    }
    state.input.profile = fitted(*state.input.model, state.input.lesson, state.input.profile);
    state.receipt.lesson = state.input.lesson.id;
    state.receipt.seed = state.input.lesson.seed;
}

Trainer::~Trainer() = default;

LessonProgress Trainer::step(std::stop_token stop)
{
    State& state = *m_state;
    try {
        if (stop.stop_requested()) {
            return state.finish(Verdict::Cancelled, stopped);
        }
        switch (state.phase) {
        case LessonPhase::Preparing:
            return state.prepare(stop);
        case LessonPhase::Learning:
            return state.learn(stop);
        case LessonPhase::Checking:
            return state.check(stop);
        case LessonPhase::Finished:
            break;
        }
        return { .phase = LessonPhase::Finished, .receipt = state.receipt };
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Cancelled) {
            throw;
        }
        return state.finish(Verdict::Cancelled, stopped);
    }
}

LessonProgress Trainer::State::finish(Verdict verdict, std::string reason)
{
    phase = LessonPhase::Finished;
    receipt.verdict = verdict;
    receipt.before = prepared.before;
    receipt.wantedReply = input.lesson.wantedReply;
    receipt.remarkGapNats = prepared.plan.remarkGapNats;
    if (verdict == Verdict::Learned) {
        const char* replaced = prepared.replacesPinned ? "It takes the place of a reply that you asked to keep." : "";
        reason = joined({ prepared.plan.reason, std::move(reason), replaced });
    }
    receipt.reason = std::move(reason);
    receipt.seconds = elapsedMs() / 1000;
    LessonProgress progress { .phase = phase, .receipt = receipt };
    if (verdict == Verdict::Learned) {
        progress.learned = tried;
    }
    candidate.reset(); // the gradients and moments are not needed any more
    steps.reset();
    fisher.reset();
    return progress;
}

LessonProgress Trainer::State::prepare(std::stop_token stop)
{
    if (objective == nullptr) {
        return finish(Verdict::Kept, "The reply is kept: later lessons leave it alone.");
    }
    const std::span<const PreparationPiece> pieces = preparationPieces();
    if (piecesPrepared < pieces.size()) {
        pieces[piecesPrepared](input, *objective, prepared, stop);
    } else if (!candidate) {
        startCandidate();
    } else if (!ordinary.empty()) {
        const std::size_t count = std::min(fisherTextsAtOnce, ordinary.size());
        fisher->add(*input.model, *candidate, { ordinary.end() - static_cast<std::ptrdiff_t>(count), ordinary.end() });
        ordinary.resize(ordinary.size() - count);
    } else {
        startSteps();
        phase = LessonPhase::Learning;
    }
    if (prepared.plan.refused) {
        receipt.after = prepared.before;
        return finish(*prepared.plan.refused, prepared.plan.reason);
    }
    ++piecesPrepared;
    // Whatever the candidate, its texts and the optimiser count as if all of them were there: then it is known at once.
    const std::size_t total
        = pieces.size() + 1 + static_cast<std::size_t>(input.profile.fisherTexts) / fisherTextsAtOnce + 1;
    return { .phase = LessonPhase::Preparing,
        .piecesDone = static_cast<int>(std::min(piecesPrepared, total)),
        .piecesTotal = static_cast<int>(total) };
}

void Trainer::State::startCandidate()
{
    const LearningProfile& profile = input.profile;
    const Model& model = *input.model;
    const std::shared_ptr<const Adapter>& always = input.parent->always();
    const bool isOneMatrix = profile.trainedPart == TrainedPart::OneMatrix;
    // What acts always is served whole beside a lesson that acts on its question. Beside another, the candidate would
    // bring its rank down; here it is done before, so that the trunk below has what the candidate has.
    const int maxRank = isRouted(input) && always ? always->rank + profile.lessonRank : profile.maxRank;
    const std::shared_ptr<const Adapter> parent
        = always && !isOneMatrix ? withRank(always, std::max(1, maxRank - profile.lessonRank)) : always;
    const int firstBlock = isOneMatrix ? 0 : static_cast<int>(profile.adaptedFrom * model.config.layers);
    const AdapterReach reach = isRouted(input) ? AdapterReach::Reply : AdapterReach::AllTokens;
    planned.emplace(model, *objective, prepared.plan, profile,
        Trunk { .adapter = parent.get(), .firstBlock = firstBlock, .reach = reach, .known = prepared.prompts.get() });
    switch (profile.trainedPart) {
    case TrainedPart::KeyedLora:
        candidate.emplace(model, parent,
            keysOf(model, parent.get(), planned->texts(), *input.nullSpace, profile.lessonRank), profile.scale, maxRank,
            TrainedFactors::B, reach);
        if (profile.fisherTexts > 0) {
            ordinary = ordinaryTexts(prepared.retention, profile, input.lesson);
            fisher.emplace(candidate->parameters());
        }
        break;
    case TrainedPart::PlainLora:
        candidate.emplace(model, parent, randomKeys(model, profile.lessonRank, input.lesson.seed, firstBlock),
            profile.scale, maxRank, TrainedFactors::Both);
        break;
    case TrainedPart::OneMatrix: // at two thirds of the depth, as layer 21 of 32 in EasyEdit
        candidate.emplace(Candidate::ofOneMatrix(model, parent.get(), model.config.layers * 2 / 3, Projection::Down));
        break;
    }
}

void Trainer::State::startSteps()
{
    const LearningProfile& profile = input.profile;
    const std::vector<at::Tensor>& parameters = candidate->parameters();
    UpdateRule rule;
    if (fisher) {
        rule = [natural = NaturalStep(fisher->relative(), profile.step)](
                   const std::vector<at::Tensor>& gradients) mutable { return natural.updates(gradients); };
    } else {
        rule = adamWRule(parameters, profile.learningRate);
    }
    steps.emplace(parameters, std::move(rule), profile.clipNorm);
}

bool Trainer::State::leavesNearAlone() const
{
    if (prepared.retention.near.empty()) {
        return true;
    }
    const at::NoGradGuard noGrad;
    RetentionDraw draw;
    draw.near = drawForStep(prepared.retention, input.profile, input.lesson.seed, step).near;
    return retentionLoss(*input.model, *candidate->at(1), draw, input.profile).nearNats < input.profile.nearBelowNats;
}

bool Trainer::State::shouldStop(const ObjectiveLoss& loss, std::stop_token stop) const
{
    if (step >= input.profile.maxSteps) {
        return true;
    }
    const bool isReached = (loss.reached() || prepared.plan.stopRule == StopRule::ReplyChanged) && leavesNearAlone();
    return isReached && (prepared.plan.stopRule == StopRule::Reached || repliesAsAsked(stop));
}

/// As much of it as the plan's rule looks at.
std::string Trainer::State::replyUnder(const Adapter& adapter, std::stop_token stop) const
{
    const int maxTokens = prepared.plan.stopRule == StopRule::ReachedAndShown
        ? tokensThatShow(*input.model, input.lesson, input.profile.maxReplyTokens)
        : input.profile.maxReplyTokens;
    return greedyReply(*input.model, &adapter, input.lesson.context, maxTokens, stop, prepared.prompts.get());
}

bool Trainer::State::repliesAsAsked(std::stop_token stop) const
{
    const std::string reply = replyUnder(*candidate->at(1), stop);
    return prepared.plan.stopRule == StopRule::ReachedAndShown
        ? doesAsAsked(reply, input.lesson)
        : !isOneOf(reply, prepared.plan.refusedReplies) && !isOneOf(reply, { prepared.before.reply });
}

LessonProgress Trainer::State::learn(std::stop_token stop)
{
    const Model& model = *input.model;
    steps->clearGradients();
    const auto [lesson, last] = planned->descend(
        candidate->forTraining(), step, [&](const ObjectiveLoss& loss) { return shouldStop(loss, stop); }, stop);
    const at::AutoGradMode gradients(!last);
    const RetentionLoss retained = retentionLoss(model, candidate->forTraining(),
        drawForStep(prepared.retention, input.profile, input.lesson.seed, step), input.profile);
    LossPoint point { .lesson = input.lesson.id, .step = step, .maxSteps = input.profile.maxSteps };
    enterParts(point, lesson, retained);
    point.learningRate = fisher ? input.profile.step.length : input.profile.learningRate;
    if (const std::optional<std::string> trouble = steps->lossTrouble(point.totalNats)) {
        return finish(Verdict::Rejected, *trouble);
    }
    if (!last) {
        retained.total.backward();
        if (const std::optional<std::string> trouble = steps->update(point)) {
            return finish(Verdict::Rejected, *trouble);
        }
    }
    point.elapsedMs = elapsedMs();
    receipt.losses.push_back(point);
    receipt.steps = step;
    LessonProgress progress { .phase = LessonPhase::Learning, .loss = point };
    const bool isSaidAlready = step == 0 && !prepared.isAnsweredByLesson;
    if (last && (isSaidAlready || !input.profile.gateDecides)) {
        progress = isSaidAlready ? leaveAsItWas() : takeAsItIs(stop);
        progress.loss = point;
        return progress;
    }
    if (last) {
        const double weakest = weakestHoldingStrength(model, *candidate, prepared.plan, input.profile);
        strengths.emplace(weakest);
        tryStrength(weakest);
        phase = LessonPhase::Checking;
    }
    ++step;
    return progress;
}

/// From the first step on, with some of the near questions in every step. Most lessons do not need that, and it takes
/// twice the steps.
void Trainer::State::startAgainHoldingNear()
{
    const at::NoGradGuard noGrad;
    std::vector<Anchor>& near = prepared.gateInput->near;
    const auto held = near.begin()
        + static_cast<std::ptrdiff_t>(std::min(near.size() / 2, static_cast<std::size_t>(input.profile.nearTrained)));
    prepared.retention.near.assign(near.begin(), held);
    measureReferences(*input.model, alwaysActing(input), prepared.retention.near);
    // The gate asks the others: it shall see what this try reaches, not what it was shown.
    near.erase(near.begin(), held);
    prepared.gateInput->nearCount -= prepared.retention.near.size();
    for (const at::Tensor& parameter : candidate->parameters()) {
        parameter.zero_();
    }
    startSteps();
    ++receipt.tries;
    receipt.losses.clear();
    step = 0;
    learnAgain();
}

/// A habit is taught no further than it has to be, and cannot be made stronger than what was learned.
bool Trainer::State::mayLearnFurther() const
{
    return objective == &habitObjective && step <= input.profile.maxSteps;
}

/// On from the last step, to half of the loss that was left.
void Trainer::State::learnFurther()
{
    input.profile.stopBelowNats = std::min(input.profile.stopBelowNats, receipt.losses.back().lessonNats) / 2;
    receipt.losses.pop_back(); // of the step that was not made
    --step;
    learnAgain();
}

void Trainer::State::learnAgain()
{
    receipt.gate.clear();
    receipt.after = {};
    receipt.driftOfLesson = {};
    receipt.driftFromBase = {};
    receipt.strength = 1;
    tried.reset();
    gate.reset();
    phase = LessonPhase::Learning;
}

void Trainer::State::tryStrength(double next)
{
    strength = next;
    tried = weightsAt(strength);
    gate = std::make_unique<Gate>(prepared.gateInput,
        GateCandidate { triedOnQuestion(), withLearned(*input.parent, *tried, {}), isRouted(input) });
}

LearnedWeights Trainer::State::weightsAt(double strengthOfLesson) const
{
    const bool routed = isRouted(input);
    return { routed ? candidate->lessonAt(strengthOfLesson) : candidate->at(strengthOfLesson),
        routedQuestion(input.lesson.context), routed, isRefusal(input.lesson) };
}

LessonProgress Trainer::State::leaveAsItWas()
{
    receipt.after = prepared.before;
    return finish(Verdict::NoEffect, "The model gives this reply already. Nothing was changed.");
}

/// For the rules that know no gate.
LessonProgress Trainer::State::takeAsItIs(std::stop_token stop)
{
    strength = 1;
    tried = weightsAt(strength);
    const std::shared_ptr<const Adapter> weights = triedOnQuestion();
    receipt.strength = strength;
    receipt.after
        = measureReply(*input.model, weights.get(), input.lesson, replyUnder(*weights, stop), prepared.prompts.get());
    receipt.driftOfLesson = driftBetween(input.model->weights, alwaysActing(input), weights.get());
    receipt.driftFromBase = driftBetween(input.model->weights, nullptr, weights.get());
    return finish(Verdict::Learned, "");
}

/// The last point is of the weights that will serve, not of full strength.
void Trainer::State::measureLossOfTried()
{
    if (strength == 1) {
        return;
    }
    const at::NoGradGuard noGrad;
    const Model& model = *input.model;
    LossPoint& point = receipt.losses.back();
    const std::shared_ptr<const Adapter> weights = triedOnQuestion();
    const ObjectiveLoss lesson = planned->measured(*weights);
    const RetentionLoss retained = retentionLoss(
        model, *weights, drawForStep(prepared.retention, input.profile, input.lesson.seed, point.step), input.profile);
    point.strength = strength;
    enterParts(point, lesson, retained);
}

LessonProgress Trainer::State::check(std::stop_token stop)
{
    const bool more = gate->step(stop);
    LessonProgress progress { .phase = LessonPhase::Checking };
    progress.checksDone = gate->groupsDone();
    progress.checksTotal = Gate::groupsTotal();
    progress.strength = strength;
    if (more) {
        return progress;
    }
    const GateResult& result = gate->result();
    const bool isGentler = !harm.empty();
    if (result.lessonHolds || !isGentler) { // else the stronger one says more
        receipt.strength = strength;
        receipt.gate = result.checks;
        receipt.after = result.after;
        receipt.driftOfLesson = result.driftOfLesson;
        receipt.driftFromBase = result.driftFromBase;
    }
    if (result.passed()) {
        measureLossOfTried();
        return finish(Verdict::Learned, isGentler ? "Learned with less strength: " + harm : "");
    }
    if (isGentler && !result.lessonHolds) {
        return finish(Verdict::Rejected, harm + " With less strength it did not hold either. Nothing was changed.");
    }
    if (result.lessonHolds && !isGentler) {
        if (result.reachesNear() && prepared.retention.near.empty() && prepared.gateInput->near.size() > 1) {
            reachedNear = result.reason();
            startAgainHoldingNear();
            return progress;
        }
        harm = result.reason();
    }
    const std::optional<double> next = result.lessonHolds ? strengths->gentler() : strengths->stronger();
    if (!next && !result.lessonHolds && mayLearnFurther()) {
        learnFurther();
        return progress;
    }
    if (!next) {
        const bool same = !result.lessonHolds && result.after.reply == prepared.before.reply;
        if (!result.lessonHolds && !reachedNear.empty()) {
            return finish(Verdict::Rejected, reachedNear + " Nothing was changed.");
        }
        return same ? finish(Verdict::NoEffect, "The model's answer stayed the same. Nothing was changed.")
                    : finish(Verdict::Rejected, result.reason() + " Nothing was changed.");
    }
    tryStrength(*next);
    return progress;
}

} // namespace amend
