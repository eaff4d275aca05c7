// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger of everything that happened to the weights of one base model, and the checkpoints that follow from it.
#pragma once

#include "core/base/clock.h"
#include "core/domain/checkpoint_row.h"
#include "core/domain/ids.h"
#include "core/domain/lesson_receipt.h"
#include "core/store/blob_store.h"
#include "core/store/checkpoint_file.h"
#include "core/store/database.h"
#include "core/store/ledger.h"
#include "core/store/lesson_log.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace amend {

/// One lesson on the way from the base to a checkpoint: all that a replay needs beside the lesson itself.
struct LearnedLesson {
    LessonId lesson;
    std::int64_t sequence = 0; ///< of the ledger entry that says it was learned
    std::vector<LearnedBeside> kept;
    bool operator==(const LearnedLesson&) const = default;
};

/// A checkpoint and the lessons it holds, in order of learning.
struct CheckpointLessons {
    CheckpointId checkpoint;
    std::vector<LessonId> lessons;
    bool operator==(const CheckpointLessons&) const = default;
};

/// Where a replay can begin: `checkpoint` already holds the first `lessons` of the wanted list.
struct ReplayStart {
    CheckpointId checkpoint;
    std::size_t lessons = 0;
    bool operator==(const ReplayStart&) const = default;
};

/// A finished replay, ready to be recorded.
struct Replay {
    CheckpointId replaces; ///< what served when the replay was ordered
    CheckpointId parent; ///< where it began (ReplayStart)
    std::vector<LearnedLesson> lessons; ///< all of them from the base to the new checkpoint
    std::string adapterSha256; ///< a blob that is stored already; empty: no lesson is left, so the base's weights
    std::string fingerprint; ///< of the machine class, as LessonReceipt::fingerprint
    std::string reason;
};

/// What `verify` found.
struct IntegrityReport {
    int entries = 0; ///< of the ledger, all base models together
    int blobs = 0; ///< different files looked at: checkpoints and adapters
    std::vector<std::string> problems; ///< empty: all is well
    std::string headHash; ///< chain hash of the newest entry; empty for an empty ledger
};

/// Rows are only ever appended. Each change is one transaction, committed before its function returns; inside
/// Database::transact it joins that transaction.
///
/// What serves is not stored but follows from the rows: the newest of base, learned, restored, un-taught and rebuilt
/// decides. Errors: BadInput for a checkpoint that is not there; else as Database.
class CheckpointStore final {
public:
    /// Makes the base's row (#0) when this model is seen for the first time. `lessons` is of the same model.
    CheckpointStore(Database& database, BlobStore blobs, LessonLog lessons, std::string baseModel, Clock clock);

    /// Hashes the serving checkpoint's file and its newest adapters, and looks whether the others are there. If
    /// something is wrong: sets it aside, marks the checkpoint, and lets the nearest sound ancestor serve, as a new row
    /// with the reason. Returns that row, or none when all was well. After loading.
    std::optional<CheckpointRow> recoverServing();

    // Reading.
    std::vector<CheckpointRow> timeline() const; ///< in order of the ledger, the base first; `serving` is set on the
                                                 ///< row that made the serving checkpoint
    CheckpointId serving() const;
    CheckpointRow row(CheckpointId checkpoint) const; ///< the one that made it
    /// From the base to the checkpoint, in order of learning.
    std::vector<LearnedLesson> lessonsOf(CheckpointId checkpoint) const;
    /// The checkpoints that led to this one (core/store/checkpoint_paths.h), oldest first, without the base.
    std::vector<CheckpointLessons> line(CheckpointId checkpoint) const;
    /// The undamaged checkpoint that holds the longest beginning of `lessons` and nothing else.
    ReplayStart replayStart(std::span<const LearnedLesson> lessons) const;
    /// What it consists of, its hash checked; nothing for weights that equal the base. Errors: FileCorrupt (missing or
    /// wrong hash; the checkpoint is then marked damaged).
    CheckpointFile file(CheckpointId checkpoint);
    /// One adapter file of it. Errors: as `file`.
    std::vector<std::byte> adapterBytes(CheckpointId checkpoint, const std::string& adapterSha256);

    // What happens to the weights.
    /// Records how a lesson ended: its receipt, its state, and (learned: with a new checkpoint; rejected, no effect:
    /// without) a row of the ledger. The other verdicts make no row. The blob `receipt.adapterSha256` is stored
    /// already. Returns the receipt as stored, with its checkpoint. Errors: BadInput if `receipt.parent` does not serve
    /// any more; then nothing is recorded. FileMissing without blob.
    LessonReceipt recordLesson(const LessonReceipt& receipt, const std::vector<LearnedBeside>& kept);
    /// The new checkpoint serves; the state of `leftOut` becomes Untaught. Errors: as recordLesson, with
    /// `replay.replaces`.
    CheckpointRow recordUntaught(LessonId leftOut, const Replay& replay);
    CheckpointRow recordRebuilt(const Replay& replay);
    /// An older checkpoint serves again; it is checked as by recoverServing first. If it serves already, no row is
    /// appended. Errors: FileCorrupt (damaged).
    CheckpointRow restore(CheckpointId checkpoint, const std::string& reason = {});
    /// Restores what served before the last change of what serves; twice leads back. Errors: BadInput if there was no
    /// change, FileCorrupt.
    CheckpointRow undo();

    // Marks of the person; not part of the chain.
    void setName(CheckpointId checkpoint, const std::string& name);
    void setPinned(CheckpointId checkpoint, bool pinned);

    /// Checks all base models' entries: chain, references and the size of each blob; in full also the hash of every
    /// blob and of the database's pages. Changes nothing. Never throws for damage: it is listed.
    IntegrityReport verify(CheckDepth depth) const;

private:
    const std::vector<LedgerEntry>& entries() const; ///< of this model, as they are in the database now
    const std::vector<CheckpointRow>& lastingRows() const;
    std::vector<CheckpointRow> marked(std::vector<CheckpointRow> rows) const;
    CheckpointRow newestRow() const;
    std::optional<CheckpointId> servedBefore(int changes) const;
    void append(LedgerEntry entry);
    void makeCheckpoint(LedgerEntry& entry, const std::string& adapterSha256) const;
    void recordReplay(LedgerEntry entry, const Replay& replay);
    void requireServing(CheckpointId checkpoint) const;
    bool isSound(CheckpointId checkpoint);
    void requireSound(CheckpointId checkpoint);
    std::vector<std::byte> bytesOf(
        CheckpointId checkpoint, const std::string& checkpointSha256, const std::string& sha256);
    bool isMarkedDamaged(const std::string& sha256) const;
    void markDamaged(const std::string& sha256);
    template <class Value> void mark(CheckpointId checkpoint, const std::string& column, const Value& value);

    Database& m_database;
    Ledger m_ledger;
    BlobStore m_blobs;
    LessonLog m_lessons;
    std::string m_baseModel;
    Clock m_clock;
    mutable std::vector<LedgerEntry> m_entries; ///< as read last: reading them all takes long when there are thousands
    mutable std::vector<CheckpointRow> m_rows; ///< of the first of them
};

} // namespace amend
