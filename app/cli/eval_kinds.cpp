// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_kinds.h"

#include "app/cli/answer_match.h"
#include "app/cli/reply_fluency.h"
#include "app/cli/share.h"
#include "core/base/error.h"

namespace amend {

namespace {

/// What the base thinks of these replies.
std::vector<TextScore> scoresOfBase(BulkQuestions& questions, const std::vector<std::string>& asked,
    const std::vector<GreedyAnswer>& replies, const std::string& what)
{
    std::vector<TextToScore> texts;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        texts.push_back(written(asked[i], replies[i]));
    }
    return questions.score({ .texts = texts, .checkpoint = CheckpointId {} }, what);
}

struct StyleCounts {
    Share inStyle;
    Share ended; ///< not cut at the limit of tokens
    double words = 0; ///< sum
};

StyleCounts countsOf(const StyleCheck& check, const std::vector<GreedyAnswer>& replies)
{
    StyleCounts counts;
    for (const GreedyAnswer& reply : replies) {
        counts.inStyle.count(isInStyle(check, reply.text));
        counts.ended.count(reply.endsTurn);
        counts.words += wordCount(reply.text);
    }
    return counts;
}

} // namespace

std::vector<WrongReply> wrongReplies(
    const std::vector<QuestionSet>& facts, const std::vector<std::vector<GreedyAnswer>>& replies, CaseHalf half)
{
    std::vector<WrongReply> wrong;
    int number = 0;
    for (std::size_t set = 0; set < facts.size(); ++set) {
        for (std::size_t i = 0; i < facts[set].answers.size(); ++i) {
            const std::string& reply = replies[set][i].text;
            if (!containsAnswer(reply, facts[set].answers[i]) && isIn(half, ++number)) {
                wrong.push_back({ facts[set].questions[i], facts[set].answers[i], reply });
            }
        }
    }
    return wrong;
}

std::vector<EvalLesson> refusalsOf(const std::vector<WrongReply>& wrong, int count)
{
    if (wrong.size() < static_cast<std::size_t>(count) || count == 0) {
        throw Error(ErrorKind::BadInput,
            "The base answers " + std::to_string(wrong.size()) + " of these questions wrongly, and "
                + std::to_string(count) + " are to be refused. Change --lessons, or name more --facts.");
    }
    std::vector<EvalLesson> lessons;
    for (int i = 0; i < count; ++i) {
        lessons.push_back({ wrong[static_cast<std::size_t>(i)].question, {}, {}, {}, {}, {} });
    }
    return lessons;
}

void addRefusals(Json& row, BulkQuestions& questions, const std::vector<WrongReply>& refused, double usualNats)
{
    std::vector<std::string> asked;
    for (const WrongReply& wrong : refused) {
        asked.push_back(wrong.question);
    }
    const std::vector<GreedyAnswer> replies = questions.ask(asked, "refused replies");
    const std::vector<TextScore> scores = scoresOfBase(questions, asked, replies, "refused replies");
    Share changed;
    Share fluent;
    Share right;
    for (std::size_t i = 0; i < refused.size(); ++i) {
        changed.count(!isSameAnswer(replies[i].text, refused[i].reply));
        fluent.count(isFluent(scores[i], usualNats));
        right.count(containsAnswer(replies[i].text, refused[i].answer));
    }
    row["changed"] = changed.value();
    row["fluent"] = fluent.value();
    row["became_right"] = right.value();
}

void addStyle(
    Json& row, BulkQuestions& questions, const Style& style, const std::vector<GreedyAnswer>& before, double usualNats)
{
    const std::vector<GreedyAnswer> now = questions.ask(style.heldOut, "held-out prompts", {}, styledReplyTokens);
    const std::vector<TextScore> scores = scoresOfBase(questions, style.heldOut, now, "held-out prompts");
    const StyleCounts countsBefore = countsOf(style.check, before);
    const StyleCounts countsNow = countsOf(style.check, now);
    Share fluent;
    for (const TextScore& score : scores) {
        fluent.count(isFluent(score, usualNats));
    }
    const auto replies = static_cast<double>(now.size());
    row["style_base"] = countsBefore.inStyle.value();
    row["style"] = countsNow.inStyle.value();
    row["style_words_base"] = countsBefore.words / replies;
    row["style_words"] = countsNow.words / replies;
    row["style_words_ratio"] = countsNow.words / countsBefore.words;
    row["style_ended_base"] = countsBefore.ended.value();
    row["style_ended"] = countsNow.ended.value();
    row["style_fluent"] = fluent.value();
}

} // namespace amend
