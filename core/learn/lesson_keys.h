// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where a lesson may change the weights: of the inputs that its own texts give to a linear layer, the strongest
// directions inside the null space. Shapes: in input width of a linear layer, r rank, t tokens.
#pragma once

#include "core/learn/null_space.h"
#include "core/learn/scored_text.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <array>
#include <cstdint>
#include <vector>

namespace amend {

/// Per layer and projection a LoRA A [r, in] that answers to the lesson and hardly to anything else. With K = X M, the
/// lesson's inputs [t, in] inside the null space, and its singular value decomposition K = U S V^T: the first r rows of
/// S V^T / S_1. Stronger directions have longer rows, so that the optimiser does not blow up those that say little of
/// the lesson. Source of the idea that a fact is written to the key its subject makes: Meng et al. 2022, "Mass-editing
/// memory in a transformer", arXiv 2210.07229, section 4; that it is written inside the null space: Fang et al. 2024,
/// "AlphaEdit", arXiv 2410.02355. Ours are many tokens' keys in one low-rank A, with B trained and not solved for.
using LessonKeys = std::vector<std::array<at::Tensor, projectionCount>>;

/// `rank` rows, or as many as the texts have tokens; undefined below the texts' first block. `parent` (null: the base)
/// is what the texts' trunk has. Errors: Internal if the parent's numbers are not finite.
LessonKeys keysOf(
    const Model& model, const Adapter* parent, const TextsOnTrunk& texts, const NullSpace& space, int rank);

/// A as LoRA begins, with no regard to the lesson or to anything else: uniform in +-1/sqrt(in), a function of the seed;
/// undefined below `firstLayer`.
/// Source: the authors' implementation (Kaiming uniform with a = sqrt 5) of Hu et al. 2021, "LoRA", arXiv 2106.09685.
LessonKeys randomKeys(const Model& model, int rank, std::uint64_t seed, int firstLayer = 0);

} // namespace amend
