// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/gate.h"

#include "core/base/counter_rng.h"
#include "core/learn/candidate.h"
#include "core/learn/gradients.h"
#include "core/learn/lesson_recall.h"
#include "core/learn/pinned_replies.h"
#include "core/learn/reply_form.h"
#include "core/learn/reply_measure.h"
#include "core/learn/scored_text.h"
#include "core/learn/served.h"
#include "core/learn/variants.h"
#include "core/model/generator.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/mean.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace amend {

namespace {

constexpr int groupCount = 6;
constexpr int nearReplyTokens = 24;
/// A reply that replaces a refused one is fluent if its perplexity under the base is at most so many times that of the
/// reply before, or of a reply as the base usually gives it.
constexpr double fluentRatio = 2;
/// So often a lesson's own question is asked as the chat asks it.
constexpr std::size_t samplesDrawn = 3;
constexpr std::uint64_t sampleStream = 6; // of the lesson's seed; retention.cpp and habit.cpp have the others
/// Of many earlier lessons, and of many pinned replies, what acts always is examined on the newest.
constexpr std::size_t examinedAtMost = 32;

std::string ofTotal(std::size_t count, std::size_t total)
{
    return std::to_string(count) + " of " + std::to_string(total);
}

std::vector<std::string> decoded(const Model& model, const std::vector<std::vector<TokenId>>& replies)
{
    std::vector<std::string> texts;
    for (const std::vector<TokenId>& tokens : replies) {
        texts.push_back(model.tokenizer.decode(tokens));
    }
    return texts;
}

std::vector<std::string> greedyReplies(const Model& model, const LessonAdapters& adapters,
    const std::vector<Context>& contexts, int maxTokens, std::stop_token stop, PromptKeys* known)
{
    return decoded(model, servedReplies(model, adapters, contexts, maxTokens, stop, known));
}

/// As the chat draws replies, by seeds that follow from the lesson's.
std::vector<GenerationOptions> sampling(const Lesson& lesson, int maxTokens)
{
    CounterRng seeds = CounterRng(lesson.seed).split(sampleStream);
    std::vector<GenerationOptions> options(samplesDrawn);
    for (GenerationOptions& sample : options) {
        sample.seed = seeds.next();
        sample.maxTokens = maxTokens;
    }
    return options;
}

/// Whether a reply to another question was taken over by the lesson: it makes the lesson's claim, which neither that
/// question nor the answer before did.
bool isTakenOver(const std::string& reply, const Lesson& lesson, const Anchor& near, const std::string& before)
{
    const std::vector<std::string> said = normalisedWords(reply);
    const std::vector<std::string> known = normalisedWords(near.context.back().text + ' ' + before);
    const std::vector<std::string> claimed = claimWords(questionOf(lesson), lesson.wantedReply);
    return std::any_of(claimed.begin(), claimed.end(), [&](const std::string& word) {
        return std::find(known.begin(), known.end(), word) == known.end()
            && std::find(said.begin(), said.end(), word) != said.end();
    });
}

/// The adapter file of the lesson that a route leads to; nothing: no lesson's.
std::optional<std::string> lessonOf(const LessonAdapters& adapters, const Route& route)
{
    return route.lesson ? std::optional(adapters.lessons()[*route.lesson].sha256) : std::nullopt;
}

} // namespace

Gate::Gate(std::shared_ptr<const GateInput> input, GateCandidate candidate)
    : m_input(std::move(input))
    , m_candidate(std::move(candidate))
{
}

int Gate::groupsTotal()
{
    return groupCount;
}

bool Gate::step(std::stop_token stop)
{
    using Group = void (Gate::*)(std::stop_token);
    constexpr std::array<Group, groupCount> groups { &Gate::checkFiniteAndDrift, &Gate::checkLesson, &Gate::checkNear,
        &Gate::checkProbes, &Gate::checkEarlier, &Gate::checkPinned };
    const at::NoGradGuard noGrad;
    (this->*groups[static_cast<std::size_t>(m_done)])(stop);
    ++m_done;
    const bool useless = !m_result.checks.front().ok || (m_done > 1 && !m_result.lessonHolds);
    if (useless) {
        m_done = groupCount;
    }
    return m_done < groupCount;
}

