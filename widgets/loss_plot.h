// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The losses of one update over its optimiser steps.
#pragma once

#include "widgets/loss_series.h"
#include "widgets/plot_view.h"

namespace amend {

/// Each line has a colour and a shape of its own, so that neither has to be told by colour alone.
QColor lossLineColour(LossLine line, const Theme& theme);
QCPScatterStyle::ScatterShape lossLineShape(LossLine line);

/// X optimiser step, Y nats per token. Values that are not finite are crosses on the upper edge; on the
/// logarithmic scale, values at or below zero are triangles on the lower edge.
class LossPlot final : public PlotView {
    Q_OBJECT

public:
    explicit LossPlot(QWidget* parent = nullptr);

    void addPoint(const LossPoint& point);
    void setPoints(const std::vector<LossPoint>& points);
    void clear();
    const LossSeries& series() const { return m_series; }

    /// From 0 (off) to 0.99; the raw line stays, faint.
    void setSmoothing(double weight);
    void setLineVisible(LossLine line, bool isVisible);

    /// What the readout says of a step.
    std::vector<CursorLine> cursorLines(double stop) const override;

protected:
    std::vector<double> cursorStops() const override;
    QCPRange fittedX() const override;
    QCPRange fittedY() const override;
    void restyle(const Theme& theme) override;
    void updateCurves() override;
    void paintMarks(QPainter& painter) const override;

private:
    struct Curve {
        LossLine line = LossLine::Lesson;
        QCPGraph* raw = nullptr;
        QCPGraph* smooth = nullptr;
        bool isVisible = true;
    };

    void showChange();

    LossSeries m_series;
    std::vector<Curve> m_curves; ///< in the order of drawing: the lesson comes last, on top
    double m_smoothing = 0;
};

} // namespace amend
