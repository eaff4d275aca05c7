// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/drift_map_view.h"

#include "widgets/colour_scale.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace amend {
namespace {

constexpr int labelWidth = 9 * metrics::grid; ///< of the layers' numbers
constexpr int labelHeight = 5 * metrics::grid; ///< of the projections' names
constexpr int barWidth = 3 * metrics::grid;
constexpr int barRoom = 14 * metrics::grid; ///< the colour bar with its gap and its numbers
constexpr double gap = 1; ///< between cells, where they are large enough

/// Without an exponent, which few read.
QString figure(double percent, int digits)
{
    constexpr double smallest = 1e-4;
    return percent > 0 && percent < smallest ? QStringLiteral("<") + QLocale().toString(smallest, 'f', 4)
                                             : QLocale().toString(percent, 'g', digits);
}

QString percentText(double percent)
{
    if (std::isnan(percent)) {
        return DriftMapView::tr("not a number");
    }
    if (std::isinf(percent)) {
        return DriftMapView::tr("infinite");
    }
    return DriftMapView::tr("%1 %").arg(figure(percent, 3));
}

} // namespace

DriftMapView::DriftMapView(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Drift map"));
}

void DriftMapView::setMap(const DriftMap& map)
{
    m_map = map;
    m_largest = 0;
    m_smallest = std::numeric_limits<double>::max();
    for (const double change : map.relativeChange) {
        if (std::isfinite(change) && change > 0) {
            m_largest = std::max(m_largest, 100 * change);
            m_smallest = std::min(m_smallest, 100 * change);
        }
    }
    if (m_cursor && (m_cursor->layer >= map.layers || m_cursor->projection >= columns())) {
        m_cursor.reset();
    }
    setAccessibleDescription(description());
    update();
}

void DriftMapView::setLogarithmic(bool isLogarithmic)
{
    m_isLogarithmic = isLogarithmic;
    update();
}

bool DriftMapView::isComplete() const
{
    return m_map.layers > 0 && columns() > 0
        && m_map.relativeChange.size() == static_cast<std::size_t>(m_map.layers) * m_map.projections.size();
}

double DriftMapView::percent(const Cell& cell) const
{
    return 100 * m_map.relativeChange[static_cast<std::size_t>(cell.layer * columns() + cell.projection)];
}

std::optional<double> DriftMapView::effectiveRank(const Cell& cell) const
{
    const auto index = static_cast<std::size_t>(cell.layer * columns() + cell.projection);
    return index < m_map.effectiveRank.size() ? std::optional(m_map.effectiveRank[index]) : std::nullopt;
}

double DriftMapView::shareOf(double percent) const
{
    if (m_largest <= 0) {
        return 0;
    }
    if (!m_isLogarithmic) {
        return percent / m_largest;
    }
    constexpr double mostDecades = 3; // what is a thousand times smaller than the largest is as good as nothing
    const double lowest = std::max(m_smallest, m_largest / std::pow(10, mostDecades));
    return m_largest > lowest ? std::log(percent / lowest) / std::log(m_largest / lowest) : 1;
}

int DriftMapView::placeOf(double percent) const
{
    return 1
        + static_cast<int>(std::count_if(m_map.relativeChange.begin(), m_map.relativeChange.end(),
            [percent](double other) { return 100 * other > percent; }));
}

QString DriftMapView::cellText(const Cell& cell) const
{
    const double value = percent(cell);
    const QString name = QString::fromStdString(m_map.projections[static_cast<std::size_t>(cell.projection)]);
    if (!std::isfinite(value)) {
        return tr("Layer %1, %2: %3").arg(cell.layer).arg(name, percentText(value));
    }
    const QString place = tr("Layer %1, %2: %3, place %4 of %5")
                              .arg(cell.layer)
                              .arg(name, percentText(value))
                              .arg(placeOf(value))
                              .arg(m_map.relativeChange.size());
    const std::optional<double> rank = effectiveRank(cell);
    return rank && *rank > 0 ? tr("%1, effective rank %2").arg(place, QLocale().toString(*rank, 'f', 1)) : place;
}

QString DriftMapView::description() const
{
    if (!isComplete()) {
        return tr("Drift, nothing to show");
    }
    const auto largest = std::max_element(m_map.relativeChange.begin(), m_map.relativeChange.end(),
        [](double a, double b) { return (std::isfinite(a) ? a : -1) < (std::isfinite(b) ? b : -1); });
    const int index = static_cast<int>(largest - m_map.relativeChange.begin());
    const std::string& projection = m_map.projections[static_cast<std::size_t>(index % columns())];
    return tr("Drift, %1 layers by %2 projections, %3 in all, largest %4 in layer %5, %6")
        .arg(m_map.layers)
        .arg(columns())
        .arg(percentText(100 * m_map.total), percentText(100 * *largest))
        .arg(index / columns())
        .arg(QString::fromStdString(projection));
}

