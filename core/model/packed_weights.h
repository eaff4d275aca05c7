// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The linear layers and the head in the form in which decoding on the CPU reads them (core/model/kernels), the base's
// and an adapter's.
#pragma once

#include "core/model/adapter.h"
#include "core/model/kernels/packed_matrix.h"
#include "core/model/weights.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace amend {

/// Constant once filled. The values are those of Weights, bit for bit before the product.
struct PackedWeights {
    std::shared_ptr<std::byte> memory; ///< what the matrices point into
    std::vector<std::array<PackedMatrix, projectionCount>> layers;
    PackedMatrix head;
};

/// Gives every matrix of `packed` its place, one after another, in new memory.
/// Errors: OutOfMemory.
void placeMatrices(PackedWeights& packed);

/// Packs the fp32 tensors of a model that no file brought, such as a test's.
std::shared_ptr<const PackedWeights> packedFrom(const Weights& weights);

/// One corrected linear layer: scale A and B.
struct PackedPair {
    PackedMatrix a; ///< no data where the projection is not adapted
    PackedMatrix b;
};

struct PackedAdapter {
    std::shared_ptr<std::byte> memory;
    std::vector<std::array<PackedPair, projectionCount>> layers;
    std::int64_t rank = 0; ///< the largest of all pairs
};

PackedAdapter packed(const Adapter& adapter);

} // namespace amend
