// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot_view.h"

#include "widgets/plot_ticker.h"

#include <algorithm>
#include <cmath>

namespace amend {

/// Lets the view paint marks within QCustomPlot's own drawing, so that an exported picture has them too.
class PlotView::MarksLayer final : public QCPLayerable {
public:
    explicit MarksLayer(PlotView& view)
        : QCPLayerable(&view)
        , m_view(view)
    {
    }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override { m_view.paintMarks(*painter); }

private:
    PlotView& m_view;
};

PlotView::PlotView(QWidget* parent)
    : QCustomPlot(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 96);
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    setPlottingHint(QCP::phCacheLabels);
    axisRect()->setMinimumMargins(QMargins(9 * metrics::grid, 3 * metrics::grid, metrics::padding, 5 * metrics::grid));
    xAxis->setTicker(QSharedPointer<WholeTicker>::create());
    xAxis->grid()->setVisible(false);
    for (QCPAxis* axis : { xAxis, yAxis }) {
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelPadding(metrics::grid);
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->setNumberPrecision(3);
    }
    new MarksLayer(*this); // owned by the plot

    m_pace.setSingleShot(true);
    m_pace.setInterval(replotIntervalMs);
    connect(&m_pace, &QTimer::timeout, this, &PlotView::draw);
}

void PlotView::setLogarithmic(bool isLogarithmic)
{
    if (isLogarithmic != m_isLogarithmic) {
        m_isLogarithmic = isLogarithmic;
        m_isFitted = true; // the old range may reach below zero
        applyScale();
        replotSoon();
    }
}

void PlotView::setCursor(std::optional<double> x)
{
    if (x != m_cursor) {
        m_cursor = x;
        update(); // the cursor is painted over the finished plot: moving it costs no replot
    }
}

void PlotView::fit()
{
    m_isFitted = true;
    replotSoon();
}

void PlotView::zoom(double factor)
{
    m_isFitted = false;
    xAxis->scaleRange(factor);
    yAxis->scaleRange(factor);
    replotSoon();
}

void PlotView::replotSoon()
{
    if (!isVisible()) {
        m_isStale = true;
    } else if (!m_pace.isActive()) {
        m_pace.start();
    }
}

void PlotView::draw()
{
    if (!isVisible()) {
        m_isStale = true;
        return;
    }
    m_isStale = false;
    updateCurves();
    if (m_isFitted) {
        xAxis->setRange(fittedX());
        yAxis->setRange(fittedY());
    }
    replot(QCustomPlot::rpQueuedReplot);
}

void PlotView::applyScale()
{
    yAxis->setScaleType(m_isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (m_isLogarithmic) {
        yAxis->setTicker(QSharedPointer<DecadeTicker>::create());
    } else {
        yAxis->setTicker(QSharedPointer<PlainTicker>::create());
        yAxis->ticker()->setTickCount(4);
    }
}

void PlotView::applyTheme()
{
    const Theme& theme = Theme::current();
    setBackground(QBrush(theme.card));
    for (QCPAxis* axis : { xAxis, yAxis }) {
        axis->setTickLabelFont(fontFor(TextRole::SmallFigures));
        axis->setTickLabelColor(theme.third);
        axis->grid()->setPen(QPen(theme.inset, 1));
    }
    restyle(theme);
}

void PlotView::paintEvent(QPaintEvent* event)
{
    QCustomPlot::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_cursor) {
        paintCursor(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(Theme::current().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(rect()).adjusted(3.5, 0.5, -3.5, -0.5), metrics::smallRadius, metrics::smallRadius);
    }
}

void PlotView::paintCursor(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRect plot = axisRect()->rect();
    const double x = xAxis->coordToPixel(*m_cursor);
    if (x < plot.left() || x > plot.right() + 1) {
        return;
    }
    painter.setPen(QPen(theme.third, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));

    const std::vector<CursorLine> lines = cursorLines(*m_cursor);
    const QFontMetrics figures(fontFor(TextRole::SmallFigures));
    int width = 0;
    for (const CursorLine& line : lines) {
        width = std::max(width, figures.horizontalAdvance(line.text));
    }
    const int lineHeight = figures.height() + 1;
    const QSizeF size(width + 5 * metrics::grid, static_cast<double>(lines.size()) * lineHeight + 3 * metrics::grid);
    const double gap = 2 * metrics::grid;
    const double left = x + gap + size.width() <= this->width() ? x + gap : std::max(0.0, x - gap - size.width());
    const QRectF box(QPointF(std::floor(left) + 0.5, plot.top() + 0.5), size);
    painter.setPen(theme.border);
    painter.setBrush(theme.card);
    painter.drawRoundedRect(box, metrics::smallRadius, metrics::smallRadius);
    painter.setFont(fontFor(TextRole::SmallFigures));
    QRectF row(box.left() + 2.5 * metrics::grid, box.top() + 1.5 * metrics::grid, width + metrics::grid, lineHeight);
    for (const CursorLine& line : lines) {
        painter.setPen(line.colour);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, line.text);
        row.translate(0, lineHeight);
    }
}

