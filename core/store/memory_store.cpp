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
    std::vector<LessonId> missing;
    std::copy_if(lessons.begin(), lessons.end(), std::back_inserter(missing), [&](LessonId lesson) {
        return !m_database
                    .query("SELECT 1 FROM memory_cells WHERE lesson = ?1 AND checkpoint = ?2", lesson.value,
                        checkpoint.value)
                    .step();
    });
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
            m_database.execute("INSERT OR REPLACE INTO memory_cells (lesson, checkpoint, recall) "
                               "SELECT lesson, ?3, id FROM recalls WHERE lesson = ?1 AND weights = ?2",
                cell.lesson.value, cell.weights, checkpoint.value);
        }
    });
}

void MemoryStore::fill(MemoryMap& map) const
{
    std::unordered_map<CheckpointId, std::size_t> columnOf;
    for (std::size_t column = 0; column < map.checkpoints.size(); ++column) {
        columnOf.emplace(map.checkpoints[column], column);
    }
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        const std::int64_t lesson = map.rows[row].lesson.value;
        std::unordered_map<std::int64_t, int> placeOf; // of the lesson's recalls
        Statement recalls = m_database.query(
            "SELECT id, state, reply, log_probability FROM recalls WHERE lesson = ?1 ORDER BY id", lesson);
        while (recalls.step()) {
            placeOf.emplace(recalls.integer(0), static_cast<int>(map.recalls.size()));
            map.recalls.push_back({ .state = fromStoredWord<MemoryState>(recalls.text(1)),
                .reply = recalls.text(2),
                .logProbability = numberFrom(recalls.text(3)) });
        }
        Statement cells = m_database.query("SELECT checkpoint, recall FROM memory_cells WHERE lesson = ?1", lesson);
        while (cells.step()) {
            const auto column = columnOf.find(CheckpointId { cells.integer(0) });
            if (column != columnOf.end()) {
                int& cell = map.cells[row * map.checkpoints.size() + column->second];
                cell = cell == MemoryMap::notMeasured ? placeOf.at(cells.integer(1)) : cell;
            }
        }
    }
}

} // namespace amend
