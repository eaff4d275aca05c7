// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Ticks as people count: whole steps, and 1-3-10 on a logarithmic axis.
#pragma once

#include <qcustomplot.h>

namespace amend {

/// Ticks at whole numbers only, for steps and updates.
class WholeTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
};

/// A linear axis whose labels have the decimals of the step and no exponent: 0.5, 1.0.
class PlainTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    double m_step = 1;
};

/// Ticks at 1, 3, 10, 30 …; over more than five decades at 1, 10, 100 …, written without exponents.
class DecadeTicker final : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

/// The smallest range between two of 1, 3, 10, 30 … that holds both values, so that grid lines frame the curves.
/// Both values must be positive. What is below `smallestNats` tells nothing: it lies below the range, unless all does.
inline constexpr double smallestNats = 1e-3;
QCPRange decadeRange(double smallest, double largest);

} // namespace amend
