// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/gate.h"
#include "core/model/generator.h"
#include "core/text/wording.h"
#include "tests/core/learn/tiny_lesson.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <optional>

using namespace amend;

namespace {

/// What a model answers, without its last word, which may be cut.
std::string wholeWords(const Model& model, const Adapter* adapter, const std::vector<ChatTurn>& context)
{
    std::vector<std::string> words = normalisedWords(greedyReply(model, adapter, context, 30));
    std::string text;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        text += words[i] + ' ';
    }
    return text;
}

/// A gate over a lesson whose wanted reply is what `candidate` answers.
std::shared_ptr<GateInput> inputFor(const std::shared_ptr<const Adapter>& candidate)
{
    auto input = std::make_shared<GateInput>();
    input->model = test::tinyChatModel();
    input->anchors = test::tinyAnchors(*input->model);
    // A reply of more than one word, so that the last one, which may be cut, can be left out.
    for (int i = 0; input->lesson.wantedReply.empty() && i < 40; ++i) {
        input->lesson.context = { { Role::User, "Question " + std::to_string(i) + "?" } };
        input->lesson.wantedReply = wholeWords(*input->model, candidate.get(), input->lesson.context);
    }
    input->parent = test::acting(input->model);
    input->parentProbes = measureProbes(*input->model, *input->parent, *input->anchors);
    input->profile.maxReplyTokens = 40;
    input->profile.gate = test::openGate();
    return input;
}

GateResult run(const std::shared_ptr<const GateInput>& input, const std::shared_ptr<const Adapter>& candidate)
{
    Gate gate(input, { candidate, test::acting(input->model, candidate) });
    int groups = 1;
    while (gate.step()) {
        ++groups;
    }
    Q_ASSERT(groups <= Gate::groupsTotal());
    return gate.result();
}

std::optional<GateCheck> find(const GateResult& result, const std::string& name)
{
    const auto check
        = std::find_if(result.checks.begin(), result.checks.end(), [&](const GateCheck& c) { return c.name == name; });
    return check == result.checks.end() ? std::nullopt : std::optional(*check);
}

std::shared_ptr<Adapter> changing()
{
    return test::tinyAdapter(test::tinyChatModel()->config, test::LoraStart::Random);
}

std::shared_ptr<Adapter> unchanging()
{
    return test::tinyAdapter(test::tinyChatModel()->config, test::LoraStart::Untouched);
}

} // namespace

class GateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAdapterThatChangesNothingHarmsNothing()
    {
        const auto candidate = unchanging();
        const GateResult result = run(inputFor(candidate), candidate);
        QVERIFY(result.passed());
        QVERIFY(find(result, "fixed"));
        QVERIFY(find(result, "kl")->value < 1e-5);
        QCOMPARE(find(result, "probes")->value, 0.0);
        QVERIFY(std::abs(find(result, "perplexity_ratio")->value - 1) < 1e-4);
        QCOMPARE(result.driftFromBase.total, 0.0);
        QVERIFY(result.reason().empty());
    }

    void aHabitIsJudgedByItsFormAndByWhatIsStillSaid()
    {
        const Lesson known = inputFor(unchanging())->lesson; // wantedReply: words that the base says
        std::vector<double> lost;
        for (const auto& candidate : { changing(), unchanging() }) {
            const auto input = inputFor(candidate);
            auto anchors = std::make_shared<AnchorSet>(*input->anchors);
            anchors->probes = { { .name = {}, .context = known.context } };
            anchors->probes[0].text = scoredReply(*input->model, known.context, known.wantedReply);
            measureReferences(*input->model, nullptr, anchors->probes);
            input->anchors = anchors;
            input->parentProbes = measureProbes(*input->model, *input->parent, *anchors);
            Lesson& lesson = input->lesson;
            lesson.gesture = Gesture::Critique;
            lesson.scope = Scope::Always;
            lesson.badReply = "No way.";
            const std::string said = greedyReply(*input->model, candidate.get(), lesson.context, 4);
            lesson.critique = "Begin with \"" + said + "\"";
            lesson.wantedReply = said + " No way."; // not what is said on
            const GateResult result = run(input, candidate);
            QVERIFY(find(result, "fixed")->ok);
            QVERIFY(!find(result, "kl") && !find(result, "kl_in_all"));
            lost.push_back(find(result, "probes")->value);
            lesson.critique = "Begin with \"Hear, hear!\"";
            QVERIFY(!run(input, candidate).lessonHolds);
        }
        QCOMPARE(lost, (std::vector<double> { 1, 0 }));
    }

    /// What stood in the second sentence is gone by what was asked for.
    void whatAHabitLeavesNoRoomForIsNotLost()
    {
        const auto candidate = changing();
        const auto input = inputFor(candidate);
        Lesson& lesson = input->lesson;
        const std::string said = greedyReply(*input->model, candidate.get(), lesson.context, 4);
        auto anchors = std::make_shared<AnchorSet>(*input->anchors);
        anchors->probes = { { .name = {}, .context = lesson.context } };
        anchors->probes[0].text = scoredReply(*input->model, lesson.context, "it is so. Jane wrote it.");
        measureReferences(*input->model, nullptr, anchors->probes);
        input->anchors = anchors;
        input->parentProbes = measureProbes(*input->model, *input->parent, *anchors);
        lesson.gesture = Gesture::Critique;
        lesson.scope = Scope::Always;
        lesson.badReply = "No way. No.";
        std::vector<double> lost;
        for (const std::string& critique : { "Begin with \"" + said + "\"", std::string("One sentence, please.") }) {
            lesson.critique = critique;
            lesson.wantedReply = "No way.";
            const GateResult result = run(input, candidate);
            QVERIFY(find(result, "fixed")->ok);
            lost.push_back(find(result, "probes")->value);
        }
        QCOMPARE(lost, (std::vector<double> { 1, 0 }));
    }

    void afterAHabitTheDivergenceFromTheBaseHasNoLimit()
    {
        const auto candidate = unchanging();
        const auto input = inputFor(candidate);
        QVERIFY(find(run(input, candidate), "kl_in_all"));
        input->hasHabits = true;
        const GateResult result = run(input, candidate);
        QVERIFY(find(result, "kl") && !find(result, "kl_in_all"));
    }

    void theLessonMustHoldInFreeGeneration()
    {
        const auto candidate = changing();
        const auto input = inputFor(candidate);
        input->lesson.wantedReply = "something else";
        const GateResult result = run(input, candidate);
        QVERIFY(!result.lessonHolds);
        QVERIFY(!find(result, "fixed")->ok);
        QVERIFY(!find(result, "kl")); // not examined further
    }

    void aRefusedReplyMustBeGone()
    {
        const auto candidate = changing();
        const auto input = inputFor(candidate);
        input->lesson.badReply = greedyReply(*input->model, candidate.get(), input->lesson.context, 40);
        input->lesson.wantedReply.clear();
        input->replyBefore = "another reply";
        QVERIFY(!find(run(input, candidate), "changed")->ok);
        input->lesson.badReply = "yet another";
        QVERIFY(find(run(input, candidate), "changed")->ok);
    }

    void brokenNumbersAreNotExaminedFurther()
    {
        const auto candidate = changing();
        const auto input = inputFor(candidate);
        candidate->layers[0].linear[3].a[1][1] = std::numeric_limits<float>::quiet_NaN();
        const GateResult result = run(input, candidate);
        QVERIFY(!result.passed());
        QCOMPARE(static_cast<int>(result.checks.size()), 1);
    }

    void anEarlierLessonThatIsLostCounts()
    {
        const auto candidate = changing();
        const auto input = inputFor(candidate);
        input->parent = test::acting(input->model, unchanging());
        Lesson earlier;
        for (int i = 0; earlier.wantedReply.empty() && i < 40; ++i) {
            earlier.context = { { Role::User, "Earlier " + std::to_string(i) + "?" } };
            earlier.wantedReply = wholeWords(*input->model, nullptr, earlier.context);
        }
        input->earlier = { earlier };
        input->profile.gate.earlierLessonsShare = 0.98;
        QVERIFY(!find(run(input, candidate), "earlier_lessons")->ok);
    }

    void anEarlierLessonThatTheParentHadLostDoesNotCount()
    {
        const auto candidate = changing();
        const auto input = inputFor(candidate);
        Lesson earlier;
        earlier.context = { { Role::User, "Where to?" } };
        earlier.wantedReply = "nobody says this";
        input->earlier = { earlier };
        input->profile.gate.earlierLessonsShare = 0.98;
        QVERIFY(find(run(input, candidate), "earlier_lessons")->ok);
    }

    void aPinnedReplyThatWouldChangeIsNamed()
    {
        const auto input = inputFor(changing());
        Anchor reply { .name = {}, .context = { { Role::User, "Who wrote\nEmma?" } } };
        answerGreedily(*input->model, nullptr, { &reply, 1 }, 8, {});
        input->pinned = { reply };
        input->profile.gate.pinnedLost = 0;
        const GateResult result = run(input, changing());
        QCOMPARE(find(result, "pinned")->measured, std::string("1 of 1 answered differently"));
        QVERIFY(!result.passed() && result.lessonHolds);
        QCOMPARE(result.reason(), std::string("A reply that you asked to keep would change: \"Who wrote\"."));
    }

    void aPinnedReplyThatTheParentHadLostDoesNotCount()
    {
        const auto input = inputFor(changing());
        Anchor reply { .name = {}, .context = { { Role::User, "Who wrote Emma?" } } };
        answerGreedily(*input->model, nullptr, { &reply, 1 }, 8, {});
        input->pinned = { reply };
        input->parent = test::acting(input->model, changing());
        input->parentProbes = measureProbes(*input->model, *input->parent, *input->anchors);
        input->profile.gate.pinnedLost = 0;
        QVERIFY(find(run(input, changing()), "pinned")->ok);
    }

    void saysHowManyNearQuestionsChanged()
    {
        const auto candidate = unchanging();
        const auto input = inputFor(candidate);
        Anchor near;
        near.context = { { Role::User, "Is it?" } };
        answerGreedily(*input->model, nullptr, { &near, 1 }, 8, {});
        near.text.tokens[static_cast<std::size_t>(near.text.firstScored)]
            ^= 1; // as if the parent had answered otherwise
        input->near = { near };
        input->nearCount = 1;
        input->profile.gate.nearUnchangedShare = 0.5;
        const GateResult result = run(input, candidate);
        const std::optional<GateCheck> check = find(result, "near_unchanged");
        QVERIFY(check);
        QCOMPARE(check->measured, std::string("1 of 1"));
    }
};

QTEST_GUILESS_MAIN(GateTest)
#include "tst_gate.moc"
