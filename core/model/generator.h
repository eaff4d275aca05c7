// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replies: one at a time with a KV cache for the chat, several side by side for the gate.
#pragma once

#include "core/domain/generation_options.h"
#include "core/domain/message.h"
#include "core/model/adapter.h"
#include "core/model/kv_cache.h"
#include "core/model/model.h"
#include "core/model/prompt_keys.h"
#include "core/model/sampler.h"
#include "core/text/utf8_decoder.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

class Decoder;

/// What the chat thread keeps between two replies of one chat: tokens and their keys and values, for the prefix they
/// share.
struct PrefixCache {
    std::vector<TokenId> tokens;
    KvCache kv;
    std::shared_ptr<const Adapter> adapter; ///< that corrects prompts; a different one makes the cache useless
    std::weak_ptr<const Model> model; ///< a different model too; weak, because a cache must not keep one in memory
    std::shared_ptr<Decoder> decoder; ///< of that adapter and model; null: none was needed so far
};

enum class FinishReason { None, EndOfTurn, StopString, TokenLimit, ContextFull, Stopped };

struct GeneratedChunk {
    std::string text; ///< whole UTF-8 characters only; the reply's first without the space of Tokenizer::addsSpace
    std::vector<TokenId> tokens;
    FinishReason finished = FinishReason::None;
};

/// One reply in the making. Owned by one thread; takes the cache for as long as it runs.
class Generation final {
public:
    /// `adapter` may be null: the base. Reuses the longest common prefix of `cache` when the same adapter corrects the
    /// prompt. What one that reaches the reply alone has written is not left there; the cache outlives this.
    /// Errors: ContextFull if the prompt leaves no room for a token.
    Generation(std::shared_ptr<const Model> model, std::shared_ptr<const Adapter> adapter, std::vector<TokenId> prompt,
        const GenerationOptions& options, PrefixCache& cache);
    ~Generation();

    /// The next tokens, at most `maxTokens`; the first call also reads the prompt (in blocks; `stop` is looked at
    /// between blocks and tokens). After a chunk with a finish reason there is nothing more.
    GeneratedChunk next(int maxTokens, std::stop_token stop = {});
    ReplyStats stats() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The whole reply at once. `cache` is optional.
std::string generateText(const std::shared_ptr<const Model>& model, const std::shared_ptr<const Adapter>& adapter,
    const std::vector<TokenId>& prompt, const GenerationOptions& options, PrefixCache* cache = nullptr,
    std::stop_token stop = {});

/// A prompt, and how the tokens of its reply are chosen.
struct BatchPrompt {
    std::vector<TokenId> tokens;
    GenerationOptions options; ///< its stop strings are not looked at
};

/// Replies to several prompts, decoded side by side with left padding; each ends before its end-of-generation token or
/// after its `maxTokens`. A prompt that comes more than once is read once (but for its last
/// token, where the adapter reaches the reply alone). `adapter` may be null. `known`: prompts are
/// looked up there, and what is read is added, if it is of the adapter that corrects them; null: they are read for this
/// alone. Errors: Cancelled; Internal if the logits are not finite.
std::vector<std::vector<TokenId>> generateBatch(const Model& model, const Adapter* adapter,
    const std::vector<BatchPrompt>& prompts, std::stop_token stop = {}, PromptKeys* known = nullptr);

/// The same, all of them greedy.
std::vector<std::vector<TokenId>> generateGreedyBatch(const Model& model, const Adapter* adapter,
    const std::vector<std::vector<TokenId>>& prompts, int maxTokens, std::stop_token stop = {},
    PromptKeys* known = nullptr);

/// The greedy reply to a context, as text. Errors: as generateBatch; BadInput from the template.
std::string greedyReply(const Model& model, const Adapter* adapter, const std::vector<ChatTurn>& context, int maxTokens,
    std::stop_token stop = {}, PromptKeys* known = nullptr);

} // namespace amend
