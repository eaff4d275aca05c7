// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lesson_badge.h"

#include "widgets/engine_words.h"
#include "widgets/icon.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace amend {
namespace {

/// Gives the words their context for the translators.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(LessonBadge)
};

constexpr int pillHeight = 24;
constexpr int iconSide = 14;
constexpr int sidePadding = 10;

QString learningWords(const LessonShown& shown)
{
    if (!shown.loss && !shown.preparedShare) {
        return Text::tr("preparing");
    }
    if (!shown.loss) {
        const QString percent = QLocale().toString(qRound(*shown.preparedShare * 100));
        return shown.preparedPart == PreparedPart::Model ? Text::tr("getting ready %1 %").arg(percent)
                                                         : Text::tr("preparing %1 %").arg(percent);
    }
    if (shown.loss->maxSteps == 0) {
        return Text::tr("learning");
    }
    return Text::tr("learning %1 of at most %2").arg(shown.loss->step).arg(shown.loss->maxSteps);
}

QString checkingWords(const LessonShown& shown)
{
    if (shown.checksTotal == 0) {
        return Text::tr("checking");
    }
    return Text::tr("checking %1 of %2").arg(shown.checksDone).arg(shown.checksTotal);
}

QColor textColour(const Theme& theme, Tone tone)
{
    switch (tone) {
    case Tone::Quiet:
        return theme.second;
    case Tone::Good:
        return theme.good;
    case Tone::Bad:
        return theme.bad;
    case Tone::Wait:
        return theme.wait;
    case Tone::Accent:
        return theme.accent;
    }
    return theme.second;
}

QColor softColour(const Theme& theme, Tone tone)
{
    switch (tone) {
    case Tone::Quiet:
        return theme.inset;
    case Tone::Good:
        return theme.goodSoft;
    case Tone::Bad:
        return theme.badSoft;
    case Tone::Wait:
        return theme.waitSoft;
    case Tone::Accent:
        return theme.accentSoft;
    }
    return theme.inset;
}

} // namespace

BadgeLook badgeLook(const LessonShown& shown)
{
    const auto name = [](const char* icon) { return QString::fromLatin1(icon); };
    switch (shown.lesson.state) {
    case LessonState::Waiting:
        return { name("waiting"),
            shown.lessonsBefore > 0 ? Text::tr("queued, %n before it", nullptr, shown.lessonsBefore)
                                    : Text::tr("queued"),
            Tone::Quiet };
    case LessonState::Learning:
        return { name("learning"), learningWords(shown), Tone::Accent };
    case LessonState::Checking:
        return { name("checking"), checkingWords(shown), Tone::Accent };
    case LessonState::Learned:
        return { name("check"),
            shown.checkpoint ? Text::tr("learned as #%1").arg(shown.checkpoint->value) : Text::tr("learned"),
            Tone::Good };
    case LessonState::Kept:
        return { name("pin"), Text::tr("kept"), Tone::Good };
    case LessonState::NoEffect:
        return { name("no_effect"), Text::tr("no effect"), Tone::Wait };
    case LessonState::Rejected:
        return { name("cross"), Text::tr("rejected"), Tone::Bad };
    case LessonState::NeedsWantedReply:
        return { name("question"), Text::tr("needs the wanted reply"), Tone::Wait };
    case LessonState::CouldNotRun:
        return { name("warning"), Text::tr("could not run"), Tone::Bad };
    case LessonState::Cancelled:
        return { name("stop"), Text::tr("cancelled"), Tone::Quiet };
    case LessonState::Untaught:
        return { name("unteach"), Text::tr("un-taught"), Tone::Quiet };
    }
    return {};
}

LessonBadge::LessonBadge(QWidget* parent)
    : QAbstractButton(parent)
{
    setCursor(Qt::PointingHandCursor);
    setFont(fontFor(TextRole::Secondary));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void LessonBadge::setLesson(const LessonShown& shown)
{
    m_look = badgeLook(shown);
    setText(m_look.words);
    setAccessibleName(tr("Lesson: %1").arg(m_look.words));
    const QString reason = reasonInWords(shown.lesson.reason);
    setAccessibleDescription(reason);
    // The words too, which a narrow row cuts.
    setToolTip(m_look.words + u'\n' + (reason.isEmpty() ? tr("Select this update in every view") : reason));
    updateGeometry();
    update();
}

QSize LessonBadge::sizeHint() const
{
    constexpr int rounding = 2; // of the advance, or the last letters are cut
    return { 2 * sidePadding + iconSide + metrics::grid + fontMetrics().horizontalAdvance(text()) + rounding,
        pillHeight };
}

QSize LessonBadge::minimumSizeHint() const
{
    constexpr int fewestCharacters = 8;
    const int words
        = std::min(fontMetrics().horizontalAdvance(text()), fewestCharacters * fontMetrics().averageCharWidth());
    return { 2 * sidePadding + iconSide + metrics::grid + words, pillHeight };
}

void LessonBadge::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    const QColor colour = textColour(theme, m_look.tone);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
    painter.setBrush(softColour(theme, m_look.tone));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), pillHeight / 2.0, pillHeight / 2.0);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int iconLeft = mirrored ? width() - sidePadding - iconSide : sidePadding;
    paintIcon(painter, QRectF(iconLeft, (pillHeight - iconSide) / 2.0, iconSide, iconSide), m_look.icon, colour);
    painter.setPen(colour);
    const int beside = sidePadding + iconSide + metrics::grid;
    painter.drawText(
        mirrored ? rect().adjusted(sidePadding, 0, -beside, 0) : rect().adjusted(beside, 0, -sidePadding, 0),
        Qt::AlignVCenter | Qt::AlignLeading,
        fontMetrics().elidedText(text(), Qt::ElideRight, width() - beside - sidePadding));
}

} // namespace amend
