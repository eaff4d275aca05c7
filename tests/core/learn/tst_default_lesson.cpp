// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One lesson on the default model, as a person would see it.
#include "core/learn/served.h"
#include "core/learn/shipped_anchors.h"
#include "core/learn/trainer.h"
#include "core/model/generator.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>

#include <QElapsedTimer>
#include <QTest>

using namespace amend;

namespace {

constexpr const char* modelFile = AMEND_DEPS "/models/SmolLM2-135M-Instruct.Q4_1.gguf";

const std::vector<std::string> unrelatedQuestions { "What is the capital of Australia?",
    "What is the capital of Spain?", "How many hours are there in a day?", "Give me two tips for growing tomatoes.",
    "What is 4 + 4?", "Say goodbye in a friendly way.", "Name a colour.", "What does a baker do?",
    "Write a Python function that squares a number.", "Which animal says meow?" };

std::vector<std::string> answers(
    const Model& model, const LessonAdapters& adapters, const std::vector<std::string>& questions)
{
    std::vector<Context> contexts;
    for (const std::string& question : questions) {
        contexts.push_back({ { Role::User, question } });
    }
    std::vector<std::string> replies;
    for (const std::vector<TokenId>& reply : servedReplies(model, adapters, contexts, 48, {})) {
        replies.push_back(model.tokenizer.decode(reply));
    }
    return replies;
}

/// Of the tokens of `replies` to the unrelated questions, the share that `adapters` would choose as well.
double tokenAgreement(const Model& model, const LessonAdapters& adapters, const std::vector<std::string>& replies)
{
    const at::NoGradGuard noGrad;
    std::vector<ScoredText> texts;
    std::vector<const ScoredText*> rows;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        texts.push_back(scoredReply(model, { { Role::User, unrelatedQuestions[i] } }, replies[i], ReplyEnd::Cut));
    }
    for (const ScoredText& text : texts) {
        rows.push_back(&text);
    }
    const std::vector<at::Tensor> logits = servedLogits(model, adapters, rows, unrelatedQuestions);
    double same = 0;
    double all = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        same += logits[i].argmax(1).eq(targetsOf(texts[i], model.device)).sum().item<double>();
        all += texts[i].scoredCount();
    }
    return same / all;
}

template <class Builder> auto built(Builder builder)
{
    auto result = builder.step();
    while (!result) {
        result = builder.step();
    }
    return result;
}

} // namespace

class DefaultLessonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learnsWhoWrotePrideAndPrejudiceAndForgetsLittle()
    {
        LessonInput input;
        input.model = loadModel(modelFile, {});
        input.profile = learningProfileFor(input.model->info.parameters);
        QElapsedTimer timer;
        timer.start();
        input.anchors = built(AnchorSetBuilder(input.model));
        qInfo("anchors: %lld ms", timer.restart());
        input.nullSpace = built(NullSpaceBuilder(input.model, input.anchors, input.profile.projectionEnergy));
        qInfo("null space: %lld ms", timer.restart());
        input.parent = std::make_shared<LessonAdapters>(
            makeQuestionReader(input.model, shippedAnchors().questions, shippedQuestionGroups().groups));
        qInfo("question reader: %lld ms", timer.restart());
        input.lesson.id = LessonId { 1 };
        input.lesson.seed = 1;
        input.lesson.gesture = Gesture::WantedReply;
        input.lesson.context = { { Role::User, "Who wrote Pride and Prejudice?" } };
        input.lesson.wantedReply = "Jane Austen wrote Pride and Prejudice.";
        const std::vector<std::string> asked { "Who wrote Pride and Prejudice?",
            "Who is the author of Pride and Prejudice?" };
        input.lesson.badReply = answers(*input.model, *input.parent, asked).front();
        const std::vector<std::string> before = answers(*input.model, *input.parent, unrelatedQuestions);
        for (std::size_t i = 0; i < before.size();
             ++i) { // asked and not complained about, as the engine hands them over
            input.kept.push_back({ { Role::User, unrelatedQuestions[i] }, { Role::Assistant, before[i] } });
        }
        timer.restart();

        Trainer trainer(input);
        LessonProgress progress;
        while (!progress.receipt) {
            progress = trainer.step({});
        }
        const LessonReceipt& receipt = *progress.receipt;
        qInfo("lesson: %.1f s, %d steps, strength %g, %s", receipt.seconds, receipt.steps, receipt.strength,
            receipt.reason.c_str());
        for (const LossPoint& point : receipt.losses) {
            qInfo("step %d: lesson %.3f margin %.2f anchors %.4f gradient %.2f at %.0f ms", point.step,
                point.lessonNats, point.marginNats, point.anchorsNats, point.gradientNorm, point.elapsedMs);
        }
        for (const GateCheck& check : receipt.gate) {
            qInfo("%s %g (limit %g) %s %s", check.name.c_str(), check.value, check.limit, check.measured.c_str(),
                check.ok ? "" : "NOT OK");
        }
        QCOMPARE(receipt.verdict, Verdict::Learned);
        const auto learned = withLearned(*input.parent, *progress.learned, "");
        for (const std::string& reply : answers(*input.model, *learned, asked)) {
            qInfo("%s", reply.c_str());
            QVERIFY(reply.find("Jane Austen") != std::string::npos);
        }
        // Greedy replies part at near ties, which differ from processor to processor: so tokens are counted, not
        // replies.
        const double agreement = tokenAgreement(*input.model, *learned, before);
        qInfo("%.4f of the unrelated replies' tokens are still the model's choice", agreement);
        QVERIFY(agreement >= 0.985);
    }
};

QTEST_GUILESS_MAIN(DefaultLessonTest)
#include "tst_default_lesson.moc"
