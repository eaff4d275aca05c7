// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A dock that looks like a card: title bar drawn by ourselves, content or empty state below.
#pragma once

#include <QDockWidget>

class QMenu;
class QStackedWidget;

namespace amend {

class DockTitleBar;
class EmptyState;

/// The title is QDockWidget's window title; the summary (a unit, a count) stands at the right of it.
/// Floating and closing are in the title bar's context menu, which Tab and the menu key reach.
class CardDock : public QDockWidget {
    Q_OBJECT

public:
    /// `objectName` must be unique and never change: saved layouts refer to it.
    CardDock(const QString& objectName, const QString& title, QWidget* parent = nullptr);

    void setSummary(const QString& summary);
    QString summary() const;

    bool isEmpty() const;

Q_SIGNALS:
    /// The button of the empty state was pressed.
    void emptyActionRequested();

protected:
    /// The content; the dock owns it. Call once.
    void setBody(QWidget* body);
    /// Makes the summary a button that opens this menu.
    void setViewMenu(QMenu* menu);
    /// Puts a small control left of the summary.
    void addTitleWidget(QWidget* widget);
    void showBody();
    void showEmpty(const QString& sentence, const QString& action = {});

private:
    DockTitleBar* m_titleBar;
    QStackedWidget* m_pages;
    EmptyState* m_empty;
};

} // namespace amend
