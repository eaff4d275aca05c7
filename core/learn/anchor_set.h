// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What must not change: ordinary questions with the base's own replies, plain text, and the probes of the gate.
// Shapes: n scored tokens of a text, c kept candidates per token, v vocabulary.
#pragma once

#include "core/domain/message.h"
#include "core/learn/scored_text.h"
#include "core/model/adapter.h"
#include "core/model/model.h"

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// What a model thinks of each scored token of a text, in little room: the most probable tokens and the rest in one.
struct ReferenceLogProbs {
    at::Tensor topIds; ///< [n, c] int64
    at::Tensor topLogProbs; ///< [n, c]
    at::Tensor restLogProb; ///< [n]
};

/// How many candidates are kept per token. On the default model they carry more than 99 % of the probability of almost
/// every reply token.
inline constexpr int referenceCandidates = 64;

ReferenceLogProbs referenceOf(const at::Tensor& logits);

/// KL(reference || model) [n] per token, in nats, from logits [n, v]; what is outside the reference's candidates counts
/// as one event, so the value is a lower bound of the whole divergence. Differentiable in the logits.
at::Tensor klFromReference(const ReferenceLogProbs& reference, const at::Tensor& logits);

/// A text that a lesson must leave alone, with the reference it is compared with.
struct Anchor {
    std::string name; ///< probes only: what it probes, e.g. "capital of Japan"
    std::vector<ChatTurn> context; ///< empty for plain text
    ScoredText text; ///< context and the reference model's own greedy reply; or the plain text
    ReplyEnd end = ReplyEnd::EndOfTurn;
    ReferenceLogProbs reference;
    double nats = 0; ///< mean NLL per token of the text under the reference model
};

std::vector<const ScoredText*> textsOf(std::span<const Anchor> anchors);

/// What the reference model said there.
std::string replyOf(const Model& model, const Anchor& anchor);

/// Whether a model with these logits [n, v] would write exactly the scored tokens, choosing greedily. (As long as it
/// agrees with the text it sees the same context as if it wrote freely, so no generation is needed to know.)
bool isGreedyReply(const at::Tensor& logits, const ScoredText& text);

/// The shipped questions, instructions and texts (resources/anchors.json) as one model answers them. Constant once
/// made.
struct AnchorSet {
    std::vector<Anchor> anchors; ///< for training and for the null space
    std::vector<Anchor> plainTexts; ///< for the null space and, half of them, for training
    std::vector<Anchor> probes; ///< for the gate alone
    std::vector<Anchor> probeTexts; ///< plain text for the gate's perplexity ratio alone
    std::string modelSha256; ///< whose replies these are
    std::string listSha256; ///< of the shipped list
};

/// Fills `text` and `end` of anchors that have a context: the greedy replies of `adapter` (null: the base), side by
/// side. Errors: Cancelled.
void answerGreedily(
    const Model& model, const Adapter* adapter, std::span<Anchor> anchors, int maxTokens, std::stop_token stop);
/// The same with replies that are there already, each of at most `maxTokens`; one that is shorter was finished.
void enterReplies(
    const Model& model, std::span<Anchor> anchors, const std::vector<std::vector<TokenId>>& replies, int maxTokens);

/// Fills `reference` of anchors that have a text: what `adapter` (null: the base) thinks of it.
void measureReferences(const Model& model, const Adapter* adapter, std::span<Anchor> anchors);

/// For the engine's cache, one file per model. The same set gives the same bytes.
std::vector<std::byte> anchorSetBytes(const AnchorSet& set);

/// The way back. Errors: FileCorrupt if the bytes are damaged or belong to another model or another version of the
/// shipped list (then the set is to be built anew); `origin` names the file in messages.
std::shared_ptr<const AnchorSet> anchorSetFromBytes(
    const std::vector<std::byte>& bytes, const Model& model, const std::string& origin);

/// Lets the base answer the shipped list, in pieces of a few seconds at most. Owned by one thread; deterministic for a
/// fixed number of threads.
class AnchorSetBuilder final {
public:
    explicit AnchorSetBuilder(std::shared_ptr<const Model> model);
    ~AnchorSetBuilder();

    /// One piece; the set when it was the last one, else null. Errors: Cancelled.
    std::shared_ptr<const AnchorSet> step(std::stop_token stop = {});
    double share() const; ///< done, 0 to 1

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace amend
