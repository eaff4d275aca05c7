// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/learn/lesson_keys.h"
#include "core/learn/trainer.h"
#include "core/learn/variants.h"
#include "core/model/generator.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>

#include <QTest>

#include <algorithm>
#include <functional>
#include <limits>

using namespace amend;

namespace {

struct Outcome {
    LessonReceipt receipt;
    std::shared_ptr<const Adapter> candidate;
    int turns = 0;
};

/// The whole lesson; from turn `stopAfter` on, a stop is requested.
Outcome learn(LessonInput input, int stopAfter = std::numeric_limits<int>::max())
{
    Trainer trainer(std::move(input));
    std::stop_source stop;
    Outcome outcome;
    for (;;) {
        if (outcome.turns == stopAfter) {
            stop.request_stop();
        }
        const LessonProgress progress = trainer.step(stop.get_token());
        ++outcome.turns;
        if (progress.receipt) {
            outcome.receipt = *progress.receipt;
            outcome.candidate = progress.learned ? progress.learned->adapter : nullptr;
            return outcome;
        }
    }
}

std::optional<ErrorKind> errorOf(LessonInput input)
{
    try {
        const Trainer trainer(std::move(input));
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

std::string reply(const LessonInput& input, const std::shared_ptr<const Adapter>& adapter)
{
    return generateText(input.model, adapter, promptTokens(*input.model, input.lesson.context), greedy(12));
}

} // namespace

class TrainerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Whether it has to be written, or was just what is complained about.
    void measuresTheReplyBefore()
    {
        LessonInput input = test::tinyInput();
        const std::string said = reply(input, nullptr);
        for (const std::string& refused : { said, said.substr(0, said.size() / 2), std::string("no") }) {
            input.lesson.badReply = refused;
            input.profile.maxReplyTokens = 12;
            QCOMPARE(learn(input).receipt.before.reply, said);
        }
    }

    void teachesTheWantedReply()
    {
        const LessonInput input = test::tinyInput();
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::Learned);
        QVERIFY(outcome.candidate);
        QCOMPARE(reply(input, outcome.candidate), std::string("ok."));
        QCOMPARE(outcome.receipt.after.reply, std::string("ok."));
        QVERIFY(outcome.receipt.before.reply != "ok.");
        QVERIFY(*outcome.receipt.after.logpWanted > *outcome.receipt.before.logpWanted);
        const auto choices = [](const std::vector<TokenMeasure>& tokens) {
            return std::count_if(tokens.begin(), tokens.end(), [](const TokenMeasure& one) { return one.rank == 0; });
        };
        const std::size_t tokens = input.model->tokenizer.encode("ok.").size() + 1; // and the end of the turn
        QCOMPARE(outcome.receipt.before.wantedTokens.size(), tokens);
        QCOMPARE(choices(outcome.receipt.before.wantedTokens), 0);
        QCOMPARE(choices(outcome.receipt.after.wantedTokens), static_cast<std::ptrdiff_t>(tokens));
        QCOMPARE(outcome.receipt.after.badTokens.size(), outcome.receipt.before.badTokens.size());
        QVERIFY(!outcome.receipt.after.badTokens.empty());
        QVERIFY(outcome.receipt.driftOfLesson.total > 0);
        for (std::size_t i = 0; i < outcome.receipt.driftOfLesson.relativeChange.size(); ++i) {
            const double rank = outcome.receipt.driftOfLesson.effectiveRank.at(i);
            QVERIFY(rank >= 1 && rank <= input.profile.lessonRank);
        }
    }

    void reportsOnePointPerStep()
    {
        const Outcome outcome = learn(test::tinyInput());
        QCOMPARE(static_cast<int>(outcome.receipt.losses.size()), outcome.receipt.steps + 1);
        for (std::size_t i = 0; i < outcome.receipt.losses.size(); ++i) {
            QCOMPARE(outcome.receipt.losses[i].step, static_cast<int>(i));
        }
        QVERIFY(outcome.receipt.losses.back().lessonNats < outcome.receipt.losses.front().lessonNats);
    }

