// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The reply that is being written: generation on one side, the stored message on the other.
#pragma once

#include "core/engine/engine.h"
#include "core/model/generator.h"
#include "core/store/chat_store.h"

#include <chrono>
#include <stop_token>

namespace amend {

/// Owned by the chat thread. What was written is saved every second or 64 tokens, and at the end.
class RunningReply final {
public:
    RunningReply(ChatStore& chats, Message message, std::unique_ptr<Generation> generation);

    /// The next tokens. On an error what was written is stored as Failed before the error goes on.
    ReplyChunk next(int maxTokens, std::stop_token stop);
    /// Ends it from outside; what was written stays.
    void interrupt();
    const Message& message() const { return m_message; }

private:
    void saveNowAndThen(std::size_t newTokens);

    ChatStore& m_chats;
    Message m_message;
    std::unique_ptr<Generation> m_generation;
    std::size_t m_unsavedTokens = 0;
    std::chrono::steady_clock::time_point m_savedAt;
};

} // namespace amend
