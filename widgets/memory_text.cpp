// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/memory_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace amend {
namespace {

class MemoryText {
    Q_DECLARE_TR_FUNCTIONS(MemoryText)
};

/// A reply on one line, and not all of a long one.
QString inShort(const std::string& reply)
{
    constexpr qsizetype most = 240;
    const QString line = QString::fromStdString(reply).simplified();
    return line.size() > most ? line.left(most) + QStringLiteral("…") : line;
}

QString wordOf(MemoryState state)
{
    switch (state) {
    case MemoryState::Remembered:
        return MemoryText::tr("Remembered");
    case MemoryState::Lost:
        return MemoryText::tr("Lost");
    case MemoryState::Superseded:
        return MemoryText::tr("Superseded: a later lesson acts in its place");
    }
    return {};
}

/// "8 % per token (-2.50 nats)".
QString likelihood(double logProbability)
{
    const double percent = 100 * std::exp(logProbability);
    constexpr double smallest = 0.01;
    const QString share = percent < smallest ? QStringLiteral("<") + QLocale().toString(smallest)
                                             : QLocale().toString(percent, 'g', percent < 99.95 ? 3 : 4);
    const double nats = std::round(100 * logProbability) / 100 + 0.0; // no "-0.00"
    return MemoryText::tr("%1 % per token (%2 nats)").arg(share, QLocale().toString(nats, 'f', 2));
}

} // namespace

QString memoryRowText(const MemoryRow& row)
{
    const QString lesson
        = MemoryText::tr("Lesson %1: %2").arg(QString::number(row.lesson.value), QString::fromStdString(row.title));
    return lesson + u'\n'
        + (row.isRefused ? MemoryText::tr("Refused reply: %1") : MemoryText::tr("Wanted reply: %1"))
              .arg(inShort(row.reply));
}

QString memoryCellText(const MemoryMap& map, std::size_t row, std::size_t column)
{
    const MemoryRow& lesson = map.rows[row];
    QString text = MemoryText::tr("#%1, lesson %2: %3")
                       .arg(QString::number(map.checkpoints[column].value), QString::number(lesson.lesson.value),
                           QString::fromStdString(lesson.title))
        + u'\n';
    const Recall* recall = map.recall(row, column);
    if (recall == nullptr) {
        return text
            + (map.cell(row, column) == MemoryMap::notMeasured
                    ? MemoryText::tr("Not measured")
                    : MemoryText::tr("This checkpoint does not hold the lesson."));
    }
    text += wordOf(recall->state) + u'\n';
    text += MemoryText::tr("Reply: %1").arg(inShort(recall->reply)) + u'\n';
    const QString likely = likelihood(recall->logProbability);
    return text
        + (lesson.isRefused ? MemoryText::tr("Refused reply: %1") : MemoryText::tr("Wanted reply: %1")).arg(likely);
}

QString memorySummary(const MemoryMap& map)
{
    if (map.rows.empty() || map.checkpoints.empty()) {
        return {};
    }
    const std::size_t column = map.checkpoints.size() - 1;
    int held = 0;
    int remembered = 0;
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        const Recall* recall = map.recall(row, column);
        held += map.cell(row, column) != MemoryMap::notTaught ? 1 : 0;
        remembered += recall != nullptr && recall->state == MemoryState::Remembered ? 1 : 0;
    }
    return MemoryText::tr("%1 of %2 remembered").arg(remembered).arg(held);
}

TableData memoryTable(const MemoryMap& map)
{
    TableData table;
    table.headers = { QStringLiteral("lesson"), QStringLiteral("question"), QStringLiteral("checkpoint"),
        QStringLiteral("state"), QStringLiteral("reply"), QStringLiteral("own reply (nats per token)") };
    const auto wordFor = [](const Recall* recall) {
        if (recall == nullptr) {
            return QStringLiteral("not measured");
        }
        return recall->state == MemoryState::Remembered ? QStringLiteral("remembered")
            : recall->state == MemoryState::Lost        ? QStringLiteral("lost")
                                                        : QStringLiteral("superseded");
    };
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        for (std::size_t column = 0; column < map.checkpoints.size(); ++column) {
            if (map.cell(row, column) == MemoryMap::notTaught) {
                continue;
            }
            const Recall* recall = map.recall(row, column);
            table.rows.append({ static_cast<qlonglong>(map.rows[row].lesson.value),
                QString::fromStdString(map.rows[row].title), static_cast<qlonglong>(map.checkpoints[column].value),
                wordFor(recall), recall != nullptr ? QVariant(QString::fromStdString(recall->reply)) : QVariant(),
                recall != nullptr ? QVariant(recall->logProbability) : QVariant() });
        }
    }
    return table;
}

QString memoryToolTip(const QString& text)
{
    // Rich text is wrapped, plain text is not.
    return QStringLiteral("<p style='white-space:pre-wrap'>") + text.toHtmlEscaped() + QStringLiteral("</p>");
}

} // namespace amend
