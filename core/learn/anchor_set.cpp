// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/anchor_set.h"

#include "core/base/error.h"
#include "core/learn/shipped_anchors.h"
#include "core/model/cache_bytes.h"
#include "core/model/generator.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/all.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <utility>

namespace amend {

namespace {

constexpr const char* cacheKind = "amend anchor set 3";
constexpr int replyTokens = 32; // of an anchor's reply at most
constexpr int plainTextTokens = 96;
constexpr std::size_t repliesPerPiece = 21;
constexpr std::size_t textsPerPiece = 6;
/// The candidates' probability may come this near to 1: keeps the rest's logarithm finite.
constexpr double largestShare = 1 - 1e-6;

at::Tensor restLogProbOf(const at::Tensor& topLogProbs)
{
    return topLogProbs.exp().sum(1).clamp_max(largestShare).neg().log1p();
}

void addAnchors(CacheWriter& writer, const std::vector<Anchor>& anchors)
{
    writer.add(static_cast<std::int64_t>(anchors.size()));
    for (const Anchor& anchor : anchors) {
        writer.add(anchor.name);
        writer.add(anchor.context.empty() ? std::string() : anchor.context.front().text);
        writer.add(static_cast<std::int64_t>(anchor.end == ReplyEnd::EndOfTurn ? 1 : 0));
        writer.add(static_cast<std::int64_t>(anchor.text.firstScored));
        const std::vector<std::int64_t> tokens(anchor.text.tokens.begin(), anchor.text.tokens.end());
        writer.add(at::tensor(tokens, at::TensorOptions().dtype(at::kLong)));
        writer.add(anchor.reference.topIds);
        writer.add(anchor.reference.topLogProbs);
        writer.add(anchor.reference.restLogProb);
        writer.add(anchor.nats);
    }
}

Anchor nextAnchor(CacheReader& reader, at::Device device)
{
    Anchor anchor;
    anchor.name = reader.nextText();
    if (std::string question = reader.nextText(); !question.empty()) {
        anchor.context = { { Role::User, std::move(question) } };
    }
    anchor.end = reader.nextInt() == 1 ? ReplyEnd::EndOfTurn : ReplyEnd::Cut;
    anchor.text.firstScored = static_cast<int>(reader.nextInt());
    const at::Tensor tokens = reader.nextTensor();
    const std::span ids(tokens.const_data_ptr<std::int64_t>(), static_cast<std::size_t>(tokens.numel()));
    anchor.text.tokens.assign(ids.begin(), ids.end());
    anchor.reference
        = { reader.nextTensor().to(device), reader.nextTensor().to(device), reader.nextTensor().to(device) };
    anchor.nats = reader.nextDouble();
    return anchor;
}

std::vector<Anchor> nextAnchors(CacheReader& reader, at::Device device)
{
    std::vector<Anchor> anchors;
    for (std::int64_t left = reader.nextInt(); left > 0; --left) {
        anchors.push_back(nextAnchor(reader, device));
    }
    return anchors;
}

Anchor questionAnchor(std::string name, std::string question)
{
    Anchor anchor;
    anchor.name = std::move(name);
    anchor.context = { { Role::User, std::move(question) } };
    return anchor;
}

Anchor plainAnchor(const Model& model, const std::string& text)
{
    Anchor anchor;
    anchor.text = scoredPlainText(model, text, plainTextTokens);
    anchor.end = ReplyEnd::Cut;
    return anchor;
}

} // namespace

ReferenceLogProbs referenceOf(const at::Tensor& logits)
{
    const at::NoGradGuard noGrad;
    const std::int64_t candidates = std::min<std::int64_t>(referenceCandidates, logits.size(1) - 1);
    auto [top, ids] = logits.topk(candidates, 1);
    const at::Tensor topLogProbs = top - logits.logsumexp(1, /*keepdim=*/true);
    return { ids, topLogProbs, restLogProbOf(topLogProbs) };
}

at::Tensor klFromReference(const ReferenceLogProbs& reference, const at::Tensor& logits)
{
    const at::Tensor topLogProbs = logits.gather(1, reference.topIds) - logits.logsumexp(1, /*keepdim=*/true);
    const at::Tensor top = (reference.topLogProbs.exp() * (reference.topLogProbs - topLogProbs)).sum(1);
    const at::Tensor rest = reference.restLogProb.exp() * (reference.restLogProb - restLogProbOf(topLogProbs));
    return top + rest;
}

std::string replyOf(const Model& model, const Anchor& anchor)
{
    std::vector<TokenId> tokens = scoredTokens(anchor.text);
    if (anchor.end == ReplyEnd::EndOfTurn) {
        tokens.pop_back();
    }
    return model.tokenizer.decode(tokens);
}

bool isGreedyReply(const at::Tensor& logits, const ScoredText& text)
{
    return logits.argmax(1).eq(targetsOf(text, logits.device())).all().item<bool>();
}

void answerGreedily(
    const Model& model, const Adapter* adapter, std::span<Anchor> anchors, int maxTokens, std::stop_token stop)
{
    std::vector<std::vector<TokenId>> prompts;
    for (const Anchor& anchor : anchors) {
        prompts.push_back(promptTokens(model, anchor.context));
    }
    enterReplies(model, anchors, generateGreedyBatch(model, adapter, prompts, maxTokens, stop), maxTokens);
}

void enterReplies(
    const Model& model, std::span<Anchor> anchors, const std::vector<std::vector<TokenId>>& replies, int maxTokens)
{
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        anchors[i].end = static_cast<int>(replies[i].size()) < maxTokens ? ReplyEnd::EndOfTurn : ReplyEnd::Cut;
        anchors[i].text = scoredReply(model, anchors[i].context, replies[i], anchors[i].end);
    }
}

