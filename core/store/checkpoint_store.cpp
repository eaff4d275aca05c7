// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/checkpoint_store.h"

#include "core/base/error.h"
#include "core/store/checkpoint_paths.h"
#include "core/store/json_columns.h"
#include "core/store/optional_id.h"
#include "core/store/stored_words.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace amend {

namespace {

std::string label(CheckpointId checkpoint)
{
    return std::string("#").append(std::to_string(checkpoint.value));
}

std::string wordOf(TimelineKind kind)
{
    return std::string(storedWord(kind));
}

const LedgerEntry& entryOf(CheckpointId checkpoint, const std::vector<LedgerEntry>& entries)
{
    const auto found = std::find_if(
        entries.begin(), entries.end(), [&](const LedgerEntry& entry) { return entry.checkpoint == checkpoint.value; });
    if (found == entries.end()) {
        throw Error(ErrorKind::BadInput, "There is no checkpoint " + label(checkpoint) + " for this model.");
    }
    return *found;
}

const LedgerEntry& learnedEntry(std::int64_t sequence, const std::vector<LedgerEntry>& entries)
{
    if (sequence < 0 || std::cmp_greater_equal(sequence, entries.size())) {
        throw Error(ErrorKind::FileCorrupt, "The ledger names an entry that is not there; the database is damaged.");
    }
    return entries[static_cast<std::size_t>(sequence)];
}

GateResults resultsOf(const LessonReceipt& receipt)
{
    GateResults results { .verdict = receipt.verdict,
        .lossBefore = {},
        .lossAfter = {},
        .strength = receipt.strength,
        .steps = receipt.steps,
        .gate = receipt.gate };
    if (!receipt.losses.empty() && !receipt.wantedReply.empty()) { // "not this" has no loss on a reply
        results.lossBefore = receipt.losses.front().lessonNats;
        results.lossAfter = receipt.losses.back().lessonNats;
    }
    return results;
}

LessonState stateAfter(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Learned:
        return LessonState::Learned;
    case Verdict::Rejected:
        return LessonState::Rejected;
    case Verdict::NoEffect:
        return LessonState::NoEffect;
    case Verdict::NeedsWantedReply:
        return LessonState::NeedsWantedReply;
    case Verdict::Cancelled:
        return LessonState::Cancelled;
    case Verdict::Kept:
        return LessonState::Kept;
    }
    throw Error(ErrorKind::Internal, "A receipt without a verdict.");
}

/// Of hundreds of adapters, the newest are hashed before a checkpoint serves. The others have to be there; they are
/// hashed when they are read.
constexpr std::size_t partsHashed = 8;

/// Whether an error says that a blob is missing or damaged, as opposed to a disk that cannot be read now.
bool isDamage(const Error& error)
{
    return error.kind() == ErrorKind::FileMissing || error.kind() == ErrorKind::FileCorrupt;
}

} // namespace

CheckpointStore::CheckpointStore(
    Database& database, BlobStore blobs, LessonLog lessons, std::string baseModel, Clock clock)
    : m_database(database)
    , m_ledger(database)
    , m_blobs(std::move(blobs))
    , m_lessons(std::move(lessons))
    , m_baseModel(std::move(baseModel))
    , m_clock(std::move(clock))
{
    if (entries().empty()) {
        LedgerEntry base;
        base.kind = wordOf(TimelineKind::Base);
        base.checkpoint = 0;
        append(std::move(base));
    }
}

void CheckpointStore::append(LedgerEntry entry)
{
    entry.baseModel = m_baseModel;
    entry.createdMs = m_clock();
    if (entry.results.empty()) {
        entry.results = toJson(GateResults {});
    }
    m_database.transact([&] {
        m_ledger.append(entry);
        // Whoever stores a blob anew heals the checkpoints that share it.
        m_database.execute("DELETE FROM damaged_blobs WHERE sha256 = ?1", entry.adapterSha256);
    });
}

