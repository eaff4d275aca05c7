// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/null_space.h"

#include "core/base/error.h"
#include "core/learn/shipped_anchors.h"
#include "core/model/cache_bytes.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/le.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace amend {

namespace {

constexpr const char* cacheKind = "amend null space 3" /* 1 counted a common beginning once per text */;
constexpr std::size_t textsPerPiece = 4;
/// Second moments of as many layers are gathered in one pass over the texts as fit into this.
constexpr std::int64_t passBytes = 1LL << 27;

std::int64_t widthOf(const ModelConfig& config, LinearInput input)
{
    switch (input) {
    case LinearInput::AttentionOutput:
        return static_cast<std::int64_t>(config.heads) * config.headDim;
    case LinearInput::FeedForwardOutput:
        return config.feedForwardSize;
    case LinearInput::Attention:
    case LinearInput::FeedForward:
        break;
    }
    return config.hiddenSize;
}

/// The projection that stands for its input: of those that share one, only this one is looked at.
std::optional<LinearInput> representedInput(Projection projection)
{
    if (projection == Projection::K || projection == Projection::V || projection == Projection::Up) {
        return std::nullopt;
    }
    return inputOf(projection);
}

InputSplit splitByEnergy(const at::Tensor& secondMoments, double energy)
{
    const auto [values, vectors] = at::linalg_eigh(secondMoments); // values ascending, vectors in columns
    const at::Tensor running = values.clamp_min(0).cumsum(0, at::kDouble);
    const double limit = energy * running[-1].item<double>();
    const std::int64_t width = values.size(0);
    const std::int64_t freeCount = running.le(limit).sum().item<std::int64_t>();
    if (2 * freeCount <= width) {
        return { vectors.narrow(1, 0, freeCount).contiguous(), true };
    }
    return { vectors.narrow(1, freeCount, width - freeCount).contiguous(), false };
}

} // namespace

at::Tensor projectedRows(const NullSpace& space, int layer, Projection projection, const at::Tensor& a)
{
    const InputSplit& split
        = space.layers[static_cast<std::size_t>(layer)][static_cast<std::size_t>(inputOf(projection))];
    const at::Tensor part = a.matmul(split.directions).matmul(split.directions.t()); // [r, in]
    return split.free ? part : a - part;
}

std::vector<std::byte> nullSpaceBytes(const NullSpace& space)
{
    CacheWriter writer(cacheKind);
    writer.add(space.modelSha256);
    writer.add(space.listSha256);
    writer.add(space.energy);
    for (const auto& layer : space.layers) {
        for (const InputSplit& split : layer) {
            writer.add(static_cast<std::int64_t>(split.free ? 1 : 0));
            writer.add(split.directions);
        }
    }
    return writer.finish();
}

std::shared_ptr<const NullSpace> nullSpaceFromBytes(
    const std::vector<std::byte>& bytes, const Model& model, double energy, const std::string& origin)
{
    CacheReader reader(bytes, cacheKind, origin);
    auto space = std::make_shared<NullSpace>();
    space->modelSha256 = reader.nextText();
    space->listSha256 = reader.nextText();
    space->energy = reader.nextDouble();
    if (space->modelSha256 != model.info.sha256 || space->listSha256 != shippedAnchors().sha256
        || space->energy != energy) {
        reader.reject("it belongs to another model, another version of the program or other settings");
    }
    space->layers.resize(static_cast<std::size_t>(model.config.layers));
    for (auto& layer : space->layers) {
        for (int input = 0; input < linearInputCount; ++input) {
            const bool isFree = reader.nextInt() == 1;
            const at::Tensor directions = reader.nextTensor();
            if (directions.dim() != 2 || directions.size(0) != widthOf(model.config, static_cast<LinearInput>(input))) {
                reader.reject("its shapes do not fit the model");
            }
            layer[static_cast<std::size_t>(input)] = { directions.to(model.device), isFree };
        }
    }
    return space;
}

struct NullSpaceBuilder::State {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const AnchorSet> anchors;
    std::shared_ptr<NullSpace> space = std::make_shared<NullSpace>();
    std::vector<std::vector<const ScoredText*>> pieces; ///< the texts, similar lengths together
    std::vector<at::Tensor>
        states; ///< [1, t, d] of each piece, what the layers below this pass's give; undefined: none
    std::vector<std::array<at::Tensor, linearInputCount>> secondMoments; ///< of this pass's layers, [in, in]
    int firstLayer = 0; ///< of this pass
    int layersPerPass = 1;
    std::size_t piecesDone = 0; ///< in this pass
    int splitsDone = 0; ///< in this pass

    int layersOfPass() const { return std::min(layersPerPass, model->config.layers - firstLayer); }
    void startPass();
    void gather();
    void split();
};

