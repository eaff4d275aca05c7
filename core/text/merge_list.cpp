// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/merge_list.h"

#include "core/base/error.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace amend {

namespace {

using IdOfText = std::unordered_map<std::string_view, TokenId>;

std::vector<Merge> mergesFromPairs(const TokenizerData& data)
{
    IdOfText idOf;
    idOf.reserve(data.tokens.size());
    for (std::size_t id = 0; id < data.tokens.size(); ++id) {
        idOf.emplace(data.tokens[id], static_cast<TokenId>(id));
    }
    std::vector<Merge> merges;
    merges.reserve(data.merges.size());
    for (std::size_t rank = 0; rank < data.merges.size(); ++rank) {
        const auto& [left, right] = data.merges[rank];
        const auto leftId = idOf.find(left);
        const auto rightId = idOf.find(right);
        const auto resultId = idOf.find(left + right);
        if (leftId == idOf.end() || rightId == idOf.end() || resultId == idOf.end()) {
            throw Error(ErrorKind::FileCorrupt,
                "The tokenizer in " + data.source + " is damaged: merge " + std::to_string(rank)
                    + " joins or gives a text that is no token. Fetch the model again or choose another.");
        }
        if (!isSpecialKind(data.kinds[resultId->second])) {
            merges.push_back({ leftId->second, rightId->second, resultId->second, static_cast<int>(rank) });
        }
    }
    return merges;
}

/// By token: 0 for the highest score, 1 for the next, …
std::vector<int> ranksOfScores(const std::vector<double>& scores)
{
    std::vector<double> distinct = scores;
    std::sort(distinct.begin(), distinct.end(), std::greater<>());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    std::vector<int> ranks;
    ranks.reserve(scores.size());
    for (const double score : scores) {
        const auto found = std::lower_bound(distinct.begin(), distinct.end(), score, std::greater<>());
        ranks.push_back(static_cast<int>(found - distinct.begin()));
    }
    return ranks;
}

std::vector<Merge> mergesFromScores(const TokenizerData& data)
{
    IdOfText idOf;
    for (std::size_t id = 0; id < data.tokens.size(); ++id) {
        if (data.kinds[id] == TokenKind::Normal) {
            idOf.emplace(data.tokens[id], static_cast<TokenId>(id));
        }
    }
    const std::vector<int> ranks = ranksOfScores(data.scores);
    std::vector<Merge> merges;
    for (const auto& [text, id] : idOf) {
        for (std::size_t cut = firstCharacter(text).length; cut < text.size();
             cut += firstCharacter(text.substr(cut)).length) {
            const auto left = idOf.find(text.substr(0, cut));
            const auto right = left == idOf.end() ? left : idOf.find(text.substr(cut));
            if (right != idOf.end()) {
                merges.push_back({ left->second, right->second, id, ranks[id] });
            }
        }
    }
    return merges;
}

} // namespace

std::vector<Merge> mergesOf(const TokenizerData& checkedData)
{
    return checkedData.scores.empty() ? mergesFromPairs(checkedData) : mergesFromScores(checkedData);
}

} // namespace amend