const std::vector<LedgerEntry>& CheckpointStore::entries() const
{
    m_ledger.readOn(m_baseModel, m_entries);
    return m_entries;
}

CheckpointRow CheckpointStore::row(CheckpointId checkpoint) const
{
    for (const CheckpointRow& row : lastingRows()) {
        if (row.checkpoint == checkpoint) {
            return marked({ row }).front();
        }
    }
    throw Error(ErrorKind::BadInput, "There is no checkpoint " + label(checkpoint) + " for this model.");
}

/// What served before the newest `changes` changes of what serves; none if there were not as many.
std::optional<CheckpointId> CheckpointStore::servedBefore(int changes) const
{
    const std::vector<LedgerEntry>& entries = this->entries();
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (const auto serves = servesAfter(*entry); serves && changes-- == 0) {
            return serves;
        }
    }
    return std::nullopt;
}

CheckpointId CheckpointStore::serving() const
{
    const std::optional<CheckpointId> now = servedBefore(0);
    if (!now) {
        throw Error(ErrorKind::FileCorrupt, "The ledger has lost the row of the base; the database is damaged.");
    }
    return *now;
}

std::vector<LearnedLesson> CheckpointStore::lessonsOf(CheckpointId checkpoint) const
{
    const std::vector<LedgerEntry>& entries = this->entries();
    entryOf(checkpoint, entries); // must exist
    std::vector<LearnedLesson> lessons;
    for (const std::int64_t sequence : pathTo(checkpoint, entries)) {
        const LedgerEntry& entry = learnedEntry(sequence, entries);
        lessons.push_back(
            { .lesson = LessonId { entry.lesson.value_or(0) }, .sequence = sequence, .kept = repliesFrom(entry.kept) });
    }
    return lessons;
}

std::vector<CheckpointLessons> CheckpointStore::line(CheckpointId checkpoint) const
{
    const std::vector<LedgerEntry>& entries = this->entries();
    entryOf(checkpoint, entries); // must exist
    const auto paths = pathsOf(entries);
    std::vector<CheckpointLessons> line;
    for (const CheckpointId one : lineTo(checkpoint, entries)) {
        CheckpointLessons held { .checkpoint = one, .lessons = {} };
        held.lessons.reserve(paths.at(one).size());
        for (const std::int64_t sequence : paths.at(one)) {
            held.lessons.push_back(LessonId { learnedEntry(sequence, entries).lesson.value_or(0) });
        }
        line.push_back(std::move(held));
    }
    return line;
}

ReplayStart CheckpointStore::replayStart(std::span<const LearnedLesson> lessons) const
{
    const std::vector<LedgerEntry>& entries = this->entries();
    const auto paths = pathsOf(entries);
    ReplayStart best;
    for (const LedgerEntry& entry : entries) {
        if (!entry.checkpoint || isMarkedDamaged(entry.adapterSha256)) {
            continue;
        }
        const std::vector<std::int64_t>& path = paths.at(CheckpointId { *entry.checkpoint });
        const bool isBeginning = path.size() <= lessons.size()
            && std::equal(path.begin(), path.end(), lessons.begin(),
                [](std::int64_t sequence, const LearnedLesson& lesson) { return sequence == lesson.sequence; });
        if (isBeginning && path.size() > best.lessons) {
            best = { .checkpoint = CheckpointId { *entry.checkpoint }, .lessons = path.size() };
        }
    }
    return best;
}

CheckpointFile CheckpointStore::file(CheckpointId checkpoint)
{
    const std::string sha256 = entryOf(checkpoint, entries()).adapterSha256;
    if (sha256.empty()) {
        return {};
    }
    const std::vector<std::byte> bytes = bytesOf(checkpoint, sha256, sha256);
    try {
        return checkpointFileFrom(bytes, m_blobs.pathOf(sha256).string());
    } catch (const Error&) {
        markDamaged(sha256);
        throw;
    }
}

