// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/retention.h"

#include "core/base/counter_rng.h"
#include "core/learn/reply_form.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>

namespace amend {

namespace {

constexpr double keptWeight = 2;
constexpr int ownPerStep = 2; ///< of the person's own replies
/// Longer exchanges cost more than they hold: replies are cut, long chats left out.
constexpr std::size_t keptReplyTokens = 64;
constexpr std::size_t keptPromptTokens = 192;
constexpr std::uint64_t keptStream = 1; // of the lesson's seed; 0 orders the shipped anchors, replay follows
constexpr std::uint64_t replayStream = 2;
constexpr std::uint64_t keptDrawStream = 3;
constexpr std::uint64_t fisherStream = 4;

/// The `count` items of `step`, going through a shuffled list again and again.
template <class Item>
std::vector<const Item*> turnOf(const std::vector<Item>& items, int count, int step, const CounterRng& random)
{
    std::vector<const Item*> chosen;
    if (items.empty()) {
        return chosen;
    }
    const std::vector<std::size_t> order = shuffled(items.size(), random);
    const auto wished = std::min(static_cast<std::size_t>(std::max(0, count)), items.size());
    for (std::size_t i = 0; i < wished; ++i) {
        chosen.push_back(&items[order[(static_cast<std::size_t>(step) * wished + i) % items.size()]]);
    }
    return chosen;
}

/// `sum` may be undefined: nothing yet.
at::Tensor plus(const at::Tensor& sum, const at::Tensor& term)
{
    return sum.defined() ? sum + term : term;
}

} // namespace

std::vector<std::size_t> shuffled(std::size_t count, CounterRng random)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    return order;
}

RetentionDraw drawForStep(const Retention& retention, const LearningProfile& profile, std::uint64_t seed, int step)
{
    const CounterRng random(seed);
    RetentionDraw draw;
    const auto add = [&](const std::vector<const Anchor*>& anchors, double weight) {
        draw.anchors.insert(draw.anchors.end(), anchors.begin(), anchors.end());
        draw.weights.insert(draw.weights.end(), anchors.size(), weight);
    };
    if (profile.klWeight > 0) {
        const int ownCount = std::min(static_cast<int>(retention.kept.size()), ownPerStep);
        const int shippedCount = std::max(1, profile.anchorsPerStep - ownCount);
        // Where there is room for one only, questions and plain texts take turns.
        const bool plainToo = !retention.shipped->plainTexts.empty() && (shippedCount > 1 || step % 2 == 1);
        const int plainCount = plainToo ? 1 : 0;
        add(turnOf(retention.shipped->anchors, shippedCount - plainCount, step, random.split(0)), 1);
        add(turnOf(retention.shipped->plainTexts, plainCount, step, random.split(0)), 1);
        add(turnOf(retention.kept, ownCount, step, random.split(keptStream)), keptWeight);
    }
    for (const Anchor& anchor : retention.near) {
        draw.near.push_back(&anchor);
    }
    draw.replay = turnOf(retention.replay, profile.replaysPerStep, step, random.split(replayStream));
    return draw;
}

std::vector<const ScoredText*> ordinaryTexts(
    const Retention& retention, const LearningProfile& profile, const Lesson& lesson)
{
    std::vector<const ScoredText*> texts;
    for (const Anchor& anchor : retention.kept) {
        texts.push_back(&anchor.text);
    }
    for (const Anchor* anchor :
        turnOf(retention.shipped->anchors, profile.fisherTexts, 0, CounterRng(lesson.seed).split(fisherStream))) {
        if (!asksSimilarly(anchor->context.back().text, questionOf(lesson))) {
            texts.push_back(&anchor->text);
        }
    }
    return texts;
}

RetentionLoss retentionLoss(
    const Model& model, const Adapter& candidate, const RetentionDraw& draw, const LearningProfile& profile)
{
    std::vector<const ScoredText*> texts;
    for (const auto* list : { &draw.anchors, &draw.near }) {
        for (const Anchor* anchor : *list) {
            texts.push_back(&anchor->text);
        }
    }
    texts.insert(texts.end(), draw.replay.begin(), draw.replay.end());
    if (texts.empty()) { // a leaf of its own, so that its gradient can be asked for like any other's
        return { .total = at::zeros({}, model.weights.embedding.options().dtype(at::kFloat)).set_requires_grad(true) };
    }
    return retentionLossOf(draw, logitsPerText(model, &candidate, texts), profile);
}

