// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot_ticker.h"

#include <cmath>

namespace amend {

double WholeTicker::getTickStep(const QCPRange& range)
{
    return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
}

int WholeTicker::getSubTickCount(double /*tickStep*/)
{
    return 0;
}

QVector<double> DecadeTicker::createTickVector(double /*tickStep*/, const QCPRange& range)
{
    QVector<double> ticks;
    if (range.lower <= 0) {
        return ticks;
    }
    const int first = static_cast<int>(std::floor(std::log10(range.lower)));
    const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
    constexpr int mostDecadesWithThrees = 5;
    for (int exponent = first; exponent <= last; ++exponent) {
        const double decade = std::pow(10.0, exponent);
        ticks.append(decade);
        if (last - first <= mostDecadesWithThrees) {
            ticks.append(3 * decade);
        }
    }
    return ticks;
}

int DecadeTicker::getSubTickCount(double /*tickStep*/)
{
    return 0;
}

QString DecadeTicker::getTickLabel(double tick, const QLocale& locale, QChar /*formatChar*/, int /*precision*/)
{
    return locale.toString(tick, 'g', 1);
}

} // namespace amend
