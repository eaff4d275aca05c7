// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the inspector with invented values, or saves pictures of it: amend-inspector-gallery [FOLDER].
#include "widgets/drift_dock.h"
#include "widgets/loss_dock.h"
#include "widgets/theme_switch.h"

#include <QApplication>
#include <QMainWindow>
#include <QTest>

#include <cmath>

using namespace amend;

namespace {

std::vector<LossPoint> inventedLosses()
{
    const std::vector<double> lesson { 2.31, 1.12, 0.46, 0.24, 0.11, 0.06 };
    const std::vector<double> anchors { 0, 0.043, 0.049, 0.055, 0.051, 0.046 };
    const std::vector<double> replay { 0.13, 0.151, 0.142, 0.119, 0.091, 0.074 };
    std::vector<LossPoint> points;
    for (std::size_t i = 0; i < lesson.size(); ++i) {
        LossPoint point;
        point.lesson = { 13 };
        point.step = static_cast<int>(i);
        point.maxSteps = 12;
        point.lessonNats = lesson[i];
        point.anchorsNats = anchors[i];
        point.replayNats = replay[i];
        point.totalNats = lesson[i] + 5 * anchors[i] + replay[i];
        points.push_back(point);
    }
    return points;
}

DriftMap inventedDrift(double scale)
{
    DriftMap map { .layers = 30,
        .projections = { "q", "k", "v", "o", "gate", "up", "down" },
        .relativeChange = {},
        .total = 0.0011 * scale };
    const std::vector<double> weight { 0.4, 0.35, 1.0, 0.3, 0.3, 0.55, 0.95 };
    for (int layer = 0; layer < map.layers; ++layer) {
        for (std::size_t projection = 0; projection < weight.size(); ++projection) {
            const double distance = (layer - 19.5) / 5.0;
            const double ripple = 0.8 + 0.2 * std::sin(7.1 * layer + 3.3 * static_cast<double>(projection));
            const double change = 0.009 * weight[projection] * std::exp(-distance * distance) * ripple;
            map.relativeChange.push_back(layer < 3 ? 0 : scale * change);
        }
    }
    return map;
}

LessonReceipt inventedReceipt()
{
    LessonReceipt receipt;
    receipt.lesson = { 13 };
    receipt.verdict = Verdict::Learned;
    receipt.checkpoint = CheckpointId { 13 };
    receipt.parent = { 12 };
    receipt.seconds = 1.7;
    receipt.steps = 5;
    receipt.losses = inventedLosses();
    receipt.driftOfLesson = inventedDrift(1);
    receipt.driftFromBase = inventedDrift(3);
    return receipt;
}

class Gallery final : public QMainWindow {
public:
    Gallery()
    {
        setDockNestingEnabled(true);
        setContentsMargins(metrics::gutter, metrics::gutter, metrics::gutter, 0);
        addDockWidget(Qt::RightDockWidgetArea, &loss);
        addDockWidget(Qt::RightDockWidgetArea, &drift);
        loss.showReceipt(inventedReceipt());
        drift.showReceipt(inventedReceipt());
    }

    LossDock loss;
    DriftDock drift;
};

void savePictures(Gallery& gallery, ThemeSwitch& themeSwitch, const QString& folder)
{
    for (const ThemeChoice choice : { ThemeChoice::Dark, ThemeChoice::Light }) {
        themeSwitch.setChoice(choice);
        for (const QSize& size : { QSize(1280, 800), QSize(1440, 900) }) {
            gallery.resize(size);
            QTest::qWait(200);
            const QString theme = choice == ThemeChoice::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            gallery.grab().save(QStringLiteral("%1/inspector-%2-%3.png").arg(folder, theme).arg(size.width()));
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    ThemeSwitch themeSwitch(application);
    Gallery gallery;
    gallery.resize(1280, 800);
    gallery.show();
    if (argc > 1) {
        savePictures(gallery, themeSwitch, QString::fromLocal8Bit(argv[1]));
        return 0;
    }
    return QApplication::exec();
}
