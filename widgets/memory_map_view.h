// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The memory map itself: a field of cells, one per lesson and checkpoint.
#pragma once

#include "core/domain/memory_map.h"
#include "widgets/table_data.h"

#include <QAbstractScrollArea>

#include <optional>

namespace amend {

/// Rows lessons, the newest on top; columns checkpoints, the newest at the right edge, which is shown first. A cell is
/// remembered, lost, superseded or not measured, by sign and colour; empty where the checkpoint does not hold the
/// lesson. Only what is visible is painted.
///
/// The pointer or, with the focus, the arrow keys, Home and End choose a cell; what it says is in its tooltip and in
/// the accessible description. A click or Enter chooses the column's checkpoint.
class MemoryMapView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    /// Places in the map's rows and columns.
    struct Cell {
        int row = 0;
        int column = 0;
        bool operator==(const Cell&) const = default;
    };

    explicit MemoryMapView(QWidget* parent = nullptr);

    void setMap(const MemoryMap& map);
    const MemoryMap& map() const { return m_map; }
    /// Its column stands out; none: no column does.
    void setSelected(std::optional<CheckpointId> checkpoint);
    std::optional<CheckpointId> selected() const { return m_selected; }

    std::optional<Cell> cursor() const { return m_cursor; }
    /// Four lines: which lesson and checkpoint, what is remembered, the reply, and how likely the lesson's own one is.
    QString cellText(const Cell& cell) const;
    /// For screen readers: "Lessons remembered, 3 lessons by 4 checkpoints, at #4 2 of 3 remembered".
    QString description() const;
    /// At the newest checkpoint: "2 of 3 remembered"; empty without lessons.
    QString summary() const;
    TableData table() const; ///< one row for each cell
    std::optional<Cell> cellAt(const QPoint& position) const; ///< of the viewport
    QRect cellRect(const Cell& cell) const; ///< in the viewport; may lie outside

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void checkpointChosen(amend::CheckpointId checkpoint);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int rowCount() const { return static_cast<int>(m_map.rows.size()); }
    int columnCount() const { return static_cast<int>(m_map.checkpoints.size()); }
    int labelWidth() const;
    QRect field() const; ///< of the viewport: where cells are
    std::optional<int> columnAt(const QPoint& position) const; ///< in the heads, too
    std::optional<int> labelAt(const QPoint& position) const; ///< a row
    Cell kept(const Cell& cell) const;
    void refreshMeasures();
    void refreshScrollBars();
    void setCursorCell(const Cell& cell);
    void showToolTip(const QPoint& position, const QPoint& globalPosition);

    void paintHeads(QPainter& painter, int first, int last) const;
    void paintLabels(QPainter& painter, int top, int bottom) const;
    void paintCell(QPainter& painter, const Cell& cell) const;

    MemoryMap m_map;
    std::optional<CheckpointId> m_selected;
    std::optional<Cell> m_cursor;
    int m_rowHeight = 1; ///< these three follow the font and the widest number
    int m_columnWidth = 1;
    int m_headHeight = 1;
};

} // namespace amend
