// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot_dock.h"

#include "widgets/file_export.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QMenu>
#include <QStackedWidget>
#include <QTableWidget>

namespace amend {

PlotDock::PlotDock(const QString& objectName, const QString& title, QWidget* parent)
    : CardDock(objectName, title, parent)
    , m_menu(new QMenu(this))
    , m_pages(new QStackedWidget)
    , m_table(new QTableWidget)
{
    m_table->setAccessibleName(tr("%1 as a table").arg(title));
    m_pages->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_pages, &QWidget::customContextMenuRequested, this,
        [this](const QPoint& position) { m_menu->popup(m_pages->mapToGlobal(position)); });
}

void PlotDock::setPlot(QWidget* plot)
{
    m_menu->addSeparator();
    m_showTable = addViewAction(tr("Show as &table"), Qt::Key_T);
    m_showTable->setCheckable(true);
    connect(m_showTable, &QAction::toggled, this, &PlotDock::setTableShown);
    connect(addViewAction(tr("&Copy"), QKeySequence::Copy), &QAction::triggered, this, &PlotDock::copyTable);
    connect(addViewAction(tr("E&xport as CSV…"), Qt::Key_X), &QAction::triggered, this, &PlotDock::exportCsv);
    connect(addViewAction(tr("Export as &image…"), Qt::Key_I), &QAction::triggered, this, &PlotDock::exportPicture);

    m_pages->addWidget(plot);
    m_pages->addWidget(m_table);
    setBody(m_pages);
    setViewMenu(m_menu);
    setFocusProxy(plot);
}

QPixmap PlotDock::pictureOf(QWidget& shown, QWidget::RenderFlags parts)
{
    constexpr int doubleSize = 2;
    QPixmap pixmap(shown.size() * doubleSize);
    pixmap.setDevicePixelRatio(doubleSize);
    pixmap.fill(Theme::current().card);
    shown.render(&pixmap, {}, {}, parts);
    return pixmap;
}

QAction* PlotDock::addViewAction(const QString& text, const QKeySequence& key)
{
    QAction* action = m_menu->addAction(text);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

bool PlotDock::isTableShown() const
{
    return m_pages->currentWidget() == m_table;
}

void PlotDock::setTableShown(bool isShown)
{
    m_showTable->setChecked(isShown);
    m_pages->setCurrentIndex(isShown ? 1 : 0);
    refreshTable();
}

void PlotDock::refreshTable()
{
    if (isTableShown()) {
        fillTable(*m_table, table());
    }
}

void PlotDock::copyTable()
{
    const TableData shown = table();
    QString text = shown.headers.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const QVariantList& row : shown.rows) {
        QStringList cells;
        for (const QVariant& cell : row) {
            cells.append(cell.toString());
        }
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    QApplication::clipboard()->setText(text);
}

void PlotDock::exportCsv()
{
    if (const auto failure
        = exportFile(this, tr("Export as CSV"), suggestedName(QStringLiteral("csv")), csvOf(table()))) {
        Q_EMIT failed(*failure);
    }
}

void PlotDock::exportPicture()
{
    QByteArray content;
    QBuffer buffer(&content);
    buffer.open(QIODevice::WriteOnly);
    picture().save(&buffer, "PNG");
    if (const auto failure = exportFile(this, tr("Export as image"), suggestedName(QStringLiteral("png")), content)) {
        Q_EMIT failed(*failure);
    }
}

QString PlotDock::suggestedName(const QString& suffix) const
{
    return QStringLiteral("amend-%1.%2").arg(objectName(), suffix);
}

} // namespace amend
