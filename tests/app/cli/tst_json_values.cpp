// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_values.h"

#include "tests/support/memory_maps.h"
#include "tests/support/receipts.h"

#include <QTest>

#include <cmath>

using namespace amend;

class TestJsonValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheCosineOfEveryStepThatHasOne()
    {
        const Json loss = asJson(fullReceipt(LessonId { 5 })).at("loss");
        QVERIFY(loss.at(0).at("gradient_cosine").is_null());
        QCOMPARE(loss.at(1).at("gradient_cosine").get<double>(), -0.75);
    }

    void givesBothRepliesTokenByToken()
    {
        LessonReceipt receipt = fullReceipt(LessonId { 5 });
        receipt.before.badTokens[1].logProbability = std::nan("");
        const Json json = asJson(receipt);
        QVERIFY(json.at("before").at("wanted_tokens") == Json::array());
        QVERIFY(json.at("after").at("wanted_tokens")
            == Json::array({ { { "text", "Jane" }, { "logp", -0.125 }, { "rank", 0 } } }));
        const Json bad = json.at("before").at("bad_tokens");
        QCOMPARE(bad.at(0).at("rank").get<int>(), 12);
        QVERIFY(bad.at(1).at("logp").is_null());
    }

    void givesDriftLayerByLayer()
    {
        DriftMap drift { .layers = 2,
            .projections = { "q", "down" },
            .relativeChange = { 0.1, 0.2, 0, 0.4 },
            .effectiveRank = { 1, 7.5, 0, 2 },
            .total = 0.3 };
        QVERIFY(asJson(drift).at("layers") == Json::parse("[[0.1, 0.2], [0.0, 0.4]]"));
        QVERIFY(asJson(drift).at("effective_rank") == Json::parse("[[1.0, 7.5], [0.0, 2.0]]"));
        drift.effectiveRank.clear(); // a receipt of 0.1
        QVERIFY(asJson(drift).at("effective_rank") == Json::array());
    }

    void givesTheMemoryMapLessonByLesson()
    {
        const Json json = asJson(smallMemoryMap());
        QVERIFY(json.at("checkpoints") == Json::parse("[1, 2, 4]"));
        const Json& first = json.at("lessons").at(0);
        QCOMPARE(first.at("lesson").get<int>(), 3);
        QCOMPARE(first.at("reply").get<std::string>(), std::string("She did."));
        QVERIFY(first.at("cells")
            == Json::parse(R"([{"checkpoint": 1, "state": "remembered", "reply": "She did.", "logp_per_token": -0.25},
                               {"checkpoint": 2, "state": "lost", "reply": "He did.", "logp_per_token": -2.5}])"));
        const Json& second = json.at("lessons").at(1).at("cells");
        QVERIFY(second.at(0)
            == Json::parse(R"({"checkpoint": 2, "state": "not_measured", "reply": null, "logp_per_token": null})"));
        QCOMPARE(second.at(1).at("state").get<std::string>(), std::string("superseded"));
        QVERIFY(json.at("lessons").at(2).at("refused").get<bool>());
    }
};

QTEST_GUILESS_MAIN(TestJsonValues)
#include "tst_json_values.moc"
