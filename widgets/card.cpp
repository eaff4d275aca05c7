// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card.h"

#include "widgets/theme.h"

#include <QPainter>

namespace amend {

Card::Card(Part part, QWidget* parent)
    : QWidget(parent)
    , m_part(part)
{
}

void Card::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::current();
    constexpr double halfPixel = 0.5; // a border of one pixel is sharp when its middle lies on pixel centres
    QRectF panel = QRectF(rect()).adjusted(halfPixel, halfPixel, -halfPixel, -halfPixel);
    // The open side reaches beyond the widget, where its border and its corners are cut off.
    if (m_part == Part::Top) {
        panel.setBottom(panel.bottom() + 2 * metrics::radius);
    } else if (m_part == Part::Bottom) {
        panel.setTop(panel.top() - 2 * metrics::radius);
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.border);
    painter.setBrush(theme.card);
    painter.drawRoundedRect(panel, metrics::radius, metrics::radius);
}

} // namespace amend