void PlotView::showEvent(QShowEvent* event)
{
    QCustomPlot::showEvent(event);
    applyTheme();
    applyScale();
    if (m_isStale) {
        draw();
    }
}

void PlotView::changeEvent(QEvent* event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyTheme();
        replotSoon();
    }
}

void PlotView::mousePressEvent(QMouseEvent* event)
{
    const bool isBox = event->modifiers().testFlag(Qt::ShiftModifier);
    setSelectionRectMode(isBox ? QCP::srmZoom : QCP::srmNone);
    QCustomPlot::mousePressEvent(event);
}

void PlotView::mouseMoveEvent(QMouseEvent* event)
{
    QCustomPlot::mouseMoveEvent(event);
    if (event->buttons() != Qt::NoButton) {
        m_isFitted = false;
        return;
    }
    const std::vector<double> stops = cursorStops();
    if (stops.empty()) {
        return;
    }
    const double x = xAxis->pixelToCoord(event->position().x());
    const auto distance = [x](double a, double b) { return std::abs(a - x) < std::abs(b - x); };
    setCursor(*std::min_element(stops.begin(), stops.end(), distance));
    Q_EMIT cursorMoved(m_cursor);
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event)
{
    QCustomPlot::mouseDoubleClickEvent(event);
    fit();
}

void PlotView::wheelEvent(QWheelEvent* event)
{
    m_isFitted = false;
    QCustomPlot::wheelEvent(event);
}

void PlotView::leaveEvent(QEvent* event)
{
    QCustomPlot::leaveEvent(event);
    setCursor(std::nullopt);
    Q_EMIT cursorMoved(m_cursor);
}

void PlotView::keyPressEvent(QKeyEvent* event)
{
    constexpr double keyZoom = 0.8;
    constexpr int toTheEnd = std::numeric_limits<int>::max() / 2;
    switch (event->key()) {
    case Qt::Key_Plus:
        return zoom(keyZoom);
    case Qt::Key_Minus:
        return zoom(1 / keyZoom);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Left:
        return moveCursor(-1);
    case Qt::Key_Right:
        return moveCursor(1);
    case Qt::Key_Home:
        return moveCursor(-toTheEnd);
    case Qt::Key_End:
        return moveCursor(toTheEnd);
    default:
        QCustomPlot::keyPressEvent(event);
    }
}

void PlotView::moveCursor(int stops)
{
    const std::vector<double> all = cursorStops();
    if (all.empty()) {
        return;
    }
    const int last = static_cast<int>(all.size()) - 1;
    const auto here = std::lower_bound(all.begin(), all.end(), m_cursor.value_or(all.front()));
    const int index = static_cast<int>(here - all.begin());
    // The first key press only shows the cursor, at the end one comes from.
    const int next = m_cursor ? index + stops : (stops > 0 ? 0 : last);
    setCursor(all[static_cast<std::size_t>(std::clamp(next, 0, last))]);
    Q_EMIT cursorMoved(m_cursor);
}

} // namespace amend
