// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pair_merger.h"

#include <QtTest>

#include <map>
#include <random>

using namespace amend;

namespace {

using Ids = std::vector<TokenId>;

/// The definition, read aloud: look for the best pair from the left, merge it, begin again.
Ids mergedSlowly(const std::vector<Merge>& merges, Ids word)
{
    std::map<std::pair<TokenId, TokenId>, Merge> merge;
    for (const Merge& m : merges) {
        merge.try_emplace({ m.left, m.right }, m);
    }
    for (;;) {
        std::size_t bestPlace = word.size();
        Merge best;
        for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            const auto found = merge.find({ word[i], word[i + 1] });
            if (found != merge.end() && (bestPlace == word.size() || found->second.rank < best.rank)) {
                best = found->second;
                bestPlace = i;
            }
        }
        if (bestPlace == word.size()) {
            return word;
        }
        word[bestPlace] = best.result;
        word.erase(word.begin() + static_cast<std::ptrdiff_t>(bestPlace) + 1);
    }
}

} // namespace

class PairMergerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheDefinition()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 300; ++round) {
            std::vector<Merge> merges;
            for (int i = 0; i < 20; ++i) { // each result is new; ranks repeat, as with equal scores
                const TokenId known = 4 + i;
                merges.push_back({ static_cast<TokenId>(random() % known), static_cast<TokenId>(random() % known),
                    known, static_cast<int>(random() % 8) });
            }
            Ids word;
            for (int i = 0; i < 40; ++i) {
                word.push_back(static_cast<TokenId>(random() % 4));
            }
            QCOMPARE(PairMerger(merges).merge(word), mergedSlowly(merges, word));
        }
    }

    void takesTheLeftmostAmongEquals()
    {
        const PairMerger merger({ { 0, 0, 1, 0 } });
        QCOMPARE(merger.merge({ 0, 0, 0 }), (Ids { 1, 0 }));
    }

    void leavesAWordWithoutPairsAlone()
    {
        const PairMerger merger({ { 0, 0, 1, 0 } });
        QCOMPARE(merger.merge({}), Ids {});
        QCOMPARE(merger.merge({ 7 }), Ids { 7 });
        QCOMPARE(PairMerger().merge({ 1, 2, 3 }), (Ids { 1, 2, 3 }));
    }
};

QTEST_GUILESS_MAIN(PairMergerTest)
#include "tst_pair_merger.moc"
