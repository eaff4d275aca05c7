// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the next token is chosen from the logits, and when a reply ends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace amend {

struct GenerationOptions {
    double temperature = 0.7; ///< 0 is greedy: the largest logit always wins
    int topK = 40; ///< keep the k largest; 0 keeps all
    double topP = 0.95; ///< keep the smallest set with this probability mass; 1 keeps all
    double minP = 0.05; ///< drop tokens below minP times the largest probability; 0 drops none
    double repetitionPenalty
        = 1.0; ///< divides positive and multiplies negative logits of tokens already seen; 1 is off
    int repetitionWindow = 64; ///< how many of the last tokens count as seen
    std::uint64_t seed = 0; ///< the same seed, prompt and checkpoint give the same reply
    int maxTokens = 512;
    std::vector<std::string> stopStrings; ///< the reply ends before the first of these

    bool operator==(const GenerationOptions&) const = default;
};

/// Greedy decoding with nothing else switched on.
inline GenerationOptions greedy(int maxTokens = 512)
{
    return { .temperature = 0, .topK = 0, .topP = 1, .minP = 0, .maxTokens = maxTokens, .stopStrings = {} };
}

} // namespace amend
