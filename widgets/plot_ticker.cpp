// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot_ticker.h"

#include <cmath>

namespace amend {
namespace {

/// The fewest decimals that write the value in full: 0.0003 has four.
int decimalsOf(double value)
{
    constexpr int mostDecimals = 9;
    constexpr double rounding = 1e-6;
    int decimals = 0;
    for (double scaled = std::abs(value);
         decimals < mostDecimals && std::abs(scaled - std::round(scaled)) > rounding * scaled; scaled *= 10) {
        ++decimals;
    }
    return decimals;
}

} // namespace

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
    return locale.toString(tick, 'f', decimalsOf(tick));
}

double PlainTicker::getTickStep(const QCPRange& range)
{
    m_step = QCPAxisTicker::getTickStep(range);
    return m_step;
}

QString PlainTicker::getTickLabel(double tick, const QLocale& locale, QChar /*formatChar*/, int /*precision*/)
{
    return locale.toString(std::abs(tick) < m_step / 2 ? 0.0 : tick, 'f', decimalsOf(m_step)); // never "-0"
}

QCPRange decadeRange(double smallest, double largest)
{
    constexpr double margin = 1.02; // a value on a grid line keeps its marker whole
    double lower = std::pow(10.0, std::floor(std::log10(smallest / margin)));
    if (3 * lower <= smallest / margin) {
        lower *= 3;
    }
    if (smallest < smallestNats && largest >= 10 * smallestNats) {
        lower = smallestNats;
    }
    double upper = std::pow(10.0, std::ceil(std::log10(largest * margin)));
    if (0.3 * upper >= largest * margin) {
        upper *= 0.3;
    }
    return { lower / margin, upper * margin };
}

} // namespace amend
