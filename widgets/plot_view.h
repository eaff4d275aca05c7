// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What all plots of the inspector share: look, zoom and pan, cursor, keys, and the pace of drawing.
#pragma once

#include "widgets/theme.h"

#include <qcustomplot.h>

#include <QTimer>

#include <optional>
#include <vector>

namespace amend {

/// One line of the box beside the cursor.
struct CursorLine {
    QString text;
    QColor colour;
};

/// A plot without frames, with faint grid lines and a cursor that snaps to the data.
///
/// Wheel and drag zoom and pan, Shift+drag zooms to a box, a double click fits. With the focus: `+`, `-`, `0`,
/// arrows, Home and End. While fitted, it follows new data. It draws at most once in 33 ms, and never while hidden.
class PlotView : public QCustomPlot {
    Q_OBJECT

public:
    static constexpr int replotIntervalMs = 33;

    explicit PlotView(QWidget* parent = nullptr);

    bool isLogarithmic() const { return m_isLogarithmic; }
    bool isFitted() const { return m_isFitted; }
    std::optional<double> cursor() const { return m_cursor; }

public Q_SLOTS:
    void setLogarithmic(bool isLogarithmic);
    void setCursor(std::optional<double> x);
    /// Shows everything and follows new data from here on.
    void fit();
    void zoom(double factor);

Q_SIGNALS:
    /// In units of the X axis; nothing when the pointer left the plot.
    void cursorMoved(std::optional<double> x);

protected:
    /// To be called after each change of the data; draws when it is time.
    void replotSoon();

    /// Where the cursor can stand, ascending.
    virtual std::vector<double> cursorStops() const = 0;
    virtual std::vector<CursorLine> cursorLines(double stop) const = 0;
    /// The ranges that show everything; called with the scale already set.
    virtual QCPRange fittedX() const = 0;
    virtual QCPRange fittedY() const = 0;
    /// Gives the curves their colours.
    virtual void restyle(const Theme& theme) = 0;
    /// Hands the data to the curves, just before drawing.
    virtual void updateCurves() = 0;
    /// Draws what is bound to an edge of the plot instead of to a value.
    virtual void paintMarks(QPainter& painter) const = 0;

    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class MarksLayer;

    void applyTheme();
    void applyScale();
    void draw();
    void moveCursor(int stops);
    void paintCursor(QPainter& painter) const;

    QTimer m_pace;
    bool m_isStale = true; ///< changed while hidden
    bool m_isLogarithmic = false;
    bool m_isFitted = true;
    std::optional<double> m_cursor;
};

} // namespace amend
