// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// For each limit of the gate a candidate that breaks it and keeps all others. The limits are those of the program,
// except where a row says which of them it must open: what the tiny model learns moves all of its few weights.
#include "core/learn/gate.h"
#include "core/learn/served.h"
#include "core/learn/trainer.h"
#include "core/learn/variants.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include <functional>
#include <limits>

using namespace amend;

namespace {

struct Scenario {
    std::shared_ptr<GateInput> input;
    GateCandidate candidate;
};

std::shared_ptr<const Adapter> scaled(const Adapter& adapter, double factor)
{
    auto result = std::make_shared<Adapter>(adapter);
    for (LayerAdapter& layer : result->layers) {
        for (LoraPair& pair : layer.linear) {
            pair.b = pair.b * factor;
        }
    }
    return result;
}

/// Doubles what values carry and halves what the output makes of them: far from the base, and every reply as it was.
std::shared_ptr<const Adapter> farButTheSame(const Model& model)
{
    auto adapter = std::make_shared<Adapter>();
    adapter->rank = model.config.hiddenSize;
    adapter->alpha = adapter->rank;
    for (const LayerWeights& layer : model.weights.layers) {
        const at::Tensor& v = layer.linear[static_cast<std::size_t>(Projection::V)].dense; // [out, in]
        const at::Tensor& o = layer.linear[static_cast<std::size_t>(Projection::O)].dense;
        const std::int64_t missing = adapter->rank - v.size(0);
        LayerAdapter& to = adapter->layers.emplace_back();
        to.linear[static_cast<std::size_t>(Projection::V)] = { at::cat({ v, at::zeros({ missing, v.size(1) }) }, 0),
            at::cat({ at::eye(v.size(0)), at::zeros({ v.size(0), missing }) }, 1) };
        to.linear[static_cast<std::size_t>(Projection::O)] = { o, at::eye(o.size(0)) * -0.5 };
    }
    return adapter;
}

/// tinyAnchors with probes of the turns of one role.
std::shared_ptr<const AnchorSet> anchorsWithProbes(const Model& model, Role role, int count)
{
    auto set = std::make_shared<AnchorSet>(*test::tinyAnchors(model));
    set->probes.clear();
    for (int number = 1; number <= count; ++number) {
        set->probes.push_back({ .name = {}, .context = { { role, "Probe " + std::to_string(number) + "?" } } });
    }
    answerGreedily(model, nullptr, set->probes, 8, {});
    measureReferences(model, nullptr, set->probes);
    return set;
}

struct Fixture {
    std::shared_ptr<const Model> model = test::tinyChatModel();
    std::shared_ptr<const AnchorSet> fewProbes = test::tinyAnchors(*model);
    /// Of so many, a few change before the divergence is large.
    std::shared_ptr<const AnchorSet> manyProbes = anchorsWithProbes(*model, Role::User, 24);
    /// About which no lesson is, whatever the router of so small a model makes of questions: they ask none.
    std::shared_ptr<const AnchorSet> unaskedProbes = anchorsWithProbes(*model, Role::System, 3);
    std::shared_ptr<const QuestionReader> reader = test::tinyReader(model);
    std::shared_ptr<const Adapter> untouched = test::tinyAdapter(model->config, test::LoraStart::Untouched);
    /// Changes everything a little; it makes ordinary text likelier, its opposite unlikelier.
    std::shared_ptr<const Adapter> drifting = test::tinyAdapter(model->config, test::LoraStart::Random, 2, 6);
    std::shared_ptr<const Adapter> saysOk = learned(); ///< to "Is it?" in whatever words, and to much else

    static std::shared_ptr<const Adapter> learned()
    {
        LessonInput input = test::tinyInput();
        input.profile.variants = input.profile.routed.variants;
        Trainer trainer(std::move(input));
        LessonProgress progress;
        while (!progress.receipt) {
            progress = trainer.step({});
        }
        return progress.learned->adapter;
    }

    std::shared_ptr<const LessonAdapters> acting(
        std::vector<LessonAdapter> lessons, std::shared_ptr<const Adapter> always = nullptr) const
    {
        return test::acting(reader, std::move(lessons), std::move(always));
    }

    std::string replyOf(const LessonAdapters& adapters, const std::string& question) const
    {
        return model->tokenizer.decode(
            servedReplies(*model, adapters, { { { Role::User, question } } }, 12, {}).front());
    }

    std::shared_ptr<GateInput> input(
        const std::shared_ptr<const LessonAdapters>& parent, const std::shared_ptr<const AnchorSet>& anchors) const
    {
        auto input = std::make_shared<GateInput>();
        input->model = model;
        input->anchors = anchors;
        input->parent = parent;
        input->parentProbes = measureProbes(*model, *parent, *anchors);
        input->profile.maxReplyTokens = 12;
        input->lesson.context = { { Role::User, "Is it?" } };
        input->replyBefore = "No way.";
        input->lesson.badReply = "No way.";
        return input;
    }