TableData DriftMapView::table() const
{
    TableData table;
    table.headers.append(QStringLiteral("layer"));
    for (const std::string& projection : m_map.projections) {
        table.headers.append(QStringLiteral("%1 (%)").arg(QString::fromStdString(projection)));
    }
    const bool hasRanks = !m_map.effectiveRank.empty() && m_map.effectiveRank.size() == m_map.relativeChange.size();
    for (const std::string& projection : hasRanks ? m_map.projections : std::vector<std::string> {}) {
        table.headers.append(QStringLiteral("%1 (effective rank)").arg(QString::fromStdString(projection)));
    }
    for (int layer = 0; isComplete() && layer < m_map.layers; ++layer) {
        QVariantList row { layer };
        for (int projection = 0; projection < columns(); ++projection) {
            row.append(percent({ layer, projection }));
        }
        for (int projection = 0; hasRanks && projection < columns(); ++projection) {
            row.append(effectiveRank({ layer, projection }).value());
        }
        table.rows.append(row);
    }
    return table;
}

QSize DriftMapView::minimumSizeHint() const
{
    return { labelWidth + barRoom + 80, labelHeight + 80 };
}

QSize DriftMapView::sizeHint() const
{
    return { 270, 290 };
}

QRectF DriftMapView::field() const
{
    return QRectF(rect()).adjusted(labelWidth, labelHeight, -barRoom, -3 * metrics::grid);
}

QRectF DriftMapView::cellRect(const Cell& cell) const
{
    // Edges at whole pixels: all gaps are then equally wide, and cells differ by one pixel at most.
    const QRectF all = field();
    const double left = std::round(all.left() + all.width() * cell.projection / columns());
    const double right = std::round(all.left() + all.width() * (cell.projection + 1) / columns());
    const double top = std::round(all.top() + all.height() * cell.layer / m_map.layers);
    const double bottom = std::round(all.top() + all.height() * (cell.layer + 1) / m_map.layers);
    const double rowGap = bottom - top > 3 ? gap : 0;
    return { left, top, right - left - gap, bottom - top - rowGap };
}

std::optional<DriftMapView::Cell> DriftMapView::cellAt(const QPointF& position) const
{
    const QRectF all = field();
    if (!isComplete() || !all.contains(position)) {
        return std::nullopt;
    }
    const int layer = static_cast<int>((position.y() - all.top()) / all.height() * m_map.layers);
    const int projection = static_cast<int>((position.x() - all.left()) / all.width() * columns());
    return Cell { std::min(layer, m_map.layers - 1), std::min(projection, columns() - 1) };
}

void DriftMapView::setCursorCell(std::optional<Cell> cell)
{
    if (cell == m_cursor) {
        return;
    }
    m_cursor = cell;
    setAccessibleDescription(cell ? cellText(*cell) : description());
    update();
}

void DriftMapView::paintEvent(QPaintEvent* /*event*/)
{
    if (!isComplete()) {
        return;
    }
    QPainter painter(this);
    paintCells(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLabels(painter);
    paintBar(painter);
    if (m_cursor) {
        paintCursor(painter);
    }
    if (hasFocus()) {
        painter.setPen(Theme::current().accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(rect()).adjusted(3.5, 0.5, -3.5, -3.5), metrics::smallRadius, metrics::smallRadius);
    }
}

void DriftMapView::paintCells(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    for (int layer = 0; layer < m_map.layers; ++layer) {
        for (int projection = 0; projection < columns(); ++projection) {
            const QRectF cell = cellRect({ layer, projection });
            const double value = percent({ layer, projection });
            if (!std::isfinite(value)) {
                painter.fillRect(cell, theme.badSoft);
                painter.setPen(QPen(theme.bad, 1.5));
                painter.drawLine(cell.topLeft(), cell.bottomRight());
                painter.drawLine(cell.bottomLeft(), cell.topRight());
            } else if (value == 0) {
                painter.fillRect(cell, theme.inset);
                painter.fillRect(cell, QBrush(theme.third, Qt::BDiagPattern));
            } else {
                painter.fillRect(cell, viridis(shareOf(value)));
            }
        }
    }
}

void DriftMapView::paintLabels(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRectF all = field();
    painter.setPen(theme.second);
    painter.setFont(fontFor(TextRole::Small));
    for (int projection = 0; projection < columns(); ++projection) {
        const QRectF cell = cellRect({ 0, projection });
        const QRectF area(cell.left() - 6, all.top() - labelHeight, cell.width() + 12, labelHeight - 2);
        painter.drawText(area, Qt::AlignHCenter | Qt::AlignVCenter,
            QString::fromStdString(m_map.projections[static_cast<std::size_t>(projection)]));
    }

    painter.setPen(theme.third);
    painter.setFont(fontFor(TextRole::SmallFigures));
    const double lineHeight = painter.fontMetrics().height();
    const double rowHeight = all.height() / m_map.layers;
    int step = 1;
    for (const int candidate : { 1, 2, 5, 10, 20, 50, 100 }) {
        step = candidate;
        if (candidate * rowHeight >= 1.5 * lineHeight) {
            break;
        }
    }
    const int last = m_map.layers - 1;
    for (int layer = 0; layer < m_map.layers; ++layer) {
        const bool isRegular = layer % step == 0 && (last - layer) * rowHeight >= lineHeight;
        if (isRegular || layer == last) {
            const QRectF cell = cellRect({ layer, 0 });
            const QRectF area(0, cell.center().y() - lineHeight / 2, labelWidth - 2 * metrics::grid, lineHeight);
            painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, QString::number(layer));
        }
    }
}

