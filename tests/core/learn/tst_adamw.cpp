// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/adamw.h"
#include "core/learn/gradients.h"
#include "tests/core/learn/golden_losses.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include <cmath>
#include <limits>

using namespace amend;

class AdamWTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesTheStepsOfPyTorch()
    {
        const QJsonObject golden = test::goldenCase(QStringLiteral("adamw"));
        std::vector<at::Tensor> parameters { test::tensorOf(golden[QStringLiteral("start")]) };
        AdamW optimiser(parameters, { .learningRate = 0.01, .weightDecay = 0.1 });
        for (const QJsonValue& gradient : golden[QStringLiteral("gradients")].toArray()) {
            parameters[0].add_(optimiser.updates(parameters, { test::tensorOf(gradient) })[0]);
        }
        QVERIFY(test::largestDifference(parameters[0], test::tensorOf(golden[QStringLiteral("end")])) < 1e-6);
    }

    void scalesGradientsToTheLargestNorm()
    {
        std::vector<at::Tensor> gradients { at::ones({ 3 }) * 2, at::ones({ 1 }) * 2 };
        QCOMPARE(clipGradients(gradients, 1.0), 4.0);
        QVERIFY(std::abs(clipGradients(gradients, 10.0) - 1.0) < 1e-6);
    }

    void theCosineIsThatOfAllTensorsAsOneVector()
    {
        const auto cut = [](double x, double y) {
            return std::vector<at::Tensor> { at::ones({ 1 }) * x, at::ones({ 1, 1 }) * y };
        };
        QVERIFY(std::abs(*cosineOf(cut(3, 4), cut(8, 6)) - 0.96) < 1e-12);
        QCOMPARE(cosineOf(cut(3, 4), cut(-6, -8)), std::optional(-1.0));
        QVERIFY(!cosineOf(cut(0, 0), cut(3, 4)));
    }

    void leavesGradientsAloneThatAreNotFinite()
    {
        std::vector<at::Tensor> gradients { at::ones({ 2 }) };
        gradients[0][1] = std::numeric_limits<float>::infinity();
        QVERIFY(!std::isfinite(clipGradients(gradients, 1.0)));
        QCOMPARE(gradients[0][0].item<double>(), 1.0);
    }

    void seesOneValueThatIsNotFinite()
    {
        at::Tensor values = at::zeros({ 4 });
        QVERIFY(allFinite({ values }));
        values[2] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(!allFinite({ values }));
    }
};

QTEST_GUILESS_MAIN(AdamWTest)
#include "tst_adamw.moc"