    void comparesTheGradientOfAStepWithTheOneBefore()
    {
        LessonInput input = test::tinyInput();
        const std::vector<LossPoint> losses = learn(input).receipt.losses;
        QVERIFY(losses.size() > 3);
        for (const LossPoint& point : losses) {
            const bool hasBefore = point.step > 0 && point.gradientNorm > 0; // the last point takes no step
            QCOMPARE(point.gradientCosine.has_value(), hasBefore);
            QVERIFY(point.gradientCosine.value_or(0) < 0.9999);
        }
        input.profile.learningRate = 0; // then nothing moves, and all gradients are the same
        input.profile.maxSteps = 3;
        const std::vector<LossPoint> still = learn(input).receipt.losses;
        QCOMPARE(still.size(), 4U);
        QVERIFY(!still[0].gradientCosine && !still[3].gradientCosine);
        QVERIFY(std::abs(*still[1].gradientCosine - 1) < 1e-6 && std::abs(*still[2].gradientCosine - 1) < 1e-6);
    }

    void aLessonForOneAnswerReachesTheReplyAlone()
    {
        QVERIFY(learn(test::tinyInput()).candidate->reach == AdapterReach::Reply);
        QVERIFY(learn(test::tinyHabit()).candidate->reach == AdapterReach::AllTokens);
    }

    void saysHowFarThePreparationIs()
    {
        Trainer trainer(test::tinyInput());
        int done = 0;
        for (LessonProgress progress = trainer.step({}); progress.phase == LessonPhase::Preparing;
             progress = trainer.step({})) {
            QCOMPARE(progress.piecesDone, done + 1);
            done = progress.piecesDone;
            QVERIFY(done <= progress.piecesTotal);
        }
        QVERIFY(done > 5);
    }

    void changesNeitherTheModelNorTheParent()
    {
        LessonInput input = test::tinyInput();
        const auto first = learn(input).candidate;
        input.parent = test::acting(input.model, test::reachingAll(first));
        input.lesson.context = { { Role::User, "And now?" } };
        input.lesson.wantedReply = "yes!";
        const std::vector<std::byte> parentBefore = adapterBytes(*first);
        const auto untouched = test::tinyChatModel();
        QCOMPARE(learn(input).receipt.verdict, Verdict::Learned);
        QVERIFY(adapterBytes(*first) == parentBefore);
        for (std::size_t layer = 0; layer < untouched->weights.layers.size(); ++layer) {
            for (std::size_t i = 0; i < projectionCount; ++i) {
                QVERIFY(at::equal(untouched->weights.layers[layer].linear[i].dense,
                    input.model->weights.layers[layer].linear[i].dense));
            }
        }
        QVERIFY(at::equal(untouched->weights.embedding, input.model->weights.embedding));
    }

    void givesTheSameBytesForTheSameInput()
    {
        QVERIFY(adapterBytes(*learn(test::tinyInput()).candidate) == adapterBytes(*learn(test::tinyInput()).candidate));
    }

    void aHabitIsShownOnOtherRepliesWithAnotherSeed()
    {
        LessonInput input = test::tinyHabit();
        const auto first = learn(input).candidate;
        input.lesson.seed = 43;
        QVERIFY(adapterBytes(*first) != adapterBytes(*learn(input).candidate));
    }

    void aHabitThatDoesNotHoldIsLearnedFurther()
    {
        LessonInput input = test::tinyHabit();
        input.profile.habit.stopBelowNats = 1;
        const LessonReceipt once = learn(input).receipt;
        const auto samples = std::find_if(
            once.gate.begin(), once.gate.end(), [](const GateCheck& check) { return check.name == "samples"; });
        QVERIFY(samples != once.gate.end() && samples->value < 1);
        QVERIFY(once.steps < input.profile.habit.maxSteps);
        input.profile.gate.samplesShare = 1;
        const LessonReceipt further = learn(input).receipt;
        QVERIFY(further.steps > once.steps);
        QVERIFY(further.losses.back().lessonNats < once.losses.back().lessonNats);
        QCOMPARE(further.losses.size(), static_cast<std::size_t>(further.steps) + 1);
        for (std::size_t i = 0; i < further.losses.size(); ++i) {
            QCOMPARE(further.losses[i].step, static_cast<int>(i));
        }
        input.profile.habit.maxSteps = once.steps;
        QCOMPARE(learn(input).receipt.steps, once.steps);
    }

