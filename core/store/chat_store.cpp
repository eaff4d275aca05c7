// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chat_store.h"

#include "core/base/error.h"
#include "core/base/short_title.h"
#include "core/store/database.h"
#include "core/store/json_columns.h"
#include "core/store/optional_id.h"
#include "core/store/stored_words.h"

#include <algorithm>
#include <unordered_map>

namespace amend {

namespace {

constexpr std::string_view chatColumns = "SELECT id, title, system_prompt, pinned, created_ms, changed_ms FROM chats ";

ChatRow chatFrom(const Statement& row)
{
    return { .id = ChatId { row.integer(0) },
        .title = row.text(1),
        .systemPrompt = row.text(2),
        .pinned = row.integer(3) != 0,
        .createdMs = row.integer(4),
        .changedMs = row.integer(5),
        .snippet = {} };
}

std::vector<ChatRow> chatsFrom(Statement rows)
{
    std::vector<ChatRow> chats;
    while (rows.step()) {
        chats.push_back(chatFrom(rows));
    }
    return chats;
}

constexpr std::string_view messageColumns
    = "SELECT m.id, m.chat, m.parent, m.role, m.text, m.state, m.rating, m.checkpoint, m.options, m.stats, "
      "m.created_ms, "
      "(SELECT max(id) FROM lessons WHERE lessons.message = m.id) FROM messages AS m ";

Message messageFrom(const Statement& row)
{
    return { .id = MessageId { row.integer(0) },
        .chat = ChatId { row.integer(1) },
        .parent = optionalId<MessageId>(row.optionalInteger(2)),
        .role = fromStoredWord<Role>(row.text(3)),
        .text = row.text(4),
        .state = fromStoredWord<MessageState>(row.text(5)),
        .rating = fromStoredWord<Rating>(row.text(6)),
        .checkpoint = CheckpointId { row.integer(7) },
        .options = optionsFromJson(row.text(8)),
        .stats = statsFromJson(row.text(9)),
        .lesson = optionalId<LessonId>(row.optionalInteger(11)),
        .createdMs = row.integer(10) };
}

/// What the person typed as an FTS5 query in which every word is a quoted prefix, so that nothing in it is syntax.
/// Empty if there is no word. 32 words find what 10,000 would, and keep the query below FTS5's limits.
std::string prefixQuery(const std::string& typed)
{
    std::string query;
    std::size_t words = 0;
    std::size_t begin = 0;
    constexpr std::string_view space(" \t\r\n\v\f\0", 7);
    while (words < 32 && (begin = typed.find_first_not_of(space, begin)) != std::string::npos) {
        const std::size_t end = std::min(typed.find_first_of(space, begin), typed.size());
        query += '"';
        for (const char c : typed.substr(begin, end - begin)) {
            query.append(c == '"' ? 2 : 1, c);
        }
        query += "\"* ";
        begin = end;
        ++words;
    }
    return query;
}

void indexWords(Database& database, MessageId message, const std::string& text)
{
    database.execute("INSERT INTO message_words (rowid, text) VALUES (?1, ?2)", message.value, text);
}

} // namespace

ChatStore::ChatStore(Database& database, Clock clock)
    : m_database(database)
    , m_clock(std::move(clock))
{
}

int ChatStore::recover()
{
    std::vector<Message> interrupted;
    Statement rows = m_database.query(std::string(messageColumns) + "WHERE m.state = 'streaming'");
    while (rows.step()) {
        interrupted.push_back(messageFrom(rows));
    }
    if (!interrupted.empty()) {
        m_database.transact([&] {
            for (const Message& reply : interrupted) {
                m_database.execute("UPDATE messages SET state = 'interrupted' WHERE id = ?1", reply.id.value);
                indexWords(m_database, reply.id, reply.text);
            }
        });
    }
    return static_cast<int>(interrupted.size());
}

std::vector<ChatRow> ChatStore::chats(const std::string& search) const
{
    const std::string query = prefixQuery(search);
    if (!query.empty()) {
        return find(query);
    }
    return chatsFrom(
        m_database.query(std::string(chatColumns) + "WHERE deleted_ms IS NULL ORDER BY changed_ms DESC, id DESC"));
}

std::vector<ChatRow> ChatStore::find(const std::string& query) const
{
    std::unordered_map<ChatId, std::int64_t> newestHits;
    Statement hits = m_database.query("SELECT m.chat, max(m.id) FROM message_words JOIN messages AS m "
                                      "ON m.id = message_words.rowid WHERE message_words MATCH ?1 GROUP BY m.chat",
        query);
    while (hits.step()) {
        newestHits.emplace(ChatId { hits.integer(0) }, hits.integer(1));
    }
    Statement titles = m_database.query("SELECT rowid FROM title_words WHERE title_words MATCH ?1", query);
    while (titles.step()) {
        newestHits.emplace(ChatId { titles.integer(0) }, 0);
    }
    std::vector<ChatRow> found;
    for (ChatRow& chat : chats()) {
        const auto hit = newestHits.find(chat.id);
        if (hit == newestHits.end()) {
            continue;
        }
        Statement snippet = m_database.query("SELECT snippet(message_words, 0, '', '', '…', 16) FROM message_words "
                                             "WHERE message_words MATCH ?1 AND rowid = ?2",
            query, hit->second);
        chat.snippet = snippet.step() ? snippet.text(0) : std::string();
        found.push_back(std::move(chat));
    }
    return found;
}

std::vector<ChatRow> ChatStore::bin() const
{
    return chatsFrom(
        m_database.query(std::string(chatColumns) + "WHERE deleted_ms IS NOT NULL ORDER BY deleted_ms DESC, id DESC"));
}

ChatRow ChatStore::chat(ChatId chat) const
{
    Statement row = m_database.query(std::string(chatColumns) + "WHERE id = ?1", chat.value);
    if (!row.step()) {
        throw Error(ErrorKind::BadInput, "There is no chat " + std::to_string(chat.value) + ".");
    }
    return chatFrom(row);
}

ChatRow ChatStore::createChat(const std::string& systemPrompt)
{
    ChatId made;
    m_database.transact([&] {
        m_database.execute(
            "INSERT INTO chats (system_prompt, created_ms, changed_ms) VALUES (?1, ?2, ?2)", systemPrompt, m_clock());
        made = ChatId { m_database.lastInsertId() };
    });
    return chat(made);
}

void ChatStore::renameChat(ChatId chat, const std::string& title)
{
    change(chat, "UPDATE chats SET title = ?2 WHERE id = ?1", title);
}

void ChatStore::pinChat(ChatId chat, bool pinned)
{
    change(chat, "UPDATE chats SET pinned = ?2 WHERE id = ?1", std::int64_t { pinned });
}

void ChatStore::deleteChat(ChatId chat)
{
    change(chat, "UPDATE chats SET deleted_ms = ?2 WHERE id = ?1 AND deleted_ms IS NULL", m_clock());
}

void ChatStore::undeleteChat(ChatId chat)
{
    change(chat, "UPDATE chats SET deleted_ms = ?2 WHERE id = ?1", std::nullopt);
}

template <class Value> void ChatStore::change(ChatId chat, std::string_view sql, const Value& value)
{
    m_database.transact([&] {
        this->chat(chat); // must exist
        m_database.execute(sql, chat.value, value);
    });
}

std::vector<Message> ChatStore::messages(ChatId chat) const
{
    this->chat(chat);
    std::vector<Message> tree;
    Statement rows = m_database.query(std::string(messageColumns) + "WHERE m.chat = ?1 ORDER BY m.id", chat.value);
    while (rows.step()) {
        tree.push_back(messageFrom(rows));
    }
    return tree;
}

Message ChatStore::message(MessageId message) const
{
    Statement row = m_database.query(std::string(messageColumns) + "WHERE m.id = ?1", message.value);
    if (!row.step()) {
        throw Error(ErrorKind::BadInput, "There is no message " + std::to_string(message.value) + ".");
    }
    return messageFrom(row);
}

std::vector<ChatTurn> ChatStore::turnsUpTo(MessageId message) const
{
    std::vector<ChatTurn> turns;
    const std::string systemPrompt = chat(this->message(message).chat).systemPrompt;
    if (!systemPrompt.empty()) {
        turns.push_back({ Role::System, systemPrompt });
    }
    Statement rows = m_database.query("WITH RECURSIVE path (id) AS (VALUES (?1) UNION ALL "
                                      "SELECT messages.parent FROM messages JOIN path ON messages.id = path.id "
                                      "WHERE messages.parent IS NOT NULL) "
                                      "SELECT role, text FROM messages JOIN path USING (id) ORDER BY id",
        message.value);
    while (rows.step()) {
        turns.push_back({ fromStoredWord<Role>(rows.text(0)), rows.text(1) });
    }
    return turns;
}

std::vector<MessageId> ChatStore::unratedReplies(const std::string& baseModel, int limit) const
{
    std::vector<MessageId> replies;
    Statement rows
        = m_database.query("SELECT messages.id FROM messages JOIN chats ON chats.id = messages.chat "
                           "WHERE base_model = ?1 AND rating = ?2 AND state = ?3 AND text <> '' AND deleted_ms IS NULL "
                           "AND messages.id NOT IN (SELECT message FROM lessons WHERE message IS NOT NULL) "
                           "ORDER BY messages.id DESC LIMIT ?4",
            baseModel, storedWord(Rating::None), storedWord(MessageState::Complete), limit);
    while (rows.step()) {
        replies.push_back(MessageId { rows.integer(0) });
    }
    return replies;
}

std::string ChatStore::writerModel(MessageId message) const
{
    Statement row = m_database.query("SELECT base_model FROM messages WHERE id = ?1", message.value);
    return row.step() ? row.text(0) : std::string();
}

Message ChatStore::addUserMessage(ChatId chat, std::optional<MessageId> parent, const std::string& text)
{
    MessageId added;
    m_database.transact([&] {
        const ChatRow row = this->chat(chat);
        if (parent) {
            const Message reply = this->message(*parent);
            if (reply.chat != chat || reply.role != Role::Assistant || reply.state == MessageState::Streaming) {
                throw Error(ErrorKind::BadInput, "A message can only follow a finished reply of the same chat.");
            }
        }
        Message message;
        message.chat = chat;
        message.parent = parent;
        message.text = text;
        added = insert(message, {});
        indexWords(m_database, added, text);
        if (row.title.empty()) {
            m_database.execute("UPDATE chats SET title = ?2 WHERE id = ?1", chat.value, shortTitle(text));
        }
    });
    return message(added);
}

Message ChatStore::beginReply(MessageId question, const ReplyWriter& writer, const GenerationOptions& options)
{
    MessageId added;
    m_database.transact([&] {
        const Message asked = message(question);
        if (asked.role != Role::User) {
            throw Error(ErrorKind::BadInput, "Only a message of the person can be answered.");
        }
        Message reply;
        reply.chat = asked.chat;
        reply.parent = question;
        reply.role = Role::Assistant;
        reply.state = MessageState::Streaming;
        reply.checkpoint = writer.checkpoint;
        reply.options = options;
        added = insert(reply, writer.baseModel);
    });
    return message(added);
}

MessageId ChatStore::insert(const Message& message, const std::string& baseModel)
{
    const std::int64_t now = m_clock();
    const std::int64_t parent = message.parent.value_or(MessageId {}).value; // 0: none
    m_database.execute(
        "INSERT INTO messages (chat, parent, role, text, state, rating, base_model, checkpoint, options, "
        "stats, created_ms) VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        message.chat.value, parent, storedWord(message.role), message.text, storedWord(message.state),
        storedWord(message.rating), baseModel, message.checkpoint.value, toJson(message.options), toJson(message.stats),
        now);
    const MessageId added { m_database.lastInsertId() };
    m_database.execute("UPDATE chats SET changed_ms = ?2 WHERE id = ?1", message.chat.value, now);
    return added;
}

void ChatStore::saveReplyText(MessageId reply, const std::string& text)
{
    m_database.transact([&] {
        requireStreaming(reply);
        m_database.execute("UPDATE messages SET text = ?2 WHERE id = ?1", reply.value, text);
    });
}

Message ChatStore::finishReply(MessageId reply, const std::string& text, MessageState state, const ReplyStats& stats)
{
    m_database.transact([&] {
        requireStreaming(reply);
        m_database.execute("UPDATE messages SET text = ?2, state = ?3, stats = ?4 WHERE id = ?1", reply.value, text,
            storedWord(state), toJson(stats));
        indexWords(m_database, reply, text);
        m_database.execute("UPDATE chats SET changed_ms = ?2 WHERE id = (SELECT chat FROM messages WHERE id = ?1)",
            reply.value, m_clock());
    });
    return message(reply);
}

void ChatStore::requireStreaming(MessageId reply) const
{
    if (message(reply).state != MessageState::Streaming) {
        throw Error(ErrorKind::BadInput, "Reply " + std::to_string(reply.value) + " is not being written any more.");
    }
}

Message ChatStore::rate(MessageId reply, Rating rating)
{
    m_database.transact([&] {
        if (message(reply).role != Role::Assistant) {
            throw Error(ErrorKind::BadInput, "Only a reply can be rated.");
        }
        m_database.execute("UPDATE messages SET rating = ?2 WHERE id = ?1", reply.value, storedWord(rating));
    });
    return message(reply);
}

} // namespace amend
