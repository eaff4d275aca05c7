// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/memory_map_view.h"

#include "widgets/memory_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace amend {
namespace {

constexpr int margin = 3 * metrics::grid; ///< left and right of everything
constexpr int gap = 2; ///< between cells
constexpr int widestLabel = 220;

QString numberOf(CheckpointId checkpoint)
{
    return QStringLiteral("#%1").arg(checkpoint.value);
}

/// The sign of a state, within a square around `centre`.
QPainterPath signOf(MemoryState state, const QPointF& centre)
{
    QPainterPath path;
    switch (state) {
    case MemoryState::Remembered:
        path.moveTo(centre + QPointF(-3.5, 0.2));
        path.lineTo(centre + QPointF(-1.2, 2.6));
        path.lineTo(centre + QPointF(3.6, -2.6));
        break;
    case MemoryState::Lost:
        path.moveTo(centre + QPointF(-2.7, -2.7));
        path.lineTo(centre + QPointF(2.7, 2.7));
        path.moveTo(centre + QPointF(2.7, -2.7));
        path.lineTo(centre + QPointF(-2.7, 2.7));
        break;
    case MemoryState::Superseded:
        path.moveTo(centre + QPointF(-3.5, 0));
        path.lineTo(centre + QPointF(3.5, 0));
        path.moveTo(centre + QPointF(0.8, -2.7));
        path.lineTo(centre + QPointF(3.5, 0));
        path.lineTo(centre + QPointF(0.8, 2.7));
        break;
    }
    return path;
}

} // namespace

MemoryMapView::MemoryMapView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Memory map"));
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    refreshMeasures();
}

void MemoryMapView::setMap(const MemoryMap& map)
{
    const bool isAtNewest = horizontalScrollBar()->value() == horizontalScrollBar()->maximum();
    const bool isSameCell = m_cursor && map.rows.size() == m_map.rows.size() && map.checkpoints == m_map.checkpoints;
    m_map = map;
    if (!isSameCell) {
        m_cursor.reset();
    }
    refreshMeasures();
    refreshScrollBars();
    if (isAtNewest) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->maximum());
    }
    setAccessibleDescription(m_cursor ? cellText(*m_cursor) : description());
    viewport()->update();
}

void MemoryMapView::setSelected(std::optional<CheckpointId> checkpoint)
{
    m_selected = checkpoint;
    viewport()->update();
}

QString MemoryMapView::cellText(const Cell& cell) const
{
    const auto row = static_cast<std::size_t>(cell.row);
    const auto column = static_cast<std::size_t>(cell.column);
    return memoryCellText(m_map, row, column);
}

QString MemoryMapView::summary() const
{
    return memorySummary(m_map);
}

QString MemoryMapView::description() const
{
    if (m_map.rows.empty()) {
        return tr("Lessons remembered, nothing to show");
    }
    return tr("Lessons remembered, %1 by %2, at %3 %4")
        .arg(tr("%n lesson(s)", nullptr, rowCount()), tr("%n checkpoint(s)", nullptr, columnCount()),
            numberOf(m_map.checkpoints.back()), summary());
}

TableData MemoryMapView::table() const
{
    return memoryTable(m_map);
}

QSize MemoryMapView::minimumSizeHint() const
{
    return { 200, m_headHeight + 3 * m_rowHeight };
}

QSize MemoryMapView::sizeHint() const
{
    return { 360, 200 };
}

void MemoryMapView::refreshMeasures()
{
    constexpr int lowestRow = 18;
    constexpr int narrowestColumn = 24;
    const QFontMetrics figures(fontFor(TextRole::SmallFigures));
    const QString widest = m_map.checkpoints.empty() ? QString() : numberOf(m_map.checkpoints.back());
    m_rowHeight = std::max(QFontMetrics(fontFor(TextRole::Small)).height() + 2, lowestRow) + gap;
    m_columnWidth = std::max(narrowestColumn, figures.horizontalAdvance(widest) + 2 * metrics::grid) + gap;
    m_headHeight = figures.height() + 2 * metrics::grid;
}

/// At most so much that there is room for the newest cells.
int MemoryMapView::labelWidth() const
{
    return std::min(widestLabel, viewport()->width() * 45 / 100);
}

QRect MemoryMapView::field() const
{
    return viewport()->rect().adjusted(margin + labelWidth(), m_headHeight, -margin, -2 * metrics::grid);
}

QRect MemoryMapView::cellRect(const Cell& cell) const
{
    const QRect all = field();
    const int fromTop = rowCount() - 1 - cell.row; // the newest is on top
    return { all.left() + cell.column * m_columnWidth - horizontalScrollBar()->value(),
        all.top() + fromTop * m_rowHeight - verticalScrollBar()->value(), m_columnWidth - gap, m_rowHeight - gap };
}

std::optional<int> MemoryMapView::columnAt(const QPoint& position) const
{
    const QRect all = field();
    if (position.x() < all.left() || position.x() > all.right()) {
        return std::nullopt;
    }
    const int column = (position.x() - all.left() + horizontalScrollBar()->value()) / m_columnWidth;
    return column < columnCount() ? std::optional(column) : std::nullopt;
}