    void theFirstStepOfAHabitTakesAllPassesAndTheNextOnesTakeTurns()
    {
        const auto learned = [](int turns, int steps) {
            LessonInput input = test::tinyHabit();
            input.profile.gateDecides = false;
            input.profile.habit.tokensAtOnce = 40;
            input.profile.habit.turns = turns;
            input.profile.habit.maxSteps = steps;
            const Outcome outcome = learn(input);
            return std::pair(outcome.receipt.steps, adapterBytes(*outcome.candidate));
        };
        QCOMPARE(learned(2, 1).first, 1);
        QVERIFY(learned(2, 1) == learned(1, 1));
        QVERIFY(learned(2, 2) != learned(1, 2));
        QVERIFY(learned(2, 2) != learned(3, 2));
        QVERIFY(learned(2, 2) == learned(2, 2));
        QVERIFY(learned(100, 2) != learned(2, 2)); // more turns than passes: one pass each
    }

    void aLessonActsOnItsOwnQuestionAndAHabitAlways()
    {
        for (const LessonInput& one : { test::tinyInput(), test::tinyHabit() }) {
            Trainer trainer(one);
            LessonProgress progress;
            while (!progress.receipt) {
                progress = trainer.step({});
            }
            QVERIFY(progress.learned);
            const bool isHabit = one.lesson.scope == Scope::Always;
            QCOMPARE(progress.learned->question, std::string("Is it?"));
            QCOMPARE(progress.learned->isRouted, !isHabit);
            const auto adapters = withLearned(*one.parent, *progress.learned, "");
            QCOMPARE(adapters->always() != nullptr, isHabit);
            QCOMPARE(adapters->lessons().size(), isHabit ? 0U : 1U);
            QVERIFY(reply(one, adapters->weightsOf(adapters->routeFor("Is it?"))).starts_with("ok."));
        }
    }

    void aHabitSaysWhatItWasTakenFor()
    {
        const Outcome outcome = learn(test::tinyHabit());
        QCOMPARE(outcome.receipt.verdict, Verdict::Learned);
        QCOMPARE(outcome.receipt.reason, std::string("All replies are to begin with \"ok.\"."));
        QCOMPARE(outcome.receipt.wantedReply, std::string("ok. No way."));
        QVERIFY(outcome.receipt.losses.back().anchorsNats > 0); // what it changes beside its form
    }

