// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices in the form in which the CPU reads them (core/model/kernels): the base's and an adapter's.
#pragma once

#include "core/model/adapter.h"
#include "core/model/kernels/packed_matrix.h"
#include "core/model/weights.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace amend {

/// Gives every matrix its place, one after another, in new memory. Errors: OutOfMemory.
std::shared_ptr<std::byte> placeMatrices(std::span<PackedMatrix* const> matrices);

/// Packs the tensors of a model that no file brought, such as a test's.
void pack(Weights& weights);

/// One corrected linear layer, W + factor B A, in fp16: a rank of 64, which many lessons reach, would as fp32 be nearly
/// as many bytes as the default model. Each of A and B is multiplied by a power of two that brings its largest value
/// near the top of fp16, so all that matter keep 11 bits: the correction changes by 1 part in some 5,000, the base by
/// nothing.
struct PackedPair {
    PackedMatrix a; ///< [r, in]; no data where the projection is not adapted
    PackedMatrix b; ///< [out, r]
    float factor = 0; ///< the adapter's scale without those powers
};

struct PackedAdapter {
    std::shared_ptr<std::byte> memory;
    std::vector<std::array<PackedPair, projectionCount>> layers;
    std::int64_t rank = 0; ///< the largest of all pairs
};

PackedAdapter packed(const Adapter& adapter);

} // namespace amend
