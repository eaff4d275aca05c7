// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where one writes: a field that grows with its text, and Send, which becomes Stop while a reply runs.
#pragma once

#include "core/domain/ids.h"

#include <QWidget>
#include <optional>
#include <string>

class QLabel;
class QPushButton;
class QToolButton;

namespace amend {

class GrowingTextEdit;

class Composer final : public QWidget {
    Q_OBJECT

public:
    explicit Composer(QWidget* parent = nullptr);

    QString text() const;

public Q_SLOTS:
    void setDraft(const QString& text); ///< kept from before; tells nothing
    void setReplying(bool isReplying);
    void setTokenCount(int tokens); ///< of the text; 0 hides it
    void setBlocked(const QString& reason); ///< why nothing can be sent, as without a model; empty: one can
    /// Fills the field with an earlier message; sending it makes a new version.
    void beginEdit(amend::MessageId message, const QString& text);
    void endEdit();
    void focusText();

Q_SIGNALS:
    void sendRequested(const std::string& text);
    void editSent(amend::MessageId message, const std::string& text);
    void stopRequested();
    void editLastRequested(); ///< Up in an empty field
    void draftChanged(const QString& text); ///< to be kept, and to be counted

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool handleKey(class QKeyEvent& event);
    void send();
    void updateButton();

    GrowingTextEdit* m_text;
    QPushButton* m_button;
    QLabel* m_tokens;
    QLabel* m_editing;
    QToolButton* m_cancelEdit;
    std::optional<MessageId> m_edited;
    QString m_blocked;
    bool m_isReplying = false;
};

} // namespace amend
