// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A quiet panel inside the conversation: a title, a remark at its right, a sentence, content and buttons.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace amend {

class FlowLayout;

class InsetCard final : public QFrame {
    Q_OBJECT

public:
    explicit InsetCard(QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setAside(const QString& remark); ///< secondary text at the right of the title
    void setSentence(const QString& sentence); ///< hidden while empty
    void addContent(QWidget* content);
    /// Buttons stand in the order they are added, in as many lines as they need; `variant` is one of style_sheet.h's,
    /// empty for the usual look.
    QPushButton* addButton(const QString& text, const char* variant = "");
    void addToHead(QWidget* widget); ///< at the right end of the title

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* m_head;
    QLabel* m_title;
    QLabel* m_aside;
    QLabel* m_sentence;
    QVBoxLayout* m_content;
    FlowLayout* m_buttons;
};

} // namespace amend
