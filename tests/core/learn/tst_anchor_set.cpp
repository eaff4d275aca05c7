// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/learn/anchor_set.h"
#include "core/learn/shipped_anchors.h"
#include "core/model/generator.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>

#include <QTest>

#include <set>

using namespace amend;

class AnchorSetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shipsEnoughQuestionsAndKeepsTheProbesApart()
    {
        const ShippedAnchors shipped = shippedAnchors();
        QVERIFY(shipped.questions.size() >= 60);
        QVERIFY(shipped.texts.size() >= 12);
        QCOMPARE(static_cast<int>(shipped.probes.size()), 12);
        std::set<std::string> questions(shipped.questions.begin(), shipped.questions.end());
        QCOMPARE(questions.size(), shipped.questions.size());
        for (const ShippedProbe& probe : shipped.probes) {
            QVERIFY(!probe.name.empty());
            QVERIFY(questions.insert(probe.question).second);
        }
    }

    void letsTheBaseAnswerTheWholeList()
    {
        const auto model = test::tinyChatModel();
        AnchorSetBuilder builder(model);
        std::shared_ptr<const AnchorSet> set;
        double share = 0;
        while (!set) {
            set = builder.step();
            QVERIFY(builder.share() > share);
            share = builder.share();
        }
        QCOMPARE(share, 1.0);
        QCOMPARE(set->anchors.size(), shippedAnchors().questions.size());
        for (const auto* anchors : { &set->anchors, &set->plainTexts, &set->probes, &set->probeTexts }) {
            for (const Anchor& anchor : *anchors) {
                QVERIFY(anchor.text.scoredCount() > 0);
                QCOMPARE(static_cast<int>(anchor.reference.topIds.size(0)), anchor.text.scoredCount());
                QVERIFY(anchor.nats > 0);
            }
        }
    }

    void survivesItsBytes()
    {
        const auto model = test::tinyChatModel();
        const auto set = test::tinyAnchors(*model);
        const std::vector<std::byte> bytes = anchorSetBytes(*set);
        const auto read = anchorSetFromBytes(bytes, *model, "cache");
        QVERIFY(anchorSetBytes(*read) == bytes);
        QCOMPARE(read->probes[1].name, set->probes[1].name);
        QVERIFY(read->anchors[2].context == set->anchors[2].context);
    }

    void rejectsWhatIsDamagedOrOfAnotherModel()
    {
        const auto model = test::tinyChatModel();
        std::vector<std::byte> bytes = anchorSetBytes(*test::tinyAnchors(*model));
        const auto kindOf = [&](const Model& reader) -> std::optional<ErrorKind> {
            try {
                anchorSetFromBytes(bytes, reader, "cache");
            } catch (const Error& error) {
                return error.kind();
            }
            return std::nullopt;
        };
        QVERIFY(!kindOf(*model));
        QVERIFY(kindOf(*test::tinyChatModel(9)) == ErrorKind::FileCorrupt);
        bytes.pop_back();
        QVERIFY(kindOf(*model) == ErrorKind::FileCorrupt);
    }

    void aTextThatTheModelWritesIsItsGreedyReply()
    {
        const auto model = test::tinyChatModel();
        Anchor anchor;
        anchor.context = { { Role::User, "what?" } };
        answerGreedily(*model, nullptr, { &anchor, 1 }, 10, {});
        QVERIFY(isGreedyReply(logitsPerText(*model, nullptr, { &anchor.text }).front(), anchor.text));
        anchor.text.tokens[static_cast<std::size_t>(anchor.text.firstScored)] ^= 1;
        QVERIFY(!isGreedyReply(logitsPerText(*model, nullptr, { &anchor.text }).front(), anchor.text));
    }

    void textsOfManyLengthsAreScoredAsIfAlone()
    {
        const auto model = test::tinyChatModel();
        std::vector<ScoredText> texts;
        std::vector<const ScoredText*> rows;
        for (const char* question : { "a", "a much longer question than the first one", "short one", "no" }) {
            texts.push_back(scoredReply(*model, { { Role::User, question } }, "well, yes"));
        }
        for (const ScoredText& text : texts) {
            rows.push_back(&text);
        }
        const std::vector<at::Tensor> together = logitsPerText(*model, nullptr, rows);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const at::Tensor alone = logitsPerText(*model, nullptr, { &texts[i] }).front();
            QVERIFY((together[i] - alone).abs().max().item<double>() < 1e-4);
        }
    }
};

QTEST_GUILESS_MAIN(AnchorSetTest)
#include "tst_anchor_set.moc"
