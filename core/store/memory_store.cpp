// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/memory_store.h"

#include "core/store/database.h"
#include "core/store/stored_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace amend {

namespace {

/// The shortest text from which the same number is read.
std::string exactText(double number)
{
    std::array<char, 32> text {};
    return { text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr };
}

double numberFrom(const std::string& text)
{
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

std::vector<LessonId> MemoryStore::missingAt(CheckpointId checkpoint, std::span<const LessonId> lessons) const
{
    std::unordered_set<LessonId> known;
    Statement rows
        = m_database.query("SELECT lesson FROM memory_spans WHERE first <= ?1 AND ?1 <= last", checkpoint.value);
    while (rows.step()) {
        known.insert(LessonId { rows.integer(0) });
    }
    std::vector<LessonId> missing;
    std::copy_if(lessons.begin(), lessons.end(), std::back_inserter(missing),
        [&](LessonId lesson) { return known.count(lesson) == 0; });
    return missing;
}

std::vector<std::string> MemoryStore::knownWeights(LessonId lesson) const
{
    std::vector<std::string> known;
    Statement rows = m_database.query("SELECT weights FROM recalls WHERE lesson = ?1 ORDER BY id", lesson.value);
    while (rows.step()) {
        known.push_back(rows.text(0));
    }
    return known;
}

void MemoryStore::save(CheckpointId checkpoint, std::span<const MeasuredCell> cells)
{
    m_database.transact([&] {
        for (const MeasuredCell& cell : cells) {
            if (cell.recall) {
                m_database.execute("INSERT INTO recalls (lesson, weights, state, reply, log_probability) "
                                   "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
                                   "state = ?3, reply = ?4, log_probability = ?5",
                    cell.lesson.value, cell.weights, storedWord(cell.recall->state), cell.recall->reply,
                    exactText(cell.recall->logProbability));
            }
            Statement recall = m_database.query(
                "SELECT id FROM recalls WHERE lesson = ?1 AND weights = ?2", cell.lesson.value, cell.weights);
            if (recall.step()) {
                setCell(cell.lesson, checkpoint, recall.integer(0));
            }
        }
    });
}

void MemoryStore::setCell(LessonId lesson, CheckpointId checkpoint, std::int64_t recall)
{
    const auto add = [&](std::int64_t first, std::int64_t last, std::int64_t of) {
        if (first <= last) {
            m_database.execute(
                "INSERT OR REPLACE INTO memory_spans VALUES (?1, ?2, ?3, ?4)", lesson.value, first, last, of);
        }
    };
    Statement before = m_database.query("SELECT first, last, recall FROM memory_spans "
                                        "WHERE lesson = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1",
        lesson.value, checkpoint.value);
    if (before.step()) {
        const std::int64_t first = before.integer(0);
        const std::int64_t last = before.integer(1);
        const std::int64_t other = before.integer(2);
        if (other == recall && last + 1 >= checkpoint.value) { // the span has the cell, or grows by it
            add(first, std::max(last, checkpoint.value), recall);
            return;
        }
        if (last >= checkpoint.value) { // it is cut in two
            add(first, checkpoint.value - 1, other);
            add(checkpoint.value + 1, last, other);
        }
    }
    add(checkpoint.value, checkpoint.value, recall);
}

void MemoryStore::fill(MemoryMap& map) const
{
    std::unordered_map<LessonId, std::size_t> rowOf;
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        rowOf.emplace(map.rows[row].lesson, row);
    }
    std::unordered_map<std::int64_t, int> placeOf; // of the recalls
    Statement recalls = m_database.query("SELECT id, lesson, state, reply, log_probability FROM recalls ORDER BY id");
    while (recalls.step()) {
        if (rowOf.count(LessonId { recalls.integer(1) }) > 0) {
            placeOf.emplace(recalls.integer(0), static_cast<int>(map.recalls.size()));
            map.recalls.push_back({ .state = fromStoredWord<MemoryState>(recalls.text(2)),
                .reply = recalls.text(3),
                .logProbability = numberFrom(recalls.text(4)) });
        }
    }
    Statement spans = m_database.query("SELECT lesson, first, last, recall FROM memory_spans");
    while (spans.step()) {
        const auto row = rowOf.find(LessonId { spans.integer(0) });
        if (row == rowOf.end()) {
            continue;
        }
        const int place = placeOf.at(spans.integer(3));
        const auto begin
            = std::lower_bound(map.checkpoints.begin(), map.checkpoints.end(), CheckpointId { spans.integer(1) });
        const auto end = std::upper_bound(begin, map.checkpoints.end(), CheckpointId { spans.integer(2) });
        const auto cells = map.cells.begin() + static_cast<std::ptrdiff_t>(row->second * map.checkpoints.size());
        std::replace(cells + (begin - map.checkpoints.begin()), cells + (end - map.checkpoints.begin()),
            +MemoryMap::notMeasured, place);
    }
}

} // namespace amend
