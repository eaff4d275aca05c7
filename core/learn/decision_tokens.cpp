// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/decision_tokens.h"

#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <cctype>
#include <tuple>

namespace amend {

namespace {

constexpr std::size_t decisionTokenCount = 6;

/// A word of the reply: where its first token stands, and its text.
struct ReplyWord {
    std::int64_t position;
    std::string text;
    bool beginsSentence;
};

bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

/// Words by tokens: a word begins with a token that starts with a blank or a mark, or follows one that ends so.
std::vector<ReplyWord> wordsOf(const Model& model, const ScoredText& reply)
{
    std::vector<ReplyWord> words;
    bool inWord = false;
    bool sentenceBegins = true;
    for (int i = 0; i < reply.scoredCount(); ++i) {
        const TokenId token = reply.tokens[static_cast<std::size_t>(reply.firstScored + i)];
        if (model.tokenizer.isSpecial(token)) {
            inWord = false;
            continue;
        }
        for (const char c : model.tokenizer.bytesOf(token)) {
            if (!isWordByte(c)) {
                inWord = false;
                sentenceBegins = sentenceBegins || c == '.' || c == '!' || c == '?' || c == '\n';
            } else if (inWord) {
                words.back().text += c;
            } else {
                words.push_back({ i, std::string(1, c), sentenceBegins });
                inWord = true;
                sentenceBegins = false;
            }
        }
    }
    return words;
}

bool carriesAName(const ReplyWord& word)
{
    const auto first = static_cast<unsigned char>(word.text.front());
    return std::isdigit(first) != 0 || (std::isupper(first) != 0 && !word.beginsSentence);
}

} // namespace

std::vector<std::int64_t> decisionTokens(
    const Model& model, const std::string& question, const ScoredText& reply, const at::Tensor& logits)
{
    const std::vector<std::string> asked = normalisedWords(question);
    const at::Tensor best = std::get<0>(logits.topk(2, 1)).cpu(); // [n, 2]
    std::vector<std::tuple<bool, bool, float, std::int64_t>>
        ranked; // what was not asked first, of that names, then by margin
    for (const ReplyWord& word : wordsOf(model, reply)) {
        const std::vector<std::string> content = contentWords(word.text);
        if (!content.empty()) {
            const bool isAsked = std::find(asked.begin(), asked.end(), content.front()) != asked.end();
            const float margin = (best[word.position][0] - best[word.position][1]).item<float>();
            ranked.emplace_back(isAsked, !carriesAName(word), margin, word.position);
        }
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::int64_t> positions;
    for (const auto& [isAsked, isPlain, margin, position] : ranked) {
        if (isAsked != std::get<0>(ranked.front())) {
            break; // only a reply that has no other words makes its claim with those of the question
        }
        if (positions.size() < decisionTokenCount
            && std::find(positions.begin(), positions.end(), position) == positions.end()) {
            positions.push_back(position);
        }
    }
    std::sort(positions.begin(), positions.end());
    return positions;
}

} // namespace amend