void Gate::checkFiniteAndDrift(std::stop_token)
{
    const bool finite = allFinite(factorsOf(*m_candidate.weights));
    atLeast("finite", finite ? 1 : 0, 1, finite ? "all" : "not all");
    if (finite) {
        const Weights& weights = m_input->model->weights;
        m_result.driftOfLesson = driftBetween(weights, m_input->parent->always().get(), m_candidate.weights.get());
        m_result.driftFromBase = m_input->parent->always() ? driftBetween(weights, nullptr, m_candidate.weights.get())
                                                           : m_result.driftOfLesson;
        atMost("drift", m_result.driftFromBase.total, m_input->profile.gate.driftInAll, "");
    }
}

void Gate::checkLesson(std::stop_token stop)
{
    const Model& model = *m_input->model;
    const Lesson& lesson = m_input->lesson;
    std::vector<Context> contexts { lesson.context };
    const int maxTokens = tokensThatShow(model, lesson, m_input->profile.maxReplyTokens);
    if (!lesson.wantedReply.empty()) {
        const std::vector<Context> rephrased = heldOutVariants(lesson);
        contexts.insert(contexts.end(), rephrased.begin(), rephrased.end());
    }
    // All side by side: the samples cost little beside the greedy replies.
    std::vector<GenerationOptions> options(contexts.size(), greedy(maxTokens));
    const std::vector<GenerationOptions> sampled = sampling(lesson, maxTokens);
    options.insert(options.end(), sampled.begin(), sampled.end());
    contexts.insert(contexts.end(), sampled.size(), lesson.context);
    std::vector<std::string> replies = decoded(model,
        servedReplies(model, *m_candidate.adapters, contexts, options, stop, m_input->prompts.get(),
            habitOf(lesson) ? std::string() : lesson.wantedReply));
    const auto firstSample = replies.end() - static_cast<std::ptrdiff_t>(sampled.size());
    const std::vector<std::string> samples(firstSample, replies.end());
    replies.erase(firstSample, replies.end());
    m_result.after = measureReply(model, m_candidate.weights.get(), lesson, replies.front(), m_input->prompts.get());
    if (lesson.wantedReply.empty()) {
        checkRefused(replies.front());
    } else {
        checkWanted(replies);
    }
    checkSamples(samples);
}

void Gate::checkWanted(const std::vector<std::string>& replies)
{
    const bool fixed = doesAsAsked(replies.front(), m_input->lesson);
    const auto held = static_cast<std::size_t>(std::count_if(replies.begin() + 1, replies.end(),
        [&](const std::string& reply) { return doesAsAsked(reply, m_input->lesson); }));
    const std::size_t asked = replies.size() - 1;
    const double share = static_cast<double>(held) / static_cast<double>(asked);
    atLeast("fixed", fixed ? 1 : 0, 1, fixed ? "yes" : "no");
    atLeast("rephrased", share, m_input->profile.gate.rephrasedShare, ofTotal(held, asked));
    m_result.lessonHolds = fixed && m_result.checks.back().ok;
    if (const std::optional<ReplyForm> form = habitOf(m_input->lesson)) {
        m_result.missedForm = formReason(form->kind);
    }
}

void Gate::checkRefused(const std::string& reply)
{
    const Model& model = *m_input->model;
    const Lesson& lesson = m_input->lesson;
    const bool changed
        = !isOneOf(reply, { lesson.badReply, m_input->replyBefore }) && !isOneOf(reply, m_input->refused);
    const auto surprise = [&](const std::string& text) {
        const ScoredText scored = scoredReply(model, lesson.context, text);
        const at::Tensor logits = logitsPerText(model, nullptr, { &scored }, m_input->prompts.get()).front();
        return -targetLogProbs(logits, targetsOf(scored, model.device)).mean().item<double>();
    };
    atLeast("changed", changed ? 1 : 0, 1, changed ? "yes" : "no");
    const std::vector<Anchor>& ownReplies = m_input->anchors->probes;
    const double usual = ownReplies.empty() ? 0 : textNatsOfBase(ownReplies);
    const double limit = std::max(surprise(m_input->replyBefore), usual) + std::log(fluentRatio);
    atMost("fluent", surprise(reply), limit, "nats per token under the base");
    m_result.lessonHolds = changed;
}

