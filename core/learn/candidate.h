// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The adapter in the making: a copy of the parent that goes on being trained, inside the null space.
//
// The rank stays the same over all lessons: a lesson trains the parent's A and B further. With A projected (A = A M,
// see core/learn/null_space.h), every change of A is projected too, so that M never has to be kept beside the adapter
// and a candidate is plain LoRA at any moment. Projecting gradient and update is, step for step, the same as training a
// free A inside B (A M): d/dA = (d/d(A M)) M, and the sum of projected updates is the projected sum.
#pragma once

#include "core/learn/null_space.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace amend {

/// A trainable copy of `parent`; of the base (null), a new adapter with B = 0 and A uniform in +-1 / sqrt(in),
/// projected. Source of the start: Hu et al. 2021, "LoRA", arXiv 2106.09685, section 4.1, with the bound of PEFT's
/// Kaiming start.
std::shared_ptr<Adapter> trainableCopy(
    const Model& model, const Adapter* parent, const NullSpace& space, int rank, double alpha, std::uint64_t seed);

/// All factors, A and B in turn, layer by layer: the order of gradients and updates.
std::vector<at::Tensor> parametersOf(const Adapter& adapter);

/// Replaces what belongs to an A in `parameterDeltas` (gradients or updates) by its projection.
void projectOntoNullSpace(const NullSpace& space, std::vector<at::Tensor>& parameterDeltas);

/// from + strength (to - from), factor by factor, without gradients. At strength 0 and 1 these are the ends; between
/// them the change of the weights is not exactly proportional (it is where from has B = 0 and nearly so where the
/// lesson is small), but of the same rank, inside the null space, and shrinking to nothing.
std::shared_ptr<const Adapter> between(const Adapter& from, const Adapter& to, double strength);

} // namespace amend
