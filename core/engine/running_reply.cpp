// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/running_reply.h"

namespace amend {

namespace {

MessageState stateOf(FinishReason reason)
{
    switch (reason) {
    case FinishReason::EndOfTurn:
    case FinishReason::StopString:
        return MessageState::Complete;
    case FinishReason::TokenLimit:
    case FinishReason::ContextFull:
    case FinishReason::Stopped:
        return MessageState::Stopped;
    case FinishReason::None:
        return MessageState::Streaming;
    }
    return MessageState::Streaming;
}

} // namespace

RunningReply::RunningReply(ChatStore& chats, Message message, std::unique_ptr<Generation> generation)
    : m_chats(chats)
    , m_message(std::move(message))
    , m_generation(std::move(generation))
    , m_savedAt(std::chrono::steady_clock::now())
{
}

ReplyChunk RunningReply::next(int maxTokens, std::stop_token stop)
{
    GeneratedChunk chunk;
    try {
        chunk = m_generation->next(maxTokens, stop);
    } catch (...) {
        m_message = m_chats.finishReply(m_message.id, m_message.text, MessageState::Failed, m_generation->stats());
        throw;
    }
    m_message.text += chunk.text;
    const bool finished = chunk.finished != FinishReason::None;
    if (finished) {
        ReplyStats stats = m_generation->stats();
        stats.hitTokenLimit = chunk.finished == FinishReason::TokenLimit;
        stats.hitContextLimit = chunk.finished == FinishReason::ContextFull;
        m_message = m_chats.finishReply(m_message.id, m_message.text, stateOf(chunk.finished), stats);
    } else {
        saveNowAndThen(chunk.tokens.size());
    }
    return { .message = m_message.id, .text = std::move(chunk.text), .finished = finished, .reply = m_message };
}

void RunningReply::interrupt()
{
    m_message = m_chats.finishReply(m_message.id, m_message.text, MessageState::Interrupted, m_generation->stats());
}

void RunningReply::saveNowAndThen(std::size_t newTokens)
{
    constexpr std::size_t tokensBetweenSaves = 64;
    constexpr std::chrono::seconds timeBetweenSaves { 1 };
    m_unsavedTokens += newTokens;
    const auto now = std::chrono::steady_clock::now();
    if (m_unsavedTokens >= tokensBetweenSaves || now - m_savedAt >= timeBetweenSaves) {
        m_chats.saveReplyText(m_message.id, m_message.text);
        m_unsavedTokens = 0;
        m_savedAt = now;
    }
}

} // namespace amend
