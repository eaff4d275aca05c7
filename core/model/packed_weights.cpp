// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/packed_weights.h"

#include "core/model/kernels/large_pages.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <span>

namespace amend {

namespace {

constexpr std::size_t alignment = 64; // of a cache line

std::size_t placeBytes(const PackedMatrix& matrix)
{
    return (static_cast<std::size_t>(matrix.bytes()) + alignment - 1) / alignment * alignment;
}

std::shared_ptr<std::byte> placed(std::span<PackedMatrix* const> matrices)
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

PackedMatrix shapeOf(const at::Tensor& matrix)
{
    return { PackedFormat::Floats, matrix.size(0), matrix.size(1), nullptr };
}

/// `to` lies in `memory`.
void packInto(const at::Tensor& matrix, const PackedMatrix& to, const std::shared_ptr<std::byte>& memory)
{
    const at::Tensor rows = matrix.contiguous();
    const auto bytes = std::as_bytes(std::span(rows.const_data_ptr<float>(), static_cast<std::size_t>(rows.numel())));
    const std::size_t rowBytes = static_cast<std::size_t>(to.in) * sizeof(float);
    for (std::int64_t tile = 0; tile < to.tiles(); ++tile) {
        std::vector<const std::byte*> of;
        for (std::int64_t row = tile * tileRows; row < std::min(to.out, (tile + 1) * tileRows); ++row) {
            of.push_back(bytes.data() + static_cast<std::size_t>(row) * rowBytes);
        }
        packTile(TensorType::F32, of, to.in, memory.get() + (to.data - memory.get()) + tile * to.tileBytes());
    }
}

} // namespace

void placeMatrices(PackedWeights& packed)
{
    std::vector<PackedMatrix*> all;
    for (auto& layer : packed.layers) {
        for (PackedMatrix& matrix : layer) {
            all.push_back(&matrix);
        }
    }
    all.push_back(&packed.head);
    packed.memory = placed(all);
}

std::shared_ptr<const PackedWeights> packedFrom(const Weights& weights)
{
    auto packed = std::make_shared<PackedWeights>();
    packed->layers.resize(weights.layers.size());
    for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
        std::transform(weights.layers[layer].linear.begin(), weights.layers[layer].linear.end(),
            packed->layers[layer].begin(), shapeOf);
    }
    packed->head = shapeOf(weights.head);
    placeMatrices(*packed);
    for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
        for (std::size_t i = 0; i < projectionCount; ++i) {
            packInto(weights.layers[layer].linear[i], packed->layers[layer][i], packed->memory);
        }
    }
    packInto(weights.head, packed->head, packed->memory);
    return packed;
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
        to = { shapeOf(pair.a), shapeOf(pair.b) };
        packed.rank = std::max(packed.rank, to.a.out);
        all.push_back(&to.a);
        all.push_back(&to.b);
    });
    packed.memory = placed(all);
    forEachPair([&](const LoraPair& pair, const PackedPair& to) {
        packInto(pair.a.detach() * adapter.scale(), to.a, packed.memory);
        packInto(pair.b.detach(), to.b, packed.memory);
    });
    return packed;
}

} // namespace amend
