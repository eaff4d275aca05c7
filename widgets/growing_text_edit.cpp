// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/growing_text_edit.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QScrollBar>
#include <QTextDocument>
#include <algorithm>
#include <cmath>

namespace amend {

GrowingTextEdit::GrowingTextEdit(int minLines, int maxLines, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_minLines(minLines)
    , m_maxLines(maxLines)
{
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
        &GrowingTextEdit::fitHeight);
    fitHeight();
}

QSize GrowingTextEdit::sizeHint() const
{
    // A plain text document measures its height in lines.
    const int lines = std::clamp(static_cast<int>(std::ceil(document()->size().height())), m_minLines, m_maxLines);
    const QMargins margins = contentsMargins();
    return { 120, lines * fontMetrics().lineSpacing() + margins.top() + margins.bottom() };
}

void GrowingTextEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
    if (verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOff) {
        verticalScrollBar()->setValue(0); // it may have scrolled before it grew
    }
}

void GrowingTextEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitHeight();
    }
}

void GrowingTextEdit::fitHeight()
{
    const bool fits = document()->size().height() <= m_maxLines;
    setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    updateGeometry();
}

} // namespace amend
