// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weight_loader.h"

#include "core/base/error.h"
#include "core/model/device.h"
#include "core/model/kernels/dequantize.h"
#include "core/model/packed_weights.h"
#include "core/model/rope.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <span>
#include <thread>
#include <vector>

namespace amend {

namespace {

using Shape = std::vector<std::int64_t>;

/// One tensor of the file and the one or two forms that it is to have.
struct Slot {
    const NamedTensor* stored;
    at::Tensor* target = nullptr; ///< as fp32; null: not needed
    PackedMatrix* packed = nullptr; ///< null: not needed
    double* norm = nullptr; ///< null where nobody needs it
    std::int64_t interleavedHead = 0; ///< rows of a head whose rows are interleaved; 0: as they are
};

/// Rows [first, last) of a slot: what a thread takes at a time.
struct Portion {
    std::size_t slot;
    std::int64_t first;
    std::int64_t last;
    double squares = 0; ///< sum of the squared values; not finite exactly if one of them is not
};

std::string text(const Shape& shape)
{
    std::string out = "[";
    for (const std::int64_t size : shape) {
        out += (out.size() > 1 ? ", " : "") + std::to_string(size);
    }
    return out + "]";
}

const NamedTensor* requireTensor(const WeightSource& source, const std::string& name, const Shape& shape)
{
    const NamedTensor* tensor = source.find(name);
    if (tensor == nullptr) {
        throw Error(ErrorKind::FileCorrupt,
            source.origin + " lacks the tensor " + name + " of shape " + text(shape) + ". Fetch the model again.");
    }
    if (tensor->shape != shape) {
        throw Error(ErrorKind::FileCorrupt,
            source.origin + ": the tensor " + name + " has shape " + text(tensor->shape)
                + ", but the model's numbers ask for " + text(shape) + ". Fetch the model again.");
    }
    return tensor;
}

/// Every tensor of the model with its places in `weights`, whose vectors must not grow any more.
std::vector<Slot> slotsOf(const ModelConfig& config, const WeightSource& source, Weights& weights, at::Device device)
{
    std::vector<Slot> slots;
    const auto add = [&](at::Tensor& target, const std::string& name, const Shape& shape) -> Slot& {
        return slots.emplace_back(Slot { requireTensor(source, name, shape), &target });
    };
    const auto pack = [](Slot& slot, PackedMatrix& matrix) {
        matrix = { packedFormatOf(slot.stored->type), slot.stored->shape[0], slot.stored->shape[1] };
        slot.packed = &matrix;
    };
    const auto addMatrix = [&](LinearWeight& matrix, const std::string& name, const Shape& shape) -> Slot& {
        Slot& slot = add(matrix.dense, name, shape);
        if (device.is_cpu()) {
            slot.target = nullptr;
            pack(slot, matrix.packed);
        }
        return slot;
    };
    const TensorNames& names = source.names;
    const auto shapes = linearShapes(config);
    Slot& embedding = add(weights.embedding, names.embedding, { config.vocabularySize, config.hiddenSize });
    if (config.tiedEmbeddings && device.is_cpu()) {
        pack(embedding, weights.head.packed);
    }
    for (std::size_t layer = 0; layer < weights.layers.size(); ++layer) {
        LayerWeights& block = weights.layers[layer];
        const auto weightName = [&](const char* tensor) { return names.inBlock(layer, tensor, ".weight"); };
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            Slot& slot = addMatrix(block.linear[i], weightName(names.linear[i]), { shapes[i].out, shapes[i].in });
            slot.norm = &block.linearNorm[i];
            const bool perHead
                = i == static_cast<std::size_t>(Projection::Q) || i == static_cast<std::size_t>(Projection::K);
            slot.interleavedHead = perHead && source.interleaved ? config.headDim : 0;
        }
        if (config.attentionBias) {
            for (std::size_t i = 0; i < block.bias.size(); ++i) {
                add(block.bias[i], names.inBlock(layer, names.linear[i], ".bias"), { shapes[i].out });
            }
        }
        add(block.attentionNorm, weightName(names.attentionNorm), { config.hiddenSize });
        add(block.feedForwardNorm, weightName(names.feedForwardNorm), { config.hiddenSize });
        if (config.queryKeyNorm) {
            add(block.queryNorm, weightName(names.queryNorm), { config.headDim });
            add(block.keyNorm, weightName(names.keyNorm), { config.headDim });
        }
    }
    add(weights.finalNorm, names.finalNorm, { config.hiddenSize });
    if (!config.tiedEmbeddings) {
        addMatrix(weights.head, names.head, { config.vocabularySize, config.hiddenSize });
    }
    if (names.ropeFactors != nullptr && source.find(names.ropeFactors) != nullptr) {
        add(weights.ropeFrequencies, names.ropeFactors, { config.headDim / 2 });
    }
    return slots;
}

std::int64_t rowsOf(const NamedTensor& tensor)
{
    return tensor.shape.size() == 1 ? 1 : tensor.shape.front();
}

std::vector<Portion> portionsOf(const std::vector<Slot>& slots)
{
    constexpr std::int64_t values
        = 1 << 20; // a few milliseconds of work, so stopping is quick and threads end together
    std::vector<Portion> portions;
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        const std::int64_t rows = rowsOf(*slots[slot].stored);
        const std::int64_t step // of whole tiles
            = std::max<std::int64_t>(1, values * rows / elementCount(*slots[slot].stored) / tileRows) * tileRows;
        for (std::int64_t first = 0; first < rows; first += step) {
            portions.push_back({ slot, first, std::min(rows, first + step) });
        }
    }
    return portions;
}