void NullSpaceBuilder::State::startPass()
{
    piecesDone = 0;
    splitsDone = 0;
    secondMoments.resize(static_cast<std::size_t>(layersOfPass()));
    for (auto& layer : secondMoments) {
        for (int input = 0; input < linearInputCount; ++input) {
            const std::int64_t width = widthOf(model->config, static_cast<LinearInput>(input));
            layer[static_cast<std::size_t>(input)]
                = at::zeros({ width, width }, at::TensorOptions().dtype(at::kFloat).device(model->device));
        }
    }
}

void NullSpaceBuilder::State::gather()
{
    const at::NoGradGuard noGrad;
    const TextPass pass = passOf(pieces[piecesDone], model->device);
    const ActivationTap tap = [&](int layer, Projection projection, const at::Tensor& x) {
        const std::optional<LinearInput> input = representedInput(projection);
        const int row = layer - firstLayer;
        if (!input || row < 0 || row >= static_cast<int>(secondMoments.size())) {
            return;
        }
        const at::Tensor rows = x.squeeze(0);
        secondMoments[static_cast<std::size_t>(row)][static_cast<std::size_t>(*input)].addmm_(rows.t(), rows);
    };
    states.resize(pieces.size());
    at::Tensor& here = states[piecesDone];
    try {
        here = hiddenStates(model->config, model->weights, nullptr,
            { .tokens = pass.tokens,
                .tap = &tap,
                .forest = &pass.forest,
                .blocks = firstLayer + static_cast<int>(secondMoments.size()),
                .states = here,
                .firstBlock = firstLayer });
    } catch (...) { // some layers have this piece and others not
        firstLayer = 0;
        states.clear();
        startPass();
        throw;
    }
    ++piecesDone;
}

void NullSpaceBuilder::State::split()
{
    const at::NoGradGuard noGrad;
    const auto row = static_cast<std::size_t>(splitsDone / linearInputCount);
    const auto input = static_cast<std::size_t>(splitsDone % linearInputCount);
    at::Tensor& moments = secondMoments[row][input];
    space->layers[static_cast<std::size_t>(firstLayer) + row][input] = splitByEnergy(moments, space->energy);
    moments = at::Tensor();
    ++splitsDone;
}

NullSpaceBuilder::NullSpaceBuilder(
    std::shared_ptr<const Model> model, std::shared_ptr<const AnchorSet> anchors, double energy)
    : m_state(std::make_unique<State>())
{
    State& state = *m_state;
    state.model = std::move(model);
    state.anchors = std::move(anchors);
    state.space->modelSha256 = state.model->info.sha256;
    state.space->listSha256 = state.anchors->listSha256;
    state.space->energy = energy;
    state.space->layers.resize(static_cast<std::size_t>(state.model->config.layers));
    std::int64_t layerBytes = 0;
    for (int input = 0; input < linearInputCount; ++input) {
        const std::int64_t width = widthOf(state.model->config, static_cast<LinearInput>(input));
        layerBytes += width * width * static_cast<std::int64_t>(sizeof(float));
    }
    state.layersPerPass = static_cast<int>(std::max<std::int64_t>(1, passBytes / layerBytes));
    std::vector<const ScoredText*> texts;
    for (const auto* list : { &state.anchors->anchors, &state.anchors->plainTexts }) {
        for (const Anchor& anchor : *list) {
            texts.push_back(&anchor.text);
        }
    }
    std::stable_sort(texts.begin(), texts.end(),
        [](const ScoredText* a, const ScoredText* b) { return a->tokens.size() < b->tokens.size(); });
    for (std::size_t begin = 0; begin < texts.size(); begin += textsPerPiece) {
        const auto end = std::min(begin + textsPerPiece, texts.size());
        state.pieces.emplace_back(
            texts.begin() + static_cast<std::ptrdiff_t>(begin), texts.begin() + static_cast<std::ptrdiff_t>(end));
    }
    state.startPass();
}

NullSpaceBuilder::~NullSpaceBuilder() = default;

std::shared_ptr<const NullSpace> NullSpaceBuilder::step(std::stop_token stop)
{
    if (stop.stop_requested()) {
        throw Error(
            ErrorKind::Cancelled, "Preparing the null space was stopped. It starts again with the next lesson.");
    }
    State& state = *m_state;
    if (state.piecesDone < state.pieces.size()) {
        state.gather();
    } else {
        state.split();
    }
    if (state.splitsDone < state.layersOfPass() * linearInputCount) {
        return nullptr;
    }
    state.firstLayer += state.layersPerPass;
    if (state.firstLayer >= state.model->config.layers) {
        return state.space;
    }
    state.startPass();
    return nullptr;
}

double NullSpaceBuilder::share() const
{
    const State& state = *m_state;
    const int layers = state.model->config.layers;
    if (state.firstLayer >= layers) {
        return 1;
    }
    const double pass = static_cast<double>(state.piecesDone + static_cast<std::size_t>(state.splitsDone))
        / static_cast<double>(state.pieces.size() + static_cast<std::size_t>(state.layersOfPass() * linearInputCount));
    return (state.firstLayer + pass * state.layersOfPass()) / layers;
}

} // namespace amend
