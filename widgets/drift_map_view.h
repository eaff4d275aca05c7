// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The drift map itself: a field of cells, one per layer and projection.
#pragma once

#include "core/domain/drift_map.h"
#include "widgets/table_data.h"

#include <QWidget>

#include <optional>

namespace amend {

/// Rows layers, 0 on top; columns projections; colour the relative change in percent.
///
/// Exactly zero is hatched, a value that is not finite is crossed. The pointer or, with the focus, the arrow
/// keys, Home and End move a cell cursor; its values are shown in a box and in the accessible description.
class DriftMapView final : public QWidget {
    Q_OBJECT

public:
    struct Cell {
        int layer = 0;
        int projection = 0;
        bool operator==(const Cell&) const = default;
    };

    explicit DriftMapView(QWidget* parent = nullptr);

    void setMap(const DriftMap& map);
    const DriftMap& map() const { return m_map; }
    void setLogarithmic(bool isLogarithmic);
    bool isLogarithmic() const { return m_isLogarithmic; }

    std::optional<Cell> cursor() const { return m_cursor; }
    /// "Layer 19, down: 0.91 %, place 1 of 210, effective rank 3.2".
    QString cellText(const Cell& cell) const;
    /// For screen readers: "Drift, 30 layers by 7 projections, 1.32 % in all, largest 0.91 % in layer 19, down".
    QString description() const;
    TableData table() const;

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    /// The cell was clicked or confirmed with Enter.
    void cellChosen(int layer, int projection);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int columns() const { return static_cast<int>(m_map.projections.size()); }
    double percent(const Cell& cell) const;
    double shareOf(double percent) const;
    std::optional<double> effectiveRank(const Cell& cell) const;
    int placeOf(double percent) const;
    bool isComplete() const;

    QRectF field() const; ///< where the cells are
    QRectF cellRect(const Cell& cell) const;
    std::optional<Cell> cellAt(const QPointF& position) const;
    void setCursorCell(std::optional<Cell> cell);

    void paintCells(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void paintBar(QPainter& painter) const;
    void paintCursor(QPainter& painter) const;

    DriftMap m_map;
    double m_largest = 0; ///< percent, of the finite values
    double m_smallest = 0; ///< percent, of the finite values above zero
    bool m_isLogarithmic = false;
    std::optional<Cell> m_cursor;
};

} // namespace amend
