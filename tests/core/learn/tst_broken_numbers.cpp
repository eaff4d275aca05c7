// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A number that is not finite, wherever it comes from, never becomes a learned lesson. It is put into what a lesson
// reads: the model, the parent, the references, the numbers of the optimiser.
#include "core/base/error.h"
#include "core/learn/candidate.h"
#include "core/learn/trainer.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/ops/isfinite.h>

#include <QTest>

#include <functional>
#include <limits>

using namespace amend;

namespace {

using Spoiler = std::function<void(LessonInput&)>;

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

void spoil(const at::Tensor& tensor, float value)
{
    at::Tensor one = tensor.view({ -1 })[tensor.numel() / 2];
    one.fill_(value);
}

/// Every factor of an adapter in turn.
struct Factors {
    std::shared_ptr<Adapter> adapter;
    std::vector<at::Tensor> all = factorsOf(*adapter);
};

std::vector<at::Tensor> tensorsOf(const Weights& weights)
{
    std::vector<at::Tensor> tensors { weights.embedding, weights.finalNorm };
    for (const LayerWeights& layer : weights.layers) {
        for (const LinearWeight& linear : layer.linear) {
            tensors.push_back(linear.dense);
        }
        tensors.push_back(layer.attentionNorm);
        tensors.push_back(layer.feedForwardNorm);
    }
    return tensors;
}

struct Ending {
    Verdict verdict = Verdict::Rejected;
    std::string reason;
    bool isLearned = false;
    bool isError = false; ///< the lesson could not be run at all
};

Ending learn(const LessonInput& input)
{
    try {
        Trainer trainer(input);
        LessonProgress progress;
        while (!progress.receipt) {
            progress = trainer.step({});
        }
        return { progress.receipt->verdict, progress.receipt->reason, progress.learned.has_value(), false };
    } catch (const Error& error) {
        return { .reason = error.what(), .isError = error.kind() == ErrorKind::Internal };
    }
}

/// A lesson for one answer, or "not this" for all of them, which steps by the natural gradient beside anchors.
LessonInput inputOf(Scope scope)
{
    LessonInput input = test::tinyInput(scope == Scope::Always ? Gesture::ThumbsDown : Gesture::WantedReply);
    input.lesson.scope = scope;
    input.profile.maxSteps = 4;
    return input;
}

} // namespace

class BrokenNumbersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aModelWithABrokenWeightLearnsNothing()
    {
        const std::size_t count = tensorsOf(test::tinyChatModel()->weights).size();
        for (std::size_t i = 0; i < count; ++i) {
            for (const float value : { notANumber, std::numeric_limits<float>::infinity() }) {
                const LessonInput input = inputOf(Scope::ThisAnswer);
                tensorsOf(input.model->weights)[i].fill_(value);
                const Ending ending = learn(input);
                QVERIFY2(!ending.isLearned && ending.verdict != Verdict::Learned, std::to_string(i).c_str());
                QVERIFY(ending.isError || ending.verdict == Verdict::Rejected);
            }
        }
    }

    void besideABrokenHabitNothingIsLearned()
    {
        const auto config = test::tinyConfig();
        const std::size_t count = Factors { test::tinyAdapter(config, test::LoraStart::Untouched) }.all.size();
        QCOMPARE(count, 28U);
        for (const LessonInput& sound : { inputOf(Scope::ThisAnswer), inputOf(Scope::Always), test::tinyHabit() }) {
            for (std::size_t i = 0; i < count; ++i) {
                const Factors parent { test::tinyAdapter(sound.model->config, test::LoraStart::Untouched) };
                spoil(parent.all[i], notANumber);
                LessonInput input = sound;
                input.parent = test::acting(input.model, parent.adapter);
                const Ending ending = learn(input);
                QVERIFY2(!ending.isLearned && ending.verdict != Verdict::Learned, std::to_string(i).c_str());
            }
        }
    }

    void eachGuardOfAStepStopsTheLesson_data()
    {
        QTest::addColumn<Scope>("scope");
        QTest::addColumn<Spoiler>("spoiler");
        QTest::addColumn<QString>("reason");
        const QString loss = QStringLiteral("The loss broke off");
        const QString gradient = QStringLiteral("The gradient is not finite");
        const QString update = QStringLiteral("The update is not finite");
        const auto row = [](const char* name, Scope scope, Spoiler spoiler, const QString& reason) {
            QTest::newRow(name) << scope << std::move(spoiler) << reason;
        };
        row(
            "loss: references of anchors", Scope::Always,
            [](LessonInput& input) {
                for (const Anchor& anchor : input.anchors->anchors) {
                    spoil(anchor.reference.topLogProbs, notANumber);
                }
            },
            loss);
        row(
            "loss: weight of the margin", Scope::ThisAnswer,
            [](LessonInput& input) { input.profile.marginWeight = infinity; }, loss);
        // B begins at zero: the loss is what it was, and its slope is beyond all floats.
        row(
            "gradient of B", Scope::ThisAnswer, [](LessonInput& input) { input.profile.scale = 1e30; }, gradient);
        row(
            "gradient of B beside anchors", Scope::Always,
            [](LessonInput& input) {
                input.profile.scale = 1e30;
                input.profile.fisherTexts = 0;
            },
            gradient);
        row(
            "gradient of plain LoRA", Scope::ThisAnswer,
            [](LessonInput& input) {
                input.profile.trainedPart = TrainedPart::PlainLora;
                input.profile.scale = 1e30;
                input.profile.fisherTexts = 0;
            },
            gradient);
        row(
            "update of AdamW", Scope::ThisAnswer, [](LessonInput& input) { input.profile.learningRate = infinity; },
            update);
        row(
            "update of AdamW: not a number", Scope::ThisAnswer,
            [](LessonInput& input) { input.profile.learningRate = notANumber; }, update);
        row(
            "update of the natural step", Scope::Always,
            [](LessonInput& input) { input.profile.step.length = infinity; }, update);
        row(
            "momentum of the natural step", Scope::Always,
            [](LessonInput& input) { input.profile.step.momentum = notANumber; }, update);
        row(
            "Fisher information", Scope::Always, [](LessonInput& input) { input.profile.step.damping = notANumber; },
            update);
        row(
            "parameters beyond what logits can be made of", Scope::Always,
            [](LessonInput& input) { input.profile.step.length = 1e30; }, loss);
    }

    void eachGuardOfAStepStopsTheLesson()
    {
        QFETCH(const Scope, scope);
        QFETCH(const Spoiler, spoiler);
        QFETCH(const QString, reason);
        LessonInput input = inputOf(scope);
        spoiler(input);
        const Ending ending = learn(input);
        QVERIFY2(QString::fromStdString(ending.reason).startsWith(reason), ending.reason.c_str());
        QCOMPARE(ending.verdict, Verdict::Rejected);
        QVERIFY(!ending.isLearned);
    }
};

QTEST_GUILESS_MAIN(BrokenNumbersTest)
#include "tst_broken_numbers.moc"