std::optional<int> MemoryMapView::labelAt(const QPoint& position) const
{
    const QRect all = field();
    if (position.y() < all.top()) {
        return std::nullopt;
    }
    const int fromTop = (position.y() - all.top() + verticalScrollBar()->value()) / m_rowHeight;
    return fromTop < rowCount() ? std::optional(rowCount() - 1 - fromTop) : std::nullopt;
}

std::optional<MemoryMapView::Cell> MemoryMapView::cellAt(const QPoint& position) const
{
    const std::optional<int> column = columnAt(position);
    const std::optional<int> row = labelAt(position);
    return column && row ? std::optional(Cell { *row, *column }) : std::nullopt;
}

void MemoryMapView::refreshScrollBars()
{
    const QRect all = field();
    horizontalScrollBar()->setPageStep(all.width());
    horizontalScrollBar()->setSingleStep(m_columnWidth);
    horizontalScrollBar()->setRange(0, std::max(0, columnCount() * m_columnWidth - all.width()));
    verticalScrollBar()->setPageStep(all.height());
    verticalScrollBar()->setSingleStep(m_rowHeight);
    verticalScrollBar()->setRange(0, std::max(0, rowCount() * m_rowHeight - all.height()));
}

void MemoryMapView::resizeEvent(QResizeEvent* /*event*/)
{
    const bool isAtNewest = horizontalScrollBar()->value() == horizontalScrollBar()->maximum();
    refreshScrollBars();
    if (isAtNewest) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->maximum());
    }
}

void MemoryMapView::paintEvent(QPaintEvent* /*event*/)
{
    if (m_map.rows.empty() || m_map.checkpoints.empty()) {
        return;
    }
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = Theme::current();
    const QRect all = field();
    const int firstColumn = horizontalScrollBar()->value() / m_columnWidth;
    const int lastColumn = std::min(columnCount() - 1, (horizontalScrollBar()->value() + all.width()) / m_columnWidth);
    const int firstLine = verticalScrollBar()->value() / m_rowHeight;
    const int lastLine = std::min(rowCount() - 1, (verticalScrollBar()->value() + all.height()) / m_rowHeight);

    painter.save();
    painter.setClipRect(QRect(all.left() - gap, 0, all.width() + 2 * gap, viewport()->height()));
    paintHeads(painter, firstColumn, lastColumn);
    painter.setClipRect(all.adjusted(-gap, -gap, gap, 0));
    for (int line = firstLine; line <= lastLine; ++line) {
        for (int column = firstColumn; column <= lastColumn; ++column) {
            paintCell(painter, { rowCount() - 1 - line, column });
        }
    }
    if (m_cursor && hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRoundedRect(cellRect(*m_cursor), 3, 3);
    }
    painter.restore();
    paintLabels(painter, firstLine, lastLine);
    if (hasFocus()) {
        painter.setClipping(false);
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(viewport()->rect()).adjusted(3.5, 0.5, -3.5, -3.5), metrics::smallRadius, metrics::smallRadius);
    }
}

void MemoryMapView::paintHeads(QPainter& painter, int first, int last) const
{
    const Theme& theme = Theme::current();
    painter.setFont(fontFor(TextRole::SmallFigures));
    for (int column = first; column <= last; ++column) {
        const QRect cell = cellRect({ rowCount() - 1, column });
        const QRect head(cell.left(), metrics::grid, cell.width(), m_headHeight - 2 * metrics::grid);
        const CheckpointId checkpoint = m_map.checkpoints[static_cast<std::size_t>(column)];
        const bool isSelected = checkpoint == m_selected;
        if (isSelected) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.accentSoft);
            const int bottom = std::min(viewport()->height(), cellRect({ 0, column }).bottom() + 2);
            painter.drawRoundedRect(
                QRect(head.left() - gap, head.top() - 2, head.width() + 2 * gap, bottom - head.top() + 2), 4, 4);
        }
        painter.setPen(isSelected ? theme.accent : theme.third);
        painter.drawText(head, Qt::AlignCenter, numberOf(checkpoint));
    }
}