double sumOfSquares(std::span<const float> values)
{
    std::array<double, 8> lanes {}; // independent sums: the compiler may not reorder a single one
    std::size_t i = 0;
    for (; i + lanes.size() <= values.size(); i += lanes.size()) {
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            lanes[lane] += static_cast<double>(values[i + lane]) * static_cast<double>(values[i + lane]);
        }
    }
    for (; i < values.size(); ++i) {
        lanes[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
    double sum = 0;
    for (const double lane : lanes) {
        sum += lane;
    }
    return sum;
}

/// Row r of the rotate-half order stands here in a file that pairs neighbours: i-th of part p is 2 i + p.
std::int64_t interleavedRow(std::int64_t row, std::int64_t head)
{
    const std::int64_t within = row % head;
    const std::int64_t half = head / 2;
    return row - within + 2 * (within % half) + within / half;
}

/// The bytes of one row of the rotate-half order.
std::span<const std::byte> rowBytes(const Slot& slot, std::int64_t row)
{
    const std::size_t bytes = slot.stored->bytes.size() / static_cast<std::size_t>(rowsOf(*slot.stored));
    const std::int64_t from = slot.interleavedHead > 0 ? interleavedRow(row, slot.interleavedHead) : row;
    return slot.stored->bytes.subspan(static_cast<std::size_t>(from) * bytes, bytes);
}

/// `portion` begins with a tile.
void pack(const Slot& slot, const Portion& portion, std::byte* memory)
{
    std::vector<const std::byte*> rows;
    for (std::int64_t first = portion.first; first < portion.last; first += tileRows) {
        rows.clear();
        for (std::int64_t row = first; row < std::min(portion.last, first + tileRows); ++row) {
            rows.push_back(rowBytes(slot, row).data());
        }
        packTile(slot.stored->type, rows, slot.packed->in,
            memory + (slot.packed->data - memory) + first / tileRows * slot.packed->tileBytes());
    }
}

/// `packed` is where the packed matrices are.
void fill(const Slot& slot, Portion& portion, std::byte* packed)
{
    const auto columns = static_cast<std::size_t>(elementCount(*slot.stored) / rowsOf(*slot.stored));
    std::vector<float> scratch(slot.target == nullptr ? columns : 0);
    for (std::int64_t row = portion.first; row < portion.last; ++row) {
        float* to = slot.target == nullptr
            ? scratch.data()
            : slot.target->mutable_data_ptr<float>() + static_cast<std::size_t>(row) * columns;
        const std::span values(to, columns);
        dequantize(slot.stored->type, rowBytes(slot, row), values);
        portion.squares += sumOfSquares(values);
    }
    if (slot.packed != nullptr) {
        pack(slot, portion, packed);
    }
}

/// Fills all portions; the calling thread is one of `threads` and the one that reports.
void fillAll(const std::vector<Slot>& slots, std::vector<Portion>& portions, std::byte* packed, int threads,
    const std::function<void(double)>& progress, const std::stop_token& stop)
{
    std::atomic<std::size_t> next = 0;
    std::vector<std::exception_ptr> failures(static_cast<std::size_t>(threads));
    const auto work = [&](std::size_t thread) {
        try {
            for (std::size_t i = next++; i < portions.size() && !stop.stop_requested(); i = next++) {
                fill(slots[portions[i].slot], portions[i], packed);
                if (thread == 0 && progress) {
                    progress(static_cast<double>(i + 1) / static_cast<double>(portions.size()));
                }
            }
        } catch (...) {
            failures[thread] = std::current_exception();
            next = portions.size();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t thread = 1; thread < failures.size(); ++thread) {
            others.emplace_back(work, thread);
        }
        work(0);
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    if (stop.stop_requested()) {
        throw Error(ErrorKind::Cancelled, "Loading the model was stopped.");
    }
}

/// Sums the portions into norms. Errors: FileCorrupt where a sum is not finite.
void checkValues(const std::vector<Slot>& slots, const std::vector<Portion>& portions, const std::string& origin)
{
    std::vector<double> squares(slots.size());
    for (const Portion& portion : portions) {
        squares[portion.slot] += portion.squares;
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!std::isfinite(squares[i])) {
            throw Error(ErrorKind::FileCorrupt,
                origin + ": the tensor " + slots[i].stored->name
                    + " contains NaN or infinity. The file is damaged; fetch the model again.");
        }
        if (slots[i].norm != nullptr) {
            *slots[i].norm = std::sqrt(squares[i]);
        }
    }
}

std::string gigabytes(std::int64_t bytes)
{
    const std::string tenths = std::to_string((bytes + 50'000'000) / 100'000'000);
    return (tenths.size() > 1 ? tenths.substr(0, tenths.size() - 1) : "0") + "." + tenths.back() + " GB";
}

/// For activations, the KV cache and one lesson's graph of a small model; measure a lesson's peak to set it again.
constexpr std::int64_t roomToWork = 256LL << 20;

} // namespace

