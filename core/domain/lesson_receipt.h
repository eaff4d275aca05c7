// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The receipt of one update: everything that was measured, whatever the verdict.
#pragma once

#include "core/domain/drift_map.h"
#include "core/domain/ids.h"
#include "core/domain/loss_point.h"
#include "core/domain/token_measure.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace amend {

enum class Verdict { Learned, Rejected, NoEffect, NeedsWantedReply, Cancelled, Kept };

/// One check of the gate: what was measured, and the limit it was held against.
struct GateCheck {
    /// Stable word: "finite", "drift", "fixed", "rephrased", "changed", "fluent", "near_unchanged", "kl", "kl_in_all",
    /// "probes", "perplexity_ratio", "perplexity_in_all", "earlier_lessons", "samples", "pinned".
    std::string name;
    double value = 0;
    double limit = 0;
    bool upperLimit = true; ///< true: ok while value <= limit; false: ok while value >= limit
    bool ok = true;
    std::string measured; ///< in words, e.g. "4 of 4"
    bool operator==(const GateCheck&) const = default;
};

/// The model's behaviour on the lesson's own question.
struct ReplyMeasure {
    std::string reply; ///< greedy, to the end of turn
    std::optional<double> logpWanted; ///< sum over the wanted reply's tokens, nats
    std::optional<double> logpBad; ///< sum over the bad reply's tokens, nats
    // What the sums are made of, each reply's tokens and the end of its turn; empty where there is no such reply, and
    // in receipts of 0.1, which have the sums alone.
    std::vector<TokenMeasure> wantedTokens;
    std::vector<TokenMeasure> badTokens;
    bool operator==(const ReplyMeasure&) const = default;
};

struct LessonReceipt {
    LessonId lesson;
    Verdict verdict = Verdict::Rejected;
    std::string reason; ///< plain English; empty when learned without remarks
    std::string wantedReply; ///< what was taught; with a critique, the model's own revision
    /// With a critique: how much likelier the remark made the model's own revision, mean per token in nats. Near zero,
    /// the model did not follow.
    std::optional<double> remarkGapNats;
    CheckpointId parent; ///< the checkpoint the candidate grew from
    std::optional<CheckpointId> checkpoint; ///< the new one; only when learned and committed
    double seconds = 0;
    int steps = 0; ///< of the last try
    int tries = 1; ///< 2: begun anew, holding on to similar questions, as the first try reached too many of them
    double strength = 1; ///< the share of the trained change that was examined last and held, 0 to 1
    std::vector<LossPoint> losses; ///< in order
    ReplyMeasure before;
    ReplyMeasure after;
    std::vector<GateCheck> gate;
    DriftMap driftOfLesson; ///< candidate against parent
    DriftMap driftFromBase; ///< candidate against base
    std::uint64_t seed = 0;
    std::string adapterSha256; ///< of the candidate's file; empty unless learned
    std::string fingerprint; ///< machine class, library versions, threads and precision, on which replay depends
    bool operator==(const LessonReceipt&) const = default;
};

} // namespace amend
