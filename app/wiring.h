// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where the session and the widgets meet: wishes to commands, values to slots.
#pragma once

#include "app/main_window.h"
#include "app/settings.h"
#include "core/session/session.h"
#include "widgets/inspector.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace amend {

class Wiring final : public QObject {
    Q_OBJECT

public:
    /// All three outlive it.
    Wiring(MainWindow& window, Session& session, Settings& settings);

    /// Lists the chats and loads the model; an empty path asks for one.
    void start(const QString& modelPath);
    /// As after a crash while loading: nothing loads by itself.
    void startWithout(const QString& modelPath);

private:
    void connectChats();
    void connectComposer();
    void connectConversation();
    void connectReplies();
    void connectLessons();
    void connectTimeline();
    void connectModel();
    void useDevice(const QString& device);
    void loadModel(const QString& path);
    void openChat(ChatId chat);
    void startNewChat();
    void send(const std::string& text);
    void showFailure(const Failure& failure);
    void showReplyStats();
    void showServing(const std::vector<CheckpointRow>& rows);
    void exportChat();
    GenerationOptions nextOptions() const; ///< with a seed of its own for each reply

    MainWindow& m_window;
    Session& m_session;
    Settings& m_settings;
    QTimer m_countDelay; ///< the composer's tokens are counted when typing pauses
    std::optional<ChatId> m_chat; ///< the one that is shown; none: the next message begins one
    QString m_chatTitle;
    QString m_modelPath; ///< loaded, or being loaded
    int m_contextLength = 0;
    bool m_keepsNotice = false; ///< the chat is opened by the start, not by the person: what is said of the model stays
    QString m_modelTrouble; ///< why no model is loaded; empty: none was tried yet, or one is
    bool m_offersCpu = false; ///< in place of a GPU that cannot be used
    bool m_loaded = false;
    bool m_openNewest = true; ///< until the first list of chats has come
    bool m_exportWhenOpen = false;
    CheckpointId m_serving;
    int m_lessonsAhead = 0; ///< of a lesson that is saved now
    Inspector m_inspector;
};

} // namespace amend