void MemoryMapView::paintCell(QPainter& painter, const Cell& cell) const
{
    const Theme& theme = Theme::current();
    const int place = m_map.cell(static_cast<std::size_t>(cell.row), static_cast<std::size_t>(cell.column));
    if (place == MemoryMap::notTaught) {
        return;
    }
    const QRect rect = cellRect(cell);
    const QPointF centre = QRectF(rect).center();
    if (place == MemoryMap::notMeasured) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(theme.border);
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.second);
        painter.drawEllipse(centre, 1.5, 1.5);
        return;
    }
    const MemoryState state = m_map.recalls[static_cast<std::size_t>(place)].state;
    const bool isRemembered = state == MemoryState::Remembered;
    const bool isLost = state == MemoryState::Lost;
    painter.setPen(Qt::NoPen);
    painter.setBrush(isRemembered ? theme.goodSoft : isLost ? theme.badSoft : theme.inset);
    painter.drawRoundedRect(rect, 3, 3);
    painter.setBrush(Qt::NoBrush);
    const QColor ink = isRemembered ? theme.good : isLost ? theme.bad : theme.second;
    painter.setPen(QPen(ink, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(signOf(state, centre));
}

void MemoryMapView::paintLabels(QPainter& painter, int top, int bottom) const
{
    const Theme& theme = Theme::current();
    const QRect all = field();
    painter.setClipRect(QRect(0, all.top(), all.left(), viewport()->height()));
    const QFontMetrics figures(fontFor(TextRole::SmallFigures));
    const int number = figures.horizontalAdvance(QString::number(m_map.rows.back().lesson.value)) + 2 * metrics::grid;
    for (int line = top; line <= bottom; ++line) {
        const int row = rowCount() - 1 - line;
        const QRect cell = cellRect({ row, 0 });
        const MemoryRow& lesson = m_map.rows[static_cast<std::size_t>(row)];
        painter.setFont(fontFor(TextRole::SmallFigures));
        painter.setPen(theme.second);
        painter.drawText(QRect(margin, cell.top(), number, cell.height()), Qt::AlignLeft | Qt::AlignVCenter,
            QString::number(lesson.lesson.value));
        const QRect title(margin + number, cell.top(), labelWidth() - number - 2 * metrics::grid, cell.height());
        painter.setFont(fontFor(TextRole::Small));
        painter.setPen(theme.text);
        painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(QString::fromStdString(lesson.title), Qt::ElideRight, title.width()));
    }
}

bool MemoryMapView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showToolTip(help->pos(), help->globalPos());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void MemoryMapView::showToolTip(const QPoint& position, const QPoint& globalPosition)
{
    const std::optional<int> row = labelAt(position);
    if (const std::optional<Cell> cell = cellAt(position)) {
        QToolTip::showText(globalPosition, memoryToolTip(cellText(*cell)), viewport(), cellRect(*cell));
    } else if (row && position.x() < field().left()) {
        const QString text = memoryRowText(m_map.rows[static_cast<std::size_t>(*row)]);
        const QRect cells = cellRect({ *row, 0 });
        QToolTip::showText(
            globalPosition, memoryToolTip(text), viewport(), QRect(0, cells.top(), field().left(), cells.height()));
    } else {
        QToolTip::hideText();
    }
}

void MemoryMapView::mouseMoveEvent(QMouseEvent* event)
{
    const bool isOverColumn = columnAt(event->position().toPoint()).has_value() && !m_map.rows.empty();
    viewport()->setCursor(isOverColumn ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void MemoryMapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (const std::optional<int> column = columnAt(event->position().toPoint());
        column && event->button() == Qt::LeftButton) {
        Q_EMIT checkpointChosen(m_map.checkpoints[static_cast<std::size_t>(*column)]);
    }
}

MemoryMapView::Cell MemoryMapView::kept(const Cell& cell) const
{
    return { std::clamp(cell.row, 0, rowCount() - 1), std::clamp(cell.column, 0, columnCount() - 1) };
}

void MemoryMapView::setCursorCell(const Cell& cell)
{
    m_cursor = kept(cell);
    const QRect all = field();
    const QRect rect = cellRect(*m_cursor);
    const auto scroll = [](QScrollBar* bar, int before, int after) {
        bar->setValue(bar->value() - std::max(0, before) + std::max(0, after));
    };
    scroll(horizontalScrollBar(), all.left() - rect.left(), rect.right() - all.right());
    scroll(verticalScrollBar(), all.top() - rect.top(), rect.bottom() - all.bottom());
    setAccessibleDescription(cellText(*m_cursor));
    const QRect shown = cellRect(*m_cursor);
    QToolTip::showText(
        viewport()->mapToGlobal(shown.bottomLeft()), memoryToolTip(cellText(*m_cursor)), viewport(), shown);
    viewport()->update();
}

void MemoryMapView::keyPressEvent(QKeyEvent* event)
{
    if (m_map.rows.empty() || m_map.checkpoints.empty()) {
        return QAbstractScrollArea::keyPressEvent(event);
    }
    const int step = m_cursor ? 1 : 0; // the first key press only shows the cursor
    Cell cell = m_cursor.value_or(Cell { rowCount() - 1, columnCount() - 1 });
    switch (event->key()) {
    case Qt::Key_Up:
        cell.row += step;
        break;
    case Qt::Key_Down:
        cell.row -= step;
        break;
    case Qt::Key_Left:
        cell.column -= step;
        break;
    case Qt::Key_Right:
        cell.column += step;
        break;
    case Qt::Key_Home:
        cell.column = 0;
        break;
    case Qt::Key_End:
        cell.column = columnCount() - 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor) {
            Q_EMIT checkpointChosen(m_map.checkpoints[static_cast<std::size_t>(cell.column)]);
        }
        return;
    default:
        return QAbstractScrollArea::keyPressEvent(event);
    }
    setCursorCell(cell);
}

void MemoryMapView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void MemoryMapView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void MemoryMapView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        refreshMeasures();
        refreshScrollBars();
        viewport()->update();
    }
}

} // namespace amend
