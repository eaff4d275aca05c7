// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson's weights depend on, and what they leave alone.
#include "core/base/sha256.h"
#include "core/learn/trainer.h"
#include "core/model/generator.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>

#include <QTest>

#include <array>

using namespace amend;

namespace {

struct Taught {
    LearnedWeights weights;
    std::string sha256;
};

Taught taught(Trainer& trainer, LessonProgress progress = {})
{
    while (!progress.receipt) {
        progress = trainer.step({});
    }
    if (!progress.learned) {
        return {};
    }
    return { *progress.learned, sha256Hex(adapterBytes(*progress.learned->adapter)) };
}

Taught taught(const LessonInput& input)
{
    Trainer trainer(input);
    return taught(trainer);
}

/// Three lessons on different questions.
std::array<LessonInput, 3> independentLessons()
{
    const LessonInput input = test::tinyInput();
    std::array<LessonInput, 3> lessons { input, input, input };
    const std::array<const char*, 3> questions { "Is it?", "What is 1 + 1?", "Who came at 7?" };
    const std::array<const char*, 3> wanted { "ok.", "two.", "Rex." };
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        lessons[i].lesson.id = LessonId { static_cast<std::int64_t>(i) + 1 };
        lessons[i].lesson.context = { { Role::User, questions[i] } };
        lessons[i].lesson.wantedReply = wanted[i];
        lessons[i].profile.maxSteps = 12;
        lessons[i].profile.gateDecides = false; // so short a lesson need not hold
    }
    return lessons;
}

/// Learned one after another, all of them staying: each lesson's hash, at its place in `lessons`. (What the router of
/// so small a model takes for the same question is left out of account.)
std::array<std::string, 3> hashesInOrder(const std::array<std::size_t, 3>& order)
{
    const std::array<LessonInput, 3> lessons = independentLessons();
    std::vector<LessonAdapter> learned;
    std::array<std::string, 3> hashes;
    for (const std::size_t which : order) {
        LessonInput input = lessons[which];
        input.parent = test::acting(input.parent->reader(), learned);
        const Taught one = taught(input);
        hashes[which] = one.sha256;
        learned.push_back({ one.sha256, one.weights.question, one.weights.adapter });
    }
    return hashes;
}

} // namespace

class LessonPropertiesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replaysGiveOneHash_data()
    {
        QTest::addColumn<bool>("isHabit");
        QTest::addColumn<int>("replays");
        QTest::newRow("a lesson on one question") << false << 100;
        QTest::newRow("a habit") << true << 20; // takes longer
    }
    void replaysGiveOneHash()
    {
        QFETCH(const bool, isHabit);
        QFETCH(const int, replays);
        LessonInput input = isHabit ? test::tinyHabit() : test::tinyInput();
        input.profile.maxSteps = 4;
        input.profile.gateDecides = false;
        const std::string first = taught(input).sha256;
        QVERIFY(!first.empty());
        for (int replay = 1; replay < replays; ++replay) {
            QCOMPARE(taught(input).sha256, first);
        }
    }

    void otherWorkBetweenTheStepsChangesNothing()
    {
        const LessonInput input = test::tinyInput();
        const std::string alone = taught(input).sha256;
        QVERIFY(!alone.empty());
        LessonInput other = test::tinyHabit();
        other.lesson.seed = 7;
        Trainer trainer(input);
        Trainer beside(other);
        const auto speaking = test::tinyAdapter(input.model->config, test::LoraStart::Random);
        LessonProgress progress;
        while (!progress.receipt) {
            progress = trainer.step({});
            beside.step({});
            generateText(input.model, speaking, promptTokens(*input.model, other.lesson.context), greedy(3));
        }
        QVERIFY(progress.learned);
        QCOMPARE(sha256Hex(adapterBytes(*progress.learned->adapter)), alone);
    }

    void theOrderOfIndependentLessonsDoesNotChangeTheirWeights()
    {
        const std::array<std::string, 3> hashes = hashesInOrder({ 0, 1, 2 });
        QVERIFY(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
        QCOMPARE(hashesInOrder({ 2, 1, 0 }), hashes);
        QCOMPARE(hashesInOrder({ 1, 2, 0 }), hashes);
    }

    void anUntaughtLessonIsAsIfItHadNeverBeenTaught()
    {
        // Un-teaching replays what came later on what was there before.
        const std::array<LessonInput, 3> lessons = independentLessons();
        const Taught first = taught(lessons[0]);
        LessonInput later = lessons[1];
        later.parent = withLearned(*later.parent, first.weights, first.sha256);
        const Taught withFirst = taught(later);
        const Taught replayed = taught(lessons[1]);
        QCOMPARE(replayed.sha256, withFirst.sha256);
    }

    void whatActsAlwaysIsWhatALessonDependsOn()
    {
        LessonInput input = independentLessons()[1];
        const std::string alone = taught(input).sha256;
        input.parent = test::acting(input.model, test::tinyAdapter(input.model->config, test::LoraStart::Random, 2, 9));
        QVERIFY(taught(input).sha256 != alone);
    }

    void ordinaryInputsPassALessonUntouched()
    {
        const LessonInput input = test::tinyInput();
        const Taught lesson = taught(input);
        const at::NoGradGuard noGrad;
        const auto shapes = linearShapes(input.model->config);
        CounterRng random(11);
        double inside = 0;
        for (std::size_t layer = 0; layer < lesson.weights.adapter->layers.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                const LoraPair& pair = lesson.weights.adapter->layers[layer].linear[i];
                QVERIFY(pair.a.defined());
                const auto projection = static_cast<Projection>(i);
                const at::Tensor x = test::randomTensor({ 4, shapes[i].in }, 1, random);
                const at::Tensor kept = projectedRows(*input.nullSpace, static_cast<int>(layer), projection, x);
                const auto change = [&](const at::Tensor& inputs) {
                    return inputs.matmul(pair.a.t()).matmul(pair.b.t()).norm().item<double>();
                };
                QVERIFY(change(x - kept) <= 1e-4 * pair.b.norm().item<double>());
                inside += change(kept);
            }
        }
        QVERIFY(inside > 0.1); // it does say something
    }
};

QTEST_GUILESS_MAIN(LessonPropertiesTest)
#include "tst_lesson_properties.moc"
