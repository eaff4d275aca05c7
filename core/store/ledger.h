// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the ledger as they are stored, each bound to the one before by a hash. What they mean is the business of
// CheckpointStore. docs/storage.md has the canonical form and says what the chain can and cannot show.
#pragma once

#include "core/store/lesson_log.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace amend {

class Database;
class Statement;

/// Texts stand here as they stand in the database, so that the hash covers every byte of them.
struct LedgerEntry {
    std::int64_t entry = 0; ///< from 1, all base models together
    std::string baseModel; ///< SHA-256 of the model file
    std::int64_t sequence = 0; ///< from 0, of this base model
    std::string kind; ///< storedWord of a TimelineKind
    std::optional<std::int64_t> checkpoint; ///< CheckpointRow says what these are
    std::optional<std::int64_t> target;
    std::optional<std::int64_t> parent;
    std::optional<std::int64_t> lesson;
    std::string lessonCommitment; ///< LessonLog::commitment; empty without a lesson
    std::string path; ///< un-taught, rebuilt: sequences of all lessons from the base on, e.g. "1 2 5"
    std::string kept; ///< KeptReplyIds that the lesson was learned beside, those of pinned replies marked: "3! 5! 7"
    std::string adapterSha256; ///< empty: the base's weights, or no checkpoint was made
    std::int64_t sizeBytes = 0;
    std::int64_t seed = 0; ///< the 64 bits of LessonReceipt::seed
    std::string fingerprint;
    std::string results; ///< GateResults as JSON
    std::string reason;
    std::int64_t createdMs = 0;
    std::string chainHash;
};

/// SHA-256 over the hash of the entry before (64 zeros for the first) and all other fields of this one.
std::string chainHashOf(const LedgerEntry& entry, const std::string& previousHash);

/// Numbers as LedgerEntry::path holds them. Errors: FileCorrupt.
std::vector<std::int64_t> numbersFrom(const std::string& text);
std::string textOf(const std::vector<std::int64_t>& numbers);

/// Replies as LedgerEntry::kept holds them; entries of older programs mark none. Errors: FileCorrupt.
std::vector<LearnedBeside> repliesFrom(const std::string& text);
std::string textOf(const std::vector<LearnedBeside>& replies);

/// Errors: as Database.
class Ledger final {
public:
    explicit Ledger(Database& database)
        : m_database(database)
    {
    }

    /// Completes `entry`, `sequence` and `chainHash`, and stores the entry. Inside Database::transact.
    void append(LedgerEntry entry);

    std::vector<LedgerEntry> entries() const; ///< of all base models
    std::vector<LedgerEntry> entries(const std::string& baseModel) const;
    /// Brings the entries of this model up to date. Entries never change, so only those after the last one are read; if
    /// that one is not there any more (it was read inside a transaction that failed), all of them.
    void readOn(const std::string& baseModel, std::vector<LedgerEntry>& entries) const;

    /// Every entry whose hash, number or sequence is not what it must be, in words; none: the chain is whole.
    static std::vector<std::string> problemsOf(const std::vector<LedgerEntry>& all);

private:
    Database& m_database;
};

} // namespace amend
