// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_legend.h"

#include "widgets/flow_layout.h"
#include "widgets/loss_plot.h"

#include <QPainter>

namespace amend {
namespace {

constexpr int dashWidth = 12;
constexpr int dashGap = 6;

} // namespace

LegendButton::LegendButton(LossLine line, QWidget* parent)
    : QAbstractButton(parent)
    , m_line(line)
{
    setCheckable(true);
    setChecked(true);
    setText(lossLineName(line));
    setToolTip(text() + QStringLiteral(": ") + tr("Shows or hides this line"));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

QSize LegendButton::sizeHint() const
{
    constexpr int rounding = 2; // of the advance
    const QFontMetrics metrics(fontFor(TextRole::Secondary));
    return { dashWidth + dashGap + metrics.horizontalAdvance(text()) + 2 * metrics::grid + rounding,
        metrics.height() + 4 };
}

void LegendButton::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::current();
    const QColor colour = isChecked() ? lossLineColour(m_line, theme) : theme.third;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const int left = metrics::grid;
    const Qt::PenStyle style = m_line == LossLine::Total ? Qt::DotLine : Qt::SolidLine;
    painter.setPen(QPen(colour, 3, style, Qt::FlatCap));
    painter.drawLine(QPointF(left, middle), QPointF(left + dashWidth, middle));
    QFont font = fontFor(TextRole::Secondary);
    font.setStrikeOut(!isChecked());
    painter.setFont(font);
    painter.setPen(isChecked() ? theme.second : theme.third);
    const QRect words = rect().adjusted(left + dashWidth + dashGap, 0, 0, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, text());
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::grid, metrics::grid);
    }
}

LossLegend::LossLegend(QWidget* parent)
    : QWidget(parent)
{
    auto* layout = new FlowLayout(metrics::grid, this);
    layout->setContentsMargins(3 * metrics::grid, 0, metrics::grid, metrics::grid);
    for (const LossLine line : lossLines) {
        auto* button = new LegendButton(line);
        layout->addWidget(button);
        connect(button, &LegendButton::toggled, this,
            [this, line](bool isVisible) { Q_EMIT lineToggled(line, isVisible); });
    }
}

} // namespace amend
