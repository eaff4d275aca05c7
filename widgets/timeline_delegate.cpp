// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline_delegate.h"

#include "widgets/checkpoint_text.h"
#include "widgets/icon.h"
#include "widgets/models/checkpoint_model.h"
#include "widgets/theme.h"

#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace amend {

/// Where the texts of a row stand. A column that does not fit is empty.
struct TimelineDelegate::Columns {
    QRect number;
    QRect title;
    QRect verdict;
    QRect time;
    QRect size;
    QRect losses;
};

namespace {

constexpr int laneWidth = 18;
constexpr double nodeRadius = 5.5;

double laneX(const QRect& row, int lane)
{
    const int shown = std::min(lane, TimelineDelegate::mostLanes - 1);
    return row.left() + metrics::padding + metrics::grid + 0.5 + shown * laneWidth;
}

void paintLines(QPainter& painter, const QRect& row, const CheckpointLanes& lanes, const Theme& theme)
{
    painter.setPen(QPen(theme.border, 2));
    painter.setBrush(Qt::NoBrush);
    const double middle = row.center().y() + 0.5;
    const double below = row.bottom() + 1;
    const double x = laneX(row, lanes.lane);
    if (lanes.hasLineAbove) {
        painter.drawLine(QPointF(x, row.top()), QPointF(x, middle));
    }
    if (lanes.hasLineBelow) {
        painter.drawLine(QPointF(x, middle), QPointF(x, below));
    }
    for (const int lane : lanes.passing) {
        painter.drawLine(QPointF(laneX(row, lane), row.top()), QPointF(laneX(row, lane), below));
    }
    for (const int lane : lanes.joining) {
        QPainterPath branch(QPointF(laneX(row, lane), row.top()));
        branch.cubicTo(QPointF(laneX(row, lane), middle), QPointF(laneX(row, lane), middle), QPointF(x, middle));
        painter.drawPath(branch);
    }
}

void paintNode(QPainter& painter, const QPointF& at, const CheckpointRow& row, const QColor& ground, const Theme& theme)
{
    if (row.kind == TimelineKind::Rejected) {
        constexpr double arm = 4;
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground); // the line must not run through the cross
        painter.drawEllipse(at, nodeRadius + 2, nodeRadius + 2);
        if (hadNoEffect(row)) {
            painter.setPen(QPen(theme.wait, 2, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(at + QPointF(-arm, 0), at + QPointF(arm, 0));
            return;
        }
        painter.setPen(QPen(theme.bad, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm));
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm));
        return;
    }
    if (row.serving) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawEllipse(at, nodeRadius + 1, nodeRadius + 1);
        return;
    }
    const bool isQuiet = row.superseded || row.kind == TimelineKind::Restored || row.kind == TimelineKind::Base;
    const QColor colour = row.damaged ? theme.bad : isQuiet ? theme.third : theme.good;
    painter.setPen(QPen(colour, 2, row.damaged ? Qt::DotLine : Qt::SolidLine));
    painter.setBrush(ground);
    painter.drawEllipse(at, nodeRadius - 0.5, nodeRadius - 0.5);
}

QColor verdictColour(const CheckpointRow& row, const Theme& theme)
{
    if (row.damaged || row.kind == TimelineKind::Rejected) {
        return hadNoEffect(row) ? theme.wait : theme.bad;
    }
    const bool isQuiet = row.superseded || row.kind == TimelineKind::Restored || row.kind == TimelineKind::Base;
    return isQuiet ? theme.second : theme.good;
}

void paintText(QPainter& painter, const QRect& area, Qt::Alignment alignment, const QString& text)
{
    if (area.width() > 0) {
        painter.drawText(
            area, alignment | Qt::AlignVCenter, painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
    }
}

/// The title, then a star if pinned, then the name.
void paintTitle(QPainter& painter, QRect area, const CheckpointRow& row, const Theme& theme)
{
    painter.setFont(fontFor(TextRole::Body));
    painter.setPen(row.kind == TimelineKind::Restored ? theme.second : theme.text);
    const QString name = QString::fromStdString(row.name);
    const int starRoom = row.pinned ? 5 * metrics::grid : 0;
    const int nameRoom
        = name.isEmpty() ? 0 : std::min(painter.fontMetrics().horizontalAdvance(name) + 6, area.width() / 3);
    QRect title = area;
    title.setWidth(std::max(0, area.width() - starRoom - nameRoom));
    const QString text = painter.fontMetrics().elidedText(checkpointTitle(row), Qt::ElideRight, title.width());
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter, text);
    int x = title.left() + painter.fontMetrics().horizontalAdvance(text) + 6;
    if (row.pinned) {
        constexpr int side = 13;
        paintIcon(
            painter, QRectF(x, area.center().y() - side / 2.0, side, side), QStringLiteral("pinned"), theme.second);
        x += side + metrics::grid;
    }
    painter.setPen(theme.second);
    paintText(painter, QRect(x, area.top(), nameRoom, area.height()), Qt::AlignLeft, name);
}

