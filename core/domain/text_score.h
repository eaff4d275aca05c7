// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a model writes when it is asked many things at once, and what it thinks, token by token, of a text that is
// given: the numbers of measurements.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/message.h"

#include <string>
#include <vector>

namespace amend {

/// A greedy reply that no chat keeps.
struct GreedyAnswer {
    std::string text;
    std::vector<TokenId> tokens; ///< without the one that ended it
    bool endsTurn = true; ///< false: it was cut by the token limit or by the end of the context
    bool operator==(const GreedyAnswer&) const = default;
};

/// A reply after a conversation, or plain text.
struct TextToScore {
    std::vector<ChatTurn> context; ///< the turns before the reply, which are not scored; empty: plain text
    std::string text;
    std::vector<TokenId> replyTokens; ///< a reply as a model wrote it; not empty: stands in place of `text`
    bool endsTurn = true; ///< replies: the end-of-turn token is scored too
    int maxTokens = 0; ///< plain text: so much of its beginning; 0: all of it
    int windowTokens = 512; ///< plain text: read in pieces of this size, the first token of each only as context
    bool operator==(const TextToScore&) const = default;
};

/// One scored token, given all tokens before it.
struct TokenScore {
    TokenId token = 0;
    double logProb = 0; ///< nats
    bool isGreedy = false; ///< the token that greedy decoding would choose here
    double klNats = 0; ///< KL(reference || this model) over the whole vocabulary; 0 without a reference
    bool operator==(const TokenScore&) const = default;
};

/// The scored tokens of a text, in order.
using TextScore = std::vector<TokenScore>;

} // namespace amend
