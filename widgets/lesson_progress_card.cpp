// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lesson_progress_card.h"

#include "widgets/inset_card.h"

#include <QBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

namespace amend {

LessonProgressCard::LessonProgressCard(QWidget* parent)
    : QWidget(parent)
    , m_card(new InsetCard(this))
    , m_bar(new QProgressBar(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    m_bar->setTextVisible(false);
    m_bar->setProperty("surface", QStringLiteral("card"));
    m_bar->setAccessibleName(tr("Progress of the lesson"));
    m_card->addContent(m_bar);
    QPushButton* cancel = m_card->addButton(tr("Cancel"));
    cancel->setToolTip(tr("The weights stay as they are"));
    connect(cancel, &QPushButton::clicked, this, &LessonProgressCard::cancelClicked);
}

void LessonProgressCard::setLesson(const LessonShown& shown)
{
    QString text = progressText(shown);
    text[0] = text.at(0).toUpper();
    m_card->setTitle(text);
    const bool isLearning = shown.lesson.state == LessonState::Learning;
    m_card->setAside(isLearning && shown.loss ? tr("%1 s").arg(QLocale().toString(shown.loss->elapsedMs / 1000, 'f', 1))
                                              : QString());
    m_card->setSentence(shown.preparedShare
            ? tr("Getting ready to learn: done once for each model. The chat goes on meanwhile.")
            : tr("The chat goes on meanwhile. Nothing serves before every check is passed."));
    if (shown.preparedShare) {
        m_bar->setRange(0, 100);
        m_bar->setValue(static_cast<int>(*shown.preparedShare * 100));
    } else if (isLearning && shown.loss && shown.loss->maxSteps > 0) {
        m_bar->setRange(0, shown.loss->maxSteps);
        m_bar->setValue(shown.loss->step);
    } else if (shown.lesson.state == LessonState::Checking && shown.checksTotal > 0) {
        m_bar->setRange(0, shown.checksTotal);
        m_bar->setValue(shown.checksDone);
    } else {
        m_bar->setRange(0, 1);
        m_bar->setValue(0);
    }
    m_bar->setVisible(shown.lesson.state != LessonState::Waiting);
}

QString progressText(const LessonShown& shown)
{
    QString text = badgeLook(shown).words;
    if (shown.lesson.state == LessonState::Learning && shown.loss) {
        text += LessonProgressCard::tr(" · loss %1").arg(QLocale().toString(shown.loss->lessonNats, 'f', 2));
    }
    const bool isRunning = shown.lesson.state == LessonState::Learning || shown.lesson.state == LessonState::Checking;
    if (isRunning && shown.loss && shown.loss->strength < 1) {
        text += LessonProgressCard::tr(" · at strength %1").arg(QLocale().toString(shown.loss->strength, 'f', 2));
    }
    return text;
}

} // namespace amend
