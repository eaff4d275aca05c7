// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reply_fluency.h"

#include <cmath>

namespace amend {

namespace {

constexpr double fluentRatio = 2;

} // namespace

TextToScore written(const std::string& question, const GreedyAnswer& answer)
{
    return {
        .context = { { Role::User, question } }, .text = {}, .replyTokens = answer.tokens, .endsTurn = answer.endsTurn
    };
}

double meanNats(const std::vector<TextScore>& scores)
{
    double nats = 0;
    std::size_t tokens = 0;
    for (const TextScore& score : scores) {
        for (const TokenScore& token : score) {
            nats -= token.logProb;
        }
        tokens += score.size();
    }
    return tokens == 0 ? 0 : nats / static_cast<double>(tokens);
}

bool isFluent(const TextScore& scoreOfBase, double usualNats)
{
    return scoreOfBase.size() > 1 && meanNats({ scoreOfBase }) <= usualNats + std::log(fluentRatio);
}

} // namespace amend
