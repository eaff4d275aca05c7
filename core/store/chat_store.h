// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chats and their messages: a tree per chat, searchable, durable before anything is acknowledged.
#pragma once

#include "core/base/clock.h"
#include "core/domain/generation_options.h"
#include "core/domain/ids.h"
#include "core/domain/message.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

class Database;

/// Who writes a reply.
struct ReplyWriter {
    std::string baseModel; ///< SHA-256 of the model file
    CheckpointId checkpoint;
};

/// Every change is committed before its function returns.
///
/// Errors: BadInput for a chat or message that is not there; else as Database.
class ChatStore final {
public:
    ChatStore(Database& database, Clock clock);

    /// Replies that were being written when the program ended become Interrupted. Returns how many. Once, on start.
    int recover();

    // Chats.
    /// Newest change first. `search` is what the person has typed so far: every word must begin a word of the title or
    /// of one message, in any case and with or without accents; it has no syntax. Empty: all chats.
    std::vector<ChatRow> chats(const std::string& search = {}) const;
    std::vector<ChatRow> bin() const; ///< deleted chats, the last deleted first
    ChatRow chat(ChatId chat) const;
    ChatRow createChat(const std::string& systemPrompt);
    void renameChat(ChatId chat, const std::string& title);
    void pinChat(ChatId chat, bool pinned);
    void deleteChat(ChatId chat); ///< to the bin
    void undeleteChat(ChatId chat);

    // Messages.
    std::vector<Message> messages(ChatId chat) const; ///< the whole tree, parents before children
    Message message(MessageId message) const;
    /// System prompt (unless empty) and all turns from the first message up to and with this one: what a model sees.
    std::vector<ChatTurn> turnsUpTo(MessageId message) const;
    /// The newest finished replies of a model that nobody has rated or taught from, newest first; none from the bin.
    std::vector<MessageId> unratedReplies(const std::string& baseModel, int limit) const;
    /// SHA-256 of the model that wrote a reply; empty for messages of the person.
    std::string writerModel(MessageId message) const;

    /// `parent` is the reply it follows, none at the start of a chat. The first message of a chat names it.
    Message addUserMessage(ChatId chat, std::optional<MessageId> parent, const std::string& text);
    /// An empty reply in the state Streaming; further replies to the same question are its siblings.
    Message beginReply(MessageId question, const ReplyWriter& writer, const GenerationOptions& options);
    /// Replaces the text of a reply that is still Streaming.
    void saveReplyText(MessageId reply, const std::string& text);
    /// `state` is any but Streaming. From here on the text never changes.
    Message finishReply(MessageId reply, const std::string& text, MessageState state, const ReplyStats& stats);
    /// Only replies can be rated.
    Message rate(MessageId reply, Rating rating);

private:
    std::vector<ChatRow> find(const std::string& query) const;
    template <class Value> void change(ChatId chat, std::string_view sql, const Value& value);
    MessageId insert(const Message& message, const std::string& baseModel);
    void requireStreaming(MessageId reply) const;
    Database& m_database;
    Clock m_clock;
};

} // namespace amend
