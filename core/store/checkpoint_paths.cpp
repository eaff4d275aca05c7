// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/checkpoint_paths.h"

#include "core/base/error.h"
#include "core/store/stored_words.h"

#include <algorithm>
#include <utility>

namespace amend {

std::optional<CheckpointId> servesAfter(const LedgerEntry& entry)
{
    const std::optional<std::int64_t> serves = entry.target ? entry.target : entry.checkpoint;
    return serves ? std::optional(CheckpointId { *serves }) : std::nullopt;
}

namespace {

[[noreturn]] void refuseLostParent()
{
    throw Error(ErrorKind::FileCorrupt, "The ledger names a parent that is not there; the database is damaged.");
}

} // namespace

std::unordered_map<CheckpointId, std::vector<std::int64_t>> pathsOf(const std::vector<LedgerEntry>& entries)
{
    std::unordered_map<CheckpointId, std::vector<std::int64_t>> paths;
    for (const LedgerEntry& entry : entries) {
        if (!entry.checkpoint) {
            continue;
        }
        std::vector<std::int64_t> path = numbersFrom(entry.path);
        if (entry.kind == storedWord(TimelineKind::Learned)) {
            const auto parent = paths.find(CheckpointId { entry.parent.value_or(-1) });
            if (parent == paths.end()) {
                refuseLostParent();
            }
            path = parent->second;
            path.push_back(entry.sequence);
        }
        paths.emplace(CheckpointId { *entry.checkpoint }, std::move(path));
    }
    return paths;
}

std::vector<std::int64_t> pathTo(CheckpointId checkpoint, const std::vector<LedgerEntry>& entries)
{
    std::vector<std::int64_t> learned; // newest first
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (!entry->checkpoint || *entry->checkpoint != checkpoint.value) {
            continue;
        }
        if (entry->kind != storedWord(TimelineKind::Learned)) {
            std::vector<std::int64_t> path = numbersFrom(entry->path);
            path.insert(path.end(), learned.rbegin(), learned.rend());
            return path;
        }
        learned.push_back(entry->sequence);
        checkpoint = CheckpointId { entry->parent.value_or(-1) }; // it stands before
    }
    refuseLostParent();
}

std::vector<CheckpointId> lineTo(CheckpointId checkpoint, const std::vector<LedgerEntry>& entries)
{
    std::unordered_map<CheckpointId, CheckpointId> before;
    CheckpointId serving;
    for (const LedgerEntry& entry : entries) {
        if (entry.checkpoint) {
            before.emplace(CheckpointId { *entry.checkpoint }, serving);
        }
        serving = servesAfter(entry).value_or(serving);
    }
    std::vector<CheckpointId> line;
    while (checkpoint != CheckpointId {}) {
        line.push_back(checkpoint);
        const auto earlier = before.find(checkpoint);
        if (earlier == before.end() || earlier->second >= checkpoint) { // a checkpoint is made after what served then
            throw Error(ErrorKind::FileCorrupt, "The ledger's checkpoints are out of order; the database is damaged.");
        }
        checkpoint = earlier->second;
    }
    std::reverse(line.begin(), line.end());
    return line;
}

} // namespace amend
