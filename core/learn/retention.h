// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What every step of a lesson must hold on to: anchors (divergence from a reference) and earlier lessons (replay).
#pragma once

#include "core/base/counter_rng.h"
#include "core/domain/lesson.h"
#include "core/learn/anchor_set.h"
#include "core/learn/learning_profile.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace amend {

/// Where one lesson's steps draw from.
struct Retention {
    std::shared_ptr<const AnchorSet> shipped;
    std::vector<Anchor> kept; ///< this person's own replies that must stay, against the parent; weight 2
    std::vector<Anchor> near; ///< questions near to the lesson's, against the parent
    std::vector<ScoredText> replay; ///< wanted replies of earlier lessons
};

/// 0 .. count-1 in random order.
std::vector<std::size_t> shuffled(std::size_t count, CounterRng random);

/// What one step draws. Pointers into the Retention.
struct RetentionDraw {
    std::vector<const Anchor*> anchors;
    std::vector<double> weights; ///< of each anchor
    std::vector<const Anchor*> near; ///< all of them, each step
    std::vector<const ScoredText*> replay;
};

/// A function of seed and step alone; no anchors where klWeight is 0. Within a lesson no shipped anchor comes again
/// before all have come.
RetentionDraw drawForStep(const Retention& retention, const LearningProfile& profile, std::uint64_t seed, int step);

/// Replies whose dependence on a lesson's new weights is measured before its first step: the person's own, and shipped
/// ones, drawn by the seed, without those that may ask what the lesson asks. Pointers into the Retention.
std::vector<const ScoredText*> ordinaryTexts(
    const Retention& retention, const LearningProfile& profile, const Lesson& lesson);

struct RetentionLoss {
    /// klWeight * divergence on anchors + nearWeight * divergence on near questions + replayWeight * NLL: scalar,
    /// differentiable
    at::Tensor total;
    double anchorsNats = 0; ///< weighted mean of the divergences
    double nearNats = 0; ///< mean of the divergences
    double replayNats = 0;
};

RetentionLoss retentionLoss(
    const Model& model, const Adapter& candidate, const RetentionDraw& draw, const LearningProfile& profile);

/// The same from the logits [n, v] of each text of the draw: anchors, near questions, replay; at least one.
RetentionLoss retentionLossOf(
    const RetentionDraw& draw, const std::vector<at::Tensor>& logits, const LearningProfile& profile);

/// An exchange as an anchor without its reference; a long reply is cut. None if it ends in no reply, or if what stands
/// before that is longer than `promptTokens`.
std::optional<Anchor> keptAnchor(const Model& model, const std::vector<ChatTurn>& turns, std::size_t promptTokens);

/// The person's kept exchanges as anchors (without their references), leaving out those that may ask what the lesson
/// asks: a newer lesson wins, in other words too. At most `count`, drawn by the seed. Long replies are cut, exchanges
/// in long chats left out.
std::vector<Anchor> keptAnchors(const Model& model, const std::vector<std::vector<ChatTurn>>& kept,
    const Lesson& lesson, int count, std::uint64_t seed);

/// Earlier lessons that the new one does not contradict.
std::vector<Lesson> compatibleLessons(const std::vector<Lesson>& earlier, const Lesson& lesson);

} // namespace amend
