// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/learn/null_space.h"
#include "core/model/transformer.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>

#include <QTest>

using namespace amend;

class NullSpaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAdapterInTheSpaceHardlySeesOrdinaryInputs()
    {
        const at::NoGradGuard noGrad;
        const auto model = test::tinyChatModel();
        const auto anchors = test::tinyAnchors(*model);
        const auto space = test::nullSpaceOf(model, anchors);
        CounterRng random(5);
        double free = 0;
        double all = 0;
        const ActivationTap tap = [&](int layer, Projection projection, const at::Tensor& x) {
            const at::Tensor a = test::randomTensor({ 4, x.size(-1) }, 1, random);
            const at::Tensor projected = projectedRows(*space, layer, projection, a);
            const double ratio = x.matmul(projected.t()).norm().item<double>() / x.matmul(a.t()).norm().item<double>();
            free += ratio * ratio;
            all += 1;
        };
        for (const Anchor& anchor : anchors->anchors) {
            const TextPass pass = passOf({ &anchor.text }, model->device);
            hiddenStates(model->config, model->weights, nullptr, { .tokens = pass.tokens, .tap = &tap });
        }
        QVERIFY(free / all < 4 * test::tinyEnergy); // random rows meet the energy only on average
        QVERIFY(free > 0);
    }

    void projectingTwiceIsProjectingOnce()
    {
        const auto model = test::tinyChatModel();
        const auto space = test::nullSpaceOf(model, test::tinyAnchors(*model));
        CounterRng random(5);
        const at::Tensor a = test::randomTensor({ 4, model->config.feedForwardSize }, 1, random);
        const at::Tensor once = projectedRows(*space, 1, Projection::Down, a);
        QVERIFY(once.norm().item<double>() > 0);
        QVERIFY((projectedRows(*space, 1, Projection::Down, once) - once).norm().item<double>() < 1e-5);
    }

    void isTheSameEveryTimeAndSurvivesItsBytes()
    {
        const auto model = test::tinyChatModel();
        const auto anchors = test::tinyAnchors(*model);
        const std::vector<std::byte> bytes = nullSpaceBytes(*test::nullSpaceOf(model, anchors));
        QVERIFY(bytes == nullSpaceBytes(*test::nullSpaceOf(model, anchors)));
        QVERIFY(bytes == nullSpaceBytes(*nullSpaceFromBytes(bytes, *model, test::tinyEnergy, "cache")));
    }

    void rejectsWhatIsDamagedOrOfAnotherModel()
    {
        const auto model = test::tinyChatModel();
        const std::vector<std::byte> bytes = nullSpaceBytes(*test::nullSpaceOf(model, test::tinyAnchors(*model)));
        const auto rejects = [&](std::vector<std::byte> changed, const Model& reader, double energy) {
            try {
                nullSpaceFromBytes(changed, reader, energy, "cache");
            } catch (const Error& error) {
                return error.kind() == ErrorKind::FileCorrupt;
            }
            return false;
        };
        std::vector<std::byte> flipped = bytes;
        flipped[bytes.size() / 2] ^= std::byte { 1 };
        QVERIFY(rejects(flipped, *model, test::tinyEnergy));
        QVERIFY(rejects({ bytes.begin(), bytes.begin() + 100 }, *model, test::tinyEnergy));
        QVERIFY(rejects({}, *model, test::tinyEnergy));
        QVERIFY(rejects(bytes, *test::tinyChatModel(9), test::tinyEnergy));
        QVERIFY(rejects(bytes, *model, 0.5));
    }

    void stopsWhenAsked()
    {
        const auto model = test::tinyChatModel();
        NullSpaceBuilder builder(model, test::tinyAnchors(*model), test::tinyEnergy);
        std::stop_source stop;
        stop.request_stop();
        try {
            builder.step(stop.get_token());
            QFAIL("went on");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Cancelled);
        }
    }
};

QTEST_GUILESS_MAIN(NullSpaceTest)
#include "tst_null_space.moc"
