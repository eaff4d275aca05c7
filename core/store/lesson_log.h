// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Lessons, their states and receipts, and the replies that are to stay as they are: all for one base model.
#pragma once

#include "core/base/clock.h"
#include "core/domain/ids.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace amend {

class Database;
class Statement;

using KeptReplyId = Id<struct KeptReplyTag>; ///< from 1

/// A reply that the person wants to keep (an anchor of their own), as it was when they said so.
struct KeptReply {
    KeptReplyId id;
    std::optional<MessageId> message;
    std::vector<ChatTurn> turns; ///< system prompt and turns, ending in the kept reply
    bool operator==(const KeptReply&) const = default;
};

/// A kept reply that a lesson was learned beside.
struct LearnedBeside {
    KeptReplyId reply;
    bool isPinned = false; ///< the person asked to keep it; else nobody had complained about it
    bool operator==(const LearnedBeside&) const = default;
};

/// Every change is committed before its function returns. Rows are never deleted, and what a lesson says never changes.
///
/// Errors: BadInput for a lesson or kept reply that is not there; else as Database.
class LessonLog final {
public:
    /// `baseModel` is the SHA-256 of the model file.
    LessonLog(Database& database, std::string baseModel, Clock clock);

    /// Lessons of all models that were being learned when the program ended wait again. Returns how many. Once, on
    /// start.
    static int recover(Database& database);

    /// Stores the lesson as given but for `id` and `createdMs`, which are assigned, and returns it.
    Lesson save(const Lesson& lesson);
    std::vector<Lesson> lessons(LessonId from = {}) const; ///< this one and all later ones, in order of their ids
    std::vector<Lesson> waiting() const; ///< in the same order
    Lesson lesson(LessonId lesson) const;
    void setState(LessonId lesson, LessonState state, const std::string& reason);

    /// Receipts are added, never replaced: a lesson that is tried again has several.
    void saveReceipt(const LessonReceipt& receipt);
    std::optional<LessonReceipt> receipt(LessonId lesson) const; ///< the newest

    /// The same turns of the same message twice are one kept reply.
    KeptReplyId keep(std::optional<MessageId> message, const std::vector<ChatTurn>& turns);
    /// The same for a reply that nobody asked to keep, but a lesson is to be learned beside: it gets an id, and kept()
    /// does not list it.
    KeptReplyId remember(MessageId message, const std::vector<ChatTurn>& turns);
    /// Not kept from here on; lessons learned while it was kept still find it under its id.
    void stopKeeping(MessageId message);
    std::vector<KeptReply> kept() const; ///< now, oldest first
    std::vector<KeptReply> kept(
        std::span<const KeptReplyId> ids) const; ///< in the order of `ids`, whether still kept or not

    /// SHA-256 over a secret random salt and everything the lesson says. It goes into the ledger in place of the text,
    /// so that the text can be forgotten one day without breaking the chain.
    std::string commitment(LessonId lesson) const;

private:
    KeptReplyId entered(std::optional<MessageId> message, const std::vector<ChatTurn>& turns);
    Statement rowOf(LessonId lesson) const;
    Database& m_database;
    std::string m_baseModel;
    Clock m_clock;
};

} // namespace amend
