// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/fisher_information.h"
#include "core/learn/gradients.h"
#include "core/learn/lesson_keys.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/sum.h>

#include <QTest>

using namespace amend;

namespace {

struct Tiny {
    std::shared_ptr<const Model> model = test::tinyChatModel();
    std::shared_ptr<const AnchorSet> anchors = test::tinyAnchors(*model);
    Candidate candidate { *model, nullptr,
        keysOf(*model, nullptr, { *model, { &anchors->anchors[0].text }, {} }, *test::nullSpaceOf(model, anchors), 2),
        2, 4 };

    double logLikelihood(const ScoredText& text) const
    {
        const at::NoGradGuard noGrad;
        const at::Tensor logits = logitsPerText(*model, candidate.at(1).get(), { &text }).front();
        return targetLogProbs(logits, targetsOf(text, model->device)).sum(at::kDouble).item<double>();
    }

    /// d log-likelihood / d one entry of a parameter, by central differences.
    double slope(std::size_t parameter, std::int64_t row, std::int64_t column, const ScoredText& text)
    {
        constexpr double step = 0.05;
        const at::NoGradGuard noGrad;
        const at::Tensor entry = candidate.parameters()[parameter][row][column];
        entry.add_(step);
        const double above = logLikelihood(text);
        entry.add_(-2 * step);
        const double below = logLikelihood(text);
        entry.add_(step);
        return (above - below) / (2 * step);
    }
};

} // namespace

class FisherInformationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheSumOverTextsOfSquaredSlopes()
    {
        Tiny tiny;
        FisherInformation fisher(tiny.candidate.parameters());
        const std::vector<const ScoredText*> texts { &tiny.anchors->anchors[1].text,
            &tiny.anchors->plainTexts[0].text };
        for (const ScoredText* text : texts) {
            fisher.add(*tiny.model, tiny.candidate, { text });
        }
        const std::vector<at::Tensor> relative = fisher.relative();
        double scale = 0; // of the slopes to the values, the same for all
        for (const std::size_t parameter : { 2U, 6U, 9U, 13U }) {
            double squares = 0;
            for (const ScoredText* text : texts) {
                squares += std::pow(tiny.slope(parameter, 1, 0, *text), 2);
            }
            const double value = relative[parameter][1][0].item<double>();
            scale = scale == 0 ? squares / value : scale;
            QVERIFY2(
                std::abs(squares / value / scale - 1) < 0.05, QByteArray::number(squares / value / scale).constData());
        }
    }

    void hasAMeanOfOneAndLeavesNoGradientBehind()
    {
        Tiny tiny;
        FisherInformation fisher(tiny.candidate.parameters());
        QCOMPARE(fisher.relative().front().min().item<float>(), 1.0F);
        fisher.add(*tiny.model, tiny.candidate, { &tiny.anchors->anchors[1].text, &tiny.anchors->anchors[0].text });
        double sum = 0;
        double count = 0;
        for (const at::Tensor& values : fisher.relative()) {
            sum += values.sum().item<double>();
            count += static_cast<double>(values.numel());
        }
        QVERIFY(std::abs(sum / count - 1) < 1e-4);
        for (const at::Tensor& parameter : tiny.candidate.parameters()) {
            QVERIFY(!parameter.grad().defined());
        }
    }
};

QTEST_GUILESS_MAIN(FisherInformationTest)
#include "tst_fisher_information.moc"
