// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/lesson_log.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/store/canonical_form.h"
#include "core/store/database.h"
#include "core/store/json_columns.h"
#include "core/store/optional_id.h"
#include "core/store/stored_words.h"

#include <bit>
#include <random>

namespace amend {

namespace {

constexpr std::string_view lessonColumns
    = "SELECT id, chat, message, context, bad_reply, wanted_reply, critique, gesture, scope, written_by, seed, "
      "created_ms, state, reason, salt FROM lessons ";

template <class Id> std::optional<std::int64_t> optionalValue(const std::optional<Id>& id)
{
    return id ? std::optional(id->value) : std::nullopt;
}

Lesson lessonFrom(const Statement& row)
{
    return { .id = LessonId { row.integer(0) },
        .chat = optionalId<ChatId>(row.optionalInteger(1)),
        .message = optionalId<MessageId>(row.optionalInteger(2)),
        .context = turnsFromJson(row.text(3)),
        .badReply = row.text(4),
        .wantedReply = row.text(5),
        .critique = row.text(6),
        .gesture = fromStoredWord<Gesture>(row.text(7)),
        .scope = fromStoredWord<Scope>(row.text(8)),
        .writtenBy = CheckpointId { row.integer(9) },
        .seed = std::bit_cast<std::uint64_t>(row.integer(10)),
        .createdMs = row.integer(11),
        .state = fromStoredWord<LessonState>(row.text(12)),
        .reason = row.text(13) };
}

std::vector<Lesson> lessonsFrom(Statement rows)
{
    std::vector<Lesson> lessons;
    while (rows.step()) {
        lessons.push_back(lessonFrom(rows));
    }
    return lessons;
}

KeptReply keptFrom(const Statement& row)
{
    return { .id = KeptReplyId { row.integer(0) },
        .message = optionalId<MessageId>(row.optionalInteger(1)),
        .turns = turnsFromJson(row.text(2)) };
}

/// 256 bits that nobody can guess, so that a short lesson cannot be found by trying texts.
std::string newSalt()
{
    std::random_device device; // the kernel's generator
    std::string bits;
    for (int i = 0; i < 8; ++i) {
        bits += std::to_string(device()) + " ";
    }
    return sha256Hex(bits);
}

} // namespace

LessonLog::LessonLog(Database& database, std::string baseModel, Clock clock)
    : m_database(database)
    , m_baseModel(std::move(baseModel))
    , m_clock(std::move(clock))
{
}

int LessonLog::recover(Database& database)
{
    constexpr std::string_view unfinished = "WHERE state IN ('learning', 'checking')";
    Statement count = database.query("SELECT count(*) FROM lessons " + std::string(unfinished));
    count.step();
    const auto lessons = static_cast<int>(count.integer(0));
    if (lessons > 0) {
        database.transact([&] {
            database.execute("UPDATE lessons SET state = 'waiting', reason = ?1 " + std::string(unfinished),
                std::string("The program ended before it was learned."));
        });
    }
    return lessons;
}

Lesson LessonLog::save(const Lesson& lesson)
{
    LessonId saved;
    m_database.transact([&] {
        m_database.execute(
            "INSERT INTO lessons (base_model, chat, message, context, bad_reply, wanted_reply, critique, "
            "gesture, scope, written_by, seed, salt, created_ms, state, reason) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            m_baseModel, optionalValue(lesson.chat), optionalValue(lesson.message), toJson(lesson.context),
            lesson.badReply, lesson.wantedReply, lesson.critique, storedWord(lesson.gesture), storedWord(lesson.scope),
            lesson.writtenBy.value, std::bit_cast<std::int64_t>(lesson.seed), newSalt(), m_clock(),
            storedWord(lesson.state), lesson.reason);
        saved = LessonId { m_database.lastInsertId() };
    });
    return this->lesson(saved);
}

std::vector<Lesson> LessonLog::lessons(LessonId from) const
{
    return lessonsFrom(m_database.query(
        std::string(lessonColumns) + "WHERE base_model = ?1 AND id >= ?2 ORDER BY id", m_baseModel, from.value));
}

std::vector<Lesson> LessonLog::waiting() const
{
    return lessonsFrom(m_database.query(
        std::string(lessonColumns) + "WHERE base_model = ?1 AND state = 'waiting' ORDER BY id", m_baseModel));
}

Statement LessonLog::rowOf(LessonId lesson) const
{
    Statement row
        = m_database.query(std::string(lessonColumns) + "WHERE base_model = ?1 AND id = ?2", m_baseModel, lesson.value);
    if (!row.step()) {
        throw Error(ErrorKind::BadInput, "There is no lesson " + std::to_string(lesson.value) + " for this model.");
    }
    return row;
}

Lesson LessonLog::lesson(LessonId lesson) const
{
    return lessonFrom(rowOf(lesson));
}

void LessonLog::setState(LessonId lesson, LessonState state, const std::string& reason)
{
    m_database.transact([&] {
        rowOf(lesson); // must exist
        m_database.execute(
            "UPDATE lessons SET state = ?2, reason = ?3 WHERE id = ?1", lesson.value, storedWord(state), reason);
    });
}

void LessonLog::saveReceipt(const LessonReceipt& receipt)
{
    m_database.transact([&] {
        rowOf(receipt.lesson); // must exist
        m_database.execute(
            "INSERT INTO receipts (lesson, body) VALUES (?1, ?2)", receipt.lesson.value, toJson(receipt));
    });
}

std::optional<LessonReceipt> LessonLog::receipt(LessonId lesson) const
{
    rowOf(lesson); // must exist
    Statement row
        = m_database.query("SELECT body FROM receipts WHERE lesson = ?1 ORDER BY id DESC LIMIT 1", lesson.value);
    return row.step() ? std::optional(receiptFromJson(row.text(0))) : std::nullopt;
}

/// The row of these turns, made if need be as one that is not kept.
KeptReplyId LessonLog::entered(std::optional<MessageId> message, const std::vector<ChatTurn>& turns)
{
    const std::string text = toJson(turns);
    Statement known
        = m_database.query("SELECT id FROM kept_replies WHERE base_model = ?1 AND message IS ?2 AND turns = ?3",
            m_baseModel, optionalValue(message), text);
    if (known.step()) {
        return KeptReplyId { known.integer(0) };
    }
    m_database.execute(
        "INSERT INTO kept_replies (base_model, message, turns, kept, created_ms) VALUES (?1, ?2, ?3, 0, ?4)",
        m_baseModel, optionalValue(message), text, m_clock());
    return KeptReplyId { m_database.lastInsertId() };
}

KeptReplyId LessonLog::keep(std::optional<MessageId> message, const std::vector<ChatTurn>& turns)
{
    KeptReplyId kept;
    m_database.transact([&] {
        kept = entered(message, turns);
        m_database.execute("UPDATE kept_replies SET kept = 1 WHERE id = ?1", kept.value);
    });
    return kept;
}

KeptReplyId LessonLog::remember(MessageId message, const std::vector<ChatTurn>& turns)
{
    KeptReplyId remembered;
    m_database.transact([&] { remembered = entered(message, turns); });
    return remembered;
}

void LessonLog::stopKeeping(MessageId message)
{
    m_database.transact([&] {
        m_database.execute(
            "UPDATE kept_replies SET kept = 0 WHERE base_model = ?1 AND message = ?2", m_baseModel, message.value);
    });
}

std::vector<KeptReply> LessonLog::kept() const
{
    std::vector<KeptReply> replies;
    Statement rows = m_database.query(
        "SELECT id, message, turns FROM kept_replies WHERE base_model = ?1 AND kept = 1 ORDER BY id", m_baseModel);
    while (rows.step()) {
        replies.push_back(keptFrom(rows));
    }
    return replies;
}

std::vector<KeptReply> LessonLog::kept(std::span<const KeptReplyId> ids) const
{
    std::vector<KeptReply> replies;
    for (const KeptReplyId id : ids) {
        Statement row = m_database.query(
            "SELECT id, message, turns FROM kept_replies WHERE base_model = ?1 AND id = ?2", m_baseModel, id.value);
        if (!row.step()) {
            throw Error(ErrorKind::BadInput, "There is no kept reply " + std::to_string(id.value) + " for this model.");
        }
        replies.push_back(keptFrom(row));
    }
    return replies;
}

std::string LessonLog::commitment(LessonId lesson) const
{
    const Statement row = rowOf(lesson);
    const auto number = [&](int column) { return row.optionalInteger(column); };
    CanonicalForm form("amend-lesson-1");
    form.add("salt", row.text(14));
    form.add("base_model", m_baseModel);
    form.add("lesson", number(0));
    form.add("chat", number(1));
    form.add("message", number(2));
    form.add("context", row.text(3));
    form.add("bad_reply", row.text(4));
    form.add("wanted_reply", row.text(5));
    form.add("critique", row.text(6));
    form.add("gesture", row.text(7));
    form.add("scope", row.text(8));
    form.add("written_by", number(9));
    form.add("seed", number(10));
    form.add("created_ms", number(11));
    return form.sha256();
}

} // namespace amend
