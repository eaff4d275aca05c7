// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/message_column.h"

#include "widgets/icon.h"
#include "widgets/message_view.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPushButton>
#include <QScrollBar>
#include <algorithm>
#include <unordered_map>
#include <utility>

namespace amend {
namespace {

constexpr int maxCharacters = 80;
constexpr int sideMargin = 12; ///< beside the column, enough for the scroll bar; a message has its own frame within
constexpr int spacing = 4;
constexpr int endMargin = 12;
/// Views are built this many screens beyond the visible part, and dropped twice as far away.
constexpr double screensBuilt = 1;
constexpr double screensKept = 2;
/// So near to the end one follows again.
constexpr int followDistance = 24;
/// Above and below the button that leads back to the end.
constexpr int latestGap = 4;
/// A view that is higher than estimated may bring others into sight or out of it; this settles in two or three rounds.
constexpr int maxRounds = 8;

} // namespace

int readingWidth(const QFontMetrics& metrics)
{
    return maxCharacters * metrics.averageCharWidth();
}

MessageColumn::MessageColumn(MessageSource source, QWidget* parent)
    : QScrollArea(parent)
    , m_source(std::move(source))
    , m_content(new QWidget)
    , m_latest(new QPushButton(this))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    setWidget(m_content);
    m_content->setAutoFillBackground(false); // setWidget has switched it on
    m_content->installEventFilter(this);
    m_latest->setIcon(icon(QStringLiteral("chevron_down")));
    m_latest->setCursor(Qt::PointingHandCursor);
    m_latest->hide();
    connect(m_latest, &QPushButton::clicked, this, &MessageColumn::follow);
}

void MessageColumn::setMessages(const std::vector<MessageId>& ids)
{
    std::unordered_map<MessageId, Entry> old;
    for (const Entry& entry : std::exchange(m_entries, {})) {
        old.emplace(entry.id, entry);
    }
    const bool isSameChat = std::any_of(ids.begin(), ids.end(), [&](MessageId id) { return old.contains(id); });
    m_unseen = isSameChat && !m_following
        ? m_unseen + static_cast<int>(std::max<std::ptrdiff_t>(0, std::ssize(ids) - std::ssize(old)))
        : 0;
    m_following = m_following || !isSameChat;
    for (const MessageId id : ids) {
        const auto known = old.find(id);
        m_entries.push_back(known == old.end() ? Entry { .id = id } : known->second);
        if (known != old.end()) {
            old.erase(known);
        }
    }
    for (const auto& [id, entry] : old) {
        if (entry.view) {
            entry.view->hide();
            entry.view->deleteLater(); // it may be the sender of the signal that brought us here
        }
    }
    arrange();
}

MessageView* MessageColumn::viewOf(MessageId id) const
{
    const int index = indexOf(id);
    return index < 0 ? nullptr : m_entries[static_cast<std::size_t>(index)].view;
}

std::vector<MessageView*> MessageColumn::views() const
{
    std::vector<MessageView*> built;
    for (const Entry& entry : m_entries) {
        if (entry.view) {
            built.push_back(entry.view);
        }
    }
    return built;
}

void MessageColumn::focusMessage(MessageId id)
{
    const int index = indexOf(id);
    if (index < 0) {
        return;
    }
    m_following = index + 1 == std::ssize(m_entries);
    const Entry& entry = m_entries[static_cast<std::size_t>(index)];
    if (!entry.view || entry.top < verticalScrollBar()->value()
        || entry.top + entry.height > verticalScrollBar()->value() + viewport()->height()) {
        verticalScrollBar()->setValue(entry.top - spacing);
        arrange();
    }
    if (MessageView* view = viewOf(id)) {
        view->setFocus(Qt::OtherFocusReason);
    }
}

void MessageColumn::stepFocus(int step)
{
    auto current = static_cast<int>(m_entries.size()) - (step < 0 ? 0 : 1);
    for (int index = 0; index < std::ssize(m_entries); ++index) {
        const MessageView* view = m_entries[static_cast<std::size_t>(index)].view;
        if (view && (view->hasFocus() || view->isAncestorOf(focusWidget()))) {
            current = index;
        }
    }
    const int target = current + step;
    if (target >= 0 && target < std::ssize(m_entries)) {
        focusMessage(m_entries[static_cast<std::size_t>(target)].id);
    }
}

