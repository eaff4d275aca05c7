// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sampler.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>
#include <utility>

namespace amend {

namespace {

/// Source: Keskar et al. 2019, "CTRL", arXiv 1909.05858, section 4.1; negative logits are multiplied, as everywhere
/// since.
void penalise(std::span<float> logits, std::span<const TokenId> recent, double penalty)
{
    const std::unordered_set<TokenId> seen(recent.begin(), recent.end());
    for (const TokenId token : seen) {
        const auto place = static_cast<std::size_t>(token);
        if (token >= 0 && place < logits.size()) {
            const double logit = logits[place];
            logits[place] = static_cast<float>(logit > 0 ? logit / penalty : logit * penalty);
        }
    }
}

TokenId largest(std::span<const float> logits)
{
    std::size_t best = logits.size();
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::isfinite(logits[i]) && (best == logits.size() || logits[i] > logits[best])) {
            best = i;
        }
    }
    if (best == logits.size()) {
        throw Error(ErrorKind::Internal,
            "The model's numbers broke (no finite logit), so the reply ends here. Restore an earlier checkpoint.");
    }
    return static_cast<TokenId>(best);
}

struct Candidate {
    TokenId token;
    double weight; ///< logit first, then a probability up to a common factor
};

bool better(const Candidate& one, const Candidate& other)
{
    return one.weight > other.weight || (one.weight == other.weight && one.token < other.token);
}

/// The finite logits, the best `count` of them in front and in order; 0 orders all.
std::vector<Candidate> bestCandidates(std::span<const float> logits, int count)
{
    std::vector<Candidate> candidates;
    candidates.reserve(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::isfinite(logits[i])) {
            candidates.push_back({ static_cast<TokenId>(i), logits[i] });
        }
    }
    if (count > 0 && static_cast<std::size_t>(count) < candidates.size()) {
        std::partial_sort(candidates.begin(), candidates.begin() + count, candidates.end(), better);
        candidates.resize(static_cast<std::size_t>(count));
    } else {
        std::sort(candidates.begin(), candidates.end(), better);
    }
    return candidates;
}

double totalWeight(const std::vector<Candidate>& candidates)
{
    return std::accumulate(candidates.begin(), candidates.end(), 0.0,
        [](double sum, const Candidate& candidate) { return sum + candidate.weight; });
}

/// Keeps the shortest head of the ordered list that holds the share `topP`; never nothing.
/// Source: Holtzman et al. 2020, "The curious case of neural text degeneration", arXiv 1904.09751, section 3.1.
void keepTopP(std::vector<Candidate>& candidates, double topP)
{
    const double wanted = topP * totalWeight(candidates);
    double sum = 0;
    std::size_t kept = 0;
    while (kept < candidates.size() && (kept == 0 || sum < wanted)) {
        sum += candidates[kept++].weight;
    }
    candidates.resize(kept);
}

} // namespace

Sampler::Sampler(const GenerationOptions& options)
    : m_options(options)
    , m_random(options.seed)
{
}

TokenId Sampler::next(std::span<float> logits, std::span<const TokenId> history)
{
    if (m_options.repetitionPenalty != 1.0) {
        const auto window = static_cast<std::size_t>(std::max(0, m_options.repetitionWindow));
        penalise(logits, history.last(std::min(window, history.size())), m_options.repetitionPenalty);
    }
    const TokenId best = largest(logits);
    if (m_options.temperature <= 0) {
        return best;
    }
    std::vector<Candidate> candidates = bestCandidates(logits, m_options.topK);
    const double top = candidates.front().weight;
    for (Candidate& candidate : candidates) {
        candidate.weight = std::exp((candidate.weight - top) / m_options.temperature);
    }
    if (m_options.topP < 1) {
        keepTopP(candidates, m_options.topP);
    }
    // Weights are relative to the best one's, which is 1. Source: Nguyen et al. 2024, "Min-p", arXiv 2407.01082.
    std::erase_if(
        candidates, [&](const Candidate& candidate) { return candidate.weight < std::min(1.0, m_options.minP); });
    double place = m_random.uniform() * totalWeight(candidates);
    for (const Candidate& candidate : candidates) {
        place -= candidate.weight;
        if (place < 0) {
            return candidate.token;
        }
    }
    return candidates.back().token;
}

} // namespace amend
