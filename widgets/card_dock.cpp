// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card_dock.h"

#include "widgets/card.h"
#include "widgets/dock_title_bar.h"
#include "widgets/empty_state.h"
#include "widgets/theme.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace amend {

CardDock::CardDock(const QString& objectName, const QString& title, QWidget* parent)
    : QDockWidget(title, parent)
    , m_titleBar(new DockTitleBar(*this))
    , m_pages(new QStackedWidget)
    , m_empty(new EmptyState)
{
    setObjectName(objectName);
    setAllowedAreas(Qt::AllDockWidgetAreas);
    setTitleBarWidget(m_titleBar);

    auto* card = new Card(Card::Part::Bottom);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(2, 0, 2, 2); // the border stays visible, also where it falls between two pixels
    layout->addWidget(m_pages);
    m_pages->addWidget(m_empty);
    setWidget(card);
    connect(m_empty, &EmptyState::actionRequested, this, &CardDock::emptyActionRequested);
}

void CardDock::setSummary(const QString& summary)
{
    m_titleBar->setSummary(summary);
}

QString CardDock::summary() const
{
    return m_titleBar->summary();
}

bool CardDock::isEmpty() const
{
    return m_pages->currentWidget() == m_empty;
}

void CardDock::setBody(QWidget* body)
{
    Q_ASSERT(m_pages->count() == 1);
    m_pages->addWidget(body);
    m_pages->setCurrentWidget(body);
    setFocusProxy(body);
}

void CardDock::setViewMenu(QMenu* menu)
{
    m_titleBar->setViewMenu(menu);
}

void CardDock::addTitleWidget(QWidget* widget)
{
    m_titleBar->addWidget(widget);
}

void CardDock::showBody()
{
    m_pages->setCurrentIndex(m_pages->count() - 1);
}

void CardDock::showEmpty(const QString& sentence, const QString& action)
{
    m_empty->setText(sentence, action);
    m_pages->setCurrentWidget(m_empty);
}

} // namespace amend
