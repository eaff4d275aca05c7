// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A message of a chat. Messages form a tree: editing or regenerating adds a sibling and loses nothing.
#pragma once

#include "core/domain/generation_options.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>

namespace amend {

enum class Role { System, User, Assistant };

/// What a chat template sees of a message.
struct ChatTurn {
    Role role = Role::User;
    std::string text;
    bool operator==(const ChatTurn&) const = default;
};

enum class MessageState {
    Complete,
    Streaming, ///< being written now
    Stopped, ///< ended by the person or by the token limit
    Interrupted, ///< the program ended while it was being written
    Failed, ///< ended by an error
};

enum class Rating { None, Up, Down };

/// What was measured while a reply was written.
struct ReplyStats {
    int promptTokens = 0;
    int reusedTokens = 0; ///< of promptTokens: taken from the KV cache of the turn before
    int replyTokens = 0;
    double timeToFirstTokenMs = 0;
    double promptTokensPerSecond = 0;
    double tokensPerSecond = 0; ///< decoding only
    bool hitTokenLimit = false; ///< ended by GenerationOptions::maxTokens
    bool hitContextLimit = false; ///< ended because the context was full
    bool operator==(const ReplyStats&) const = default;
};

struct Message {
    MessageId id;
    ChatId chat;
    std::optional<MessageId> parent; ///< none for the first message of a chat
    Role role = Role::User;
    std::string text; ///< Markdown as written
    MessageState state = MessageState::Complete;
    Rating rating = Rating::None;
    CheckpointId checkpoint; ///< replies only: the weights that wrote it
    GenerationOptions options; ///< replies only
    ReplyStats stats; ///< replies only
    std::optional<LessonId> lesson; ///< the newest lesson taught from this reply
    std::int64_t createdMs = 0; ///< Unix time
    bool operator==(const Message&) const = default;
};

struct ChatRow {
    ChatId id;
    std::string title; ///< empty until the first message names it
    std::string systemPrompt;
    bool pinned = false;
    std::int64_t createdMs = 0;
    std::int64_t changedMs = 0;
    std::string snippet; ///< search results only: the text around the hit
    bool operator==(const ChatRow&) const = default;
};

} // namespace amend
