// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/near_questions.h"

#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace amend {

namespace {

constexpr std::size_t wordsBefore = 2; // question word and verb
constexpr int neighboursLookedAt = 48;
constexpr std::size_t wordsAtOnce = 16; // a row of the vocabulary's length each
constexpr std::size_t stemLetters = 4;
constexpr std::size_t shortestWord = 3;

struct Word {
    std::size_t begin;
    std::size_t size;
};

bool isLetter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool isDigit(char c)
{
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool isUpper(char c)
{
    return std::isupper(static_cast<unsigned char>(c)) != 0;
}

/// Runs of letters or of digits.
std::vector<Word> wordsOf(std::string_view text)
{
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto sameKind = isDigit(text[at]) ? isDigit : isLetter;
        std::size_t end = at;
        while (end < text.size() && sameKind(text[end])) {
            ++end;
        }
        if (end > at) {
            words.push_back({ at, end - at });
        }
        at = std::max(end, at + 1);
    }
    return words;
}

std::string lowered(std::string_view word)
{
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
        [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower;
}

bool isOfTheSameKind(std::string_view word, std::string_view other)
{
    return other.size() >= shortestWord && std::all_of(other.begin(), other.end(), isLetter)
        && isUpper(word.front()) == isUpper(other.front()) && !isFunctionWord(lowered(other))
        && std::none_of(other.begin() + 1, other.end(), isUpper)
        && lowered(word).substr(0, stemLetters) != lowered(other).substr(0, stemLetters);
}

/// [n, k] the tokens whose embeddings are nearest to those of `tokens`, the nearest first; `norms` [v] of all.
at::Tensor nearestTokens(const at::Tensor& embedding, const at::Tensor& norms, std::span<const std::int64_t> tokens)
{
    const at::Tensor index = at::tensor(std::vector<std::int64_t>(tokens.begin(), tokens.end()), at::kLong);
    const at::Tensor asked = embedding.index_select(0, index.to(embedding.device())); // [n, d]
    const at::Tensor cosine = asked.matmul(embedding.t()).div_(norms); // [n, v]
    return std::get<1>(cosine.topk(std::min<std::int64_t>(neighboursLookedAt, cosine.size(1)))).cpu();
}

/// Of each word, those that the model's embeddings have near to it; none of a number, and of what is several tokens.
/// Many at once, because for each lot the embeddings are read once.
std::vector<std::vector<std::string>> neighbourWords(const Model& model, const std::vector<std::string>& words)
{
    std::vector<std::vector<std::string>> neighbours(words.size());
    std::vector<std::int64_t> tokens;
    std::vector<std::size_t> places; // of those that are one token
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::vector<TokenId> pieces = model.tokenizer.encode(' ' + words[i]);
        if (pieces.size() == 1 && !isDigit(words[i].front())) {
            tokens.push_back(pieces.front());
            places.push_back(i);
        }
    }
    if (tokens.empty()) {
        return neighbours;
    }
    const at::NoGradGuard noGrad;
    const at::Tensor& embedding = model.weights.embedding; // [v, d]
    const at::Tensor norms = embedding.norm(2, 1).clamp_min(1e-6);
    for (std::size_t first = 0; first < tokens.size(); first += wordsAtOnce) {
        const std::size_t count = std::min(wordsAtOnce, tokens.size() - first);
        const at::Tensor nearest = nearestTokens(embedding, norms, std::span(tokens).subspan(first, count));
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t place = places[first + i];
            const at::Tensor row = nearest[static_cast<std::int64_t>(i)];
            for (std::int64_t rank = 0; rank < row.size(0); ++rank) {
                const std::string text = model.tokenizer.bytesOf(static_cast<TokenId>(row[rank].item<std::int64_t>()));
                if (text.size() > 1 && text.front() == ' '
                    && isOfTheSameKind(words[place], std::string_view(text).substr(1))) {
                    neighbours[place].push_back(text.substr(1));
                }
            }
        }
    }
    return neighbours;
}

/// Numbers of the same length near the given one.
std::vector<std::string> neighbourNumbers(std::string_view digits)
{
    if (digits.size() > 6) {
        return {};
    }
    const long value = std::stol(std::string(digits));
    std::vector<std::string> neighbours;
    for (const long offset : { 1L, -1L, 2L, 5L, -3L }) {
        const std::string number = std::to_string(value + offset);
        if (value + offset >= 0 && number.size() == digits.size()) {
            neighbours.push_back(number);
        }
    }
    return neighbours;
}

} // namespace

std::vector<std::string> nearQuestions(const Model& model, const std::string& question, int count)
{
    std::vector<Word> places; // last word first: what is asked about tends to stand at the end
    std::vector<std::string> asked;
    const std::vector<Word> all = wordsOf(question);
    for (std::size_t i = all.size(); i-- > wordsBefore;) {
        std::string word = question.substr(all[i].begin, all[i].size);
        if (isDigit(word.front()) || (word.size() >= shortestWord && !isFunctionWord(lowered(word)))) {
            places.push_back(all[i]);
            asked.push_back(std::move(word));
        }
    }
    const std::vector<std::vector<std::string>> others = neighbourWords(model, asked);
    std::vector<std::vector<std::string>> byWord(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (const std::string& other : isDigit(asked[i].front()) ? neighbourNumbers(asked[i]) : others[i]) {
            byWord[i].push_back(std::string(question).replace(places[i].begin, places[i].size, other));
        }
    }
    std::vector<std::string> questions; // the nearest of every word first
    for (std::size_t rank = 0; static_cast<int>(questions.size()) < count; ++rank) {
        const std::size_t before = questions.size();
        for (const std::vector<std::string>& made : byWord) {
            if (rank < made.size() && static_cast<int>(questions.size()) < count) {
                questions.push_back(made[rank]);
            }
        }
        if (questions.size() == before
            && std::all_of(byWord.begin(), byWord.end(), [&](const auto& made) { return rank >= made.size(); })) {
            break;
        }
    }
    return questions;
}

} // namespace amend
