// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chat_delegate.h"

#include "widgets/models/chat_model.h"
#include "widgets/theme.h"

#include <QPainter>

namespace amend {
namespace {

constexpr int textMargin = 10; ///< from the row's edge to its text
constexpr int headingHeight = 28;
constexpr int snippetHeight = 20;

} // namespace

void ChatDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QString text = index.data(Qt::DisplayRole).toString();
    const QRect row = option.rect.adjusted(0, 1, 0, -1);
    if (index.data(ChatModel::IsHeadingRole).toBool()) {
        QFont font = fontFor(TextRole::Small);
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(theme.second);
        painter->drawText(
            row.adjusted(textMargin, 0, -textMargin, -metrics::grid), Qt::AlignBottom | Qt::AlignLeading, text);
        painter->restore();
        return;
    }
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    if (isSelected || isHovered) {
        painter->setPen(option.state.testFlag(QStyle::State_HasFocus) ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(isSelected ? theme.accentSoft : theme.inset);
        painter->drawRoundedRect(
            QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), metrics::smallRadius, metrics::smallRadius);
    }
    const QString snippet = index.data(ChatModel::SnippetRole).toString();
    QRect line = row.adjusted(textMargin, 0, -textMargin, snippet.isEmpty() ? 0 : -snippetHeight);
    painter->setFont(fontFor(TextRole::Body));
    painter->setPen(isSelected ? theme.accent : theme.text);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeading,
        painter->fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
    if (!snippet.isEmpty()) {
        line = QRect(line.left(), line.bottom() - metrics::grid, line.width(), snippetHeight);
        painter->setFont(fontFor(TextRole::Secondary));
        painter->setPen(theme.second);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeading,
            painter->fontMetrics().elidedText(snippet, Qt::ElideRight, line.width()));
    }
    painter->restore();
}

QSize ChatDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    if (index.data(ChatModel::IsHeadingRole).toBool()) {
        return { 0, headingHeight };
    }
    const bool hasSnippet = !index.data(ChatModel::SnippetRole).toString().isEmpty();
    return { 0, metrics::rowHeight + 2 + (hasSnippet ? snippetHeight : 0) };
}

void ChatDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const
{
    editor->setGeometry(option.rect.adjusted(0, 1, 0, -1));
}

} // namespace amend
