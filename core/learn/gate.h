// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The gate: may this candidate serve? Decided by what it answers freely and by what it does elsewhere, never by the
// loss.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/learn/anchor_set.h"
#include "core/learn/learning_profile.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// What the lessons so far do on the probes and the probe texts.
struct ProbeMeasure {
    double klFromBaseNats = 0; ///< mean over the probes' reply tokens
    double klFromParentNats = 0; ///< the same from the parent; 0 if there is none to compare with
    double textNats = 0; ///< mean NLL per token of the probe texts
    /// Per probe: the answer is still the base's. It counts as another one when this model would choose another token
    /// at more than a fifth of the places of the base's reply: long replies may be worded a little differently, short
    /// ones may not.
    std::vector<bool> asBase;
    std::vector<ReferenceLogProbs> references; ///< per probe, for comparisons with this adapter; none of a candidate
};

/// Nothing has to be computed for what the base answers. `parent` may be null.
ProbeMeasure measureProbes(
    const Model& model, const LessonAdapters& adapters, const AnchorSet& anchors, const ProbeMeasure* parent = nullptr);

/// What the gate of one lesson needs besides the candidate.
struct GateInput {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const LessonAdapters> parent;
    std::shared_ptr<const AnchorSet> anchors;
    Lesson lesson; ///< wantedReply: what was taught, empty for "not this"
    std::vector<Lesson>
        earlier; ///< those that the lesson does not contradict, each with the wanted reply it was taught
    bool hasHabits = false; ///< of any earlier lesson: what is said everywhere is no longer the base's
    std::vector<Anchor> near; ///< near questions that the lesson would act on, with the parent's own replies
    std::size_t nearCount = 0; ///< of all near questions; the others stay as they are
    std::string replyBefore; ///< the parent's greedy reply to the lesson's question
    ProbeMeasure parentProbes;
    LearningProfile profile;
};

/// What is to be examined.
struct GateCandidate {
    std::shared_ptr<const Adapter> weights; ///< that answer the lesson's question
    std::shared_ptr<const LessonAdapters> adapters; ///< the parent's and the lesson's
    bool isRouted = false; ///< the lesson acts on its own question only; it is the last of `adapters`
};

/// What the checks found.
struct GateResult {
    std::vector<GateCheck> checks;
    ReplyMeasure after; ///< the candidate on the lesson's question
    DriftMap driftOfLesson;
    DriftMap driftFromBase;
    bool lessonHolds = false; ///< what was asked for is there; the other checks are about everything else

    bool passed() const;
    /// Whether too many near questions would get the lesson's answer.
    bool reachesNear() const;
    /// In plain English, which limits were not kept; empty if passed.
    std::string reason() const;
};

/// Runs one group of checks per call, on one candidate. Owned by the learner thread. Changes nothing.
class Gate final {
public:
    Gate(std::shared_ptr<const GateInput> input, GateCandidate candidate);

    /// True as long as there is more. A candidate that is not finite or did not learn is not examined further. Errors:
    /// Cancelled.
    bool step(std::stop_token stop = {});
    int groupsDone() const { return m_done; }
    static int groupsTotal();
    const GateResult& result() const { return m_result; }

private:
    void checkFiniteAndDrift(std::stop_token stop);
    void checkLesson(std::stop_token stop);
    void checkNear(std::stop_token stop);
    void checkProbes(std::stop_token stop);
    std::size_t probesFlipped(const ProbeMeasure& now) const;
    std::size_t probeFactsLost(std::stop_token stop) const;
    void checkEarlier(std::stop_token stop);
    std::vector<Lesson> earlierInReach() const;
    void checkWanted(const std::vector<std::string>& replies);
    void checkRefused(const std::string& reply);
    void checkSamples(const std::vector<std::string>& samples);
    void atMost(const char* name, double value, double limit, std::string measured);
    void atLeast(const char* name, double value, double limit, std::string measured);

    std::shared_ptr<const GateInput> m_input;
    GateCandidate m_candidate;
    GateResult m_result;
    int m_done = 0;
};

} // namespace amend
