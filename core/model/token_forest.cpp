// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/token_forest.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace amend {

namespace {

class Planting final {
public:
    explicit Planting(std::span<const std::span<const TokenId>> texts)
        : m_texts(texts.begin(), texts.end())
    {
        m_forest.places.resize(texts.size());
    }

    /// The first tokens of each text, `sizes` of them.
    void plantPrompts(std::span<const std::size_t> sizes)
    {
        const std::vector<std::span<const TokenId>> whole = m_texts;
        for (std::size_t text = 0; text < sizes.size(); ++text) {
            m_texts[text] = whole[text].first(sizes[text]);
        }
        plant(all(), 0, -1);
        m_texts = whole;
        m_forest.promptRuns = m_forest.runs.size();
    }

    /// What follows.
    void plantRest()
    {
        std::map<int, std::vector<std::size_t>>
            behind; // by the run that a prompt ends with: a run ends where a text does
        for (const std::size_t text : all()) {
            behind[runThatEnds(m_forest.places[text])].push_back(text);
        }
        for (auto& [run, texts] : behind) {
            plant(std::move(texts), run < 0 ? 0 : depthBehind(run), run);
        }
    }

    TokenForest take() { return std::move(m_forest); }

private:
    std::vector<std::size_t> all() const
    {
        std::vector<std::size_t> texts(m_texts.size());
        std::iota(texts.begin(), texts.end(), 0);
        return texts;
    }

    /// -1: there is nothing yet.
    int runThatEnds(const std::vector<int>& places) const
    {
        const auto run = std::find_if(m_forest.runs.begin(), m_forest.runs.end(),
            [&](const TokenRun& one) { return !places.empty() && one.begin + one.length == places.back() + 1; });
        return run == m_forest.runs.end() ? -1 : static_cast<int>(run - m_forest.runs.begin());
    }

    std::size_t depthBehind(int run) const
    {
        const TokenRun& one = m_forest.runs[static_cast<std::size_t>(run)];
        return static_cast<std::size_t>(one.firstPosition + one.length);
    }

    /// These texts, which have `depth` tokens in common, those up to the run `parent`.
    void plant(std::vector<std::size_t> texts, std::size_t depth, int parent)
    {
        m_order = std::move(texts);
        std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t one, std::size_t other) {
            return std::ranges::lexicographical_compare(m_texts[one], m_texts[other]);
        });
        grow(0, m_order.size(), depth, parent);
    }

    std::span<const TokenId> text(std::size_t sorted) const { return m_texts[m_order[sorted]]; }

    /// The sorted texts from `first` to `last`, which have `depth` tokens in common, those up to the run `parent`.
    void grow(std::size_t first, std::size_t last, std::size_t depth, int parent)
    {
        while (first < last && text(first).size() == depth) {
            ++first; // ends here; sorted, it stands before those that go on
        }
        while (first < last) {
            std::size_t end = first + 1;
            while (end < last && text(end)[depth] == text(first)[depth]) {
                ++end;
            }
            // Sorted, so what the first and the last have in common, all between have too.
            const auto [one, other] = std::mismatch(text(first).begin() + static_cast<std::ptrdiff_t>(depth),
                text(first).end(), text(end - 1).begin() + static_cast<std::ptrdiff_t>(depth), text(end - 1).end());
            const auto length = static_cast<std::size_t>(one - text(first).begin()) - depth;
            const int run = addRun(first, end, depth, length, parent);
            grow(first, end, depth + length, run);
            first = end;
        }
    }

    int addRun(std::size_t first, std::size_t end, std::size_t depth, std::size_t length, int parent)
    {
        const int begin = static_cast<int>(m_forest.tokens.size());
        const auto from = text(first).begin() + static_cast<std::ptrdiff_t>(depth);
        m_forest.tokens.insert(m_forest.tokens.end(), from, from + static_cast<std::ptrdiff_t>(length));
        m_forest.runs.push_back({ begin, static_cast<int>(length), parent, static_cast<int>(depth) });
        for (std::size_t sorted = first; sorted < end; ++sorted) {
            std::vector<int>& places = m_forest.places[m_order[sorted]];
            places.resize(depth + length);
            std::iota(places.begin() + static_cast<std::ptrdiff_t>(depth), places.end(), begin);
        }
        return static_cast<int>(m_forest.runs.size()) - 1;
    }

    std::vector<std::span<const TokenId>> m_texts;
    std::vector<std::size_t> m_order; ///< of those that are planted, sorted
    TokenForest m_forest;
};

} // namespace

int TokenForest::longestText() const
{
    int longest = 0;
    for (const TokenRun& run : runs) {
        longest = std::max(longest, run.firstPosition + run.length);
    }
    return longest;
}

int TokenForest::promptTokens() const
{
    return promptRuns < runs.size() ? runs[promptRuns].begin : static_cast<int>(tokens.size());
}

TokenForest forestOf(std::span<const std::span<const TokenId>> texts, std::span<const std::size_t> promptSizes)
{
    Planting planting(texts);
    if (!promptSizes.empty()) {
        planting.plantPrompts(promptSizes);
    }
    planting.plantRest();
    return planting.take();
}

} // namespace amend
