// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"

#include <array>

namespace amend {

namespace {

// Words instead of numbers for states and kinds, so that the database can be read without this program.
constexpr const char* version1 = R"sql(
CREATE TABLE chats (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',
    system_prompt TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    deleted_ms INTEGER -- NULL: not in the bin
) STRICT;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- a parent's is smaller than its children's
    chat INTEGER NOT NULL REFERENCES chats,
    parent INTEGER REFERENCES messages,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    rating TEXT NOT NULL,
    base_model TEXT NOT NULL, -- who wrote it; empty: the person
    checkpoint INTEGER NOT NULL,
    options TEXT NOT NULL, -- JSON
    stats TEXT NOT NULL, -- JSON
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_of_chat ON messages (chat, id);
CREATE INDEX streaming_messages ON messages (id) WHERE state = 'streaming';

-- The texts themselves stay in messages and chats; these hold the words. A message enters when its text is final.
CREATE VIRTUAL TABLE message_words USING fts5 (
    text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE title_words USING fts5 (
    title, content = 'chats', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER index_new_title AFTER INSERT ON chats BEGIN
    INSERT INTO title_words (rowid, title) VALUES (new.id, new.title);
END;
CREATE TRIGGER index_changed_title AFTER UPDATE OF title ON chats BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.id, old.title);
    INSERT INTO title_words (rowid, title) VALUES (new.id, new.title);
END;

CREATE TABLE lessons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    base_model TEXT NOT NULL,
    chat INTEGER, -- not a reference: a lesson outlives its chat
    message INTEGER,
    context TEXT NOT NULL, -- JSON
    bad_reply TEXT NOT NULL,
    wanted_reply TEXT NOT NULL,
    critique TEXT NOT NULL,
    gesture TEXT NOT NULL,
    scope TEXT NOT NULL,
    written_by INTEGER NOT NULL,
    seed INTEGER NOT NULL, -- the 64 bits of an unsigned number
    salt TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX lessons_of_message ON lessons (message);

CREATE TABLE receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lesson INTEGER NOT NULL REFERENCES lessons,
    body TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX receipts_of_lesson ON receipts (lesson, id);

CREATE TABLE kept_replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    base_model TEXT NOT NULL,
    message INTEGER,
    turns TEXT NOT NULL, -- JSON
    kept INTEGER NOT NULL, -- 0: not any more
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE ledger (
    entry INTEGER PRIMARY KEY, -- from 1, all base models in one chain
    base_model TEXT NOT NULL,
    sequence INTEGER NOT NULL, -- from 0, for each base model
    kind TEXT NOT NULL,
    checkpoint INTEGER,
    target INTEGER,
    parent INTEGER,
    lesson INTEGER,
    lesson_commitment TEXT NOT NULL,
    path TEXT NOT NULL, -- un-taught, rebuilt: sequences of all lessons from the base on
    kept TEXT NOT NULL, -- ids of kept_replies the lesson was learned beside
    adapter_sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    results TEXT NOT NULL, -- JSON: what the gate measured
    reason TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    chain_hash TEXT NOT NULL,
    UNIQUE (base_model, sequence),
    UNIQUE (base_model, checkpoint)
) STRICT;
CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
CREATE TRIGGER ledger_keeps_values BEFORE UPDATE ON ledger BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;

CREATE TABLE checkpoint_marks (
    base_model TEXT NOT NULL,
    checkpoint INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (base_model, checkpoint)
) STRICT;
CREATE TABLE damaged_blobs (sha256 TEXT PRIMARY KEY) STRICT;
)sql";

// The memory map: a cache, which no chain covers. The same weights on the same question give the same recall, so that
// of hundreds of checkpoints there are few; a cell only says which one it is.
constexpr const char* version2 = R"sql(
CREATE TABLE recalls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lesson INTEGER NOT NULL REFERENCES lessons,
    weights TEXT NOT NULL, -- hash of what acted on its question
    state TEXT NOT NULL,
    reply TEXT NOT NULL,
    log_probability TEXT NOT NULL, -- a number: nats
    UNIQUE (lesson, weights)
) STRICT;

CREATE TABLE memory_cells (
    lesson INTEGER NOT NULL REFERENCES lessons, -- it says of which base model the checkpoint is
    checkpoint INTEGER NOT NULL,
    recall INTEGER NOT NULL REFERENCES recalls,
    PRIMARY KEY (lesson, checkpoint)
) STRICT, WITHOUT ROWID;
)sql";

// Checkpoint after checkpoint the same recall: one row in place of hundreds, so the map grows as the lessons do and not
// as their square. And which lessons wait is asked after every reply.
constexpr const char* version3 = R"sql(
CREATE TABLE memory_spans (
    lesson INTEGER NOT NULL REFERENCES lessons, -- it says of which base model the checkpoints are
    first INTEGER NOT NULL, -- checkpoints from here
    last INTEGER NOT NULL, -- to here, both included, without a gap; a lesson's spans do not overlap
    recall INTEGER NOT NULL REFERENCES recalls,
    PRIMARY KEY (lesson, first)
) STRICT, WITHOUT ROWID;
INSERT INTO memory_spans SELECT lesson, min(checkpoint), max(checkpoint), recall FROM (
    SELECT lesson, checkpoint, recall,
        checkpoint - row_number() OVER (PARTITION BY lesson, recall ORDER BY checkpoint) AS run FROM memory_cells)
    GROUP BY lesson, recall, run;
DROP TABLE memory_cells;

CREATE INDEX waiting_lessons ON lessons (base_model, id) WHERE state = 'waiting';
)sql";

constexpr std::array<const char*, 3> steps { version1, version2, version3 };

} // namespace

std::span<const char* const> profileSchema()
{
    return steps;
}

} // namespace amend