void Gate::checkSamples(const std::vector<std::string>& samples)
{
    const Lesson& lesson = m_input->lesson;
    const bool isWanted = !lesson.wantedReply.empty();
    std::vector<std::string> refused = m_input->refused;
    refused.push_back(lesson.badReply);
    for (std::string& reply : refused) { // as far as a sample goes
        std::vector<TokenId> cut = m_input->model->tokenizer.encode(reply);
        cut.resize(std::min(cut.size(), static_cast<std::size_t>(m_input->profile.maxReplyTokens)));
        reply = m_input->model->tokenizer.decode(cut);
    }
    const auto holds
        = [&](const std::string& reply) { return isWanted ? doesAsAsked(reply, lesson) : !isOneOf(reply, refused); };
    const auto held = static_cast<std::size_t>(std::count_if(samples.begin(), samples.end(), holds));
    const GateLimits& limits = m_input->profile.gate;
    atLeast("samples", static_cast<double>(held) / static_cast<double>(samples.size()),
        isWanted ? limits.samplesShare : limits.samplesChangedShare, ofTotal(held, samples.size()));
    m_result.lessonHolds = m_result.lessonHolds && m_result.checks.back().ok;
}

void Gate::checkNear(std::stop_token stop)
{
    if (m_input->nearCount == 0 || m_input->lesson.wantedReply.empty()) {
        return;
    }
    const Model& model = *m_input->model;
    const std::vector<at::Tensor> logits = servedLogits(
        model, *m_candidate.adapters, textsOf(m_input->near), routedQuestions(m_input->near), m_input->prompts.get());
    std::vector<const Anchor*> changed;
    std::vector<Context> contexts;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (!isGreedyReply(logits[i], m_input->near[i].text)) {
            changed.push_back(&m_input->near[i]);
            contexts.push_back(m_input->near[i].context);
        }
    }
    std::size_t takenOver = 0;
    if (!changed.empty()) {
        const auto replies
            = greedyReplies(model, *m_candidate.adapters, contexts, nearReplyTokens, stop, m_input->prompts.get());
        for (std::size_t i = 0; i < changed.size(); ++i) {
            const std::string before = replyOf(model, *changed[i]);
            takenOver += isTakenOver(replies[i], m_input->lesson, *changed[i], before) ? 1 : 0;
        }
    }
    const std::size_t total = m_input->nearCount;
    atLeast("near_unchanged", 1 - static_cast<double>(takenOver) / static_cast<double>(total),
        m_input->profile.gate.nearUnchangedShare, ofTotal(total - takenOver, total));
}

std::size_t Gate::probesFlipped(const ProbeMeasure& now) const
{
    std::size_t flipped = 0;
    for (std::size_t i = 0; i < now.asBase.size(); ++i) {
        flipped += m_input->parentProbes.asBase[i] && !now.asBase[i] ? 1 : 0;
    }
    return flipped;
}

/// Of a habit, which may word a reply as it likes, and leave out what its form leaves no room for.
std::size_t Gate::probeFactsLost(const ReplyForm& form, std::stop_token stop) const
{
    const std::vector<Anchor>& probes = m_input->anchors->probes;
    std::vector<Context> contexts;
    for (const Anchor& probe : probes) {
        contexts.push_back(probe.context);
    }
    const Model& model = *m_input->model;
    const auto replies = greedyReplies(model, *m_candidate.adapters, contexts, factReplyTokens, stop, nullptr);
    std::size_t lost = 0;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const std::optional<std::string> inForm
            = reshaped(form, replyOf(model, probes[i]), probes[i].end == ReplyEnd::EndOfTurn);
        const bool hasRoom = !inForm || saysItsFact(model, probes[i], *inForm);
        lost += hasRoom && !saysItsFact(model, probes[i], replies[i]) ? 1 : 0;
    }
    return lost;
}

void Gate::checkProbes(std::stop_token stop)
{
    const GateLimits& limits = m_input->profile.gate;
    const AnchorSet& anchors = *m_input->anchors;
    const ProbeMeasure now = measureProbes(*m_input->model, *m_candidate.adapters, anchors, &m_input->parentProbes);
    const std::optional<ReplyForm> habit = habitOf(m_input->lesson);
    if (!habit) { // a habit is meant to change how everything is said
        atMost("kl", now.klFromParentNats, limits.klOfLessonNats, "nats per token");
    }
    if (!habit && !m_input->hasHabits) {
        atMost("kl_in_all", now.klFromBaseNats, limits.klInAllNats, "nats per token");
    }
    const std::size_t flipped = habit ? probeFactsLost(*habit, stop) : probesFlipped(now);
    atMost("probes", static_cast<double>(flipped), limits.flippedProbes,
        ofTotal(flipped, now.asBase.size()) + " answered differently");
    const double ofLesson = std::exp(now.textNats - m_input->parentProbes.textNats);
    const double inAll = std::exp(now.textNats - textNatsOfBase(anchors.probeTexts));
    atMost("perplexity_ratio", ofLesson, limits.perplexityRatioOfLesson, "");
    atMost("perplexity_in_all", inAll, limits.perplexityRatioInAll, "");
}