std::vector<const ScoredText*> textsOf(std::span<const Anchor> anchors)
{
    std::vector<const ScoredText*> texts;
    for (const Anchor& anchor : anchors) {
        texts.push_back(&anchor.text);
    }
    return texts;
}

void measureReferences(const Model& model, const Adapter* adapter, std::span<Anchor> anchors)
{
    const at::NoGradGuard noGrad;
    const std::vector<at::Tensor> logits = logitsPerText(model, adapter, textsOf(anchors));
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        anchors[i].reference = referenceOf(logits[i]);
        anchors[i].nats = -targetLogProbs(logits[i], targetsOf(anchors[i].text, model.device)).mean().item<double>();
    }
}

std::vector<std::byte> anchorSetBytes(const AnchorSet& set)
{
    CacheWriter writer(cacheKind);
    writer.add(set.modelSha256);
    writer.add(set.listSha256);
    for (const auto* anchors : { &set.anchors, &set.plainTexts, &set.probes, &set.probeTexts }) {
        addAnchors(writer, *anchors);
    }
    return writer.finish();
}

std::shared_ptr<const AnchorSet> anchorSetFromBytes(
    const std::vector<std::byte>& bytes, const Model& model, const std::string& origin)
{
    CacheReader reader(bytes, cacheKind, origin);
    auto set = std::make_shared<AnchorSet>();
    set->modelSha256 = reader.nextText();
    set->listSha256 = reader.nextText();
    if (set->modelSha256 != model.info.sha256 || set->listSha256 != shippedAnchors().sha256) {
        reader.reject("it belongs to another model or another version of the program");
    }
    for (auto* anchors : { &set->anchors, &set->plainTexts, &set->probes, &set->probeTexts }) {
        *anchors = nextAnchors(reader, model.device);
    }
    return set;
}

struct AnchorSetBuilder::State {
    std::shared_ptr<const Model> model;
    std::shared_ptr<AnchorSet> set = std::make_shared<AnchorSet>();
    std::vector<std::span<Anchor>> toAnswer; ///< pieces of work, last first
    std::vector<std::span<Anchor>> toMeasure;
    std::size_t pieces = 0;
};

AnchorSetBuilder::AnchorSetBuilder(std::shared_ptr<const Model> model)
    : m_state(std::make_unique<State>())
{
    m_state->model = std::move(model);
    AnchorSet& set = *m_state->set;
    const ShippedAnchors shipped = shippedAnchors();
    set.modelSha256 = m_state->model->info.sha256;
    set.listSha256 = shipped.sha256;
    for (const std::string& question : shipped.questions) {
        set.anchors.push_back(questionAnchor({}, question));
    }
    for (const ShippedProbe& probe : shipped.probes) {
        set.probes.push_back(questionAnchor(probe.name, probe.question));
    }
    for (const std::string& text : shipped.texts) {
        set.plainTexts.push_back(plainAnchor(*m_state->model, text));
    }
    for (const std::string& text : shipped.probeTexts) {
        set.probeTexts.push_back(plainAnchor(*m_state->model, text));
    }
    const auto cut = [](std::vector<Anchor>& anchors, std::size_t size, std::vector<std::span<Anchor>>& pieces) {
        for (std::size_t begin = 0; begin < anchors.size(); begin += size) {
            pieces.push_back(std::span(anchors).subspan(begin, std::min(size, anchors.size() - begin)));
        }
    };
    for (auto* anchors : { &set.anchors, &set.probes }) {
        cut(*anchors, repliesPerPiece, m_state->toAnswer);
    }
    for (auto* anchors : { &set.anchors, &set.probes, &set.plainTexts, &set.probeTexts }) {
        cut(*anchors, textsPerPiece, m_state->toMeasure);
    }
    m_state->pieces = m_state->toAnswer.size() + m_state->toMeasure.size();
}

AnchorSetBuilder::~AnchorSetBuilder() = default;

std::shared_ptr<const AnchorSet> AnchorSetBuilder::step(std::stop_token stop)
{
    if (stop.stop_requested()) {
        throw Error(ErrorKind::Cancelled, "Preparing the anchors was stopped. It starts again with the next lesson.");
    }
    State& state = *m_state;
    if (!state.toAnswer.empty()) {
        answerGreedily(*state.model, nullptr, state.toAnswer.back(), replyTokens, stop);
        state.toAnswer.pop_back();
    } else if (!state.toMeasure.empty()) {
        measureReferences(*state.model, nullptr, state.toMeasure.back());
        state.toMeasure.pop_back();
    }
    return state.toAnswer.empty() && state.toMeasure.empty() ? state.set : nullptr;
}

double AnchorSetBuilder::share() const
{
    const std::size_t left = m_state->toAnswer.size() + m_state->toMeasure.size();
    return 1 - static_cast<double>(left) / static_cast<double>(m_state->pieces);
}

} // namespace amend
