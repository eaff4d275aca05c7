// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a row of the timeline: lanes, node, number, title, verdict, loss.
#pragma once

#include <QStyledItemDelegate>

namespace amend {

class TimelineDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int mostLanes = 8; ///< further branches fold into the last lane

    using QStyledItemDelegate::QStyledItemDelegate;

    /// How many lanes the rows shown need; it moves the texts to the right.
    void setLaneCount(int count);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// A field for the checkpoint's name, in the place of its title.
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
    void updateEditorGeometry(
        QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    struct Columns;

    Columns columnsOf(const QRect& row) const;

    int m_laneCount = 1;
};

} // namespace amend
