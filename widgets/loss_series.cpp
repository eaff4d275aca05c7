// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_series.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace amend {

QString lossLineName(LossLine line)
{
    switch (line) {
    case LossLine::Lesson:
        return LossSeries::tr("lesson");
    case LossLine::Anchors:
        return LossSeries::tr("anchors");
    case LossLine::Near:
        return LossSeries::tr("near questions");
    case LossLine::Replay:
        return LossSeries::tr("replay");
    case LossLine::Total:
        return LossSeries::tr("total");
    }
    return {};
}

double lossValue(const LossPoint& point, LossLine line)
{
    switch (line) {
    case LossLine::Lesson:
        return point.lessonNats;
    case LossLine::Anchors:
        return point.anchorsNats;
    case LossLine::Near:
        return point.nearNats;
    case LossLine::Replay:
        return point.replayNats;
    case LossLine::Total:
        return point.totalNats;
    }
    return 0;
}

std::vector<double> debiasedEma(const std::vector<double>& values, double weight)
{
    std::vector<double> result;
    result.reserve(values.size());
    double sum = 0;
    double bias = 0;
    for (const double value : values) {
        if (!std::isfinite(value)) {
            result.push_back(value);
            continue;
        }
        sum = weight * sum + (1 - weight) * value;
        bias = weight * bias + (1 - weight);
        result.push_back(sum / bias);
    }
    return result;
}

void LossSeries::add(const LossPoint& point)
{
    const bool isNew
        = !m_points.empty() && (m_points.back().lesson != point.lesson || m_points.back().step >= point.step);
    if (isNew) {
        m_points.clear();
    }
    m_points.push_back(point);
}

std::vector<double> LossSeries::values(LossLine line) const
{
    std::vector<double> result;
    result.reserve(m_points.size());
    std::transform(m_points.begin(), m_points.end(), std::back_inserter(result),
        [line](const LossPoint& point) { return lossValue(point, line); });
    return result;
}

int LossSeries::errorCount() const
{
    int count = 0;
    for (const LossPoint& point : m_points) {
        for (const LossLine line : lossLines) {
            count += !std::isfinite(lossValue(point, line));
        }
    }
    return count;
}

TableData LossSeries::table() const
{
    TableData table;
    table.headers = { QStringLiteral("step"), QStringLiteral("lesson (nats/token)"),
        QStringLiteral("anchors (nats/token)"), QStringLiteral("near questions (nats/token)"),
        QStringLiteral("replay (nats/token)"), QStringLiteral("total (nats/token)"),
        QStringLiteral("margin (nats/token)"), QStringLiteral("gradient norm"), QStringLiteral("gradient cosine"),
        QStringLiteral("learning rate"), QStringLiteral("strength"), QStringLiteral("elapsed (ms)") };
    for (const LossPoint& point : m_points) {
        const QVariant cosine = point.gradientCosine ? QVariant(*point.gradientCosine) : QVariant();
        table.rows.append(
            { point.step, point.lessonNats, point.anchorsNats, point.nearNats, point.replayNats, point.totalNats,
                point.marginNats, point.gradientNorm, cosine, point.learningRate, point.strength, point.elapsedMs });
    }
    return table;
}

QString LossSeries::description() const
{
    if (m_points.empty()) {
        return tr("Loss, no steps");
    }
    const QLocale locale;
    const int steps = m_points.back().step;
    const int errors = errorCount();
    return tr("Loss, %n step(s), from %1 to %2 nats per token, %3", nullptr, steps)
        .arg(locale.toString(m_points.front().lessonNats, 'g', 3), locale.toString(m_points.back().lessonNats, 'g', 3),
            errors == 0 ? tr("no errors") : tr("%n value(s) not finite", nullptr, errors));
}

} // namespace amend
