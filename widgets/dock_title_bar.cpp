// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dock_title_bar.h"

#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace amend {

DockTitleBar::DockTitleBar(QDockWidget& dock)
    : Card(Part::Top, &dock)
    , m_dock(dock)
    , m_layout(new QHBoxLayout(this))
    , m_summary(new QToolButton(this))
{
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("%1, title bar").arg(dock.windowTitle()));
    setAccessibleDescription(tr("The menu key offers to float or close this panel."));
    setMinimumHeight(metrics::titleHeight);

    m_summary->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_summary->setObjectName(QStringLiteral("summary"));
    m_summary->setPopupMode(QToolButton::InstantPopup);
    m_summary->setFocusPolicy(Qt::NoFocus);
    m_summary->setAttribute(Qt::WA_TransparentForMouseEvents); // a plain text until it has a menu

    m_layout->setContentsMargins(metrics::padding, metrics::grid, 2 * metrics::grid, 0);
    m_layout->setSpacing(2);
    m_layout->addStretch();
    m_layout->addWidget(m_summary);
    connect(&dock, &QDockWidget::windowTitleChanged, this, [this](const QString& title) {
        setAccessibleName(tr("%1, title bar").arg(title));
        fitSummary();
        update();
    });
}

void DockTitleBar::setSummary(const QString& summary)
{
    m_summary->setText(summary);
    m_summary->setAccessibleName(tr("View: %1").arg(summary));
    fitSummary();
}

QString DockTitleBar::summary() const
{
    return m_summary->text();
}

void DockTitleBar::setViewMenu(QMenu* menu)
{
    m_summary->setMenu(menu);
    m_summary->setFocusPolicy(Qt::StrongFocus);
    m_summary->setAttribute(Qt::WA_TransparentForMouseEvents, false);
}

void DockTitleBar::addWidget(QWidget* widget)
{
    m_layout->insertWidget(m_layout->count() - 1, widget);
}

QSize DockTitleBar::minimumSizeHint() const
{
    return { 30 * metrics::grid, qMax(metrics::titleHeight, Card::minimumSizeHint().height()) };
}

bool DockTitleBar::event(QEvent* event)
{
    const bool isHandled = Card::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) {
        fitSummary();
    }
    return isHandled;
}

void DockTitleBar::fitSummary()
{
    int needed = metrics::padding + QFontMetrics(fontFor(TextRole::Title)).horizontalAdvance(m_dock.windowTitle())
        + m_layout->contentsMargins().right() + metrics::gutter;
    for (int i = 0; i < m_layout->count(); ++i) {
        const QWidget* widget = m_layout->itemAt(i)->widget();
        if (widget && (widget == m_summary || !widget->isHidden())) {
            needed += widget->sizeHint().width() + m_layout->spacing();
        }
    }
    m_summary->setVisible(m_summary->menu() || needed <= width());
}

void DockTitleBar::paintEvent(QPaintEvent* event)
{
    Card::paintEvent(event);
    const Theme& theme = Theme::current();
    int right = width() - metrics::padding;
    for (const QWidget* child : findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        if (child->isVisible()) {
            right = qMin(right, child->x() - metrics::grid);
        }
    }
    const QRect area(metrics::padding, metrics::grid, right - metrics::padding, height() - metrics::grid);
    QPainter painter(this);
    painter.setFont(fontFor(TextRole::Title));
    painter.setPen(theme.text);
    const QString title = painter.fontMetrics().elidedText(m_dock.windowTitle(), Qt::ElideRight, area.width());
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, title);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme.accent);
        const QRect text = painter.fontMetrics().boundingRect(area, Qt::AlignVCenter | Qt::AlignLeft, title);
        painter.drawRoundedRect(QRectF(text).adjusted(-5.5, -2.5, 5.5, 2.5), metrics::grid, metrics::grid);
    }
}

void DockTitleBar::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu;
    if (m_dock.features().testFlag(QDockWidget::DockWidgetFloatable)) {
        menu.addAction(m_dock.isFloating() ? tr("&Dock") : tr("&Float"), &m_dock,
            [dock = &m_dock] { dock->setFloating(!dock->isFloating()); });
    }
    if (m_dock.features().testFlag(QDockWidget::DockWidgetClosable)) {
        menu.addAction(tr("&Close"), &m_dock, &QDockWidget::close);
    }
    menu.exec(event->globalPos());
}

void DockTitleBar::focusInEvent(QFocusEvent* event)
{
    Card::focusInEvent(event);
    update();
}

void DockTitleBar::focusOutEvent(QFocusEvent* event)
{
    Card::focusOutEvent(event);
    update();
}

} // namespace amend
