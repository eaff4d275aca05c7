// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What docks with numbers share: the picture or a table of it, copy and export, and the view menu.
#pragma once

#include "core/domain/failure.h"
#include "widgets/card_dock.h"
#include "widgets/table_data.h"

#include <QPixmap>

class QStackedWidget;
class QTableWidget;

namespace amend {

/// The summary in the title bar opens the view menu; so does a right click or the menu key on the body.
/// Keys with the focus inside: T table, X export CSV, I export image, Ctrl+C copy.
class PlotDock : public CardDock {
    Q_OBJECT

public:
    PlotDock(const QString& objectName, const QString& title, QWidget* parent = nullptr);

    /// What is shown, in numbers.
    virtual TableData table() const = 0;
    /// What is shown, as a picture of double size.
    virtual QPixmap picture() const = 0;
    bool isTableShown() const;

public Q_SLOTS:
    void setTableShown(bool isShown);
    /// Puts the table on the clipboard, with tabs between the columns.
    void copyTable();
    void exportCsv();
    void exportPicture();

Q_SIGNALS:
    void failed(const amend::Failure& failure);

protected:
    /// The body that shows the picture; call once, after the own entries were added to the menu.
    void setPlot(QWidget* plot);
    QMenu& viewMenu() { return *m_menu; }
    /// A widget as it stands, on the card's colour, in double size.
    static QPixmap pictureOf(
        QWidget& shown, QWidget::RenderFlags parts = QWidget::DrawWindowBackground | QWidget::DrawChildren);
    /// An entry of the view menu whose key acts while the focus is inside this dock.
    QAction* addViewAction(const QString& text, const QKeySequence& key);
    /// To be called after each change of the data.
    void refreshTable();

private:
    QString suggestedName(const QString& suffix) const;

    QMenu* m_menu;
    QStackedWidget* m_pages;
    QTableWidget* m_table;
    QAction* m_showTable = nullptr;
};

} // namespace amend