std::vector<std::byte> CheckpointStore::adapterBytes(CheckpointId checkpoint, const std::string& adapterSha256)
{
    return bytesOf(checkpoint, entryOf(checkpoint, entries()).adapterSha256, adapterSha256);
}

/// `sha256` is the checkpoint's own file or one of its adapters.
std::vector<std::byte> CheckpointStore::bytesOf(
    CheckpointId checkpoint, const std::string& checkpointSha256, const std::string& sha256)
{
    try {
        return m_blobs.read(sha256);
    } catch (const Error& error) {
        if (!isDamage(error)) {
            throw;
        }
    }
    m_blobs.quarantine(sha256);
    markDamaged(checkpointSha256);
    throw Error(ErrorKind::FileCorrupt,
        "A file of checkpoint " + label(checkpoint) + " (" + m_blobs.pathOf(sha256).string()
            + ") is missing or damaged; what is left of it is in quarantine. Restore another checkpoint, or rebuild "
              "from the lessons.");
}

bool CheckpointStore::isMarkedDamaged(const std::string& sha256) const
{
    return !sha256.empty()
        && (!m_blobs.exists(sha256)
            || m_database.query("SELECT 1 FROM damaged_blobs WHERE sha256 = ?1", sha256).step());
}

void CheckpointStore::markDamaged(const std::string& sha256)
{
    m_database.transact([&] { m_database.execute("INSERT OR IGNORE INTO damaged_blobs VALUES (?1)", sha256); });
}

std::optional<CheckpointRow> CheckpointStore::recoverServing()
{
    const std::vector<LedgerEntry>& entries = this->entries();
    const CheckpointId served = serving();
    CheckpointId sound = served;
    while (!isSound(sound)) {
        sound = CheckpointId { entryOf(sound, entries).parent.value_or(0) };
    }
    if (sound == served) {
        return std::nullopt;
    }
    LedgerEntry fallback;
    fallback.kind = wordOf(TimelineKind::Restored);
    fallback.target = sound.value;
    fallback.reason = "A file of " + label(served) + " is missing or damaged, so " + label(sound) + " serves.";
    append(std::move(fallback));
    return newestRow();
}

/// Errors: FileCorrupt.
void CheckpointStore::requireSound(CheckpointId checkpoint)
{
    const std::string sha256 = entryOf(checkpoint, entries()).adapterSha256;
    const std::vector<std::string> parts = file(checkpoint).parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i + partsHashed >= parts.size() || !m_blobs.exists(parts[i])) {
            bytesOf(checkpoint, sha256, parts[i]);
        }
    }
}

bool CheckpointStore::isSound(CheckpointId checkpoint)
{
    try {
        requireSound(checkpoint);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::FileCorrupt) {
            throw;
        }
        return false;
    }
    return true;
}

void CheckpointStore::requireServing(CheckpointId checkpoint) const
{
    const CheckpointId now = serving();
    if (now != checkpoint) {
        throw Error(ErrorKind::BadInput,
            "While this was being learned on " + label(checkpoint) + ", " + label(now)
                + " came to serve, so it was not kept. Try it again.");
    }
}

void CheckpointStore::makeCheckpoint(LedgerEntry& entry, const std::string& adapterSha256) const
{
    std::int64_t newest = 0;
    for (const LedgerEntry& earlier : entries()) {
        newest = std::max(newest, earlier.checkpoint.value_or(0));
    }
    entry.checkpoint = newest + 1;
    entry.adapterSha256 = adapterSha256;
    entry.sizeBytes = adapterSha256.empty() ? 0 : sizeOfCheckpoint(m_blobs, adapterSha256);
}

