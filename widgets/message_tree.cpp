// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/message_tree.h"

#include <utility>

namespace amend {

void MessageTree::setMessages(std::vector<Message> messages)
{
    *this = {};
    for (Message& message : messages) {
        put(std::move(message));
    }
}

void MessageTree::put(Message message)
{
    if (Message* known = find(message.id)) {
        *known = std::move(message);
        return;
    }
    const MessageId id = message.id;
    const MessageId parent = parentKey(message);
    m_children[parent].push_back(id);
    m_shownChild[parent] = id;
    m_index[id] = m_messages.size();
    m_messages.push_back(std::move(message));
}

Message* MessageTree::find(MessageId id)
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? nullptr : &m_messages[found->second];
}

const Message* MessageTree::find(MessageId id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? nullptr : &m_messages[found->second];
}

std::vector<MessageId> MessageTree::shownPath() const
{
    std::vector<MessageId> path;
    MessageId parent;
    for (auto child = m_shownChild.find(parent); child != m_shownChild.end(); child = m_shownChild.find(parent)) {
        parent = child->second;
        path.push_back(parent);
    }
    return path;
}

std::vector<MessageId> MessageTree::versionsOf(MessageId id) const
{
    const Message* message = find(id);
    return message ? m_children.at(parentKey(*message)) : std::vector<MessageId>();
}

void MessageTree::choose(MessageId id)
{
    if (const Message* message = find(id)) {
        m_shownChild[parentKey(*message)] = id;
    }
}

} // namespace amend
