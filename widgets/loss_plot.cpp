// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_plot.h"

#include "widgets/plot_ticker.h"

#include <algorithm>
#include <cmath>

namespace amend {
namespace {

QString figure(double value)
{
    if (std::isnan(value)) {
        return LossPlot::tr("not a number");
    }
    if (std::isinf(value)) {
        return LossPlot::tr("infinite");
    }
    constexpr double written = 1e-5; // the smallest; below it only the exponent would tell, and nothing by it
    if (value > 0 && value < written) {
        return QStringLiteral("<") + QLocale().toString(written, 'f', 5);
    }
    return value < smallestNats ? QLocale().toString(value, 'f', value == 0 ? 0 : 5)
                                : QLocale().toString(value, 'g', 3);
}

/// A part of the loss that this lesson does not have, such as anchors where nothing has to be held on to.
bool isAbsent(const LossSeries& series, LossLine line)
{
    const std::vector<double> values = series.values(line);
    return line != LossLine::Lesson && line != LossLine::Total
        && std::all_of(values.begin(), values.end(), [](double value) { return value == 0; });
}

} // namespace

QColor lossLineColour(LossLine line, const Theme& theme)
{
    switch (line) {
    case LossLine::Lesson:
        return theme.accent;
    case LossLine::Anchors:
        return theme.good;
    case LossLine::Near:
        return theme.bad;
    case LossLine::Replay:
        return theme.wait;
    case LossLine::Total:
        return theme.second;
    }
    return theme.text;
}

QCPScatterStyle::ScatterShape lossLineShape(LossLine line)
{
    switch (line) {
    case LossLine::Lesson:
        return QCPScatterStyle::ssDisc;
    case LossLine::Anchors:
        return QCPScatterStyle::ssSquare;
    case LossLine::Near:
        return QCPScatterStyle::ssDiamond;
    case LossLine::Replay:
        return QCPScatterStyle::ssTriangle;
    case LossLine::Total:
        return QCPScatterStyle::ssNone;
    }
    return QCPScatterStyle::ssNone;
}

LossPlot::LossPlot(QWidget* parent)
    : PlotView(parent)
{
    setAccessibleName(tr("Loss of this update"));
    setAccessibleDescription(m_series.description());
    for (auto line = lossLines.rbegin(); line != lossLines.rend(); ++line) {
        m_curves.push_back({ .line = *line, .raw = addGraph(), .smooth = addGraph() });
    }
}

void LossPlot::addPoint(const LossPoint& point)
{
    m_series.add(point);
    showChange();
}

void LossPlot::setPoints(const std::vector<LossPoint>& points)
{
    m_series.set(points);
    fit();
    showChange();
}

void LossPlot::clear()
{
    m_series.clear();
    setCursor(std::nullopt);
    showChange();
}

void LossPlot::setSmoothing(double weight)
{
    m_smoothing = std::clamp(weight, 0.0, 0.99);
    restyle(Theme::current());
    replotSoon();
}

void LossPlot::setLineVisible(LossLine line, bool isVisible)
{
    for (Curve& curve : m_curves) {
        if (curve.line == line) {
            curve.isVisible = isVisible;
        }
    }
    replotSoon();
    update();
}

void LossPlot::showChange()
{
    setAccessibleDescription(m_series.description());
    replotSoon();
}

std::vector<double> LossPlot::cursorStops() const
{
    std::vector<double> stops;
    for (const LossPoint& point : m_series.points()) {
        stops.push_back(point.step);
    }
    return stops;
}

std::vector<CursorLine> LossPlot::cursorLines(double stop) const
{
    const Theme& theme = Theme::current();
    const auto& points = m_series.points();
    const auto point
        = std::find_if(points.begin(), points.end(), [stop](const LossPoint& p) { return p.step == qRound(stop); });
    if (point == points.end()) {
        return {};
    }
    std::vector<CursorLine> lines { { tr("step %1").arg(point->step), theme.second } };
    qsizetype width = 0;
    for (const Curve& curve : m_curves) {
        width = std::max(width, lossLineName(curve.line).size());
    }
    for (auto curve = m_curves.rbegin(); curve != m_curves.rend(); ++curve) {
        if (curve->isVisible && !isAbsent(m_series, curve->line)) {
            const QString name = lossLineName(curve->line).leftJustified(width + 1);
            lines.push_back({ name + figure(lossValue(*point, curve->line)), lossLineColour(curve->line, theme) });
        }
    }
    if (point->gradientCosine) {
        lines.push_back(
            { tr("gradient cosine %1").arg(QLocale().toString(*point->gradientCosine, 'f', 2)), theme.second });
    }
    return lines;
}

QCPRange LossPlot::fittedX() const
{
    const auto& points = m_series.points();
    const double first = points.empty() ? 0 : points.front().step;
    const double last = points.empty() ? 1 : std::max<double>(points.back().step, first + 1);
    const double margin = 0.015 * (last - first); // room for half a marker
    return { first - margin, last + margin };
}

QCPRange LossPlot::fittedY() const
{
    double smallest = std::numeric_limits<double>::max();
    double largest = std::numeric_limits<double>::lowest();
    for (const Curve& curve : m_curves) {
        for (const double value : m_series.values(curve.line)) {
            if (curve.isVisible && std::isfinite(value) && (!isLogarithmic() || value > 0)) {
                // What is as good as nothing is marked on the edge instead of stretching the axis.
                smallest = isLogarithmic() && value < smallestNats ? smallest : std::min(smallest, value);
                largest = std::max(largest, value);
            }
        }
    }
    if (isLogarithmic() && smallest > largest && largest > 0) {
        smallest = largest / 10; // all of it is as good as nothing
    }
    if (smallest > largest) {
        return isLogarithmic() ? QCPRange(0.1, 1) : QCPRange(0, 1);
    }
    if (isLogarithmic()) {
        return decadeRange(smallest, largest);
    }
    smallest = std::min(smallest, 0.0);
    const double margin = 0.06 * std::max(largest - smallest, 1e-9);
    return { smallest - margin, largest + margin };
}

void LossPlot::restyle(const Theme& theme)
{
    for (const Curve& curve : m_curves) {
        const bool isLesson = curve.line == LossLine::Lesson;
        const QColor colour = lossLineColour(curve.line, theme);
        QColor faint = colour;
        faint.setAlphaF(0.3F);
        const QColor rawColour = m_smoothing > 0 ? faint : colour;
        const Qt::PenStyle style = curve.line == LossLine::Total ? Qt::DashLine : Qt::SolidLine;
        const double width = isLesson ? 2 : 1.4;
        curve.raw->setPen(QPen(rawColour, width, style, Qt::RoundCap, Qt::RoundJoin));
        curve.raw->setScatterStyle({ lossLineShape(curve.line), QPen(rawColour, 1), rawColour, isLesson ? 6.0 : 4.5 });
        curve.smooth->setPen(QPen(colour, width, style, Qt::RoundCap, Qt::RoundJoin));
    }
}

void LossPlot::updateCurves()
{
    QVector<double> steps;
    for (const LossPoint& point : m_series.points()) {
        steps.append(point.step);
    }
    const auto drawable = [this](const std::vector<double>& values) {
        QVector<double> result(values.begin(), values.end());
        for (double& value : result) {
            if (!std::isfinite(value) || (isLogarithmic() && value <= 0)) {
                value = std::numeric_limits<double>::quiet_NaN(); // a gap here, and a mark on the edge
            }
        }
        return result;
    };
    for (const Curve& curve : m_curves) {
        const std::vector<double> values = m_series.values(curve.line);
        curve.raw->setVisible(curve.isVisible);
        curve.raw->setData(steps, drawable(values), true);
        curve.smooth->setVisible(curve.isVisible && m_smoothing > 0);
        curve.smooth->setData(steps, drawable(debiasedEma(values, m_smoothing)), true);
    }
}

void LossPlot::paintMarks(QPainter& painter) const
{
    constexpr double arm = 4;
    const QRect plot = axisRect()->rect();
    for (const Curve& curve : m_curves) {
        if (!curve.isVisible || isAbsent(m_series, curve.line)) {
            continue;
        }
        const QColor colour = lossLineColour(curve.line, Theme::current());
        for (const LossPoint& point : m_series.points()) {
            const double value = lossValue(point, curve.line);
            const double x = xAxis->coordToPixel(point.step);
            if (x < plot.left() || x > plot.right() + 1) {
                continue;
            }
            if (!std::isfinite(value)) {
                const QPointF middle(x, plot.top() + arm + 1);
                painter.setPen(QPen(Theme::current().bad, 2, Qt::SolidLine, Qt::RoundCap));
                painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm));
                painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm));
            } else if (isLogarithmic() && (value <= 0 || (isFitted() && value < yAxis->range().lower))) {
                const double base = plot.bottom() - arm;
                painter.setPen(Qt::NoPen);
                painter.setBrush(colour);
                painter.drawPolygon(
                    QPolygonF { QPointF(x - arm, base - arm), QPointF(x + arm, base - arm), QPointF(x, base + arm) });
            }
        }
    }
}

} // namespace amend
