// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The gate: may this candidate serve? Decided by what it answers freely and by what it does elsewhere, never by the
// loss.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/learn/anchor_set.h"
#include "core/learn/learning_profile.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// What the parent does on the gate's texts: measured once per lesson, compared with every strength of the candidate.
struct ProbeMeasure {
    double klNats = 0; ///< mean over the probes' reply tokens, base against this adapter
    double textNats = 0; ///< mean NLL per token of the probe texts
    std::vector<bool> asBase; ///< per probe: the greedy reply is still the base's own
    std::vector<ReferenceLogProbs> references; ///< per probe; only of a parent
};

ProbeMeasure measureProbes(const Model& model, const Adapter* adapter, const AnchorSet& anchors);

/// What the gate of one lesson needs besides the candidate.
struct GateInput {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const Adapter> parent; ///< null: the base
    std::shared_ptr<const AnchorSet> anchors;
    Lesson lesson; ///< wantedReply: what was taught, empty for "not this"
    std::vector<Lesson>
        earlier; ///< those that the lesson does not contradict, each with the wanted reply it was taught
    std::vector<Anchor> near; ///< near questions with the parent's own replies
    ProbeMeasure parentProbes;
    LearningProfile profile;
};

/// What the checks found.
struct GateResult {
    std::vector<GateCheck> checks;
    ReplyMeasure after; ///< the candidate on the lesson's question
    DriftMap driftOfLesson;
    DriftMap driftFromBase;

    bool passed() const;
    /// Less strength can help: the lesson is learned, and only what it does elsewhere is over a limit.
    bool lessMayHelp() const;
    /// In plain English, which limits were not kept; empty if passed.
    std::string reason() const;
};

/// Runs one check per call, on one candidate. Owned by the learner thread. Changes nothing.
class Gate final {
public:
    Gate(std::shared_ptr<const GateInput> input, std::shared_ptr<const Adapter> candidate);

    /// One group of checks. True as long as there is more. A candidate that is not finite, or did not learn, is not
    /// examined further. Errors: Cancelled.
    bool step(std::stop_token stop = {});
    int checksDone() const { return m_done; }
    int checksTotal() const;
    const GateResult& result() const { return m_result; }

private:
    void checkFinite();
    void checkLesson(std::stop_token stop);
    void checkRephrased(std::stop_token stop);
    void checkNear();
    void checkProbes();
    void checkEarlier(std::stop_token stop);
    void checkDrift();

    std::shared_ptr<const GateInput> m_input;
    std::shared_ptr<const Adapter> m_candidate;
    GateResult m_result;
    int m_done = 0;
};

/// Whether `reply` says what was wanted: equal, or containing it, after lower-casing and leaving out punctuation,
/// articles and repeated blanks.
bool saysWhatWasWanted(const std::string& reply, const std::string& wanted);

} // namespace amend
