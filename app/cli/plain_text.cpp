// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plain_text.h"

#include "app/cli/json_values.h"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <sstream>

namespace amend {

namespace {

std::string localTime(std::int64_t unixMs)
{
    const std::time_t seconds = unixMs / 1000;
    std::tm local {};
    localtime_r(&seconds, &local);
    std::ostringstream text;
    text << std::put_time(&local, "%Y-%m-%d %H:%M");
    return text.str();
}

std::string mark(const CheckpointRow& row)
{
    if (row.checkpoint) {
        return "#" + std::to_string(row.checkpoint->value);
    }
    return row.kind == TimelineKind::Restored ? "<-" : "x";
}

std::string what(const CheckpointRow& row)
{
    switch (row.kind) {
    case TimelineKind::Base:
        return "the model as published";
    case TimelineKind::Restored:
        return "back to #" + std::to_string(row.target ? row.target->value : 0);
    case TimelineKind::Untaught:
        return "without lesson " + std::to_string(row.lesson ? row.lesson->value : 0);
    case TimelineKind::Rebuilt:
        return "rebuilt from the log";
    case TimelineKind::Learned:
    case TimelineKind::Rejected:
        return row.title;
    }
    return row.title;
}

constexpr std::size_t columnsShown = 40; ///< of the memory map: fits into most terminals

const char* glyph(const MemoryMap& map, std::size_t row, std::size_t column)
{
    const Recall* recall = map.recall(row, column);
    if (recall == nullptr) {
        return map.cell(row, column) == MemoryMap::notMeasured ? "·" : " ";
    }
    switch (recall->state) {
    case MemoryState::Remembered:
        return "✓";
    case MemoryState::Lost:
        return "✗";
    case MemoryState::Superseded:
        return "→";
    }
    return " ";
}

/// The numbers of the checkpoints from `first` on, written downwards, one digit a line.
std::string columnHeads(const MemoryMap& map, std::size_t first, std::size_t indent)
{
    const std::size_t digits = std::to_string(map.checkpoints.back().value).size();
    std::string text;
    for (std::size_t line = 0; line < digits; ++line) {
        text += std::string(indent, ' ');
        for (std::size_t column = first; column < map.checkpoints.size(); ++column) {
            const std::string number = std::to_string(map.checkpoints[column].value);
            const std::size_t blanks = digits - number.size();
            text += line < blanks ? "  " : std::string { number[line - blanks], ' ' };
        }
        text += '\n';
    }
    return text;
}

/// "At #12: 3 of 4 lessons remembered, 1 superseded."
std::string newestColumn(const MemoryMap& map)
{
    const std::size_t column = map.checkpoints.size() - 1;
    int held = 0;
    int remembered = 0;
    int superseded = 0;
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        const Recall* recall = map.recall(row, column);
        held += map.cell(row, column) != MemoryMap::notTaught ? 1 : 0;
        remembered += recall != nullptr && recall->state == MemoryState::Remembered ? 1 : 0;
        superseded += recall != nullptr && recall->state == MemoryState::Superseded ? 1 : 0;
    }
    return "At #" + std::to_string(map.checkpoints[column].value) + ": " + std::to_string(remembered) + " of "
        + std::to_string(held) + " lessons remembered"
        + (superseded > 0 ? ", " + std::to_string(superseded) + " superseded." : ".");
}

} // namespace

std::string asText(const ModelInfo& info)
{
    std::ostringstream text;
    text << info.name << " (" << info.family << ", " << info.quantisation << ", " << info.parameters / 1'000'000
         << "M parameters, " << info.layers << " layers, context " << info.contextLength << ")\n"
         << info.path << "\nSHA-256 " << info.sha256 << "\n"
         << info.device << ", " << info.threads << " threads, " << info.instructionSet;
    return text.str();
}

std::string asText(const LessonReceipt& receipt)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << "Lesson " << receipt.lesson.value << ": " << word(receipt.verdict);
    if (receipt.checkpoint) {
        text << " as #" << receipt.checkpoint->value;
    }
    text << " (" << receipt.seconds << " s, " << receipt.steps << " steps";
    if (receipt.tries > 1) {
        text << ", try " << receipt.tries << " holding on to similar questions";
    }
    if (receipt.strength < 1) {
        text << ", strength " << std::setprecision(2) << receipt.strength;
    }
    text << ")\n";
    if (!receipt.reason.empty()) {
        text << "  " << receipt.reason << '\n';
    }
    if (receipt.remarkGapNats) {
        text << "  the remark made the model's own revision likelier by " << std::setprecision(2)
             << *receipt.remarkGapNats << " nats per token\n";
    }
    text << "  before: " << receipt.before.reply << "\n  after:  " << receipt.after.reply;
    for (const GateCheck& check : receipt.gate) {
        text << "\n  " << (check.ok ? "ok   " : "FAIL ") << std::left << std::setw(18) << check.name << ' '
             << check.measured;
    }
    return text.str();
}

std::string asText(const std::vector<CheckpointRow>& timeline)
{
    std::ostringstream text;
    for (auto row = timeline.rbegin(); row != timeline.rend(); ++row) {
        text << (row == timeline.rbegin() ? "" : "\n") << (row->serving ? "* " : "  ") << std::left << std::setw(5)
             << mark(*row) << localTime(row->createdMs) << "  " << what(*row);
        if (!row->name.empty()) {
            text << " [" << row->name << "]";
        }
        if (row->damaged) {
            text << " (damaged)";
        }
        if (row->superseded) {
            text << " (superseded)";
        }
        if (row->kind == TimelineKind::Rejected) {
            text << ": " << word(row->verdict.value_or(Verdict::Rejected)) << ": " << row->reason;
        }
    }
    return text.str();
}

std::string asText(const MemoryMap& map)
{
    if (map.rows.empty()) {
        return "No lesson has been learned on the way to what serves.";
    }
    const std::size_t first = map.checkpoints.size() - std::min(columnsShown, map.checkpoints.size());
    std::ostringstream text;
    if (first > 0) {
        text << "The newest " << columnsShown << " of " << map.checkpoints.size() << " checkpoints; --json has all.\n";
    }
    constexpr int numberWidth = 5;
    text << columnHeads(map, first, numberWidth + 2);
    for (std::size_t row = map.rows.size(); row-- > 0;) {
        text << std::right << std::setw(numberWidth) << map.rows[row].lesson.value << "  ";
        for (std::size_t column = first; column < map.checkpoints.size(); ++column) {
            text << glyph(map, row, column) << ' ';
        }
        text << ' ' << map.rows[row].title << '\n';
    }
    text << "Rows lessons, columns checkpoints: ✓ remembered, ✗ lost, → superseded, · not measured.\n"
         << newestColumn(map);
    return text.str();
}

std::string asText(const VerifyReport& report)
{
    std::ostringstream text;
    text << report.entries << " ledger entries and " << report.blobs << " adapter files checked: ";
    if (report.problems.empty()) {
        text << "all is well.";
    }
    for (const std::string& problem : report.problems) {
        text << "\n  " << problem;
    }
    text << "\nCode of the whole history: " << report.headHash;
    return text.str();
}

} // namespace amend