void MessageColumn::follow()
{
    m_following = true;
    m_isHeld = false;
    m_unseen = 0;
    arrange();
}

void MessageColumn::holdTop()
{
    if (m_following && !m_entries.empty()) {
        m_following = false;
        m_isHeld = true;
        rememberAnchor();
    }
}

void MessageColumn::rememberAnchor()
{
    if (m_entries.empty()) {
        return;
    }
    const int y = verticalScrollBar()->value();
    const Entry& entry = m_entries[entryAt(y)];
    m_anchor = { .message = entry.id, .pixels = y - entry.top };
    m_anchor.isExact = entry.view != nullptr;
    if (entry.view) {
        m_anchor.part = entry.view->partAt(m_anchor.pixels);
        const QRect part = entry.view->partGeometry(m_anchor.part);
        m_anchor.pixels -= part.top();
        m_anchor.share = part.height() > 0 ? static_cast<double>(m_anchor.pixels) / part.height() : 0;
    }
}

/// From the top of the message. A part that is broken into other lines is entered by the same share, one that grew by
/// the same number of pixels.
int MessageColumn::anchorOffset(const Entry& entry, bool isWidthNew)
{
    if (!entry.view) {
        return m_anchor.pixels;
    }
    placeEntry(entry);
    const QRect part = entry.view->partGeometry(m_anchor.part);
    const bool isWithin = m_anchor.share <= 1; // else between two parts
    if (isWidthNew && isWithin) {
        m_anchor.pixels = qRound(m_anchor.share * part.height());
    } else if (isWithin && part.height() > 0) {
        m_anchor.share = static_cast<double>(m_anchor.pixels) / part.height();
    }
    return part.top() + m_anchor.pixels;
}

int MessageColumn::columnWidth() const
{
    const int widest = readingWidth(fontMetrics()) + 2 * MessageView::frameWidth;
    return std::max(std::min(width() - 2 * sideMargin, widest), 1); // with or without a scroll bar
}

/// Gives every message its place, builds what is near, and keeps either the end or the topmost visible message where
/// it was.
void MessageColumn::arrange()
{
    if (m_arranging || viewport()->height() <= 0) {
        return;
    }
    m_arranging = true;
    QScrollBar* bar = verticalScrollBar();
    int anchor = indexOf(m_anchor.message);
    if (anchor < 0) {
        rememberAnchor();
        anchor = indexOf(m_anchor.message);
    }
    bool isWidthNew = false;
    setViewportMargins(0, 0, 0, latestRoom()); // over the messages the button would cover those of one of them
    if (const int width = columnWidth(); width != m_width) {
        m_width = width;
        isWidthNew = true;
        for (Entry& entry : m_entries) {
            entry.measured = false;
        }
    }
    for (int round = 0; round < maxRounds; ++round) {
        setTops();
        const int end = std::max(m_content->height() - viewport()->height(), 0);
        int top = end;
        if (!m_following && anchor >= 0) {
            const Entry& entry = m_entries[static_cast<std::size_t>(anchor)];
            top = std::min(entry.top + anchorOffset(entry, isWidthNew), end);
        }
        bar->setValue(top);
        if (!buildNear(top)) {
            dropFar(top);
            break;
        }
    }
    place();
    m_arranging = false;
    if (m_isHeld && bar->value() >= bar->maximum() - followDistance - viewportMargins().bottom()) {
        follow();
        return;
    }
    if (m_following || !m_anchor.isExact) {
        rememberAnchor();
    }
    updateLatest();
}

void MessageColumn::setTops()
{
    int top = endMargin;
    for (Entry& entry : m_entries) {
        if (entry.view) {
            const int height = entry.view->heightForWidth(m_width);
            entry.height = height < 0 ? entry.view->sizeHint().height() : height;
            entry.measured = true;
        } else if (!entry.measured) {
            entry.height = m_source.estimateHeight(entry.id, m_width);
        }
        entry.top = top;
        top += entry.height + spacing;
    }
    m_content->resize(viewport()->width(), std::max(top + endMargin, viewport()->height()));
}

