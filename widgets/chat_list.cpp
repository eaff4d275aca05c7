// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chat_list.h"

#include "widgets/chat_delegate.h"
#include "widgets/icon.h"
#include "widgets/models/chat_model.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <chrono>

namespace amend {

using namespace std::chrono_literals;

ChatList::ChatList(QWidget* parent)
    : QWidget(parent)
    , m_model(new ChatModel(this))
    , m_search(new QLineEdit(this))
    , m_view(new QListView(this))
    , m_empty(new QLabel(this))
{
    setAccessibleName(tr("Chats"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ChatDelegate(m_view));
    m_view->setAccessibleName(tr("Chats"));
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setWordWrap(true);
    m_empty->setProperty("tone", QStringLiteral("second"));
    m_empty->setContentsMargins(metrics::gutter, 24, metrics::gutter, 0);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::gutter, metrics::gutter, metrics::gutter, metrics::gutter);
    column->setSpacing(metrics::grid);
    column->addWidget(buildHead());
    column->addWidget(m_empty, 1);
    column->addWidget(m_view, 1);
    column->addWidget(buildUndoBar());

    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(120ms);
    connect(m_search, &QLineEdit::textChanged, &m_searchDelay, qOverload<>(&QTimer::start));
    connect(&m_searchDelay, &QTimer::timeout, this, [this] { Q_EMIT searchRequested(search()); });
    connect(m_model, &ChatModel::renameRequested, this, &ChatList::renameRequested);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ChatList::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        const std::optional<ChatId> chat = m_model->chatAt(index);
        if (chat && chat != m_current) {
            m_current = chat;
            Q_EMIT chatChosen(*chat);
        }
    });
    setChats({});
}

QWidget* ChatList::buildHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, metrics::grid);
    row->setSpacing(metrics::gutter);
    m_search->setPlaceholderText(tr("Search chats"));
    m_search->setAccessibleName(tr("Search chats"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    auto* add = new QToolButton(head);
    add->setIcon(icon(QStringLiteral("plus"), IconColour::Accent));
    add->setIconSize({ 16, 16 });
    add->setProperty("variant", QStringLiteral("soft"));
    add->setToolTip(tr("New chat (Ctrl+N)"));
    add->setAccessibleName(tr("New chat"));
    add->setCursor(Qt::PointingHandCursor);
    connect(add, &QToolButton::clicked, this, &ChatList::newChatRequested);
    row->addWidget(m_search, 1);
    row->addWidget(add);
    return head;
}

QWidget* ChatList::buildUndoBar()
{
    m_undoBar = new QWidget(this);
    auto* row = new QHBoxLayout(m_undoBar);
    row->setContentsMargins(metrics::gutter, 0, 0, 0);
    m_undoText = new QLabel(tr("Chat deleted"), m_undoBar);
    m_undoText->setProperty("tone", QStringLiteral("second"));
    auto* undo = new QPushButton(tr("Undo"), m_undoBar);
    row->addWidget(m_undoText, 1);
    row->addWidget(undo);
    m_undoBar->hide();
    m_undoTime.setSingleShot(true);
    m_undoTime.setInterval(10s);
    connect(&m_undoTime, &QTimer::timeout, m_undoBar, &QWidget::hide);
    connect(undo, &QPushButton::clicked, this, [this] {
        m_undoTime.stop();
        m_undoBar->hide();
        Q_EMIT undeleteRequested(*m_deleted);
    });
    return m_undoBar;
}

QString ChatList::search() const
{
    return m_search->text().simplified();
}

void ChatList::setChats(const std::vector<ChatRow>& chats)
{
    {
        const QSignalBlocker quiet(m_view->selectionModel()); // filling the list chooses nothing
        const bool isSearching = !search().isEmpty();
        m_model->setChats(chats, QDateTime::currentDateTime(), isSearching ? ChatGrouping::None : ChatGrouping::ByTime);
        m_empty->setText(isSearching ? tr("No chat holds these words.") : tr("No chats yet."));
    }
    m_view->setVisible(!chats.empty());
    m_empty->setVisible(chats.empty());
    selectCurrent();
}

void ChatList::setCurrentChat(std::optional<ChatId> chat)
{
    m_current = chat;
    selectCurrent();
}

void ChatList::selectCurrent()
{
    const QModelIndex index = m_current ? m_model->indexOf(*m_current) : QModelIndex();
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

void ChatList::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool ChatList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (watched == m_view && key == Qt::Key_Delete) {
            deleteCurrent();
            return true;
        }
        if (watched == m_search && key == Qt::Key_Down) {
            m_view->setFocus(Qt::TabFocusReason);
            return true;
        }
        if (watched == m_search && key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ChatList::showMenu(const QPoint& position)
{
    const QModelIndex index = m_view->indexAt(position);
    const std::optional<ChatId> chat = m_model->chatAt(index);
    if (!chat) {
        return;
    }
    m_view->setCurrentIndex(index);
    const bool isPinned = index.data(ChatModel::PinnedRole).toBool();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(
        icon(QStringLiteral("rename")), tr("Rename"), this, [this] { m_view->edit(m_view->currentIndex()); });
    menu->addAction(icon(isPinned ? QStringLiteral("pinned") : QStringLiteral("pin")),
        isPinned ? tr("Unpin") : tr("Pin"), this, [this, chat, isPinned] { Q_EMIT pinRequested(*chat, !isPinned); });
    menu->addAction(
        icon(QStringLiteral("export")), tr("Export …"), this, [this, chat] { Q_EMIT exportRequested(*chat); });
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("delete")), tr("Delete"), this, &ChatList::deleteCurrent);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void ChatList::deleteCurrent()
{
    const QModelIndex index = m_view->currentIndex();
    const std::optional<ChatId> chat = m_model->chatAt(index);
    if (!chat) {
        return;
    }
    m_deleted = chat;
    m_undoText->setText(
        tr("\"%1\" deleted").arg(m_undoText->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, 96)));
    m_undoBar->show();
    m_undoTime.start();
    Q_EMIT deleteRequested(*chat);
}

} // namespace amend