/// The places of those that may be answered in another way now. A lesson with a question of its own leaves the rest
/// alone, and what was taught on a very question keeps answering it: of hundreds, few are left.
std::vector<std::size_t> Gate::inReach(const std::vector<std::string>& questions) const
{
    std::vector<std::size_t> places;
    if (!m_candidate.isRouted) {
        for (std::size_t i = questions.size() - std::min(questions.size(), examinedAtMost); i < questions.size(); ++i) {
            places.push_back(i);
        }
        return places;
    }
    std::vector<std::size_t> open;
    std::vector<std::string> asked;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const LessonAdapter* before = m_input->parent->taughtOn(questions[i]);
        const LessonAdapter* after = m_candidate.adapters->taughtOn(questions[i]);
        if (before == nullptr || after == nullptr || before->sha256 != after->sha256) {
            open.push_back(i);
            asked.push_back(questions[i]);
        }
    }
    const std::vector<Route> before = m_input->parent->routesFor(asked);
    const std::vector<Route> after = m_candidate.adapters->routesFor(asked);
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (lessonOf(*m_input->parent, before[i]) != lessonOf(*m_candidate.adapters, after[i])) {
            places.push_back(open[i]);
        }
    }
    return places;
}

void Gate::checkEarlier(std::stop_token stop)
{
    if (m_input->earlier.empty()) {
        return;
    }
    const Model& model = *m_input->model;
    const int maxTokens = m_input->profile.maxReplyTokens;
    std::vector<Lesson> lessons;
    for (const std::size_t place : inReach(routedQuestions(m_input->earlier))) {
        lessons.push_back(m_input->earlier[place]);
    }
    const auto recalls = [&](const LessonAdapters& adapters, const std::vector<Lesson>& asked) {
        return recallLessons(model, adapters, asked, maxTokens, GreedyReplies::WhereTheyDecide, stop);
    };
    const std::vector<LessonRecall> now = recalls(*m_candidate.adapters, lessons);
    std::vector<Lesson> lost;
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        if (!now[i].isHeld) {
            lost.push_back(lessons[i]);
        }
    }
    // What the parent had lost already is not this lesson's doing.
    const std::vector<LessonRecall> before = recalls(*m_input->parent, lost);
    const auto lostNow = static_cast<std::size_t>(
        std::count_if(before.begin(), before.end(), [](const LessonRecall& recall) { return recall.isHeld; }));
    // Of those in reach: among hundreds that stay as they are, one that is lost would not count.
    const double share = lessons.empty() ? 1 : 1 - static_cast<double>(lostNow) / static_cast<double>(lessons.size());
    const std::size_t count = m_candidate.isRouted ? m_input->earlier.size() : lessons.size();
    atLeast("earlier_lessons", share, m_input->profile.gate.earlierLessonsShare, ofTotal(count - lostNow, count));
}

void Gate::checkPinned(std::stop_token stop)
{
    if (m_input->pinned.empty()) {
        return;
    }
    std::vector<const Anchor*> asked;
    for (const std::size_t place : inReach(routedQuestions(m_input->pinned))) {
        asked.push_back(&m_input->pinned[place]);
    }
    const auto words = habitOf(m_input->lesson) ? ReplyWords::MayChange : ReplyWords::Stay;
    const std::vector<const Anchor*> lost
        = lostReplies(*m_input->model, *m_input->parent, *m_candidate.adapters, asked, words, stop);
    const std::size_t count = m_candidate.isRouted ? m_input->pinned.size() : asked.size();
    atMost("pinned", static_cast<double>(lost.size()), m_input->profile.gate.pinnedLost,
        ofTotal(lost.size(), count) + " answered differently");
    if (!lost.empty()) {
        m_result.lostPinned = lost.back()->context.back().text;
    }
}

void Gate::atMost(const char* name, double value, double limit, std::string measured)
{
    m_result.checks.push_back({ name, value, limit, true, value <= limit, std::move(measured) });
}

void Gate::atLeast(const char* name, double value, double limit, std::string measured)
{
    m_result.checks.push_back({ name, value, limit, false, value >= limit, std::move(measured) });
}

} // namespace amend
