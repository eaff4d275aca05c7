// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of which some tokens are scored: the rows of a training batch and of the gate's measurements.
// Shapes: t tokens of a pass, n scored tokens of a text, v vocabulary.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/message.h"
#include "core/model/adapter.h"
#include "core/model/block_linears.h"
#include "core/model/model.h"
#include "core/model/prompt_keys.h"
#include "core/model/token_forest.h"
#include "core/model/transformer.h"

#include <string>
#include <vector>

namespace amend {

/// Tokens of which those from `firstScored` on are predicted, each from all tokens before it.
struct ScoredText {
    std::vector<TokenId> tokens;
    int firstScored = 1; ///< at least 1

    int scoredCount() const { return static_cast<int>(tokens.size()) - firstScored; }
};

/// The predicted ones.
std::vector<TokenId> scoredTokens(const ScoredText& text);

/// Whether a reply was finished by its writer or cut off.
enum class ReplyEnd { EndOfTurn, Cut };

/// The reply after the prompt of `context`, every token of the reply scored and, with ReplyEnd::EndOfTurn, its
/// end-of-turn token too. Errors: BadInput from the template; ContextFull if it is longer than the model's context.
ScoredText scoredReply(const Model& model, const std::vector<ChatTurn>& context, const std::string& reply,
    ReplyEnd end = ReplyEnd::EndOfTurn);
/// The same for a reply in tokens.
ScoredText scoredReply(
    const Model& model, const std::vector<ChatTurn>& context, const std::vector<TokenId>& reply, ReplyEnd end);

/// Text without a template; the first token gives the context, the others are scored. At most `maxTokens`.
ScoredText scoredPlainText(const Model& model, const std::string& text, int maxTokens);

/// The forward pass over several texts at once, their common beginnings once.
struct TextPass {
    TokenForest forest;
    at::Tensor tokens; ///< [1, t] int64, the forest's
};

TextPass passOf(const std::vector<const ScoredText*>& texts, at::Device device);

/// The logits [n, v] of each text's scored tokens, in the texts' order, fp32; the head sees these positions only.
/// Differentiable in the adapter, where it reaches, when gradients are on. `adapter` may be null: the base. `known`: if
/// it is of the adapter that corrects the prompts, they are looked up there and added, and no gradient goes through
/// them.
std::vector<at::Tensor> logitsPerText(const Model& model, const Adapter* adapter,
    const std::vector<const ScoredText*>& texts, PromptKeys* known = nullptr);

/// Which part of the forward pass is the same in every step.
struct Trunk {
    const Adapter* adapter = nullptr; ///< that it has; null: the base
    int firstBlock = 0; ///< the first that changes, for what a changing adapter reaches
    AdapterReach reach = AdapterReach::AllTokens; ///< of the adapters that change; with Reply, prompts are trunk too
    PromptKeys* known = nullptr; ///< prompts, if it is of `adapter`; null: they are read for this alone
};

/// Under an adapter that does not change, with prompts that may be known.
Trunk trunkOf(const Adapter* adapter, PromptKeys* known);

/// Texts that are scored step after step while only a part of the pass changes: what is trunk runs once.
class TextsOnTrunk final {
public:
    /// The texts stay with the caller. `tokensAtOnce`: of texts that share a pass, which decides its memory; a longer
    /// one has a pass of its own; 0: as many as a pass that keeps no graph may have.
    TextsOnTrunk(const Model& model, std::vector<const ScoredText*> texts, const Trunk& trunk, int tokensAtOnce = 0);

    const std::vector<const ScoredText*>& texts() const { return m_texts; }
    int firstBlock() const { return m_firstBlock; }
    /// As logitsPerText for an adapter that equals the trunk's in what is trunk; to the bit where the pass without
    /// gradients is that of core/model/inference_pass.h.
    std::vector<at::Tensor> logits(const Model& model, const Adapter* adapter) const;
    /// The same of those texts that one pass takes; undefined for the others.
    std::size_t passes() const { return m_parts.size(); }
    std::vector<at::Tensor> logitsOfPass(std::size_t pass, const Model& model, const Adapter* adapter) const;
    /// Shows what the linear layers from `firstBlock` on are given under such an adapter, all tokens that it reaches of
    /// one pass [1, t, in] after another.
    void show(const ActivationTap& tap, const Model& model, const Adapter* adapter) const;

private:
    struct Part;
    void enterLogits(
        std::vector<at::Tensor>& perText, const Part& part, const Model& model, const Adapter* adapter) const;
    at::Tensor statesAbove(
        const Part& part, const Model& model, const Adapter* adapter, const ActivationTap* tap = nullptr) const;

    struct Part {
        std::vector<std::size_t> members; ///< places in `texts`
        TokenForest forest; ///< of all tokens that another follows
        KvCache prompts; ///< of the forest; empty: it has none
        at::Tensor tokens; ///< [1, t] those behind the prompts
        at::Tensor scoredAt; ///< the places among them that predict the scored tokens, text after text
        at::Tensor states; ///< [1, t, d] what the blocks below the first that changes give; undefined if it is block 0
    };
    static ForwardInput inputOf(const Part& part);
    Part partOf(const Model& model, std::vector<std::size_t> members, const Trunk& trunk) const;

    std::vector<const ScoredText*> m_texts;
    std::vector<Part> m_parts;
    int m_firstBlock;
};

/// The scored tokens [n] of a text, int64.
at::Tensor targetsOf(const ScoredText& text, at::Device device);

/// log-probability [n] of each target under logits [n, v].
at::Tensor targetLogProbs(const at::Tensor& logits, const at::Tensor& targets);

/// By how many nats the scored tokens lead over the likeliest other token each, at the place where they lead least;
/// negative where another token would be chosen.
double greedyMargin(const at::Tensor& logits, const ScoredText& text);

} // namespace amend