void DriftMapView::paintBar(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRectF all = field();
    const QRectF bar(all.right() + 2 * metrics::grid, all.top(), barWidth, all.height());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int step = 0; step < colourSteps; ++step) {
        const double top = std::round(bar.bottom() - bar.height() * (step + 1) / colourSteps);
        const double bottom = std::round(bar.bottom() - bar.height() * step / colourSteps);
        painter.fillRect(QRectF(bar.left(), top, bar.width(), bottom - top), viridis((step + 0.5) / colourSteps));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.third);
    painter.setFont(fontFor(TextRole::SmallFigures));
    const double lineHeight = painter.fontMetrics().height();
    const double left = bar.right() + metrics::grid;
    const QRectF top(left, bar.top() - 2, width() - left, lineHeight);
    const QRectF bottom(left, bar.bottom() - lineHeight + 2, width() - left, lineHeight);
    const double lowest = m_isLogarithmic ? std::max(m_smallest, m_largest / 1000) : 0;
    painter.drawText(top, Qt::AlignLeft | Qt::AlignTop, figure(m_largest, 2));
    painter.drawText(bottom, Qt::AlignLeft | Qt::AlignBottom, figure(lowest, 1));
}

void DriftMapView::paintCursor(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRectF cell = cellRect(*m_cursor);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.card, 3)); // a dark and a light line: one of them shows on every colour
    painter.drawRect(cell.adjusted(-0.5, -0.5, 0.5, 0.5));
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawRect(cell.adjusted(-0.5, -0.5, 0.5, 0.5));

    const QFont font = fontFor(TextRole::SmallFigures);
    const QString text = cellText(*m_cursor);
    const qsizetype nameEnd = text.indexOf(QStringLiteral(": "));
    const QStringList lines = QStringList { text.left(nameEnd) } + text.mid(nameEnd + 2).split(QStringLiteral(", "));
    const QFontMetrics figures(font);
    int width = 0;
    for (const QString& line : lines) {
        width = std::max(width, figures.horizontalAdvance(line));
    }
    QRectF box(0, 0, width + 4 * metrics::grid, lines.size() * figures.height() + 3 * metrics::grid);
    const double gapToCell = 2 * metrics::grid;
    const bool fitsBelow = cell.bottom() + gapToCell + box.height() < this->height();
    box.moveTop(fitsBelow ? cell.bottom() + gapToCell : cell.top() - gapToCell - box.height());
    box.moveLeft(std::clamp(cell.center().x() - box.width() / 2, 4.0, std::max(4.0, this->width() - box.width() - 4)));
    box.translate(std::round(box.left()) + 0.5 - box.left(), std::round(box.top()) + 0.5 - box.top());
    painter.setPen(theme.border);
    painter.setBrush(theme.card);
    painter.drawRoundedRect(box, metrics::smallRadius, metrics::smallRadius);
    painter.setFont(font);
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignCenter, lines.join(QLatin1Char('\n')));
}

void DriftMapView::mouseMoveEvent(QMouseEvent* event)
{
    setCursorCell(cellAt(event->position()));
}

void DriftMapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (const auto cell = cellAt(event->position())) {
        Q_EMIT cellChosen(cell->layer, cell->projection);
    }
}

void DriftMapView::leaveEvent(QEvent* /*event*/)
{
    setCursorCell(std::nullopt);
}

void DriftMapView::keyPressEvent(QKeyEvent* event)
{
    if (!isComplete()) {
        return QWidget::keyPressEvent(event);
    }
    const bool isFirst = !m_cursor;
    Cell cell = m_cursor.value_or(Cell {});
    const int step = isFirst ? 0 : 1; // the first key press only shows the cursor
    switch (event->key()) {
    case Qt::Key_Up:
        cell.layer -= step;
        break;
    case Qt::Key_Down:
        cell.layer += step;
        break;
    case Qt::Key_Left:
        cell.projection -= step;
        break;
    case Qt::Key_Right:
        cell.projection += step;
        break;
    case Qt::Key_Home:
        cell.layer = 0;
        break;
    case Qt::Key_End:
        cell.layer = m_map.layers - 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor) {
            Q_EMIT cellChosen(cell.layer, cell.projection);
        }
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    setCursorCell(Cell { std::clamp(cell.layer, 0, m_map.layers - 1), std::clamp(cell.projection, 0, columns() - 1) });
}

void DriftMapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        update();
    }
}

} // namespace amend