RetentionLoss retentionLossOf(
    const RetentionDraw& draw, const std::vector<at::Tensor>& logits, const LearningProfile& profile)
{
    RetentionLoss loss;
    const double weightSum = std::accumulate(draw.weights.begin(), draw.weights.end(), 0.0);
    at::Tensor anchors;
    for (std::size_t i = 0; i < draw.anchors.size(); ++i) {
        anchors = plus(
            anchors, klFromReference(draw.anchors[i]->reference, logits[i]).mean() * (draw.weights[i] / weightSum));
    }
    if (anchors.defined()) {
        loss.anchorsNats = anchors.item<double>();
        loss.total = profile.klWeight * anchors;
    }
    at::Tensor near;
    const std::size_t nearBegin = draw.anchors.size();
    for (std::size_t i = 0; i < draw.near.size(); ++i) {
        near = plus(near,
            klFromReference(draw.near[i]->reference, logits[nearBegin + i]).mean()
                / static_cast<double>(draw.near.size()));
    }
    if (near.defined()) {
        loss.nearNats = near.item<double>();
        loss.total = plus(loss.total, profile.nearWeight * near);
    }
    at::Tensor replay;
    for (std::size_t i = 0; i < draw.replay.size(); ++i) {
        const at::Tensor& here = logits[nearBegin + draw.near.size() + i];
        replay = plus(replay,
            targetLogProbs(here, targetsOf(*draw.replay[i], here.device())).mean()
                * (-1.0 / static_cast<double>(draw.replay.size())));
    }
    if (replay.defined()) {
        loss.replayNats = replay.item<double>();
        loss.total = plus(loss.total, profile.replayWeight * replay);
    }
    return loss;
}

std::optional<Anchor> keptAnchor(const Model& model, const std::vector<ChatTurn>& turns, std::size_t promptTokens)
{
    if (turns.size() < 2 || turns.back().role != Role::Assistant) {
        return std::nullopt;
    }
    Anchor anchor;
    anchor.context.assign(turns.begin(), turns.end() - 1);
    std::vector<TokenId> reply = model.tokenizer.encode(turns.back().text);
    anchor.end = reply.size() <= keptReplyTokens ? ReplyEnd::EndOfTurn : ReplyEnd::Cut;
    reply.resize(std::min(reply.size(), keptReplyTokens));
    if (reply.empty() || amend::promptTokens(model, anchor.context).size() > promptTokens) {
        return std::nullopt;
    }
    anchor.text = scoredReply(model, anchor.context, reply, anchor.end);
    return anchor;
}

std::vector<Anchor> keptAnchors(const Model& model, const std::vector<std::vector<ChatTurn>>& kept,
    const Lesson& lesson, int count, std::uint64_t seed)
{
    std::vector<Anchor> anchors;
    for (const std::size_t index : shuffled(kept.size(), CounterRng(seed).split(keptDrawStream))) {
        const std::vector<ChatTurn>& turns = kept[index];
        if (static_cast<int>(anchors.size()) >= count) {
            break;
        }
        std::optional<Anchor> anchor = keptAnchor(model, turns, keptPromptTokens);
        if (anchor && !asksSimilarly(anchor->context.back().text, questionOf(lesson))) {
            anchors.push_back(std::move(*anchor));
        }
    }
    return anchors;
}

std::vector<Lesson> compatibleLessons(const std::vector<Lesson>& earlier, const Lesson& lesson)
{
    std::vector<Lesson> compatible;
    const std::optional<ReplyForm> form = habitOf(lesson);
    std::copy_if(earlier.begin(), earlier.end(), std::back_inserter(compatible), [&](const Lesson& old) {
        const std::optional<ReplyForm> oldForm = form ? habitOf(old) : std::nullopt;
        return !(oldForm && takesThePlaceOf(*form, *oldForm)) && old.gesture != Gesture::ThumbsUp
            && !asksTheSame(questionOf(old), questionOf(lesson));
    });
    return compatible;
}

} // namespace amend