void requireMemory(std::int64_t neededBytes, std::int64_t availableBytes, const std::string& origin)
{
    if (neededBytes + roomToWork > availableBytes) {
        throw Error(ErrorKind::OutOfMemory,
            origin + " needs " + gigabytes(neededBytes + roomToWork) + " of memory, but only "
                + gigabytes(availableBytes) + " are free. Close other programs or choose a smaller model.");
    }
}

Weights loadWeights(const ModelConfig& config, const WeightSource& source, at::Device device, int threads,
    const std::function<void(double)>& progress, std::stop_token stop)
{
    Weights weights;
    weights.layers.resize(static_cast<std::size_t>(config.layers));
    const std::vector<Slot> slots = slotsOf(config, source, weights, device);
    std::int64_t bytes = 0;
    std::vector<PackedMatrix*> matrices;
    for (const Slot& slot : slots) {
        bytes += slot.target != nullptr ? elementCount(*slot.stored) * static_cast<std::int64_t>(sizeof(float)) : 0;
        if (slot.packed != nullptr) {
            bytes += slot.packed->bytes();
            matrices.push_back(slot.packed);
        }
    }
    requireMemory(bytes, availableMemoryBytes(device), source.origin);
    const std::shared_ptr<std::byte> packed
        = matrices.empty() ? std::shared_ptr<std::byte> {} : placeMatrices(matrices);
    weights.packedMemory = packed;
    for (const Slot& slot : slots) {
        if (slot.target != nullptr) {
            *slot.target = at::empty(slot.stored->shape, at::kFloat);
        }
    }
    std::vector<Portion> portions = portionsOf(slots);
    fillAll(slots, portions, packed.get(), threads, progress, stop);
    checkValues(slots, portions, source.origin);

    for (const Slot& slot : slots) {
        if (slot.target != nullptr) {
            *slot.target = slot.target->to(device);
        }
    }
    const at::Tensor factors = weights.ropeFrequencies; // Llama 3's stretching, as GGUF files bring it
    weights.ropeFrequencies = ropeFrequencies(config).to(device);
    if (factors.defined()) {
        weights.ropeFrequencies = weights.ropeFrequencies / factors;
    }
    if (config.tiedEmbeddings && !weights.head.isPacked()) {
        weights.head.dense = weights.embedding;
    }
    return weights;
}

} // namespace amend
