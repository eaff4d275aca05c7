// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lesson_recall.h"

#include "core/learn/anchor_set.h"
#include "core/learn/reply_form.h"
#include "core/learn/scored_text.h"
#include "core/learn/served.h"
#include "core/text/wording.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/mean.h>

#include <cstddef>

namespace amend {

namespace {

/// A reply may be this much longer than the one that it is compared with before it is cut.
constexpr int spareReplyTokens = 24;

/// The reply that the lesson is about.
const std::string& replyOf(const Lesson& lesson)
{
    return lesson.wantedReply.empty() ? lesson.badReply : lesson.wantedReply;
}

} // namespace

bool doesAsAsked(const std::string& reply, const Lesson& lesson)
{
    const std::optional<ReplyForm> form = habitOf(lesson);
    return form ? hasForm(*form, lesson.badReply, reply) : saysWhatWasWanted(reply, lesson.wantedReply);
}

int tokensThatShow(const Model& model, const Lesson& lesson, int maxReplyTokens)
{
    const std::optional<ReplyForm> form = habitOf(lesson);
    if (lesson.wantedReply.empty() || (form && !decidesTheEnd(form->kind))) {
        return maxReplyTokens;
    }
    const std::string& longest = form ? lesson.badReply : lesson.wantedReply;
    return static_cast<int>(model.tokenizer.encode(longest).size()) + spareReplyTokens;
}

std::vector<LessonRecall> recallLessons(const Model& model, const LessonAdapters& adapters,
    std::span<const Lesson> lessons, int maxTokens, GreedyReplies replies, std::stop_token stop)
{
    if (lessons.empty()) {
        return {};
    }
    const at::NoGradGuard noGrad;
    std::vector<ScoredText> texts;
    std::vector<const ScoredText*> rows;
    std::vector<std::string> questions;
    for (const Lesson& lesson : lessons) {
        texts.push_back(scoredReply(model, lesson.context, replyOf(lesson)));
        questions.push_back(routedQuestion(lesson.context));
    }
    for (const ScoredText& text : texts) {
        rows.push_back(&text);
    }
    const std::vector<at::Tensor> logits = servedLogits(model, adapters, rows, questions);
    std::vector<LessonRecall> recalls(lessons.size());
    std::vector<std::size_t> open; // what they say has to be asked
    std::vector<Context> contexts;
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        const bool isGreedy = isGreedyReply(logits[i], texts[i]);
        recalls[i].isHeld = isGreedy != lessons[i].wantedReply.empty();
        recalls[i].logProbability = targetLogProbs(logits[i], targetsOf(texts[i], model.device)).mean().item<double>();
        if (isGreedy) {
            recalls[i].reply = replyOf(lessons[i]);
        } else if (!recalls[i].isHeld || replies == GreedyReplies::All) {
            open.push_back(i);
            contexts.push_back(lessons[i].context);
        }
    }
    const std::vector<std::vector<TokenId>> written = servedReplies(model, adapters, contexts, maxTokens, stop);
    for (std::size_t i = 0; i < open.size(); ++i) {
        LessonRecall& recall = recalls[open[i]];
        recall.reply = model.tokenizer.decode(written[i]);
        // Not word for word, but perhaps in its own words.
        recall.isHeld = recall.isHeld || doesAsAsked(recall.reply, lessons[open[i]]);
    }
    return recalls;
}

} // namespace amend