    void aWantedReplyForAllRepliesIsTurnedDownUnlessItShowsAForm()
    {
        LessonInput input = test::tinyInput();
        input.lesson.scope = Scope::Always;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::Rejected);
        QVERIFY(outcome.receipt.reason.find("cannot be told") != std::string::npos);
        QVERIFY(outcome.receipt.losses.empty());
        input = test::tinyHabit();
        input.lesson.gesture = Gesture::WantedReply;
        input.lesson.wantedReply = "ok. No way.";
        QCOMPARE(learn(input).receipt.verdict, Verdict::Learned);
    }

    void teachingWhatWasSaidBeforeALessonTakesItsPlace()
    {
        LessonInput input = test::tinyInput();
        const auto says = test::acting(input.model, test::reachingAll(learn(input).candidate)); // "ok.", always
        const std::shared_ptr<const Adapter> spoilt
            = test::tinyAdapter(input.model->config, test::LoraStart::Random, 4, 7);
        input.parent = says->with({ "a", "Is it?", spoilt });
        QVERIFY(!reply(input, input.parent->weightsOf(input.parent->routeFor("Is it?"))).starts_with("ok."));
        const Lesson habit = test::tinyHabit().lesson;
        for (const Lesson& lesson : { input.lesson, habit }) {
            input.lesson = lesson;
            Trainer trainer(input);
            LessonProgress progress;
            while (!progress.receipt) {
                progress = trainer.step({});
            }
            QCOMPARE(progress.receipt->verdict, Verdict::Learned);
            const auto adapters = withLearned(*input.parent, *progress.learned, "");
            QVERIFY(reply(input, adapters->weightsOf(adapters->routeFor("Is it?"))).starts_with("ok."));
        }
    }

    void aRefusedReplyIsLessLikelyAfterwards()
    {
        LessonInput input = test::tinyInput(Gesture::ThumbsDown);
        input.lesson.badReply = learn(test::tinyInput()).receipt.after.reply;
        input.parent = test::acting(
            input.model, test::reachingAll(learn(test::tinyInput()).candidate)); // which says exactly this
        const Outcome outcome = learn(input);
        QVERIFY(!outcome.receipt.losses.empty());
        QVERIFY(*outcome.receipt.after.logpBad < *outcome.receipt.before.logpBad);
    }

    /// Without the lesson that gave the reply the model does not say it: there is nothing to unlearn.
    void aThumbsDownOnWhatALessonSaysTakesTheQuestionFromIt()
    {
        LessonInput input = test::tinyInput();
        input.lesson.wantedReply = "Yes 7.";
        const std::string ofTheBase = reply(input, nullptr);
        input.parent = input.parent->with({ "a", "Is it?", learn(input).candidate });
        LessonInput bare = test::tinyInput(Gesture::ThumbsDown);
        bare.parent = input.parent;
        bare.lesson.badReply = reply(input, input.parent->weightsOf(input.parent->routeFor("Is it?")));
        QVERIFY(bare.lesson.badReply != ofTheBase);
        const Outcome outcome = learn(bare);
        QCOMPARE(outcome.receipt.verdict, Verdict::Learned);
        QCOMPARE(outcome.receipt.steps, 0);
        QCOMPARE(outcome.receipt.after.reply, ofTheBase);
        QVERIFY(outcome.receipt.reason.find("An earlier lesson gave this reply") != std::string::npos);

        // But what the lesson once took the place of was refused as well.
        bare.earlier = { input.lesson };
        bare.earlier.front().badReply = ofTheBase;
        const Outcome both = learn(bare);
        QCOMPARE(both.receipt.verdict, Verdict::Learned);
        QVERIFY(both.receipt.steps > 0);
        QVERIFY(both.receipt.after.reply != ofTheBase);
        QVERIFY(both.receipt.after.reply != bare.lesson.badReply);
        bare.profile.maxSteps = 0; // nothing is unlearned, and what was refused before would come back
        QVERIFY(learn(bare).receipt.verdict != Verdict::Learned);

        // And if that lesson was un-taught, nothing that is said now was refused.
        bare.profile.maxSteps = 60;
        bare.parent = test::acting(bare.model);
        bare.earlier.clear();
        bare.lesson.badReply = "XQZ 77 VVQ.";
        QCOMPARE(learn(bare).receipt.verdict, Verdict::NoEffect);
    }

    void aStopAtAnyTurnLeavesNothingBehind()
    {
        const int turns = learn(test::tinyInput()).turns;
        QVERIFY(turns > 8);
        for (int stopAfter = 0; stopAfter < turns; stopAfter += 3) {
            const Outcome outcome = learn(test::tinyInput(), stopAfter);
            QCOMPARE(outcome.receipt.verdict, Verdict::Cancelled);
            QVERIFY(!outcome.candidate);
        }
    }

    void brokenNumbersAreNeverLearned()
    {
        LessonInput input = test::tinyInput();
        auto broken = test::tinyAdapter(input.model->config, test::LoraStart::Untouched, 4);
        broken->layers[1].linear[0].b[0][0] = std::numeric_limits<float>::quiet_NaN();
        input.parent = test::acting(input.model, broken);
        try {
            const Outcome outcome = learn(input);
            QCOMPARE(outcome.receipt.verdict, Verdict::Rejected);
            QVERIFY(!outcome.candidate);
            QVERIFY(!outcome.receipt.reason.empty());
        } catch (const Error& error) { // the greedy reply before the lesson already meets the broken numbers
            QVERIFY(error.kind() == ErrorKind::Internal);
        }
    }

    void anExplodingLessonIsRejected()
    {
        LessonInput input = test::tinyInput();
        input.profile.learningRate = 1e30;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::Rejected);
        QVERIFY(!outcome.candidate);
    }

    void aLessonThatIsReachedBeforeTheFirstStepHasNoEffect()
    {
        LessonInput input = test::tinyInput();
        input.lesson.badReply.clear();
        input.profile.routed.stopBelowNats = 100;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::NoEffect);
        QCOMPARE(outcome.receipt.steps, 0);
        QVERIFY(!outcome.candidate);
    }

    void asksNoNearQuestionsIfTooFewCanBeMade()
    {
        const auto asksNear = [](int fewest) {
            LessonInput input = test::tinyInput();
            input.lesson.context = { { Role::User, "And 17 + 25?" } };
            // No router: to that of so small a model all questions are one.
            input.profile.trainedPart = TrainedPart::PlainLora;
            input.profile.fewestNearQuestions = fewest;
            const Outcome outcome = learn(input);
            return std::any_of(outcome.receipt.gate.begin(), outcome.receipt.gate.end(),
                [](const GateCheck& check) { return check.name == "near_unchanged"; });
        };
        const int made = test::tinyInput().profile.nearQuestions;
        QVERIFY(asksNear(made));
        QVERIFY(!asksNear(made + 1));
    }

    void triesLessStrengthBeforeItGivesUp()
    {
        LessonInput input = test::tinyInput();
        input.profile.gate.driftInAll = 1e-9;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::Rejected);
        QVERIFY(outcome.receipt.reason.find("move too far") != std::string::npos);
    }

    void aLessonThatReachesNearQuestionsIsTaughtAgainHoldingThem()
    {
        const auto nearNats = [](const Outcome& outcome) {
            double most = 0;
            for (const LossPoint& point : outcome.receipt.losses) {
                most = std::max(most, point.nearNats);
            }
            return most;
        };
        LessonInput input = test::tinyInput();
        const auto asking = [](const char* before) {
            return std::vector<ChatTurn> { { Role::User, "And the boat?" }, { Role::Assistant, before },
                { Role::User, "Why?" } };
        };
        input.profile.learningRate = 0.3; // so fast that a reflex comes of it
        input.profile.variants = 0; // the very question is what it is to hold on to elsewhere
        input.lesson.context = asking("yes.");
        // What this person asked and was content with; to the router it is the lesson's question.
        for (const char* before : { "no.", "so it is.", "the sea." }) {
            input.kept.push_back(asking(before));
            input.kept.back().push_back({ Role::Assistant, "no." });
        }
        QCOMPARE(nearNats(learn(input)), 0.0); // the open gate minds no near question
        input.profile.gate.nearUnchangedShare = 1;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.tries, 2);
        QVERIFY(nearNats(outcome) > 0);
    }

    void aPinnedReplyBlocksALessonThatWouldChangeIt()
    {
        LessonInput input = test::tinyInput();
        const auto pinned = [&input](const char* question) {
            const Context asked { { Role::User, question } };
            return std::vector<ChatTurn> { asked.front(),
                { Role::Assistant, greedyReply(*input.model, nullptr, asked, 8) } };
        };
        input.profile.gate.pinnedLost = 0;
        input.pinned = { pinned("Is it?") }; // on the very question the newer word counts
        const LessonReceipt learned = learn(input).receipt;
        QCOMPARE(learned.verdict, Verdict::Learned);
        QCOMPARE(learned.reason, std::string("It takes the place of a reply that you asked to keep."));
        input.profile.trainedPart = TrainedPart::PlainLora; // with no router, the lesson reaches other questions
        input.pinned = {};
        QCOMPARE(learn(input).receipt.verdict, Verdict::Learned);
        input.pinned = { pinned("Why?") };
        const LessonReceipt refused = learn(input).receipt;
        QCOMPARE(refused.verdict, Verdict::Rejected);
        QVERIFY2(
            refused.reason.find("asked to keep would change: \"Why?\".") != std::string::npos, refused.reason.c_str());
    }

    void withoutAGateALessonIsTakenAtFullStrengthWhateverItDoes()
    {
        LessonInput input = test::tinyInput();
        input.profile.gate.driftInAll = 0;
        QVERIFY(learn(input).receipt.verdict != Verdict::Learned);
        input.profile.gateDecides = false;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::Learned);
        QCOMPARE(outcome.receipt.strength, 1.0);
        QVERIFY(outcome.receipt.gate.empty());
        QVERIFY(outcome.receipt.driftFromBase.total > 0);
        QCOMPARE(outcome.receipt.after.reply, reply(input, outcome.candidate));
    }

    void plainLoraWritesAnywhereAndHoldsOnToNothing()
    {
        LessonInput input = test::tinyInput();
        input.profile = learningProfileFor(1, LearningRule::NaiveLora);
        input.profile.lessonRank = 4;
        input.profile.learningRate = 3e-2;
        input.profile.maxSteps = 20;
        const Outcome outcome = learn(input);
        QCOMPARE(outcome.receipt.verdict, Verdict::Learned);
        QCOMPARE(outcome.receipt.losses.back().anchorsNats, 0.0);
        QVERIFY(outcome.receipt.losses.back().lessonNats < outcome.receipt.losses.front().lessonNats);
        const LessonKeys begun = randomKeys(*input.model, 4, input.lesson.seed);
        const at::Tensor& a = outcome.candidate->layers[1].linear[0].a;
        QVERIFY(!at::equal(a, begun[1][0])); // trained
        const at::Tensor outside = a - projectedRows(*input.nullSpace, 1, Projection::Q, a);
        QVERIFY(outside.abs().max().item<double>() > 0.01);
    }

    void fineTuningChangesOneMatrixAndGoesOnFromTheParents()
    {
        LessonInput input = test::tinyInput();
        input.profile = learningProfileFor(1, LearningRule::FineTuning);
        input.profile.learningRate = 3e-2;
        const Outcome first = learn(input);
        QCOMPARE(first.receipt.verdict, Verdict::Learned);
        QVERIFY(first.receipt.losses.back().lessonNats < first.receipt.losses.front().lessonNats);
        int adapted = 0;
        for (const LayerAdapter& layer : first.candidate->layers) {
            for (const LoraPair& pair : layer.linear) {
                adapted += pair.a.defined() ? 1 : 0;
            }
        }
        QCOMPARE(adapted, 1);
        input.parent = test::acting(
            input.model, adapterFromBytes(adapterBytes(*first.candidate), input.model->config, at::kCPU, "the first"));
        input.lesson.wantedReply = "no.";
        const Outcome second = learn(input);
        QCOMPARE(second.receipt.verdict, Verdict::Learned);
        QCOMPARE(second.candidate->rank, first.candidate->rank);
        const double drift = driftBetween(input.model->weights, nullptr, second.candidate.get()).total;
        QVERIFY(std::abs(second.receipt.driftFromBase.total - drift) < 1e-9);
        QVERIFY(second.receipt.driftOfLesson.total > 0);
    }

    void loraWithKlHoldsOnToAnchors()
    {
        LessonInput input = test::tinyInput();
        input.profile = learningProfileFor(1, LearningRule::LoraKl);
        input.profile.lessonRank = 4;
        input.profile.learningRate = 3e-2;
        input.profile.maxSteps = 5;
        QVERIFY(learn(input).receipt.losses.back().anchorsNats > 0);
    }

    void aThumbsUpTakesNoStep()
    {
        const Outcome outcome = learn(test::tinyInput(Gesture::ThumbsUp));
        QCOMPARE(outcome.receipt.verdict, Verdict::Kept);
        QVERIFY(outcome.receipt.losses.empty());
    }

    void refusesALessonWithoutContent()
    {
        LessonInput noQuestion = test::tinyInput();
        noQuestion.lesson.context = { { Role::System, "Be kind." } };
        QVERIFY(errorOf(noQuestion) == ErrorKind::BadInput);
        LessonInput nothingWanted = test::tinyInput();
        nothingWanted.lesson.wantedReply = "  ";
        QVERIFY(errorOf(nothingWanted) == ErrorKind::BadInput);
        LessonInput nothingRefused = test::tinyInput(Gesture::ThumbsDown);
        nothingRefused.lesson.badReply.clear();
        QVERIFY(errorOf(nothingRefused) == ErrorKind::BadInput);
        LessonInput noRemark = test::tinyInput(Gesture::Critique);
        QVERIFY(errorOf(noRemark) == ErrorKind::BadInput);
    }

    void refusesAReplyLongerThanALesson()
    {
        LessonInput input = test::tinyInput();
        input.lesson.wantedReply.clear();
        for (int i = 0; i < 2000; ++i) {
            input.lesson.wantedReply += "word ";
        }
        QVERIFY(errorOf(input) == ErrorKind::ContextFull);
    }

    void cutsOldTurnsOfALongChat()
    {
        LessonInput input = test::tinyInput();
        Lesson& lesson = input.lesson;
        for (int i = 0; i < 40; ++i) {
            const Role role = i % 2 == 0 ? Role::Assistant : Role::User;
            lesson.context.insert(lesson.context.begin(), { role, "an old turn of a long chat" });
        }
        QVERIFY(!errorOf(input));
    }
};

QTEST_GUILESS_MAIN(TrainerTest)
#include "tst_trainer.moc"