LessonReceipt CheckpointStore::recordLesson(const LessonReceipt& receipt, const std::vector<LearnedBeside>& kept)
{
    LessonReceipt stored = receipt;
    stored.checkpoint.reset();
    const bool isLearned = receipt.verdict == Verdict::Learned;
    m_database.transact([&] {
        if (isLearned || receipt.verdict == Verdict::Rejected || receipt.verdict == Verdict::NoEffect) {
            requireServing(receipt.parent);
            LedgerEntry entry;
            entry.kind = wordOf(isLearned ? TimelineKind::Learned : TimelineKind::Rejected);
            entry.parent = receipt.parent.value;
            entry.lesson = receipt.lesson.value;
            entry.lessonCommitment = m_lessons.commitment(receipt.lesson);
            entry.kept = textOf(kept);
            entry.seed = std::bit_cast<std::int64_t>(receipt.seed);
            entry.fingerprint = receipt.fingerprint;
            entry.results = toJson(resultsOf(receipt));
            entry.reason = receipt.reason;
            if (isLearned) {
                makeCheckpoint(entry, receipt.adapterSha256);
                stored.checkpoint = optionalId<CheckpointId>(entry.checkpoint);
            }
            append(std::move(entry));
        }
        m_lessons.setState(receipt.lesson, stateAfter(receipt.verdict), receipt.reason);
        m_lessons.saveReceipt(stored);
    });
    return stored;
}

void CheckpointStore::recordReplay(LedgerEntry entry, const Replay& replay)
{
    requireServing(replay.replaces);
    entryOf(replay.parent, entries()); // must exist
    std::vector<std::int64_t> path;
    for (const LearnedLesson& lesson : replay.lessons) {
        path.push_back(lesson.sequence);
    }
    entry.parent = replay.parent.value;
    entry.path = textOf(path);
    entry.fingerprint = replay.fingerprint;
    entry.reason = replay.reason;
    makeCheckpoint(entry, replay.adapterSha256);
    append(std::move(entry));
}

CheckpointRow CheckpointStore::recordUntaught(LessonId leftOut, const Replay& replay)
{
    m_database.transact([&] {
        LedgerEntry entry;
        entry.kind = wordOf(TimelineKind::Untaught);
        entry.lesson = leftOut.value;
        entry.lessonCommitment = m_lessons.commitment(leftOut);
        recordReplay(std::move(entry), replay);
        m_lessons.setState(leftOut, LessonState::Untaught, replay.reason);
    });
    return newestRow();
}

CheckpointRow CheckpointStore::recordRebuilt(const Replay& replay)
{
    m_database.transact([&] {
        LedgerEntry entry;
        entry.kind = wordOf(TimelineKind::Rebuilt);
        recordReplay(std::move(entry), replay);
    });
    return newestRow();
}

CheckpointRow CheckpointStore::restore(CheckpointId checkpoint, const std::string& reason)
{
    requireSound(checkpoint);
    if (serving() == checkpoint) {
        return row(checkpoint);
    }
    LedgerEntry entry;
    entry.kind = wordOf(TimelineKind::Restored);
    entry.target = checkpoint.value;
    entry.reason = reason;
    append(std::move(entry));
    return newestRow();
}

CheckpointRow CheckpointStore::undo()
{
    const std::optional<CheckpointId> before = servedBefore(1);
    if (!before) {
        throw Error(ErrorKind::BadInput, "There is nothing to undo: the base has served all the time.");
    }
    return restore(*before);
}

void CheckpointStore::setName(CheckpointId checkpoint, const std::string& name)
{
    mark(checkpoint, "name", name);
}

void CheckpointStore::setPinned(CheckpointId checkpoint, bool pinned)
{
    mark(checkpoint, "pinned", std::int64_t { pinned });
}

template <class Value>
void CheckpointStore::mark(CheckpointId checkpoint, const std::string& column, const Value& value)
{
    entryOf(checkpoint, entries()); // must exist
    m_database.transact([&] {
        m_database.execute("INSERT INTO checkpoint_marks (base_model, checkpoint, " + column
                + ") VALUES (?1, ?2, ?3) "
                  "ON CONFLICT DO UPDATE SET "
                + column + " = ?3",
            m_baseModel, checkpoint.value, value);
    });
}

} // namespace amend