    /// Says "ok." where its question is asked.
    Scenario routed() const
    {
        Scenario scenario { input(acting({}), unaskedProbes),
            { saysOk, acting({ { "ok", "Is it?", saysOk } }), true } };
        scenario.input->lesson.wantedReply = "ok.";
        scenario.input->profile.gate.driftInAll = 100;
        scenario.input->profile.gate.samplesShare = 0;
        return scenario;
    }

    /// "Not this", where something else was said: holds whatever little a candidate changes.
    Scenario habit(const std::shared_ptr<const Adapter>& parent, const std::shared_ptr<const Adapter>& weights,
        const std::shared_ptr<const AnchorSet>& anchors) const
    {
        return { input(acting({}, parent), anchors), { weights, acting({}, weights), false } };
    }
    Scenario habit(const std::shared_ptr<const Adapter>& parent, const std::shared_ptr<const Adapter>& weights) const
    {
        return habit(parent, weights, fewProbes);
    }
};

using Maker = std::function<Scenario(const Fixture&)>;
using Opener = std::function<void(GateLimits&)>;

Scenario brokenNumber(const Fixture& tiny, float value)
{
    auto broken = test::tinyAdapter(tiny.model->config, test::LoraStart::Untouched);
    broken->layers[1].linear[2].b[1][1] = value;
    return tiny.habit(nullptr, broken);
}

/// The lesson acts on its question or on its rewordings, and not on both.
Scenario knowsHalf(const Fixture& tiny, bool knowsQuestion)
{
    Scenario scenario = tiny.routed();
    std::vector<LessonAdapter> lessons { { "q", "Is it?", knowsQuestion ? tiny.saysOk : tiny.untouched } };
    for (const Context& other : heldOutVariants(scenario.input->lesson)) {
        lessons.push_back({ "r", routedQuestion(other), knowsQuestion ? tiny.untouched : tiny.saysOk });
    }
    scenario.candidate.adapters = tiny.acting(std::move(lessons));
    return scenario;
}

/// The likeliest reply is the wanted one, and not surely.
Scenario isNotSureOfIt(const Fixture& tiny)
{
    Scenario scenario = tiny.routed();
    scenario.input->profile.gate.samplesShare = GateLimits().samplesShare;
    const auto other = scaled(*tiny.saysOk, 0.7);
    scenario.candidate = { other, tiny.acting({ { "other", "Is it?", other } }), true };
    return scenario;
}

/// The refused reply is not the likeliest any more, and still likely.
Scenario mayStillSayIt(const Fixture& tiny)
{
    Scenario scenario = tiny.routed();
    const auto other = scaled(*tiny.saysOk, 0.13);
    scenario.candidate = { other, tiny.acting({ { "other", "Is it?", other } }), true };
    scenario.input->lesson.wantedReply.clear();
    scenario.input->lesson.badReply = "o";
    auto surprising = std::make_shared<AnchorSet>(*scenario.input->anchors); // what it may say is no less usual
    for (Anchor& probe : surprising->probes) {
        probe.nats = 10;
    }
    scenario.input->anchors = surprising;
    scenario.input->profile.maxReplyTokens = 1;
    scenario.input->lesson.seed = 1;
    return scenario;
}

Scenario stillSaysIt(const Fixture& tiny)
{
    Scenario scenario = tiny.habit(nullptr, tiny.untouched);
    scenario.input->lesson.badReply = tiny.replyOf(*tiny.acting({}), "Is it?");
    return scenario;
}

Scenario saysWhatNobodyWould(const Fixture& tiny)
{
    Scenario scenario = tiny.routed();
    scenario.input->lesson.wantedReply.clear();
    scenario.input->replyBefore = tiny.replyOf(*tiny.acting({}), "Is it?");
    return scenario;
}

Scenario reachesOtherQuestions(const Fixture& tiny)
{
    Scenario scenario = tiny.routed();
    std::vector<Anchor>& near = scenario.input->near;
    for (const char* question : { "Is it not?", "Is he?", "a dog" }) {
        near.push_back({ .name = {}, .context = { { Role::User, question } } });
    }
    answerGreedily(*tiny.model, nullptr, near, 8, {});
    scenario.input->nearCount = near.size();
    return scenario;
}

Scenario takesAnEarlierLessonsPlace(const Fixture& tiny)
{
    Scenario scenario = tiny.routed();
    Lesson earlier;
    earlier.context = { { Role::User, "Is it?" } };
    scenario.input->parent = tiny.acting({ { "earlier", "Is it?", tiny.untouched } });
    earlier.wantedReply = tiny.replyOf(*scenario.input->parent, "Is it?");
    scenario.input->earlier = { earlier };
    return scenario;
}

Scenario takesAPinnedReplysQuestion(const Fixture& tiny)
{
    Scenario scenario = tiny.routed();
    Anchor reply { .name = {}, .context = { { Role::User, "a dog" } } };
    answerGreedily(*tiny.model, nullptr, { &reply, 1 }, 8, {});
    scenario.input->pinned = { reply };
    return scenario;
}

} // namespace

class GateLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachLimitRefusesOnItsOwn_data()
    {
        QTest::addColumn<Maker>("make");
        QTest::addColumn<Opener>("open"); ///< null where the limit is no number of the profile
        const auto row = [](const char* name, Maker make, Opener open = nullptr) {
            QTest::newRow(name) << std::move(make) << std::move(open);
        };
        row("finite: NaN",
            [](const Fixture& tiny) { return brokenNumber(tiny, std::numeric_limits<float>::quiet_NaN()); });
        row("finite: infinity",
            [](const Fixture& tiny) { return brokenNumber(tiny, -std::numeric_limits<float>::infinity()); });
        row(
            "drift", [](const Fixture& tiny) { return tiny.habit(nullptr, farButTheSame(*tiny.model)); },
            [](GateLimits& limits) { limits.driftInAll = 1; });
        row("fixed", [](const Fixture& tiny) { return knowsHalf(tiny, false); });
        row(
            "rephrased", [](const Fixture& tiny) { return knowsHalf(tiny, true); },
            [](GateLimits& limits) { limits.rephrasedShare = 0; });
        row("samples: wanted", isNotSureOfIt, [](GateLimits& limits) { limits.samplesShare = 0; });
        row("samples: refused", mayStillSayIt, [](GateLimits& limits) { limits.samplesChangedShare = 0; });
        row("changed", stillSaysIt);
        row("fluent", saysWhatNobodyWould);
        row("near_unchanged", reachesOtherQuestions, [](GateLimits& limits) { limits.nearUnchangedShare = 0; });
        row(
            "kl", [](const Fixture& tiny) { return tiny.habit(nullptr, scaled(*tiny.drifting, 0.066)); },
            [](GateLimits& limits) { limits.klOfLessonNats = 0.05; });
        row(
            "kl_in_all",
            [](const Fixture& tiny) {
                Scenario scenario = tiny.habit(scaled(*tiny.drifting, 0.18), scaled(*tiny.drifting, 0.2));
                scenario.input->profile.gate.driftInAll = 0.1;
                return scenario;
            },
            [](GateLimits& limits) { limits.klInAllNats = 0.2; });
        row(
            "probes",
            [](const Fixture& tiny) { return tiny.habit(nullptr, scaled(*tiny.drifting, 0.066), tiny.manyProbes); },
            [](GateLimits& limits) { limits.flippedProbes = 24; });
        row(
            "perplexity_ratio", [](const Fixture& tiny) { return tiny.habit(nullptr, scaled(*tiny.drifting, -0.015)); },
            [](GateLimits& limits) { limits.perplexityRatioOfLesson = 1.05; });
        row(
            "perplexity_in_all",
            [](const Fixture& tiny) {
                return tiny.habit(scaled(*tiny.drifting, -0.0205), scaled(*tiny.drifting, -0.0232));
            },
            [](GateLimits& limits) { limits.perplexityRatioInAll = 1.1; });
        row("pinned", takesAPinnedReplysQuestion, [](GateLimits& limits) { limits.pinnedLost = 1; });
        row("earlier_lessons", takesAnEarlierLessonsPlace, [](GateLimits& limits) { limits.earlierLessonsShare = 0; });
    }

    void eachLimitRefusesOnItsOwn()
    {
        QFETCH(const Maker, make);
        QFETCH(const Opener, open);
        const Scenario scenario = make(m_tiny);
        const QString limit = QString::fromLatin1(QTest::currentDataTag()).section(QLatin1Char(':'), 0, 0);
        const GateResult refused = run(scenario);
        QStringList broken;
        for (const GateCheck& check : refused.checks) {
            if (!check.ok) {
                broken.append(QString::fromStdString(check.name));
            }
        }
        QCOMPARE(broken, QStringList { limit });
        QVERIFY(!refused.passed());
        QVERIFY(!refused.reason().empty());
        if (open) {
            open(scenario.input->profile.gate);
            QVERIFY(run(scenario).passed());
        }
    }

private:
    static GateResult run(const Scenario& scenario)
    {
        Gate gate(scenario.input, scenario.candidate);
        while (gate.step()) { }
        return gate.result();
    }

    const Fixture m_tiny;
};

QTEST_GUILESS_MAIN(GateLimitsTest)
#include "tst_gate_limits.moc"
