// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/packed_weights.h"

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/large_pages.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace amend {

namespace {

constexpr std::size_t alignment = 64; // of a cache line

std::size_t placeBytes(const PackedMatrix& matrix)
{
    return (static_cast<std::size_t>(matrix.bytes()) + alignment - 1) / alignment * alignment;
}

PackedMatrix shapeOf(const at::Tensor& matrix, TensorType type)
{
    return { packedFormatOf(type), matrix.size(0), matrix.size(1), nullptr };
}

/// `to` lies in `memory`.
void packFloats(const at::Tensor& matrix, const PackedMatrix& to, const std::shared_ptr<std::byte>& memory)
{
    const at::Tensor kept = matrix.contiguous();
    const auto* bytes = static_cast<const std::byte*>(kept.const_data_ptr());
    const std::int64_t rowBytes = to.in * quantType(TensorType::F32).bytesPerBlock;
    std::vector<const std::byte*> rows;
    for (std::int64_t tile = 0; tile < to.tiles(); ++tile) {
        rows.clear();
        for (std::int64_t row = tile * tileRows; row < std::min(to.out, (tile + 1) * tileRows); ++row) {
            rows.push_back(bytes + row * rowBytes);
        }
        packTile(TensorType::F32, rows, to.in, memory.get() + (to.data - memory.get()) + tile * to.tileBytes());
    }
}

/// The exponent that brings the largest value to between 2^14 and 2^15.
int exponentForHalves(std::span<const float> values)
{
    constexpr int top = 15;
    float largest = 0;
    for (const float value : values) {
        largest = std::max(largest, std::abs(value));
    }
    int exponent = top;
    std::frexp(largest, &exponent);
    return std::min(top - exponent, 126); // still a float
}

/// Packs `matrix` times a power of two in fp16 and gives the exponent; `to` lies in `memory`.
int packScaled(const at::Tensor& matrix, const PackedMatrix& to, const std::shared_ptr<std::byte>& memory)
{
    const at::Tensor kept = matrix.detach().contiguous();
    const std::span values(kept.const_data_ptr<float>(), static_cast<std::size_t>(kept.numel()));
    const int exponent = exponentForHalves(values);
    const float factor = std::ldexp(1.0F, exponent);
    std::vector<float> columns(static_cast<std::size_t>(to.in * tileRows)); // one tile's, one after another
    for (std::int64_t tile = 0; tile < to.tiles(); ++tile) {
        const std::int64_t rows = std::min<std::int64_t>(tileRows, to.out - tile * tileRows);
        std::fill(columns.begin(), columns.end(), 0.0F);
        for (std::int64_t row = 0; row < rows; ++row) {
            const float* from = values.data() + (tile * tileRows + row) * to.in;
            for (std::int64_t column = 0; column < to.in; ++column) {
                columns[static_cast<std::size_t>(column * tileRows + row)] = from[column] * factor;
            }
        }
        decodeKernelsInUse().toHalves(
            columns.data(), to.in * tileRows, memory.get() + (to.data - memory.get()) + tile * to.tileBytes());
    }
    return exponent;
}

} // namespace

std::shared_ptr<std::byte> placeMatrices(std::span<PackedMatrix* const> matrices)
{
    std::size_t bytes = 0;
    for (const PackedMatrix* matrix : matrices) {
        bytes += placeBytes(*matrix);
    }
    std::shared_ptr<std::byte> memory = largePages(bytes);
    const std::byte* next = memory.get();
    for (PackedMatrix* matrix : matrices) {
        matrix->data = next;
        next += placeBytes(*matrix);
    }
    return memory;
}

void pack(Weights& weights)
{
    std::vector<LinearWeight*> all;
    for (LayerWeights& layer : weights.layers) {
        for (LinearWeight& linear : layer.linear) {
            all.push_back(&linear);
        }
    }
    all.push_back(&weights.head);
    std::vector<PackedMatrix*> matrices;
    for (LinearWeight* linear : all) {
        linear->packed = shapeOf(linear->dense, TensorType::F32);
        matrices.push_back(&linear->packed);
    }
    const std::shared_ptr<std::byte> memory = placeMatrices(matrices);
    for (LinearWeight* linear : all) {
        packFloats(linear->dense, linear->packed, memory);
        linear->dense.reset();
    }
    weights.packedMemory = memory;
}

PackedAdapter packed(const Adapter& adapter)
{
    PackedAdapter packed;
    packed.layers.resize(adapter.layers.size());
    const auto forEachPair = [&](const auto& work) {
        for (std::size_t layer = 0; layer < adapter.layers.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                if (adapter.layers[layer].linear[i].a.defined()) {
                    work(adapter.layers[layer].linear[i], packed.layers[layer][i]);
                }
            }
        }
    };
    std::vector<PackedMatrix*> all;
    forEachPair([&](const LoraPair& pair, PackedPair& to) {
        to = { shapeOf(pair.a, TensorType::F16), shapeOf(pair.b, TensorType::F16), 0 };
        packed.rank = std::max(packed.rank, to.a.out);
        all.push_back(&to.a);
        all.push_back(&to.b);
    });
    packed.memory = placeMatrices(all);
    forEachPair([&](const LoraPair& pair, PackedPair& to) {
        const int ofA = packScaled(pair.a, to.a, packed.memory);
        const int ofB = packScaled(pair.b, to.b, packed.memory);
        to.factor = static_cast<float>(std::ldexp(adapter.scale(), -ofA - ofB));
    });
    return packed;
}

} // namespace amend
