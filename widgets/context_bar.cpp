// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/context_bar.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace amend {

ContextBar::ContextBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ContextBar::setShare(double share, double warning)
{
    m_share = std::clamp(share, 0.0, 1.0);
    m_warning = warning;
    update();
}

QSize ContextBar::sizeHint() const
{
    return { 18 * metrics::grid, metrics::grid + 2 };
}

void ContextBar::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::current();
    const QColor colour = m_share >= 1 ? theme.bad : m_share >= m_warning ? theme.wait : theme.accent;
    const double radius = height() / 2.0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.isDark ? theme.inset : theme.border);
    painter.drawRoundedRect(rect(), radius, radius);
    if (m_share > 0) {
        const double width = std::max<double>(height(), this->width() * m_share);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(0, 0, width, height()), radius, radius);
    }
}

} // namespace amend
