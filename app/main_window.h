// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window: its docks, its menus and its layouts. It knows the widgets and nothing of the engine; app/wiring.cpp
// connects both.
#pragma once

#include "app/settings.h"

#include <QMainWindow>

#include <vector>

class QAction;
class QActionGroup;
class QLabel;
class QMenu;
class QStackedWidget;

namespace amend {

class CardDock;
class ChatList;
class Composer;
class ConversationView;
class DriftDock;
class EmptyState;
class GateCard;
class LossDock;
class MemoryDock;
class StatusStrip;
class TimelineDock;
class TokensDock;

/// How long a line over the conversation stays.
enum class MessageStay { Shortly, UntilClosed };

class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(ThemeSwitch& theme, Settings& settings);
    ~MainWindow() override;

    ChatList& chatList() { return *m_chatList; }
    ConversationView& conversation() { return *m_conversation; }
    Composer& composer() { return *m_composer; }
    LossDock& lossDock() { return *m_lossDock; }
    DriftDock& driftDock() { return *m_driftDock; }
    GateCard& gateCard() { return *m_gateCard; }
    TokensDock& tokensDock() { return *m_tokensDock; }
    MemoryDock& memoryDock() { return *m_memoryDock; }
    TimelineDock& timelineDock() { return *m_timelineDock; }
    StatusStrip& statusStrip() { return *m_statusStrip; }

public Q_SLOTS:
    /// The middle shows a sentence and a button in place of the conversation, as while there is no model.
    void showNotice(const QString& sentence, const QString& action);
    void showConversation();
    /// A line over the conversation, with a button that closes it.
    void showMessage(const QString& sentence, amend::MessageStay stay = amend::MessageStay::Shortly);
    void showLearnLayout();
    void showTimeline();
    void chooseModelFile();
    void chooseModelFolder();

Q_SIGNALS:
    void newChatRequested();
    void modelChosen(const QString& path);
    void noticeActionRequested();
    void undoLessonRequested();
    void rebuildRequested();
    void exportChatRequested();
    void closing();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildMiddle();
    QWidget* buildMessageBar();
    void buildDocks();
    void buildMenus();
    void buildLayoutSwitch();
    void buildThemeMenu(QMenu& view);
    void buildTextSizeMenu(QMenu& view);
    void arrange(const QString& layout);
    void shareRoom();
    void switchTo(const QString& layout);
    void restoreLayout();
    void saveLayout();
    void showKeys();
    void showAbout();
    void focusNextPart(int step);

    ThemeSwitch& m_theme;
    Settings& m_settings;
    QStackedWidget* m_middle = nullptr;
    EmptyState* m_notice = nullptr;
    QWidget* m_messageBar = nullptr;
    QLabel* m_message = nullptr;
    ChatList* m_chatList = nullptr;
    ConversationView* m_conversation = nullptr;
    Composer* m_composer = nullptr;
    CardDock* m_chatDock = nullptr;
    LossDock* m_lossDock = nullptr;
    DriftDock* m_driftDock = nullptr;
    GateCard* m_gateCard = nullptr;
    TokensDock* m_tokensDock = nullptr;
    MemoryDock* m_memoryDock = nullptr;
    TimelineDock* m_timelineDock = nullptr;
    StatusStrip* m_statusStrip = nullptr;
    QActionGroup* m_layouts = nullptr;
    QString m_layout;
};

} // namespace amend
