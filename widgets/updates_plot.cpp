// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/updates_plot.h"

#include "widgets/checkpoint_text.h"
#include "widgets/loss_series.h"
#include "widgets/plot_ticker.h"

#include <algorithm>
#include <cmath>

namespace amend {
namespace {

void paintVerdict(QPainter& painter, const QPointF& at, const CheckpointRow& row, const Theme& theme)
{
    constexpr double radius = 4;
    if (hadNoEffect(row)) {
        painter.setPen(QPen(theme.wait, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(at + QPointF(-radius, 0), at + QPointF(radius, 0));
        return;
    }
    if (row.kind != TimelineKind::Rejected && std::isfinite(row.lossAfter.value_or(0))) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.good);
        painter.drawEllipse(at, radius, radius);
        return;
    }
    painter.setPen(QPen(theme.bad, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(at + QPointF(-radius, -radius), at + QPointF(radius, radius));
    painter.drawLine(at + QPointF(-radius, radius), at + QPointF(radius, -radius));
}

} // namespace

UpdatesPlot::UpdatesPlot(QWidget* parent)
    : PlotView(parent)
    , m_trend(addGraph())
{
    setAccessibleName(tr("Loss before and after every update"));
    setTimeline({});
}

void UpdatesPlot::setTimeline(const std::vector<CheckpointRow>& rows)
{
    m_pairs.clear();
    m_restores.clear();
    for (const CheckpointRow& row : rows) {
        if (row.lossBefore && row.lossAfter) {
            m_pairs.push_back({ row, *row.lossBefore, *row.lossAfter });
        } else if (row.kind == TimelineKind::Restored) {
            m_restores.push_back(static_cast<double>(row.sequence));
        }
    }
    const auto learned = std::count_if(
        m_pairs.begin(), m_pairs.end(), [](const Pair& pair) { return pair.row.kind != TimelineKind::Rejected; });
    setAccessibleDescription(tr("%n update(s), %1 of them learned", nullptr, pairCount()).arg(learned));
    replotSoon();
}

void UpdatesPlot::setSmoothing(double weight)
{
    m_smoothing = std::clamp(weight, 0.0, 0.99);
    replotSoon();
}

TableData UpdatesPlot::table() const
{
    TableData table;
    table.headers = { QStringLiteral("position"), QStringLiteral("checkpoint"), QStringLiteral("verdict"),
        QStringLiteral("before (nats/token)"), QStringLiteral("after (nats/token)") };
    for (const Pair& pair : m_pairs) {
        const QVariant checkpoint
            = pair.row.checkpoint ? QVariant(QStringLiteral("#%1").arg(pair.row.checkpoint->value)) : QVariant();
        const QString verdict = hadNoEffect(pair.row) ? QStringLiteral("no effect")
            : pair.row.kind == TimelineKind::Rejected ? QStringLiteral("rejected")
                                                      : QStringLiteral("learned");
        table.rows.append({ static_cast<int>(pair.row.sequence), checkpoint, verdict, pair.before, pair.after });
    }
    return table;
}

std::vector<double> UpdatesPlot::cursorStops() const
{
    std::vector<double> stops;
    for (const Pair& pair : m_pairs) {
        stops.push_back(static_cast<double>(pair.row.sequence));
    }
    return stops;
}

std::vector<CursorLine> UpdatesPlot::cursorLines(double stop) const
{
    const Pair* pair = pairAt(stop);
    if (!pair) {
        return {};
    }
    const Theme& theme = Theme::current();
    const bool isLearned = pair->row.kind != TimelineKind::Rejected;
    const QString verdict = hadNoEffect(pair->row) ? tr("no effect")
        : !isLearned                               ? tr("rejected")
        : pair->row.checkpoint                     ? tr("learned as #%1").arg(pair->row.checkpoint->value)
                                                   : tr("learned");
    const QLocale locale;
    const QString losses
        = tr("%1 → %2 nats").arg(locale.toString(pair->before, 'g', 3), locale.toString(pair->after, 'g', 3));
    constexpr int longestTitle = 36;
    QString title = QString::fromStdString(pair->row.title).simplified();
    if (title.size() > longestTitle) {
        title = title.left(longestTitle - 1) + QStringLiteral("…");
    }
    return { { title, theme.second },
        { verdict,
            hadNoEffect(pair->row) ? theme.wait
                : isLearned        ? theme.good
                                   : theme.bad },
        { losses, theme.text } };
}

QCPRange UpdatesPlot::fittedX() const
{
    if (m_pairs.empty()) {
        return { 0, 1 };
    }
    const auto first = static_cast<double>(m_pairs.front().row.sequence);
    const auto last = static_cast<double>(m_pairs.back().row.sequence);
    const double margin = std::max(0.5, 0.02 * (last - first));
    return { first - margin, last + margin };
}

QCPRange UpdatesPlot::fittedY() const
{
    double smallest = std::numeric_limits<double>::max();
    double largest = std::numeric_limits<double>::lowest();
    for (const Pair& pair : m_pairs) {
        for (const double value : { pair.before, pair.after }) {
            if (std::isfinite(value) && (!isLogarithmic() || value > 0)) {
                smallest = std::min(smallest, value);
                largest = std::max(largest, value);
            }
        }
    }
    if (smallest > largest) {
        return isLogarithmic() ? QCPRange(0.1, 1) : QCPRange(0, 1);
    }
    return isLogarithmic() ? decadeRange(smallest, largest) : QCPRange(-0.05 * largest, largest * 1.08);
}

void UpdatesPlot::restyle(const Theme& theme)
{
    QColor faint = theme.accent;
    faint.setAlphaF(0.5F);
    m_trend->setPen(QPen(faint, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
}

void UpdatesPlot::updateCurves()
{
    QVector<double> positions;
    std::vector<double> after;
    for (const Pair& pair : m_pairs) {
        // What was rejected is not in the weights, so it is not part of their trend.
        if (pair.row.kind != TimelineKind::Rejected) {
            positions.append(static_cast<double>(pair.row.sequence));
            after.push_back(pair.after);
        }
    }
    const std::vector<double> trend = debiasedEma(after, m_smoothing);
    m_trend->setVisible(m_smoothing > 0);
    m_trend->setData(positions, QVector<double>(trend.begin(), trend.end()), true);
}

void UpdatesPlot::paintMarks(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRect plot = axisRect()->rect();
    painter.save();
    painter.setClipRect(plot);
    painter.setPen(QPen(theme.third, 1));
    for (const double position : m_restores) {
        const double x = xAxis->coordToPixel(position);
        painter.drawLine(QPointF(x, plot.bottom() - 2 * metrics::grid), QPointF(x, plot.bottom()));
    }
    const auto pixelY = [this, &plot](double value) {
        const bool isDrawable = std::isfinite(value) && (!isLogarithmic() || value > 0);
        constexpr int edge = 5;
        return isDrawable ? yAxis->coordToPixel(value)
                          : static_cast<double>(std::isfinite(value) ? plot.bottom() - edge : plot.top() + edge);
    };
    for (const Pair& pair : m_pairs) {
        const double x = xAxis->coordToPixel(static_cast<double>(pair.row.sequence));
        const QPointF before(x, pixelY(pair.before));
        const QPointF after(x, pixelY(pair.after));
        painter.setPen(QPen(theme.third, 1.5));
        painter.setBrush(theme.card);
        painter.drawLine(before, after);
        painter.drawEllipse(before, 3, 3);
        paintVerdict(painter, after, pair.row, theme);
    }
    painter.restore();
}

void UpdatesPlot::mouseReleaseEvent(QMouseEvent* event)
{
    PlotView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && isFitted()) { // a drag is no click: it ends the fitted state
        selectAtCursor();
    }
}

void UpdatesPlot::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        selectAtCursor();
    } else {
        PlotView::keyPressEvent(event);
    }
}

const UpdatesPlot::Pair* UpdatesPlot::pairAt(std::optional<double> stop) const
{
    const auto found = std::find_if(m_pairs.begin(), m_pairs.end(),
        [&stop](const Pair& pair) { return stop && pair.row.sequence == std::llround(*stop); });
    return found == m_pairs.end() ? nullptr : &*found;
}

void UpdatesPlot::selectAtCursor()
{
    const Pair* pair = pairAt(cursor());
    if (pair && pair->row.lesson) {
        Q_EMIT lessonSelected(*pair->row.lesson);
    }
}

} // namespace amend
