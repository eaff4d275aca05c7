// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lesson_progress_card.h"

#include "widgets/inset_card.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <chrono>

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
    m_clock.setInterval(std::chrono::seconds(1));
    connect(&m_clock, &QTimer::timeout, this, &LessonProgressCard::showSeconds);
}

void LessonProgressCard::setLesson(const LessonShown& shown)
{
    QString text = progressText(shown);
    text[0] = text.at(0).toUpper();
    m_card->setTitle(text);
    const bool isLearning = shown.lesson.state == LessonState::Learning;
    const bool isPreparing = isLearning && !shown.loss;
    m_beganMs = shown.lesson.state == LessonState::Waiting ? 0 : shown.beganMs;
    if (m_beganMs == 0) {
        m_clock.stop();
    } else if (!m_clock.isActive()) {
        m_clock.start();
    }
    showSeconds();
    m_card->setSentence(isPreparing && shown.preparedPart == PreparedPart::Model
            ? tr("Getting ready to learn: done once for each model. The chat goes on meanwhile.")
            : isPreparing
            ? tr("Measuring what the model says now: to this question, to others like it, and what must stay. The "
                 "chat goes on meanwhile.")
            : tr("The chat goes on meanwhile. Nothing serves before every check is passed."));
    if (isPreparing && shown.preparedShare) {
        m_bar->setRange(0, 100);
        m_bar->setValue(qRound(*shown.preparedShare * 100));
    } else if (isLearning && shown.loss && shown.loss->maxSteps > 0) {
        m_bar->setRange(0, shown.loss->maxSteps);
        m_bar->setValue(shown.loss->step);
    } else if (shown.lesson.state == LessonState::Checking && shown.checksTotal > 0) {
        m_bar->setRange(0, shown.checksTotal);
        m_bar->setValue(shown.checksDone);
    } else {
        m_bar->setRange(0, 0); // on its way, by an unknown share
    }
    m_bar->setVisible(shown.lesson.state != LessonState::Waiting);
}

void LessonProgressCard::showSeconds()
{
    constexpr int msPerSecond = 1000;
    const qint64 seconds = (QDateTime::currentMSecsSinceEpoch() - m_beganMs) / msPerSecond;
    m_card->setAside(m_beganMs > 0 ? tr("%1 s").arg(seconds) : QString());
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
