// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/counter_rng.h"
#include "core/learn/objective.h"
#include "core/learn/reply_form.h"
#include "core/learn/retention.h"
#include "core/learn/variants.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

namespace amend {

namespace {

constexpr std::uint64_t ordinaryStream = 5; // of the lesson's seed
constexpr int ordinaryReplyTokens = 32;
/// Of a reply whose end the form leaves alone.
constexpr std::size_t shapedTokens = 48;

const char* inWords(FormKind kind)
{
    switch (kind) {
    case FormKind::OneSentence:
        return "All replies are to be one sentence.";
    case FormKind::Shorter:
        return "All replies are to be shorter.";
    case FormKind::Longer:
        return "All replies are to be longer.";
    case FormKind::List:
        return "All replies are to be lists.";
    case FormKind::NoList:
        return "No reply is to be a list.";
    case FormKind::Exclaiming:
        return "All replies are to end their sentences with exclamation marks.";
    case FormKind::BeginsWith:
        return "All replies are to begin with ";
    case FormKind::EndsWith:
        return "All replies are to end with ";
    }
    return "";
}

std::string takenAs(const ReplyForm& form)
{
    return form.text.empty() ? inWords(form.kind) : inWords(form.kind) + ('"' + form.text) + "\".";
}

/// A reply in the form, and the model's own, of which it was made.
struct Reshaped {
    ScoredText text;
    std::vector<TokenId> own; ///< with its end of turn, if it came to it
    bool isAsBefore = false;
};

std::optional<Reshaped> reshapedReply(
    const Model& model, const Context& context, const std::string& own, ReplyEnd end, const ReplyForm& form)
{
    const bool isWhole = end == ReplyEnd::EndOfTurn;
    const std::optional<std::string> shaped = reshaped(form, own, isWhole);
    if (!shaped) {
        return std::nullopt;
    }
    std::vector<TokenId> tokens = model.tokenizer.encode(*shaped);
    if (decidesTheEnd(form.kind)) {
        end = ReplyEnd::EndOfTurn;
    } else if (tokens.size() > shapedTokens) {
        tokens.resize(shapedTokens);
        end = ReplyEnd::Cut;
    }
    return Reshaped { scoredReply(model, context, tokens, end),
        scoredTokens(scoredReply(model, context, own, isWhole ? ReplyEnd::EndOfTurn : ReplyEnd::Cut)), *shaped == own };
}

/// The model's replies to ordinary questions in an order of the lesson's own: the shipped ones of the base, or what the
/// parent says there.
std::vector<Anchor> ordinaryReplies(const ObjectiveInput& input, std::stop_token stop)
{
    const std::vector<Anchor>& shipped = input.anchors.anchors;
    std::vector<Anchor> replies;
    for (const std::size_t which : shuffled(shipped.size(), CounterRng(input.lesson.seed).split(ordinaryStream))) {
        replies.push_back(shipped[which]);
    }
    if (input.parent != nullptr) {
        answerGreedily(input.model, input.parent, replies, ordinaryReplyTokens, stop);
    }
    return replies;
}

/// The lesson's own reply first, then plain text, then as many ordinary replies as fit into a step, most of which were
/// not in the form.
std::vector<Reshaped> textsOf(
    const ObjectiveInput& input, const ReplyForm& form, Reshaped refused, std::stop_token stop)
{
    const HabitProfile& profile = input.profile.habit;
    std::vector<Reshaped> texts { std::move(refused) };
    auto tokens = static_cast<int>(texts.front().text.tokens.size());
    const std::vector<Anchor>& plain = input.anchors.plainTexts;
    for (std::size_t i = 0; i < std::min(plain.size(), static_cast<std::size_t>(profile.plain)); ++i) {
        tokens += static_cast<int>(plain[i].text.tokens.size());
        texts.push_back({ plain[i].text, scoredTokens(plain[i].text), true });
    }
    int replies = 0;
    int asBefore = 0;
    for (const Anchor& anchor : ordinaryReplies(input, stop)) {
        std::optional<Reshaped> reply
            = reshapedReply(input.model, anchor.context, replyOf(input.model, anchor), anchor.end, form);
        if (!reply || (reply->isAsBefore && asBefore >= profile.same)) {
            continue;
        }
        tokens += static_cast<int>(reply->text.tokens.size());
        if (replies == profile.replies || tokens > profile.stepTokens) {
            break;
        }
        ++replies;
        asBefore += reply->isAsBefore ? 1 : 0;
        texts.push_back(std::move(*reply));
    }
    return texts;
}

/// Per token of `shaped`, whether it follows in `own` what it follows here. The two are aligned by their longest common
/// subsequence.
std::vector<bool> flowing(const std::vector<TokenId>& own, const std::vector<TokenId>& shaped)
{
    std::vector<std::vector<int>> common(shaped.size() + 1, std::vector<int>(own.size() + 1, 0)); // of the rest of both
    for (std::size_t i = shaped.size(); i-- > 0;) {
        for (std::size_t j = own.size(); j-- > 0;) {
            common[i][j]
                = shaped[i] == own[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    std::vector<bool> flows(shaped.size(), false);
    bool follows = true; // the token before stands before own[j] too
    for (std::size_t i = 0, j = 0; i < shaped.size();) {
        if (j < own.size() && shaped[i] == own[j]) {
            flows[i] = follows;
            follows = true;
            ++i;
            ++j;
        } else {
            follows = false;
            j < own.size() && common[i][j + 1] >= common[i + 1][j] ? ++j : ++i;
        }
    }
    return flows;
}

LessonText lessonText(const Model& model, const Reshaped& reply, const at::Tensor& logits)
{
    LessonText text { .text = reply.text, .role = TextRole::Shaped };
    text.targets = targetsOf(reply.text, model.device);
    const std::vector<bool> flows = flowing(reply.own, scoredTokens(reply.text));
    const at::Tensor differs = logits.argmax(1).ne(text.targets).cpu();
    std::vector<std::int64_t> formed;
    std::vector<std::int64_t> held;
    for (std::size_t i = 0; i < flows.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        (!flows[i] && differs[at].item<bool>() ? formed : held).push_back(at);
    }
    const auto options = at::TensorOptions().dtype(at::kLong);
    text.positions = at::tensor(formed, options).to(model.device);
    text.held = at::tensor(held, options).to(model.device);
    text.reference = referenceOf(logits.index_select(0, text.held));
    return text;
}

LessonPlan refusedPlan(Verdict verdict, std::string draft, const char* reason)
{
    LessonPlan plan { .wantedReply = std::move(draft) };
    plan.refused = verdict;
    plan.reason = reason;
    return plan;
}

} // namespace

bool isHabit(const Lesson& lesson)
{
    return lesson.scope == Scope::Always && (lesson.gesture == Gesture::WantedReply || habitOf(lesson));
}

LessonPlan planHabit(const ObjectiveInput& input, std::stop_token stop)
{
    const at::NoGradGuard noGrad;
    const Lesson& lesson = input.lesson;
    const std::optional<ReplyForm> form = habitOf(lesson);
    if (!form) {
        return refusedPlan(Verdict::Rejected, lesson.wantedReply,
            "What all replies should take from this one cannot be told."
            " Ask for it in a remark, such as one sentence, a list, or words in quotes to begin or end with."
            " Or teach it for this answer alone."
            " Nothing was changed.");
    }
    // Who writes what was wanted has read the refused reply to its end.
    const bool isWhole = endsSentence(lesson.badReply) || lesson.gesture == Gesture::WantedReply;
    const std::optional<Reshaped> refused = reshapedReply(
        input.model, lesson.context, lesson.badReply, isWhole ? ReplyEnd::EndOfTurn : ReplyEnd::Cut, *form);
    if (!refused) {
        return refusedPlan(Verdict::NeedsWantedReply, lesson.badReply,
            "The refused reply cannot be brought into that form by itself. Write the reply you wanted.");
    }
    const std::vector<Reshaped> texts = textsOf(input, *form, *refused, stop);
    std::vector<const ScoredText*> rows;
    for (const Reshaped& text : texts) {
        rows.push_back(&text.text);
    }
    LessonPlan plan { .tokensAtOnce = input.profile.habit.tokensAtOnce,
        .turns = input.profile.habit.turns,
        .stopRule = StopRule::ReachedAndShown };
    const TextsOnTrunk passes(input.model, rows, {}, plan.tokensAtOnce);
    for (std::size_t pass = 0; pass < passes.passes(); ++pass) {
        const std::vector<at::Tensor> logits = passes.logitsOfPass(pass, input.model, input.parent);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (logits[i].defined()) {
                plan.texts.push_back(lessonText(input.model, texts[i], logits[i]));
            }
        }
    }
    plan.wantedReply = *reshaped(*form, lesson.badReply, isWhole);
    plan.reason = takenAs(*form);
    return plan;
}

ObjectiveLoss lossOfHabit(const LessonPlan& plan, const std::vector<at::Tensor>& logits, const LearningProfile& profile)
{
    const auto isFormed = [](const LessonText& text) { return text.positions.size(0) > 0; };
    const auto texts = static_cast<double>(plan.texts.size());
    const auto formedTexts
        = static_cast<double>(std::max<std::ptrdiff_t>(1, std::ranges::count_if(plan.texts, isFormed)));
    at::Tensor formed = at::zeros({}, plan.texts.front().reference.topLogProbs.options());
    at::Tensor held = formed;
    ObjectiveLoss loss;
    for (std::size_t i = 0; i < plan.texts.size(); ++i) {
        const LessonText& text = plan.texts[i];
        if (!logits[i].defined()) {
            continue;
        }
        if (isFormed(text)) {
            formed = formed - targetLogProbs(logits[i], text.targets).index_select(0, text.positions).mean();
            loss.missingNats -= profile.stopBelowNats / formedTexts;
        }
        loss.excessNats -= profile.habit.heldBelowNats / texts;
        if (text.held.size(0) > 0) {
            held = held + klFromReference(text.reference, logits[i].index_select(0, text.held)).mean();
        }
    }
    formed = formed / formedTexts;
    held = held / texts;
    loss.total = formed + profile.habit.klWeight * held;
    loss.lessonNats = formed.item<double>();
    loss.heldNats = held.item<double>();
    loss.missingNats += loss.lessonNats;
    loss.excessNats += loss.heldNats;
    return loss;
}

} // namespace amend
