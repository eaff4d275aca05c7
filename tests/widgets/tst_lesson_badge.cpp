// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lesson_badge.h"
#include "widgets/lesson_progress_card.h"

#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QSet>
#include <QTest>

using namespace amend;

class LessonBadgeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void everyStateHasAnIconAndWordsOfItsOwn()
    {
        QSet<QString> words;
        for (int state = 0; state <= static_cast<int>(LessonState::Untaught); ++state) {
            LessonShown shown;
            shown.lesson.state = static_cast<LessonState>(state);
            const BadgeLook look = badgeLook(shown);
            QVERIFY(!look.icon.isEmpty());
            words.insert(look.words);
        }
        QCOMPARE(words.size(), static_cast<int>(LessonState::Untaught) + 1);
    }

    void namesTheCheckpointThatWasLearned()
    {
        LessonShown shown;
        shown.lesson.state = LessonState::Learned;
        shown.checkpoint = CheckpointId { 13 };
        QCOMPARE(badgeLook(shown).words, QStringLiteral("learned as #13"));
    }

    void saysHowFarTheLessonIs()
    {
        LessonShown shown;
        shown.lesson.state = LessonState::Learning;
        QCOMPARE(progressText(shown), QStringLiteral("preparing"));
        shown.preparedShare = 0.375;
        QCOMPARE(progressText(shown), QStringLiteral("preparing 38 %"));
        shown.preparedPart = PreparedPart::Model;
        QCOMPARE(progressText(shown), QStringLiteral("getting ready 38 %"));
        shown.loss.emplace();
        shown.loss->step = 3;
        shown.loss->maxSteps = 12;
        shown.loss->lessonNats = 0.8;
        QCOMPARE(progressText(shown), QStringLiteral("learning 3 of at most 12 · loss 0.80"));
        shown.lesson.state = LessonState::Checking;
        shown.checksDone = 5;
        shown.checksTotal = 8;
        shown.loss->strength = 0.5;
        QCOMPARE(progressText(shown), QStringLiteral("checking 5 of 8 · at strength 0.50"));
    }

    void isSeenToBeAtWorkWhileItIsPrepared()
    {
        LessonShown shown;
        shown.lesson.state = LessonState::Learning;
        shown.beganMs = QDateTime::currentMSecsSinceEpoch() - 12'300;
        LessonProgressCard card;
        card.setLesson(shown);
        const auto* bar = card.findChild<QProgressBar*>();
        QCOMPARE(bar->maximum(), bar->minimum()); // busy, without a share
        QStringList texts;
        for (const QLabel* label : card.findChildren<QLabel*>()) {
            texts << label->text();
        }
        QVERIFY(texts.contains(QStringLiteral("12 s")));
        shown.preparedShare = 0.4;
        card.setLesson(shown);
        QCOMPARE(bar->value(), 40);
    }

    void carriesItsWordsForAScreenReader()
    {
        LessonShown shown;
        shown.lesson.state = LessonState::Rejected;
        shown.lesson.reason = "2 earlier lessons would be lost";
        LessonBadge badge;
        badge.setLesson(shown);
        QCOMPARE(badge.accessibleName(), QStringLiteral("Lesson: rejected"));
        QCOMPARE(badge.accessibleDescription(), QStringLiteral("2 earlier lessons would be lost"));
    }
};

QTEST_MAIN(LessonBadgeTest)
#include "tst_lesson_badge.moc"
