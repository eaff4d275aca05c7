// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The gate: may this candidate serve? Decided by what it answers freely and by what it does elsewhere, never by the
// loss.
#pragma once

#include "core/domain/lesson.h"
#include "core/learn/anchor_set.h"
#include "core/learn/gate_result.h"
#include "core/learn/learning_profile.h"
#include "core/learn/probe_measure.h"
#include "core/learn/reply_form.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// What the gate of one lesson needs besides the candidate.
struct GateInput {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const LessonAdapters> parent;
    std::shared_ptr<const AnchorSet> anchors;
    Lesson lesson; ///< wantedReply: what was taught, empty for "not this"
    std::vector<Lesson>
        earlier; ///< those that the lesson does not contradict, each with the wanted reply it was taught
    /// Replies with a thumbs-up, oldest first; none to what the lesson itself asks, where the newer word counts.
    std::vector<Anchor> pinned;
    bool hasHabits = false; ///< of any earlier lesson: what is said everywhere is no longer the base's
    std::vector<Anchor> near; ///< near questions that the lesson would act on, with the parent's own replies
    std::size_t nearCount = 0; ///< of all near questions; the others stay as they are
    std::string replyBefore; ///< the parent's greedy reply to the lesson's question
    std::vector<std::string> refused; ///< without a wanted reply: what is not to be said, beside the lesson's own
    ProbeMeasure parentProbes;
    LearningProfile profile;
    std::shared_ptr<PromptKeys> prompts {}; ///< of what acts always in the parent; null: nothing is read yet
};

/// What is to be examined.
struct GateCandidate {
    std::shared_ptr<const Adapter> weights; ///< that answer the lesson's question
    std::shared_ptr<const LessonAdapters> adapters; ///< the parent's and the lesson's
    bool isRouted = false; ///< the lesson acts on its own question only; it is the last of `adapters`
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
    std::size_t probeFactsLost(const ReplyForm& form, std::stop_token stop) const;
    void checkEarlier(std::stop_token stop);
    void checkPinned(std::stop_token stop);
    std::vector<std::size_t> inReach(const std::vector<std::string>& questions) const;
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
