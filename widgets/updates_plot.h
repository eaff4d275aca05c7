// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The loss of every update before and after it, over the history of the weights.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "widgets/plot_view.h"
#include "widgets/table_data.h"

namespace amend {

/// X position in the history, Y nats per token on the lesson. Before and after are joined; the mark at the
/// end is the verdict: a disc was learned, a cross was not. Restores are ticks on the lower edge.
class UpdatesPlot final : public PlotView {
    Q_OBJECT

public:
    explicit UpdatesPlot(QWidget* parent = nullptr);

    /// The whole history, oldest first. Rows that trained nothing have no losses and draw no pair.
    void setTimeline(const std::vector<CheckpointRow>& rows);
    /// How many updates have both losses.
    int pairCount() const { return static_cast<int>(m_pairs.size()); }
    /// Weight of the moving average over the losses after an update.
    void setSmoothing(double weight);

    TableData table() const;

Q_SIGNALS:
    void lessonSelected(amend::LessonId lesson);

protected:
    std::vector<double> cursorStops() const override;
    std::vector<CursorLine> cursorLines(double stop) const override;
    QCPRange fittedX() const override;
    QCPRange fittedY() const override;
    void restyle(const Theme& theme) override;
    void updateCurves() override;
    void paintMarks(QPainter& painter) const override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Pair {
        CheckpointRow row;
        double before = 0;
        double after = 0;
    };

    const Pair* pairAt(std::optional<double> stop) const;
    void selectAtCursor();

    std::vector<Pair> m_pairs;
    std::vector<double> m_restores; ///< their positions
    QCPGraph* m_trend;
    double m_smoothing = 0.6;
};

} // namespace amend
