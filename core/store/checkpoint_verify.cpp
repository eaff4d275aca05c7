// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The checking half of CheckpointStore: it reads everything and changes nothing.
#include "core/store/checkpoint_store.h"

#include "core/base/error.h"

#include <set>
#include <unordered_map>

namespace amend {

namespace {

void checkBlobs(
    const std::vector<LedgerEntry>& entries, const BlobStore& blobs, CheckDepth depth, IntegrityReport& report)
{
    std::set<std::string> seen;
    std::unordered_map<std::string, std::int64_t> sizes; // hundreds of checkpoints name the same adapters
    for (const LedgerEntry& entry : entries) {
        if (entry.adapterSha256.empty() || !seen.insert(entry.adapterSha256).second) {
            continue;
        }
        ++report.blobs;
        const std::string which = "Checkpoint #" + std::to_string(entry.checkpoint.value_or(0)) + ": ";
        try {
            const std::vector<std::byte> list = blobs.read(entry.adapterSha256);
            const std::vector<std::string> parts = checkpointFileFrom(list, entry.adapterSha256).parts();
            auto size = static_cast<std::int64_t>(list.size());
            for (const std::string& part : parts) {
                const auto known = sizes.find(part);
                size += known != sizes.end() ? known->second : sizes.emplace(part, blobs.sizeOf(part)).first->second;
            }
            if (size != entry.sizeBytes) {
                report.problems.push_back(which + "one of its files has the wrong size.");
                continue;
            }
            for (const std::string& part : parts) {
                if (seen.insert(part).second) {
                    ++report.blobs;
                    if (depth == CheckDepth::Full) {
                        blobs.check(part);
                    }
                }
            }
        } catch (const Error& error) {
            report.problems.push_back(which + error.what());
        }
    }
}

void checkLessons(const std::vector<LedgerEntry>& entries, Database& database, IntegrityReport& report)
{
    for (const LedgerEntry& entry : entries) {
        if (!entry.lesson) {
            continue;
        }
        const std::string which = "Lesson " + std::to_string(*entry.lesson);
        try {
            const LessonLog lessons(database, entry.baseModel, systemClockMs);
            if (lessons.commitment(LessonId { *entry.lesson }) != entry.lessonCommitment) {
                report.problems.push_back(which + " was altered after it was learned.");
            }
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadInput) {
                throw;
            }
            report.problems.push_back(which + " is named in the ledger, but is not there.");
        }
    }
    Statement orphan = database.query("SELECT id FROM lessons WHERE state = 'learned' AND NOT EXISTS "
                                      "(SELECT 1 FROM ledger WHERE ledger.lesson = lessons.id AND kind = 'learned')");
    while (orphan.step()) {
        report.problems.push_back(
            "Lesson " + orphan.text(0) + " counts as learned, but the ledger does not name it: its end is missing.");
    }
}

} // namespace

IntegrityReport CheckpointStore::verify(CheckDepth depth) const
{
    IntegrityReport report;
    try {
        const std::vector<LedgerEntry> entries = m_ledger.entries();
        report.entries = static_cast<int>(entries.size());
        report.headHash = entries.empty() ? std::string() : entries.back().chainHash;
        report.problems = Ledger::problemsOf(entries);
        checkBlobs(entries, m_blobs, depth, report);
        checkLessons(entries, m_database, report);
        const std::string pages = m_database.check(depth);
        if (!pages.empty()) {
            report.problems.push_back("The database is damaged: " + pages);
        }
    } catch (const Error& error) {
        report.problems.push_back(error.what()); // so damaged that it cannot be read to the end
    }
    return report;
}

} // namespace amend
