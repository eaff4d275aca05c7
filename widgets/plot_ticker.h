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

/// Ticks at 1, 3, 10, 30 …; over more than five decades at 1, 10, 100 ….
class DecadeTicker final : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

/// The smallest range between two of 1, 3, 10, 30 … that holds both values, so that grid lines frame the curves.
/// Both values must be positive.
QCPRange decadeRange(double smallest, double largest);

} // namespace amend
