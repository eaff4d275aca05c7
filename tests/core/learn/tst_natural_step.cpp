// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/gradients.h"
#include "core/learn/natural_step.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QTest>

using namespace amend;

namespace {

at::Tensor filled(std::int64_t rows, double value)
{
    return at::full({ rows, 2 }, value, at::kFloat);
}

} // namespace

class NaturalStepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesDownAndIsAsLongAsAsked()
    {
        NaturalStep step({ at::ones({ 3, 1 }), at::ones({ 2, 1 }) }, { .length = 0.25 });
        const auto updates = step.updates({ filled(3, 5), filled(2, -5) });
        QVERIFY(std::abs(normOf(updates) - 0.25) < 1e-6);
        QVERIFY(updates[0][0][0].item<double>() < 0);
        QVERIFY(updates[1][0][0].item<double>() > 0);
    }

    void leavesSensitiveOutputsAlone()
    {
        const at::Tensor sensitivity = at::full({ 2, 1 }, 0.99, at::kFloat);
        sensitivity[1] = 9.99;
        NaturalStep step({ sensitivity }, { .length = 1, .momentum = 0, .damping = 0.01 });
        const at::Tensor update = step.updates({ filled(2, 1) }).front();
        const double ratio = update[0][0].item<double>() / update[1][0].item<double>();
        QVERIFY(std::abs(ratio - 10) < 1e-4);
    }

    void remembersTheDirectionBefore()
    {
        NaturalStep step({ at::ones({ 1, 1 }) }, { .length = 1, .momentum = 0.5, .damping = 0 });
        const at::Tensor down = at::zeros({ 1, 2 });
        down[0][0] = 2;
        step.updates({ down });
        const at::Tensor across = at::zeros({ 1, 2 });
        across[0][1] = 3;
        const at::Tensor update = step.updates({ across }).front(); // (0.5, 1) of gradients of norm 1
        QVERIFY(std::abs(update[0][0].item<double>() / update[0][1].item<double>() - 0.5) < 1e-6);
    }

    void standsStillWithoutAGradient()
    {
        NaturalStep step({ at::ones({ 2, 1 }) }, {});
        QCOMPARE(normOf(step.updates({ filled(2, 0) })), 0.0);
    }

    void aGradientThatIsNotANumberIsNotHidden()
    {
        NaturalStep step({ at::ones({ 2, 1 }) }, {});
        QVERIFY(!allFinite(step.updates({ filled(2, NAN) })));
    }
};

QTEST_GUILESS_MAIN(NaturalStepTest)
#include "tst_natural_step.moc"
