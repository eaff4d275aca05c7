// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of CheckpointStore's timeline. What an entry of the ledger says never changes, so it is read once.
#include "core/store/checkpoint_store.h"

#include "core/base/short_title.h"
#include "core/store/json_columns.h"
#include "core/store/optional_id.h"
#include "core/store/stored_words.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace amend {

namespace {

/// Without its title, and what can change.
CheckpointRow rowFrom(const LedgerEntry& entry)
{
    const GateResults results = resultsFromJson(entry.results);
    CheckpointRow row;
    row.sequence = entry.sequence;
    row.kind = fromStoredWord<TimelineKind>(entry.kind);
    row.checkpoint = optionalId<CheckpointId>(entry.checkpoint);
    row.target = optionalId<CheckpointId>(entry.target);
    row.parent = optionalId<CheckpointId>(entry.parent);
    row.lesson = optionalId<LessonId>(entry.lesson);
    row.verdict = results.verdict;
    row.reason = entry.reason;
    row.lossBefore = results.lossBefore;
    row.lossAfter = results.lossAfter;
    row.createdMs = entry.createdMs;
    row.sizeBytes = entry.sizeBytes;
    row.adapterSha256 = entry.adapterSha256;
    row.chainHash = entry.chainHash;
    return row;
}

} // namespace

std::vector<CheckpointRow> CheckpointStore::timeline() const
{
    return marked(lastingRows());
}

CheckpointRow CheckpointStore::newestRow() const
{
    return marked({ lastingRows().back() }).front();
}

/// With what can change.
std::vector<CheckpointRow> CheckpointStore::marked(std::vector<CheckpointRow> rows) const
{
    const CheckpointId served = serving();
    std::unordered_set<std::string> damaged;
    Statement files = m_database.query("SELECT sha256 FROM damaged_blobs");
    while (files.step()) {
        damaged.insert(files.text(0));
    }
    std::unordered_map<CheckpointId, CheckpointRow*> rowOf;
    for (CheckpointRow& row : rows) {
        row.damaged = !row.adapterSha256.empty()
            && (damaged.count(row.adapterSha256) > 0 || !m_blobs.exists(row.adapterSha256));
        row.serving = row.checkpoint == served;
        if (row.checkpoint) {
            rowOf.emplace(*row.checkpoint, &row);
        }
    }
    Statement marks
        = m_database.query("SELECT checkpoint, name, pinned FROM checkpoint_marks WHERE base_model = ?1", m_baseModel);
    while (marks.step()) {
        if (const auto row = rowOf.find(CheckpointId { marks.integer(0) }); row != rowOf.end()) {
            row->second->name = marks.text(1);
            row->second->pinned = marks.integer(2) != 0;
        }
    }
    return rows;
}

/// All rows without what can change, each made once.
const std::vector<CheckpointRow>& CheckpointStore::lastingRows() const
{
    const std::vector<LedgerEntry>& entries = this->entries();
    const std::size_t made = m_rows.size();
    if (made > entries.size() || (made > 0 && m_rows.back().chainHash != entries[made - 1].chainHash)) {
        m_rows.clear(); // as Ledger::readOn
    }
    const std::span added = std::span(entries).subspan(m_rows.size());
    std::optional<std::int64_t> oldest; // of the lessons that they name
    for (const LedgerEntry& entry : added) {
        oldest = entry.lesson ? std::min(*entry.lesson, oldest.value_or(*entry.lesson)) : oldest;
    }
    std::unordered_map<LessonId, std::string> titles;
    for (const Lesson& lesson : oldest ? m_lessons.lessons(LessonId { *oldest }) : std::vector<Lesson> {}) {
        titles.emplace(lesson.id, shortTitle(questionOf(lesson)));
    }
    for (const LedgerEntry& entry : added) {
        m_rows.push_back(rowFrom(entry));
        m_rows.back().title = entry.lesson ? titles[LessonId { *entry.lesson }] : std::string();
    }
    return m_rows;
}

} // namespace amend
