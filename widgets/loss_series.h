// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The losses of one update as numbers: lines, smoothing, table and description. Knows no widget.
#pragma once

#include "core/domain/loss_point.h"
#include "widgets/table_data.h"

#include <QCoreApplication>

#include <array>
#include <vector>

namespace amend {

/// The lines of a loss plot.
enum class LossLine { Lesson, Anchors, Near, Replay, Total };
inline constexpr std::array<LossLine, 5> lossLines { LossLine::Lesson, LossLine::Anchors, LossLine::Near,
    LossLine::Replay, LossLine::Total };

QString lossLineName(LossLine line);

/// Nats per token.
double lossValue(const LossPoint& point, LossLine line);

/// Exponential moving average with weight w from 0 (off) to 0.99, debiased:
/// s = w s + (1 - w) y and d = w d + (1 - w), both from zero, gives s / d.
/// A value that is not finite leaves s and d alone and stays as it is in the result.
std::vector<double> debiasedEma(const std::vector<double>& values, double weight);

/// The points of the update being shown, in the order of their steps.
class LossSeries {
    Q_DECLARE_TR_FUNCTIONS(LossSeries)

public:
    /// A point of another lesson, or a step that was seen already (a new try at lower strength), begins anew.
    void add(const LossPoint& point);
    void set(const std::vector<LossPoint>& points) { m_points = points; }
    void clear() { m_points.clear(); }

    const std::vector<LossPoint>& points() const { return m_points; }
    bool isEmpty() const { return m_points.empty(); }
    std::vector<double> values(LossLine line) const;
    /// How many values of all lines are NaN or infinite.
    int errorCount() const;

    TableData table() const;
    /// For screen readers: "Loss, 5 steps, from 2.31 to 0.94 nats per token, no errors".
    QString description() const;

private:
    std::vector<LossPoint> m_points;
};

} // namespace amend
