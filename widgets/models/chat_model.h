// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The chats as a list with headings: pinned, today, this week, older.
#pragma once

#include "core/domain/message.h"

#include <QAbstractListModel>
#include <QDateTime>
#include <optional>
#include <vector>

namespace amend {

enum class ChatGrouping {
    ByTime,
    None, ///< search results, best first
};

class ChatModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IsHeadingRole = Qt::UserRole + 1,
        SnippetRole,
        PinnedRole,
    };

    using QAbstractListModel::QAbstractListModel;

    /// `now` decides what is today; the week begins on its Monday.
    void setChats(
        const std::vector<ChatRow>& chats, const QDateTime& now, ChatGrouping grouping = ChatGrouping::ByTime);

    std::optional<ChatId> chatAt(const QModelIndex& index) const; ///< none for a heading
    QModelIndex indexOf(ChatId chat) const; ///< invalid when it is not listed

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Announces the wish only: the title changes when the chats come back.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void renameRequested(amend::ChatId chat, const QString& title);

private:
    struct Row {
        QString heading; ///< of a heading; else empty
        ChatRow chat;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> m_rows;
};

} // namespace amend
