// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/token_forest.h"

#include <algorithm>
#include <numeric>

namespace amend {

namespace {

class Planting final {
public:
    explicit Planting(std::span<const std::vector<TokenId>* const> texts)
        : m_texts(texts)
        , m_order(texts.size())
    {
        std::iota(m_order.begin(), m_order.end(), 0);
        std::stable_sort(m_order.begin(), m_order.end(),
            [&](std::size_t one, std::size_t other) { return *m_texts[one] < *m_texts[other]; });
        m_forest.places.resize(texts.size());
        grow(0, m_order.size(), 0, -1);
    }

    TokenForest take() { return std::move(m_forest); }

private:
    const std::vector<TokenId>& text(std::size_t sorted) const { return *m_texts[m_order[sorted]]; }

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

    std::span<const std::vector<TokenId>* const> m_texts;
    std::vector<std::size_t> m_order;
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

TokenForest forestOf(std::span<const std::vector<TokenId>* const> texts)
{
    return Planting(texts).take();
}

} // namespace amend
