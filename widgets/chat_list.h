// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The list of chats with its search field, and the bar that takes a deletion back.
#pragma once

#include "core/domain/message.h"

#include <QTimer>
#include <QWidget>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QListView;

namespace amend {

class ChatModel;

class ChatList final : public QWidget {
    Q_OBJECT

public:
    explicit ChatList(QWidget* parent = nullptr);

    QString search() const;

public Q_SLOTS:
    /// The chats of the search in force, as the profile gives them.
    void setChats(const std::vector<amend::ChatRow>& chats);
    void setCurrentChat(std::optional<amend::ChatId> chat); ///< tells nothing
    void focusSearch();

Q_SIGNALS:
    void newChatRequested();
    void chatChosen(amend::ChatId chat);
    void searchRequested(const QString& text); ///< empty: all chats
    void renameRequested(amend::ChatId chat, const QString& title);
    void pinRequested(amend::ChatId chat, bool pinned);
    void exportRequested(amend::ChatId chat);
    void deleteRequested(amend::ChatId chat);
    void undeleteRequested(amend::ChatId chat);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildHead();
    QWidget* buildUndoBar();
    void showMenu(const QPoint& position);
    void deleteCurrent();
    void selectCurrent();

    ChatModel* m_model;
    QLineEdit* m_search;
    QListView* m_view;
    QLabel* m_empty;
    QWidget* m_undoBar = nullptr;
    QLabel* m_undoText = nullptr;
    QTimer m_searchDelay;
    QTimer m_undoTime;
    std::optional<ChatId> m_current;
    std::optional<ChatId> m_deleted; ///< what Undo brings back
};

} // namespace amend
