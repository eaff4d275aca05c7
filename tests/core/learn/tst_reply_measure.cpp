// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/reply_measure.h"
#include "core/learn/scored_text.h"
#include "tests/support/tiny_chat_model.h"

#include <ATen/core/Tensor.h>

#include <QTest>

#include <cmath>

using namespace amend;

namespace {

const std::vector<ChatTurn> question { { Role::User, "Is it?" } };

} // namespace

class ReplyMeasureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ranksAndLogProbabilitiesAreThoseOfTheLogits()
    {
        const auto model = test::tinyChatModel();
        const auto adapter = test::tinyAdapter(model->config, test::LoraStart::Random);
        const std::string reply = "Yes, it is blue.";
        for (const Adapter* weights :
            { static_cast<const Adapter*>(nullptr), static_cast<const Adapter*>(&*adapter) }) {
            const std::vector<TokenMeasure> tokens = measureTokens(*model, weights, question, reply);
            const ScoredText scored = scoredReply(*model, question, reply);
            const at::Tensor logits = logitsPerText(*model, weights, { &scored }).front().contiguous();
            QCOMPARE(static_cast<std::int64_t>(tokens.size()), logits.size(0));
            QVERIFY(tokens.size() > 4);
            for (std::size_t i = 0; i < tokens.size(); ++i) {
                const auto row = logits[static_cast<std::int64_t>(i)];
                const float* values = row.const_data_ptr<float>();
                const float own = values[scored.tokens[static_cast<std::size_t>(scored.firstScored) + i]];
                int likelier = 0;
                double sum = 0;
                for (std::int64_t token = 0; token < row.size(0); ++token) {
                    likelier += values[token] > own ? 1 : 0;
                    sum += std::exp(static_cast<double>(values[token]));
                }
                QCOMPARE(tokens[i].rank, likelier);
                QVERIFY(std::abs(tokens[i].logProbability - (own - std::log(sum))) < 1e-4);
            }
        }
    }

    void theTextsMakeUpTheReplyAlsoWhereATokenEndsWithinACharacter()
    {
        const auto model = test::tinyChatModel();
        const std::string reply = "Grüße 🦆!";
        const std::vector<TokenMeasure> tokens = measureTokens(*model, nullptr, question, reply);
        std::string text;
        int unfinished = 0;
        for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
            text += tokens[i].text;
            unfinished += tokens[i].text.empty() ? 1 : 0;
        }
        QCOMPARE(text, reply);
        QVERIFY(unfinished > 0);
        QCOMPARE(tokens.back().text, std::string("<|im_end|>"));
    }

    void theSumsAreThoseOfTheTokens()
    {
        const auto model = test::tinyChatModel();
        Lesson lesson;
        lesson.context = question;
        lesson.wantedReply = "ok.";
        const ReplyMeasure measure = measureReply(*model, nullptr, lesson, "what it says");
        QCOMPARE(measure.reply, std::string("what it says"));
        QVERIFY(measure.wantedTokens == measureTokens(*model, nullptr, question, "ok."));
        double sum = 0;
        for (const TokenMeasure& token : measure.wantedTokens) {
            sum += token.logProbability;
        }
        QCOMPARE(measure.logpWanted, std::optional(sum));
        QVERIFY(!measure.logpBad && measure.badTokens.empty()); // there is none
    }
};

QTEST_GUILESS_MAIN(ReplyMeasureTest)
#include "tst_reply_measure.moc"
