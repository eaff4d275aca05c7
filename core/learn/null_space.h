// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The directions of a linear layer's input space that ordinary chat hardly uses: the room in which a lesson may change
// the weights. Shapes: in input width of a linear layer, r rank, k stored directions.
#pragma once

#include "core/learn/anchor_set.h"
#include "core/model/model.h"
#include "core/model/weights.h"

#include <array>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// What the seven projections read: q, k and v share one input, gate and up share one.
enum class LinearInput { Attention, AttentionOutput, FeedForward, FeedForwardOutput };
inline constexpr int linearInputCount = 4;

constexpr LinearInput inputOf(Projection projection)
{
    switch (projection) {
    case Projection::Q:
    case Projection::K:
    case Projection::V:
        return LinearInput::Attention;
    case Projection::O:
        return LinearInput::AttentionOutput;
    case Projection::Gate:
    case Projection::Up:
        return LinearInput::FeedForward;
    case Projection::Down:
        break;
    }
    return LinearInput::FeedForwardOutput;
}

/// One input space, split in two by energy. Only the smaller half is stored; the other is its orthogonal complement.
struct InputSplit {
    at::Tensor directions; ///< [in, k], orthonormal columns, fp32
    bool free = false; ///< true: the directions a lesson may use; false: the ones it must leave alone
};

/// With C = E[x x^T] over ordinary inputs x and its eigenvectors V by ascending eigenvalue, the free directions are the
/// first ones that together carry at most `energy` of the trace, and M = V_free V_free^T. An adapter whose A is A M
/// hardly changes what the layer gives for ordinary inputs. A property of the base model; constant once made.
/// Source: Fang et al. 2024, "AlphaEdit", arXiv 2410.02355, section 3.2; here it is applied to LoRA's A, with a share
/// of the energy in place of an absolute bound on the eigenvalues.
struct NullSpace {
    double energy = 0; ///< share of the trace that the free directions may carry
    std::vector<std::array<InputSplit, linearInputCount>> layers;
    std::string modelSha256; ///< whose space it is
    std::string listSha256; ///< of the shipped anchors it was measured on
};

/// A M for the rows of `a` [r, in]. Linear and idempotent: what is in the space stays as it is (up to rounding).
at::Tensor projectedRows(const NullSpace& space, int layer, Projection projection, const at::Tensor& a);

/// For the engine's cache, one file per model. The same space gives the same bytes.
std::vector<std::byte> nullSpaceBytes(const NullSpace& space);

/// The way back. Errors: FileCorrupt if the bytes are damaged, do not fit the model or belong to another `energy` (then
/// it is to be built anew); `origin` names the file in messages.
std::shared_ptr<const NullSpace> nullSpaceFromBytes(
    const std::vector<std::byte>& bytes, const Model& model, double energy, const std::string& origin);

/// Makes the space of a model in pieces of well under a second each (default model): forward passes over the anchors
/// with their replies and over plain text, then one eigendecomposition a piece. Owned by one thread; deterministic for
/// a fixed number of threads.
class NullSpaceBuilder final {
public:
    NullSpaceBuilder(std::shared_ptr<const Model> model, std::shared_ptr<const AnchorSet> anchors, double energy);
    ~NullSpaceBuilder();

    /// One piece; the space when it was the last one, else null. Errors: Cancelled.
    std::shared_ptr<const NullSpace> step(std::stop_token stop = {});
    double share() const; ///< done, 0 to 1

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace amend
