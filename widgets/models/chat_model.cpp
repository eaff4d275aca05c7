// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/chat_model.h"

#include <QTimeZone>
#include <array>
#include <utility>

namespace amend {
namespace {

enum Group { Pinned, Today, ThisWeek, Older };

Group groupOf(const ChatRow& chat, const QDateTime& now)
{
    if (chat.pinned) {
        return Pinned;
    }
    const QDate changed = QDateTime::fromMSecsSinceEpoch(chat.changedMs, now.timeZone()).date();
    if (changed >= now.date()) {
        return Today;
    }
    return changed >= now.date().addDays(1 - now.date().dayOfWeek()) ? ThisWeek : Older;
}

} // namespace

void ChatModel::setChats(const std::vector<ChatRow>& chats, const QDateTime& now, ChatGrouping grouping)
{
    std::vector<Row> rows;
    if (grouping == ChatGrouping::None) {
        for (const ChatRow& chat : chats) {
            rows.push_back({ {}, chat });
        }
    } else {
        const std::array<QString, 4> headings { tr("Pinned"), tr("Today"), tr("This week"), tr("Older") };
        std::array<std::vector<Row>, 4> groups;
        for (const ChatRow& chat : chats) {
            groups[groupOf(chat, now)].push_back({ {}, chat });
        }
        for (std::size_t group = 0; group < groups.size(); ++group) {
            if (!groups[group].empty()) {
                rows.push_back({ headings[group], {} });
                rows.insert(rows.end(), groups[group].begin(), groups[group].end());
            }
        }
    }
    if (rows == m_rows) {
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

std::optional<ChatId> ChatModel::chatAt(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return std::nullopt;
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    return row.heading.isEmpty() ? std::optional(row.chat.id) : std::nullopt;
}

QModelIndex ChatModel::indexOf(ChatId chat) const
{
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].heading.isEmpty() && m_rows[row].chat.id == chat) {
            return index(static_cast<int>(row));
        }
    }
    return {};
}

int ChatModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ChatModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        if (!row.heading.isEmpty()) {
            return row.heading;
        }
        return row.chat.title.empty() ? tr("New chat") : QString::fromStdString(row.chat.title).simplified();
    case Qt::ToolTipRole:
        return row.heading.isEmpty() ? QString::fromStdString(row.chat.title).simplified() : QString();
    case IsHeadingRole:
        return !row.heading.isEmpty();
    case SnippetRole:
        return QString::fromStdString(row.chat.snippet).simplified();
    case PinnedRole:
        return row.chat.pinned;
    default:
        return {};
    }
}

Qt::ItemFlags ChatModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags leaf = Qt::ItemNeverHasChildren;
    return chatAt(index) ? leaf | Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable : leaf;
}

bool ChatModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const std::optional<ChatId> chat = chatAt(index);
    const QString title = value.toString().simplified();
    if (chat && role == Qt::EditRole && !title.isEmpty() && title != data(index, role).toString()) {
        Q_EMIT renameRequested(*chat, title);
    }
    return false;
}

} // namespace amend
