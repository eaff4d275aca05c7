// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/status_strip.h"

#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

namespace {

/// The field with this accessible name; null when it is not shown.
QPushButton* field(const StatusStrip& strip, const QString& name)
{
    for (QPushButton* button : strip.findChildren<QPushButton*>()) {
        if (button->accessibleName() == name && !button->isHidden()) {
            return button;
        }
    }
    return nullptr;
}

ModelInfo smallModel()
{
    ModelInfo model;
    model.name = "SmolLM2-135M-Instruct";
    model.quantisation = "Q4_1";
    model.device = "CPU";
    model.threads = 2;
    model.instructionSet = "AVX512";
    return model;
}

} // namespace

class TestStatusStrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsNothingItDoesNotKnow()
    {
        StatusStrip strip;
        QVERIFY(!field(strip, QStringLiteral("Model")));
        QVERIFY(!field(strip, QStringLiteral("Speed")));
    }

    void hidesWhatAnotherChatHasNot()
    {
        StatusStrip strip;
        strip.setSpeed(90);
        strip.setContext(240, 8192);
        QVERIFY(field(strip, QStringLiteral("Speed")) && field(strip, QStringLiteral("Context")));
        strip.setSpeed(0);
        strip.setContext(0, 8192);
        QVERIFY(!field(strip, QStringLiteral("Speed")));
        QVERIFY(!field(strip, QStringLiteral("Context")));
    }

    void namesModelAndDevice()
    {
        StatusStrip strip;
        strip.setModel(smallModel());
        QCOMPARE(field(strip, QStringLiteral("Model"))->text(), QStringLiteral("SmolLM2-135M-Instruct Q4_1"));
        QVERIFY(field(strip, QStringLiteral("Device"))->text().startsWith(QStringLiteral("CPU · 2 thread")));
        strip.clearModel();
        QVERIFY(!field(strip, QStringLiteral("Model")));
    }

    void saysWhatServesAndWhatTakesOver()
    {
        StatusStrip strip;
        strip.setServing({ 13 });
        const QPushButton* serving = field(strip, QStringLiteral("Serving"));
        QCOMPARE(serving->text(), QStringLiteral("Serving #13"));
        strip.setPending(CheckpointId { 14 });
        QCOMPARE(serving->text(), QStringLiteral("#14 takes over after this reply"));
        strip.setServing({ 14 });
        QCOMPARE(serving->text(), QStringLiteral("Serving #14"));
    }

    void warnsInWordsWhenTheContextIsNearlyFull()
    {
        StatusStrip strip;
        strip.setContext(240, 8192);
        QCOMPARE(field(strip, QStringLiteral("Context"))->text(), QStringLiteral("context 240 / 8,192"));
        strip.setContext(6554, 8192);
        QVERIFY(field(strip, QStringLiteral("Context"))->text().contains(QStringLiteral("nearly full")));
    }

    void survivesAModelWithoutAContext()
    {
        StatusStrip strip;
        strip.setContext(0, 0);
        QVERIFY(!field(strip, QStringLiteral("Context")));
    }

    void announcesTheWishBehindEveryField()
    {
        StatusStrip strip;
        strip.setModel(smallModel());
        strip.setServing({ 1 });
        strip.setQueue(1, 2);
        QSignalSpy model(&strip, &StatusStrip::modelRequested);
        QSignalSpy timeline(&strip, &StatusStrip::timelineRequested);
        QSignalSpy queue(&strip, &StatusStrip::queueRequested);
        field(strip, QStringLiteral("Model"))->click();
        field(strip, QStringLiteral("Serving"))->click();
        field(strip, QStringLiteral("Lessons"))->click();
        QCOMPARE(model.count() + timeline.count() + queue.count(), 3);
    }

    void saysHowFarTheLessonIsUntilTheQueueChanges()
    {
        StatusStrip strip;
        strip.setQueue(1, 2);
        strip.setLearning(QStringLiteral("preparing 38 %"));
        QCOMPARE(field(strip, QStringLiteral("Lessons"))->text(), QStringLiteral("preparing 38 %, waiting 2"));
        strip.setQueue(0, 0);
        QCOMPARE(field(strip, QStringLiteral("Lessons"))->text(), QStringLiteral("learning 0, waiting 0"));
    }

    void offersWhereTheModelRuns()
    {
        StatusStrip strip;
        strip.setModel(smallModel());
        strip.resize(1200, strip.height());
        strip.show();
        QSignalSpy chosen(&strip, &StatusStrip::deviceChosen);
        field(strip, QStringLiteral("Device"))->click();
        const auto* menu = strip.findChild<QMenu*>();
        QVERIFY(menu);
        menu->actions().at(1)->trigger();
        QCOMPARE(chosen.takeLast()[0].toString(), QStringLiteral("cpu"));
    }

    void letsOneCancelLoading()
    {
        StatusStrip strip;
        strip.setLoading(QStringLiteral("model.gguf"), 0.4);
        QSignalSpy cancelled(&strip, &StatusStrip::cancelLoadingRequested);
        for (QPushButton* button : strip.findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Cancel")) {
                button->click();
            }
        }
        QCOMPARE(cancelled.count(), 1);
    }
};

QTEST_MAIN(TestStatusStrip)
#include "tst_status_strip.moc"
