// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The title bar of a CardDock.
#pragma once

#include "widgets/card.h"

class QDockWidget;
class QHBoxLayout;
class QMenu;
class QToolButton;

namespace amend {

/// Title left, controls and summary right; without room for both, a summary without a menu makes way for the title.
/// Dragging and double-clicking reach the dock as usual.
class DockTitleBar final : public Card {
    Q_OBJECT

public:
    explicit DockTitleBar(QDockWidget& dock);

    void setSummary(const QString& summary);
    QString summary() const;
    void setViewMenu(QMenu* menu);
    void addWidget(QWidget* widget);

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void fitSummary();

    QDockWidget& m_dock;
    QHBoxLayout* m_layout;
    QToolButton* m_summary;
};

} // namespace amend
