// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/measurement.h"

#include "core/base/error.h"
#include "core/learn/served.h"
#include "core/model/generator.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace amend {

namespace {

/// Tokens whose keys and values a batch of replies may hold: 190 MB on the default model.
constexpr std::size_t batchTokens = 4096;
/// Logits of one pass over texts, at most: 256 MB, and as much again for the reference.
constexpr std::int64_t passLogits = std::int64_t { 1 } << 26;
/// Rows of logits that are turned into probabilities at a time.
constexpr std::int64_t sliceRows = 64;

void refuseIfStopped(const std::stop_token& stop)
{
    if (stop.stop_requested()) {
        throw Error(ErrorKind::Cancelled, "The measurement was stopped.");
    }
}

std::vector<TokenId> promptWithRoom(const Model& model, const std::vector<ChatTurn>& chat)
{
    std::vector<TokenId> prompt = promptTokens(model, chat);
    if (prompt.size() >= static_cast<std::size_t>(model.config.contextLength)) {
        throw Error(ErrorKind::ContextFull,
            "The question has " + std::to_string(prompt.size())
                + " tokens, which leaves no room for a reply in the model's "
                + std::to_string(model.config.contextLength) + ".");
    }
    return prompt;
}

/// How many of the prompts from `begin` on are answered side by side. None is cut short by a longer one beside it.
std::size_t batchSize(const Model& model, std::span<const std::vector<TokenId>> prompts, std::size_t maxTokens)
{
    std::size_t longest = 0;
    std::size_t count = 0;
    for (const std::vector<TokenId>& prompt : prompts) {
        longest = std::max(longest, prompt.size());
        const std::size_t columns = longest + maxTokens;
        const bool fits
            = columns <= static_cast<std::size_t>(model.config.contextLength) && columns * (count + 1) <= batchTokens;
        if (!fits && count > 0) {
            break;
        }
        ++count;
        if (!fits) {
            break;
        }
    }
    return count;
}

GreedyAnswer answerFrom(const Model& model, std::vector<TokenId> reply, std::size_t room)
{
    GreedyAnswer answer { .text = {}, .tokens = std::move(reply), .endsTurn = true };
    if (answer.tokens.size() >= room) {
        answer.tokens.resize(room);
        answer.endsTurn = false;
    }
    answer.text = model.tokenizer.decode(answer.tokens);
    return answer;
}

/// Fills the members' answers.
void answerGroup(const Model& model, const Adapter* weights, const RoutedGroup& group,
    const std::vector<std::vector<TokenId>>& prompts, int maxTokens, std::vector<GreedyAnswer>& answers,
    const std::stop_token& stop)
{
    const auto limit = static_cast<std::size_t>(std::max(0, maxTokens));
    const auto context = static_cast<std::size_t>(model.config.contextLength);
    std::vector<std::vector<TokenId>> rest;
    for (const std::size_t member : group.members) {
        rest.push_back(prompts[member]);
    }
    for (std::size_t done = 0; done < rest.size();) {
        const std::size_t count = batchSize(model, std::span(rest).subspan(done), limit);
        const auto first = rest.begin() + static_cast<std::ptrdiff_t>(done);
        auto replies = generateGreedyBatch(
            model, weights, { first, first + static_cast<std::ptrdiff_t>(count) }, maxTokens, stop);
        for (std::size_t i = 0; i < count; ++i, ++done) {
            answers[group.members[done]]
                = answerFrom(model, std::move(replies[i]), std::min(limit, context - rest[done].size()));
        }
    }
}

/// One text in the pieces in which it is read.
std::vector<ScoredText> piecesOf(const Model& model, const TextToScore& text)
{
    if (!text.context.empty()) {
        const ReplyEnd end = text.endsTurn ? ReplyEnd::EndOfTurn : ReplyEnd::Cut;
        return { text.replyTokens.empty() ? scoredReply(model, text.context, text.text, end)
                                          : scoredReply(model, text.context, text.replyTokens, end) };
    }
    std::vector<TokenId> tokens = model.tokenizer.encode(text.text);
    if (text.maxTokens > 0) {
        tokens.resize(std::min(tokens.size(), static_cast<std::size_t>(text.maxTokens)));
    }
    const auto window = static_cast<std::size_t>(std::clamp(text.windowTokens, 2, model.config.contextLength));
    std::vector<ScoredText> pieces;
    for (std::size_t begin = 0; begin + 1 < tokens.size(); begin += window) {
        const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::size_t count = std::min(window, tokens.size() - begin);
        pieces.push_back({ .tokens = { first, first + static_cast<std::ptrdiff_t>(count) } });
    }
    return pieces;
}

/// Appends the scores of the next rows of logits, [n, v] each; `reference` may be undefined.
void addScores(TextScore& scores, const at::Tensor& logits, const at::Tensor& reference, const at::Tensor& targets,
    std::int64_t vocabulary)
{
    const at::Tensor logProbs = logits.log_softmax(1);
    const at::Tensor chosen = logProbs.gather(1, targets.unsqueeze(1)).squeeze(1).to(at::kCPU, at::kDouble);
    // An embedding may have more rows than the tokenizer has tokens: such rows are never chosen.
    const at::Tensor greedy = logits.narrow(1, 0, vocabulary).argmax(1).eq(targets).to(at::kCPU);
    at::Tensor divergence;
    if (reference.defined()) {
        const at::Tensor expected = reference.log_softmax(1);
        divergence = (expected.exp() * (expected - logProbs)).sum(1).to(at::kCPU, at::kDouble);
    }
    const at::Tensor tokens = targets.to(at::kCPU);
    for (std::int64_t i = 0; i < tokens.size(0); ++i) {
        scores.push_back({ .token = static_cast<TokenId>(tokens.const_data_ptr<std::int64_t>()[i]),
            .logProb = chosen.const_data_ptr<double>()[i],
            .isGreedy = greedy.const_data_ptr<bool>()[i],
            .klNats = divergence.defined() ? divergence.const_data_ptr<double>()[i] : 0 });
    }
}

struct Piece {
    std::size_t text = 0; ///< the one it belongs to
    ScoredText scored;
    std::string question; ///< as the router sees it; empty: plain text
};

/// One pass over pieces that fit into memory together.
void scorePass(const Model& model, const LessonAdapters& adapters, const LessonAdapters* reference,
    std::span<const Piece> pieces, std::vector<TextScore>& scores)
{
    std::vector<const ScoredText*> texts;
    std::vector<std::string> questions;
    for (const Piece& piece : pieces) {
        texts.push_back(&piece.scored);
        questions.push_back(piece.question);
    }
    const std::vector<at::Tensor> logits = servedLogits(model, adapters, texts, questions);
    const std::vector<at::Tensor> expected = reference != nullptr ? servedLogits(model, *reference, texts, questions)
                                                                  : std::vector<at::Tensor>(texts.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const at::Tensor targets = targetsOf(pieces[i].scored, model.device);
        for (std::int64_t begin = 0; begin < targets.size(0); begin += sliceRows) {
            const std::int64_t rows = std::min(sliceRows, targets.size(0) - begin);
            addScores(scores[pieces[i].text], logits[i].narrow(0, begin, rows),
                expected[i].defined() ? expected[i].narrow(0, begin, rows) : at::Tensor(),
                targets.narrow(0, begin, rows), model.tokenizer.size());
        }
    }
}

} // namespace

