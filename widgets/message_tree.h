// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of one chat as a tree, and the one path through it that is shown.
#pragma once

#include "core/domain/message.h"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace amend {

/// Siblings are the versions of a message: edits of a question, regenerations of a reply. At each fork the newest
/// version is shown until another is chosen.
class MessageTree {
public:
    /// Replaces everything. Parents stand before their children, as the profile gives them.
    void setMessages(std::vector<Message> messages);
    /// Adds a message, or replaces the one with the same id. A new one becomes the shown version.
    void put(Message message);
    Message* find(MessageId id); ///< null when unknown
    const Message* find(MessageId id) const;

    std::vector<MessageId> shownPath() const; ///< from the first message to the last
    std::vector<MessageId> versionsOf(MessageId id) const; ///< itself and its siblings, oldest first
    /// Shows the version, and with it what followed it.
    void choose(MessageId id);

private:
    MessageId parentKey(const Message& message) const { return message.parent.value_or(MessageId {}); }

    std::vector<Message> m_messages;
    std::unordered_map<MessageId, std::size_t> m_index;
    std::unordered_map<MessageId, std::vector<MessageId>> m_children; ///< the first messages stand under id 0
    std::unordered_map<MessageId, MessageId> m_shownChild;
};

} // namespace amend