bool MessageColumn::buildNear(int top)
{
    bool hasBuilt = false;
    const int reach = static_cast<int>(screensBuilt * viewport()->height());
    for (std::size_t i = m_entries.empty() ? 0 : entryAt(top - reach); i < m_entries.size(); ++i) {
        Entry& entry = m_entries[i];
        if (entry.top > top + viewport()->height() + reach) {
            break;
        }
        if (!entry.view) {
            entry.view = m_source.makeView(entry.id, m_content);
            hasBuilt = true;
        }
    }
    if (hasBuilt) {
        orderTabs();
    }
    return hasBuilt;
}

void MessageColumn::dropFar(int top)
{
    const int reach = static_cast<int>(screensKept * viewport()->height());
    for (Entry& entry : m_entries) {
        const bool isFar = entry.top + entry.height < top - reach || entry.top > top + viewport()->height() + reach;
        const bool hasFocus = entry.view && (entry.view->hasFocus() || entry.view->isAncestorOf(focusWidget()));
        if (entry.view && isFar && !hasFocus) {
            entry.view->hide();
            entry.view->deleteLater();
            entry.view = nullptr;
        }
    }
}

void MessageColumn::place()
{
    for (const Entry& entry : m_entries) {
        if (entry.view) {
            placeEntry(entry);
            entry.view->show();
        }
    }
}

void MessageColumn::placeEntry(const Entry& entry)
{
    entry.view->setGeometry((width() - m_width) / 2, entry.top, m_width, entry.height);
}

/// Views are built in any order, Tab goes from top to bottom.
void MessageColumn::orderTabs()
{
    QWidget* last = nullptr;
    for (MessageView* view : views()) {
        QList<QWidget*> stops { view };
        stops += view->findChildren<QWidget*>();
        for (QWidget* stop : stops) {
            if ((stop->focusPolicy() & Qt::TabFocus) == 0) {
                continue;
            }
            if (last) {
                setTabOrder(last, stop);
            }
            last = stop;
        }
    }
}

/// The entry at that height, the first or last one beyond the ends. Not for an empty column.
std::size_t MessageColumn::entryAt(int y) const
{
    const auto after = std::upper_bound(
        m_entries.begin(), m_entries.end(), y, [](int height, const Entry& entry) { return height < entry.top; });
    return after == m_entries.begin() ? 0 : static_cast<std::size_t>(after - m_entries.begin() - 1);
}

int MessageColumn::indexOf(MessageId id) const
{
    // From the end: nearly all questions are about the newest messages.
    for (auto index = static_cast<int>(m_entries.size()) - 1; index >= 0; --index) {
        if (m_entries[static_cast<std::size_t>(index)].id == id) {
            return index;
        }
    }
    return -1;
}

void MessageColumn::updateLatest()
{
    m_latest->setVisible(!m_following);
    m_latest->setText(m_unseen > 0 ? tr("Latest · %n new", nullptr, m_unseen) : tr("Latest"));
    m_latest->setAccessibleName(m_latest->text());
    m_latest->adjustSize();
    m_latest->move((width() - m_latest->width()) / 2, height() - m_latest->height() - latestGap);
}

int MessageColumn::latestRoom() const
{
    return m_following ? 0 : m_latest->sizeHint().height() + 2 * latestGap;
}

void MessageColumn::resizeEvent(QResizeEvent* event)
{
    const bool wasArranging = std::exchange(m_arranging, true); // a clamped scroll bar is nobody's scrolling
    QScrollArea::resizeEvent(event);
    m_arranging = wasArranging;
    arrange();
}

bool MessageColumn::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_content && event->type() == QEvent::LayoutRequest) {
        arrange(); // a message has changed its height
    }
    return QScrollArea::eventFilter(watched, event);
}

void MessageColumn::scrollContentsBy(int dx, int dy)
{
    QScrollArea::scrollContentsBy(dx, dy);
    if (m_arranging) {
        return;
    }
    m_isHeld = false;
    const QScrollBar* bar = verticalScrollBar();
    const bool isAtEnd = bar->value() >= bar->maximum() - followDistance - viewportMargins().bottom();
    if (dy > 0) { // the contents go down: one scrolls up
        m_following = isAtEnd && m_following && dy < 2;
    } else if (isAtEnd) {
        m_following = true;
        m_unseen = 0;
    }
    rememberAnchor();
    arrange();
}

} // namespace amend
