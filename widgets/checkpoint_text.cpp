// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/checkpoint_text.h"

#include "widgets/engine_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace amend {
namespace {

struct CheckpointText {
    Q_DECLARE_TR_FUNCTIONS(CheckpointText)
};

} // namespace

QString checkpointNumber(const CheckpointRow& row)
{
    if (row.kind == TimelineKind::Restored) {
        return QStringLiteral("↩");
    }
    return row.checkpoint ? QStringLiteral("#%1").arg(row.checkpoint->value) : QStringLiteral("—");
}

QString checkpointTitle(const CheckpointRow& row)
{
    const QString title = QString::fromStdString(row.title).simplified();
    switch (row.kind) {
    case TimelineKind::Base:
        return title.isEmpty() ? CheckpointText::tr("Base model") : title;
    case TimelineKind::Restored:
        return CheckpointText::tr("back to #%1").arg(row.target ? row.target->value : 0);
    case TimelineKind::Untaught:
        return row.lesson ? CheckpointText::tr("without lesson %1").arg(row.lesson->value) : title;
    case TimelineKind::Rebuilt:
        return title.isEmpty() ? CheckpointText::tr("Rebuilt from all lessons") : title;
    case TimelineKind::Learned:
    case TimelineKind::Rejected:
        return title;
    }
    return title;
}

bool hadNoEffect(const CheckpointRow& row)
{
    return row.kind == TimelineKind::Rejected && row.verdict == Verdict::NoEffect;
}

QString checkpointVerdict(const CheckpointRow& row)
{
    if (row.damaged) {
        return CheckpointText::tr("damaged");
    }
    switch (row.kind) {
    case TimelineKind::Base:
        return CheckpointText::tr("as published");
    case TimelineKind::Learned:
        return row.superseded ? CheckpointText::tr("superseded") : CheckpointText::tr("learned");
    case TimelineKind::Rejected:
        if (hadNoEffect(row)) {
            return row.reason.empty() ? CheckpointText::tr("no effect")
                                      : CheckpointText::tr("no effect: %1").arg(reasonInWords(row.reason));
        }
        return row.reason.empty() ? CheckpointText::tr("rejected")
                                  : CheckpointText::tr("rejected: %1").arg(reasonInWords(row.reason));
    case TimelineKind::Restored:
        return CheckpointText::tr("restored %1").arg(checkpointTime(row));
    case TimelineKind::Untaught:
        return CheckpointText::tr("un-taught");
    case TimelineKind::Rebuilt:
        return CheckpointText::tr("rebuilt");
    }
    return {};
}

QString checkpointLosses(const CheckpointRow& row)
{
    if (!row.lossBefore || !row.lossAfter) {
        return {};
    }
    const QLocale locale;
    return QStringLiteral("%1 → %2").arg(
        locale.toString(*row.lossBefore, 'f', 2), locale.toString(*row.lossAfter, 'f', 2));
}

QString checkpointTime(const CheckpointRow& row)
{
    if (row.createdMs <= 0) {
        return {};
    }
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(row.createdMs);
    const QLocale locale;
    return time.date() == QDate::currentDate() ? locale.toString(time.time(), QLocale::ShortFormat)
                                               : locale.toString(time.date(), QLocale::ShortFormat);
}

QString checkpointSentence(const CheckpointRow& row)
{
    QStringList parts { checkpointNumber(row), checkpointTitle(row) };
    if (!row.name.empty()) {
        parts.append(CheckpointText::tr("named %1").arg(QString::fromStdString(row.name)));
    }
    parts.append(checkpointVerdict(row));
    if (row.serving) {
        parts.append(CheckpointText::tr("serving"));
    }
    if (row.pinned) {
        parts.append(CheckpointText::tr("pinned"));
    }
    if (const QString losses = checkpointLosses(row); !losses.isEmpty()) {
        parts.append(CheckpointText::tr("loss %1 nats per token").arg(losses));
    }
    if (const QString time = checkpointTime(row); !time.isEmpty() && row.kind != TimelineKind::Restored) {
        parts.append(time);
    }
    if (row.sizeBytes > 0) {
        parts.append(QLocale().formattedDataSize(row.sizeBytes, 1, QLocale::DataSizeSIFormat));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace amend
