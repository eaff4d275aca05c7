// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/near_questions.h"

#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace amend {

namespace {

constexpr std::size_t wordsBefore = 2; // question word and verb
constexpr int neighboursLookedAt = 48;
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

std::vector<std::string> neighbourWords(const Model& model, std::string_view word)
{
    std::string spaced(1, ' ');
    spaced += word;
    const std::vector<TokenId> tokens = model.tokenizer.encode(spaced);
    if (tokens.size() != 1) {
        return {};
    }
    const at::NoGradGuard noGrad;
    const at::Tensor& embedding = model.weights.embedding;
    const at::Tensor cosine = embedding.mv(embedding[tokens.front()]) / embedding.norm(2, 1).clamp_min(1e-6);
    const at::Tensor nearest
        = std::get<1>(cosine.topk(std::min<std::int64_t>(neighboursLookedAt, cosine.size(0)))).cpu();
    std::vector<std::string> neighbours;
    for (std::int64_t i = 0; i < nearest.size(0); ++i) {
        const std::string text = model.tokenizer.bytesOf(static_cast<TokenId>(nearest[i].item<std::int64_t>()));
        if (text.size() > 1 && text.front() == ' ' && isOfTheSameKind(word, std::string_view(text).substr(1))) {
            neighbours.push_back(text.substr(1));
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
    std::vector<std::vector<std::string>> byWord; // last word first: what is asked about tends to stand at the end
    const std::vector<Word> words = wordsOf(question);
    for (std::size_t i = words.size(); i-- > wordsBefore;) {
        const std::string_view word = std::string_view(question).substr(words[i].begin, words[i].size);
        const bool number = isDigit(word.front());
        if (!number && (word.size() < shortestWord || isFunctionWord(lowered(word)))) {
            continue;
        }
        std::vector<std::string>& made = byWord.emplace_back();
        for (const std::string& other : number ? neighbourNumbers(word) : neighbourWords(model, word)) {
            made.push_back(std::string(question).replace(words[i].begin, words[i].size, other));
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
