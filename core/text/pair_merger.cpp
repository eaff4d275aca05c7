// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pair_merger.h"

#include <queue>
#include <tuple>

namespace amend {

namespace {

constexpr int none = -1;

std::uint64_t keyOf(TokenId left, TokenId right)
{
    return std::uint64_t { static_cast<std::uint32_t>(left) } << 32U | static_cast<std::uint32_t>(right);
}

/// A pair that could be merged when it was queued. It is out of date when its left token has changed since.
struct Candidate {
    int rank = 0;
    int left = 0; ///< index of a node
    TokenId result = 0;
};

struct IsWorse {
    bool operator()(const Candidate& a, const Candidate& b) const
    {
        return std::tie(a.rank, a.left) > std::tie(b.rank, b.left);
    }
};

} // namespace

/// One token of the word, in a list whose links are indices.
struct PairMerger::Node {
    TokenId token = 0;
    int previous = none;
    int next = none;
    bool isGone = false; ///< swallowed by its left neighbour
};

/// The finaliser of SplitMix64. The identity, which is std::hash here, would let a file choose pairs that all collide.
std::size_t PairMerger::PairHash::operator()(std::uint64_t pair) const
{
    pair = (pair ^ pair >> 30U) * 0xBF58476D1CE4E5B9U;
    pair = (pair ^ pair >> 27U) * 0x94D049BB133111EBU;
    return pair ^ pair >> 31U;
}

PairMerger::PairMerger(const std::vector<Merge>& merges)
{
    m_outcomes.reserve(merges.size());
    for (const Merge& merge : merges) {
        m_outcomes.try_emplace(keyOf(merge.left, merge.right), Outcome { merge.result, merge.rank });
    }
}

const PairMerger::Outcome* PairMerger::find(TokenId left, TokenId right) const
{
    const auto found = m_outcomes.find(keyOf(left, right));
    return found == m_outcomes.end() ? nullptr : &found->second;
}

std::vector<TokenId> PairMerger::merge(const std::vector<TokenId>& word) const
{
    const int count = static_cast<int>(word.size());
    std::vector<Node> nodes(word.size());
    for (int i = 0; i < count; ++i) {
        nodes[i] = { .token = word[i], .previous = i - 1, .next = i + 1 < count ? i + 1 : none };
    }
    std::priority_queue<Candidate, std::vector<Candidate>, IsWorse> candidates;
    const auto outcomeAt = [&](int left) -> const Outcome* {
        const int right = left == none ? none : nodes[left].next;
        return right == none ? nullptr : find(nodes[left].token, nodes[right].token);
    };
    const auto enqueue = [&](int left) {
        if (const Outcome* outcome = outcomeAt(left)) {
            candidates.push({ .rank = outcome->rank, .left = left, .result = outcome->result });
        }
    };
    for (int i = 0; i < count; ++i) {
        enqueue(i);
    }
    while (!candidates.empty()) {
        const Candidate best = candidates.top();
        candidates.pop();
        Node& left = nodes[best.left];
        const Outcome* outcome = left.isGone ? nullptr : outcomeAt(best.left);
        if (outcome == nullptr || outcome->result != best.result) {
            continue;
        }
        Node& right = nodes[left.next];
        left.token = best.result;
        left.next = right.next;
        right.isGone = true;
        if (left.next != none) {
            nodes[left.next].previous = best.left;
        }
        enqueue(left.previous);
        enqueue(best.left);
    }
    std::vector<TokenId> tokens;
    for (int i = count == 0 ? none : 0; i != none; i = nodes[i].next) {
        tokens.push_back(nodes[i].token);
    }
    return tokens;
}

} // namespace amend