std::vector<GreedyAnswer> answerAll(const Model& model, const LessonAdapters& adapters,
    const std::vector<std::vector<ChatTurn>>& chats, int maxTokens, std::stop_token stop)
{
    std::vector<std::vector<TokenId>> prompts;
    std::vector<std::string> questions;
    for (const std::vector<ChatTurn>& chat : chats) {
        prompts.push_back(promptWithRoom(model, chat));
        questions.push_back(routedQuestion(chat));
    }
    std::vector<GreedyAnswer> answers(chats.size());
    for (const RoutedGroup& group : adapters.groupsOf(questions)) {
        answerGroup(model, adapters.weightsOf(group.route).get(), group, prompts, maxTokens, answers, stop);
    }
    return answers;
}

std::vector<TextScore> scoreAll(const Model& model, const LessonAdapters& adapters, const LessonAdapters* reference,
    const std::vector<TextToScore>& texts, std::stop_token stop)
{
    const at::NoGradGuard noGrad;
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (ScoredText& scored : piecesOf(model, texts[i])) {
            if (scored.scoredCount() > 0) {
                pieces.push_back(
                    { .text = i, .scored = std::move(scored), .question = routedQuestion(texts[i].context) });
            }
        }
    }
    std::vector<TextScore> scores(texts.size());
    const std::int64_t passRows = std::max<std::int64_t>(1, passLogits / model.config.vocabularySize);
    for (std::size_t begin = 0; begin < pieces.size();) {
        refuseIfStopped(stop);
        std::size_t end = begin;
        for (std::int64_t rows = 0; end < pieces.size(); ++end) {
            rows += pieces[end].scored.scoredCount();
            if (rows > passRows && end > begin) {
                break;
            }
        }
        scorePass(model, adapters, reference, std::span(pieces).subspan(begin, end - begin), scores);
        begin = end;
    }
    return scores;
}

} // namespace amend
