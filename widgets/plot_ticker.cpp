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
    const bool isPlain = tick > 0.9e-3 && tick < 1e5; // 0.001 and 10000 read better than powers
    return isPlain ? locale.toString(tick, 'g', 6) : locale.toString(tick, 'g', 1);
}

QCPRange decadeRange(double smallest, double largest)
{
    constexpr double margin = 1.02; // a value on a grid line keeps its marker whole
    double lower = std::pow(10.0, std::floor(std::log10(smallest / margin)));
    if (3 * lower <= smallest / margin) {
        lower *= 3;
    }
    double upper = std::pow(10.0, std::ceil(std::log10(largest * margin)));
    if (0.3 * upper >= largest * margin) {
        upper *= 0.3;
    }
    return { lower / margin, upper * margin };
}

} // namespace amend