/// What became of the lesson, and for one row that it serves.
void paintVerdict(QPainter& painter, QRect area, const CheckpointRow& row, const Theme& theme)
{
    const QString serving = row.serving ? TimelineDelegate::tr("serving") : QString();
    const int servingRoom = row.serving ? QFontMetrics(fontFor(TextRole::Title)).horizontalAdvance(serving) : 0;
    constexpr int gap = 3 * metrics::grid;
    painter.setFont(fontFor(TextRole::Secondary));
    painter.setPen(verdictColour(row, theme));
    const int room = area.width() - (row.serving ? servingRoom + gap : 0);
    const QString verdict = painter.fontMetrics().elidedText(checkpointVerdict(row), Qt::ElideRight, room);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, verdict);
    if (row.serving) {
        area.setLeft(area.left() + (room > 0 ? painter.fontMetrics().horizontalAdvance(verdict) + gap : 0));
        painter.setFont(fontFor(TextRole::Title));
        painter.setPen(theme.accent);
        paintText(painter, area, Qt::AlignLeft, serving);
    }
}

} // namespace

void TimelineDelegate::setLaneCount(int count)
{
    m_laneCount = std::clamp(count, 1, mostLanes);
}

TimelineDelegate::Columns TimelineDelegate::columnsOf(const QRect& row) const
{
    const QFontMetrics figures(fontFor(TextRole::Figures));
    const QFontMetrics body(fontFor(TextRole::Title));
    Columns columns;
    int right = row.right() - metrics::padding;
    const auto takeRight = [&row, &right](int width, int gap) {
        const QRect column(right - width + 1, row.top(), width, row.height());
        right -= width + gap;
        return column;
    };
    constexpr int gap = 3 * metrics::grid;
    constexpr int widthForLosses = 460;
    constexpr int widthForTime = 620; // below these, the tooltip has what the row leaves out
    constexpr int widthForSize = 740;
    if (row.width() >= widthForLosses) {
        columns.losses = takeRight(figures.horizontalAdvance(QStringLiteral("00.00 → 00.00")), gap);
    }
    if (row.width() >= widthForSize) {
        columns.size = takeRight(figures.horizontalAdvance(QStringLiteral("000.0 MB")), gap);
    }
    if (row.width() >= widthForTime) {
        columns.time = takeRight(figures.horizontalAdvance(QStringLiteral("00/00/0000")), gap);
    }
    const int left = static_cast<int>(laneX(row, m_laneCount - 1)) + 4 * metrics::grid;
    columns.number = QRect(left, row.top(), body.horizontalAdvance(QStringLiteral("#0000")), row.height());
    const int titleLeft = columns.number.right() + 2 * metrics::grid;
    const int verdictWidth = (right - titleLeft) * 2 / 5;
    columns.verdict = takeRight(verdictWidth, gap);
    columns.title = QRect(titleLeft, row.top(), right - titleLeft, row.height());
    return columns;
}

void TimelineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    const auto row = index.data(CheckpointModel::RowRole).value<CheckpointRow>();
    const auto lanes = index.data(CheckpointModel::LanesRole).value<CheckpointLanes>();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF panel = QRectF(option.rect).adjusted(6.5, 0.5, -6.5, -0.5);
    if (isSelected || isHovered) {
        const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
        painter->setPen(isSelected && hasFocus ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(isSelected ? theme.accentSoft : theme.inset);
        painter->drawRoundedRect(panel, metrics::smallRadius, metrics::smallRadius);
    }
    paintLines(*painter, option.rect, lanes, theme);
    const QColor ground = isSelected ? theme.accentSoft : isHovered ? theme.inset : theme.card;
    const QPointF node(laneX(option.rect, lanes.lane), option.rect.center().y() + 0.5);
    paintNode(*painter, node, row, ground, theme);

    Columns columns = columnsOf(option.rect);
    if (row.kind == TimelineKind::Rejected) {
        // The reason matters more than the time, which is in the tooltip.
        columns.verdict.setRight(columns.losses.isEmpty() ? option.rect.right() - metrics::padding
                                                          : columns.losses.left() - 3 * metrics::grid);
        columns.time = {};
    }
    painter->setFont(fontFor(TextRole::Title));
    painter->setPen(theme.second);
    paintText(*painter, columns.number, Qt::AlignLeft, checkpointNumber(row));
    paintTitle(*painter, columns.title, row, theme);
    paintVerdict(*painter, columns.verdict, row, theme);

    painter->setFont(fontFor(TextRole::Figures));
    painter->setPen(theme.second);
    paintText(*painter, columns.losses, Qt::AlignRight, checkpointLosses(row));
    if (row.kind != TimelineKind::Restored) {
        paintText(*painter, columns.time, Qt::AlignRight, checkpointTime(row));
    }
    if (row.sizeBytes > 0) {
        const QString size = QLocale().formattedDataSize(row.sizeBytes, 1, QLocale::DataSizeSIFormat);
        paintText(*painter, columns.size, Qt::AlignRight, size);
    }
    painter->restore();
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const
{
    const int textHeight = QFontMetrics(fontFor(TextRole::Body)).height() + 3 * metrics::grid;
    return { 60 * metrics::grid, std::max(metrics::rowHeight, textHeight) };
}

QWidget* TimelineDelegate::createEditor(
    QWidget* parent, const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const
{
    auto* editor = new QLineEdit(parent);
    editor->setPlaceholderText(tr("Name of this checkpoint"));
    editor->setAccessibleName(editor->placeholderText());
    return editor;
}

void TimelineDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    qobject_cast<QLineEdit*>(editor)->setText(index.data(CheckpointModel::NameRole).toString());
}

void TimelineDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    model->setData(index, qobject_cast<QLineEdit*>(editor)->text(), CheckpointModel::NameRole);
}

void TimelineDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    editor->setGeometry(columnsOf(option.rect).title.adjusted(-8, 1, 0, -1));
}

} // namespace amend
