// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ledger.h"

#include "core/base/error.h"
#include "core/store/canonical_form.h"
#include "core/store/database.h"
#include "core/store/stored_words.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <sstream>
#include <utility>

namespace amend {

namespace {

constexpr std::string_view columns
    = "SELECT entry, base_model, sequence, kind, checkpoint, target, parent, lesson, lesson_commitment, path, kept, "
      "adapter_sha256, size_bytes, seed, fingerprint, results, reason, created_ms, chain_hash FROM ledger ";

LedgerEntry entryFrom(const Statement& row)
{
    return { .entry = row.integer(0),
        .baseModel = row.text(1),
        .sequence = row.integer(2),
        .kind = row.text(3),
        .checkpoint = row.optionalInteger(4),
        .target = row.optionalInteger(5),
        .parent = row.optionalInteger(6),
        .lesson = row.optionalInteger(7),
        .lessonCommitment = row.text(8),
        .path = row.text(9),
        .kept = row.text(10),
        .adapterSha256 = row.text(11),
        .sizeBytes = row.integer(12),
        .seed = row.integer(13),
        .fingerprint = row.text(14),
        .results = row.text(15),
        .reason = row.text(16),
        .createdMs = row.integer(17),
        .chainHash = row.text(18) };
}

std::vector<LedgerEntry> entriesFrom(Statement rows)
{
    std::vector<LedgerEntry> entries;
    while (rows.step()) {
        entries.push_back(entryFrom(rows));
    }
    return entries;
}

constexpr char pinMark = '!';

std::string hashBeforeTheFirst()
{
    return std::string(64, '0');
}

} // namespace

std::string chainHashOf(const LedgerEntry& entry, const std::string& previousHash)
{
    CanonicalForm form("amend-ledger-1");
    form.add("previous", previousHash);
    form.add("entry", entry.entry);
    form.add("base_model", entry.baseModel);
    form.add("sequence", entry.sequence);
    form.add("kind", entry.kind);
    form.add("checkpoint", entry.checkpoint);
    form.add("target", entry.target);
    form.add("parent", entry.parent);
    form.add("lesson", entry.lesson);
    form.add("lesson_commitment", entry.lessonCommitment);
    form.add("path", entry.path);
    form.add("kept", entry.kept);
    form.add("adapter_sha256", entry.adapterSha256);
    form.add("size_bytes", entry.sizeBytes);
    form.add("seed", entry.seed);
    form.add("fingerprint", entry.fingerprint);
    form.add("results", entry.results);
    form.add("reason", entry.reason);
    form.add("created_ms", entry.createdMs);
    return form.sha256();
}

std::vector<std::int64_t> numbersFrom(const std::string& text)
{
    std::vector<std::int64_t> numbers;
    const char* const end = text.data() + text.size();
    for (const char* next = text.data(); next < end; ++next) { // ++ steps over the space
        const auto [after, error] = std::from_chars(next, end, numbers.emplace_back());
        if (error != std::errc() || (after != end && *after != ' ')) {
            throw Error(
                ErrorKind::FileCorrupt, "A list of numbers in the ledger cannot be read; the database is damaged.");
        }
        next = after;
    }
    return numbers;
}

std::string textOf(const std::vector<std::int64_t>& numbers)
{
    std::string text;
    for (const std::int64_t number : numbers) {
        text += text.empty() ? "" : " ";
        text += std::to_string(number);
    }
    return text;
}

std::vector<LearnedBeside> repliesFrom(const std::string& text)
{
    std::vector<LearnedBeside> replies;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const bool isPinned = word.size() > 1 && word.back() == pinMark;
        word.resize(word.size() - (isPinned ? 1 : 0));
        replies.push_back({ KeptReplyId { numbersFrom(word).front() }, isPinned });
    }
    return replies;
}

std::string textOf(const std::vector<LearnedBeside>& replies)
{
    std::string text;
    for (const LearnedBeside& beside : replies) {
        text += text.empty() ? "" : " ";
        text += std::to_string(beside.reply.value);
        text += beside.isPinned ? std::string(1, pinMark) : "";
    }
    return text;
}

void Ledger::append(LedgerEntry entry)
{
    Statement last = m_database.query("SELECT entry, chain_hash FROM ledger ORDER BY entry DESC LIMIT 1");
    const bool isFirst = !last.step();
    entry.entry = isFirst ? 1 : last.integer(0) + 1;
    Statement sequence = m_database.query("SELECT count(*) FROM ledger WHERE base_model = ?1", entry.baseModel);
    sequence.step();
    entry.sequence = sequence.integer(0);
    entry.chainHash = chainHashOf(entry, isFirst ? hashBeforeTheFirst() : last.text(1));
    m_database.execute("INSERT INTO ledger (entry, base_model, sequence, kind, checkpoint, target, parent, lesson, "
                       "lesson_commitment, path, kept, adapter_sha256, size_bytes, seed, fingerprint, results, reason, "
                       "created_ms, chain_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                       "?15, ?16, ?17, ?18, ?19)",
        entry.entry, entry.baseModel, entry.sequence, entry.kind, entry.checkpoint, entry.target, entry.parent,
        entry.lesson, entry.lessonCommitment, entry.path, entry.kept, entry.adapterSha256, entry.sizeBytes, entry.seed,
        entry.fingerprint, entry.results, entry.reason, entry.createdMs, entry.chainHash);
}

std::vector<LedgerEntry> Ledger::entries() const
{
    return entriesFrom(m_database.query(std::string(columns) + "ORDER BY entry"));
}

std::vector<LedgerEntry> Ledger::entries(const std::string& baseModel) const
{
    return entriesFrom(m_database.query(std::string(columns) + "WHERE base_model = ?1 ORDER BY sequence", baseModel));
}

void Ledger::readOn(const std::string& baseModel, std::vector<LedgerEntry>& entries) const
{
    const std::int64_t last = entries.empty() ? 0 : entries.back().sequence;
    std::vector<LedgerEntry> since = entriesFrom(m_database.query(
        std::string(columns) + "WHERE base_model = ?1 AND sequence >= ?2 ORDER BY sequence", baseModel, last));
    if (entries.empty()) {
        entries = std::move(since);
    } else if (since.empty() || since.front().chainHash != entries.back().chainHash) {
        entries = this->entries(baseModel);
    } else {
        std::move(since.begin() + 1, since.end(), std::back_inserter(entries));
    }
}

std::vector<std::string> Ledger::problemsOf(const std::vector<LedgerEntry>& all)
{
    std::vector<std::string> problems;
    std::map<std::string, std::int64_t> sequences; // how many entries each base model has so far
    std::string previousHash = hashBeforeTheFirst();
    std::int64_t expected = 1;
    for (const LedgerEntry& entry : all) {
        const std::string which = "Entry " + std::to_string(entry.entry) + " of the ledger";
        if (entry.entry != expected) {
            problems.push_back(which + " follows a gap: entry " + std::to_string(expected) + " is missing.");
        }
        std::int64_t& sequence = sequences[entry.baseModel];
        const bool isBase = entry.kind == storedWord(TimelineKind::Base);
        if (entry.sequence != sequence || isBase != (sequence == 0)) {
            problems.push_back(which + " is not in its place in the history of its model.");
        }
        if (chainHashOf(entry, previousHash) != entry.chainHash) {
            problems.push_back(which + " was altered after it was written, or the one before it was.");
        }
        ++sequence;
        expected = entry.entry + 1;
        previousHash = entry.chainHash;
    }
    return problems;
}

} // namespace amend
