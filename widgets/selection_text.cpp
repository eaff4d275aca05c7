// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/selection_text.h"

#include "widgets/checkpoint_text.h"
#include "widgets/engine_words.h"

#include <QCoreApplication>

namespace amend {
namespace {

struct SelectionText {
    Q_DECLARE_TR_FUNCTIONS(SelectionText)
};

} // namespace

QString selectionName(LessonId lesson)
{
    return SelectionText::tr("lesson %1").arg(lesson.value);
}

QString selectionName(const LessonReceipt& receipt)
{
    const QString lesson = selectionName(receipt.lesson);
    return receipt.checkpoint ? QStringLiteral("%1 · #%2").arg(lesson).arg(receipt.checkpoint->value) : lesson;
}

QString selectionName(const CheckpointRow& row)
{
    return row.kind == TimelineKind::Restored ? checkpointTitle(row) : checkpointNumber(row);
}

QString nothingLearnedText()
{
    return SelectionText::tr("Nothing learned yet. Rate a reply with thumbs-down and its effect appears here.");
}

QString withoutReceiptText(const Lesson& lesson)
{
    switch (lesson.state) {
    case LessonState::Waiting:
        return SelectionText::tr("Lesson %1 waits for its turn.").arg(lesson.id.value);
    case LessonState::Learning:
    case LessonState::Checking:
        return SelectionText::tr("Lesson %1 is being learned. What it did appears here when it ends.")
            .arg(lesson.id.value);
    case LessonState::CouldNotRun:
        return SelectionText::tr("Lesson %1 could not run: %2").arg(lesson.id.value).arg(reasonInWords(lesson.reason));
    case LessonState::Cancelled:
        return SelectionText::tr("Lesson %1 was cancelled before it began.").arg(lesson.id.value);
    case LessonState::Learned:
    case LessonState::Kept:
    case LessonState::NoEffect:
    case LessonState::Rejected:
    case LessonState::NeedsWantedReply:
    case LessonState::Untaught:
        break;
    }
    return SelectionText::tr("Lesson %1 has no receipt.").arg(lesson.id.value);
}

QString withoutLessonText(const CheckpointRow& row)
{
    switch (row.kind) {
    case TimelineKind::Base:
        return SelectionText::tr("The base is the model as published: no lesson changed it.");
    case TimelineKind::Restored:
        return SelectionText::tr("Going back does not train.");
    case TimelineKind::Untaught:
    case TimelineKind::Rebuilt:
        return SelectionText::tr("Made anew from its lessons. Each has its numbers in its own row.");
    case TimelineKind::Learned:
    case TimelineKind::Rejected:
        break;
    }
    return nothingLearnedText();
}

} // namespace amend
