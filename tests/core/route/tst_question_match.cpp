// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/route/question_match.h"
#include "core/route/question_reader.h"
#include "tests/core/learn/tiny_lesson.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max.h>
#include <ATen/ops/norm.h>

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace amend;

namespace {

float valueOf(const Likeness& likeness, std::string_view name)
{
    const auto found = std::find(likenessNames.begin(), likenessNames.end(), name);
    return likeness.at(static_cast<std::size_t>(found - likenessNames.begin()));
}

struct Fixture {
    std::shared_ptr<const Model> model = test::tinyChatModel();
    std::shared_ptr<const QuestionReader> reader = test::tinyReader(model);

    QuestionKey key(const std::string& question) const { return reader->read(std::vector { question }).front(); }
    Likeness likeness(const std::string& taught, const std::string& asked) const
    {
        return likenessOf(key(taught), key(asked));
    }
};

} // namespace

class QuestionMatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQuestionIsWhollyLikeItself()
    {
        const Fixture fixture;
        const Likeness likeness = fixture.likeness("where is the boat?", "where is the boat?");
        for (const char* whole :
            { "taught_covered", "asked_covered", "in_order", "meaning", "taught_meaning_covered" }) {
            QVERIFY2(std::abs(valueOf(likeness, whole) - 1) < 1e-3F, whole);
        }
        for (const char* nothing :
            { "taught_missing_word", "asked_missing_numbers", "swapped", "inserted", "deleted" }) {
            QVERIFY2(std::abs(valueOf(likeness, nothing)) < 1e-2F, nothing);
        }
        const QuestionKey key = fixture.key("where is the boat?");
        QCOMPARE(sameQuestionLogit(key, key), sameTextLogit);
    }

    void tellsASwapFromAnInsertionAndADeletion()
    {
        const Fixture fixture;
        const Likeness swapped = fixture.likeness("where is the boat?", "where is the dog?");
        QVERIFY(valueOf(swapped, "swapped") > 0);
        QCOMPARE(valueOf(swapped, "inserted"), 0.F);
        const Likeness inserted = fixture.likeness("where is the boat?", "where is the old boat?");
        QVERIFY(valueOf(inserted, "inserted") > 0);
        QCOMPARE(valueOf(inserted, "swapped"), 0.F);
        const Likeness deleted = fixture.likeness("where is the old boat?", "where is the boat?");
        QVERIFY(valueOf(deleted, "deleted") > 0);
        QCOMPARE(valueOf(deleted, "inserted"), 0.F);
    }

    void countsNumbersWhole()
    {
        const Fixture fixture;
        QCOMPARE(valueOf(fixture.likeness("17 + 25?", "25 + 17?"), "taught_missing_numbers"), 0.F);
        QCOMPARE(valueOf(fixture.likeness("17 + 25?", "71 + 25?"), "taught_missing_numbers"), 0.5F);
        QCOMPARE(valueOf(fixture.likeness("how many?", "how many of 3?"), "asked_missing_numbers"), 1.F);
    }

    void readsManyQuestionsAsItReadsEachAlone()
    {
        const Fixture fixture;
        const std::vector<std::string> questions { "where is it?", "where is the boat now?", "", "17" };
        const std::vector<QuestionKey> together = fixture.reader->read(questions);
        for (std::size_t i = 0; i < questions.size(); ++i) {
            const QuestionKey alone = fixture.key(questions[i]);
            QCOMPARE(together[i].words, alone.words);
            QVERIFY((together[i].meaning.directions - alone.meaning.directions).abs().max().item<double>() < 1e-3);
        }
    }

    void comparesManyAsItComparesTwo()
    {
        const Fixture fixture;
        const std::vector<QuestionKey> taught
            = fixture.reader->read(std::vector<std::string> { "where is the boat?", "17 + 25?", "who came at 7?" });
        const std::vector<QuestionKey> asked
            = fixture.reader->read(std::vector<std::string> { "where was the old boat?", "17 + 25?", "", "18 + 25?" });
        const std::vector<std::vector<double>> logits = TaughtQuestions(taught).logits(asked);
        QCOMPARE(logits.size(), asked.size());
        for (std::size_t i = 0; i < asked.size(); ++i) {
            for (std::size_t k = 0; k < taught.size(); ++k) {
                QVERIFY(std::abs(logits[i][k] - sameQuestionLogit(taught[k], asked[i])) < 1e-3);
            }
        }
        QVERIFY(logits[0][0] != logits[0][1]);
        QCOMPARE(TaughtQuestions().logits(asked).size(), asked.size());
    }

    void remembersWhatItReadLately()
    {
        const Fixture fixture;
        const at::Tensor first = fixture.key("where is the boat?").meaning.directions;
        QVERIFY(fixture.key("where is the boat?").meaning.directions.is_same(first));
        std::vector<std::string> many;
        for (int i = 0; i < 300; ++i) {
            many.push_back("is it " + std::to_string(i) + "?");
        }
        QCOMPARE(fixture.reader->read(many).back().text, many.back());
        QVERIFY(!fixture.key("where is the boat?").meaning.directions.is_same(first)); // not for ever
    }

    void whatIsCommonComesOutShort()
    {
        const Fixture fixture;
        for (const QuestionScales& scales : fixture.reader->scales()) {
            for (const Whitening* whitening : { &scales.tokens, &scales.reworded, &scales.near }) {
                const at::Tensor mean = whitening->applied(whitening->mean.unsqueeze(0));
                QVERIFY(mean.abs().max().item<double>() < 1e-4);
                // The last direction is the one that deviates most.
                const at::Tensor common
                    = whitening->applied((whitening->mean + whitening->directions[-1]).unsqueeze(0));
                QVERIFY(common.norm().item<double>() < whitening->scale * 0.9);
            }
        }
    }

    void readsTheListsInPassesAndStops()
    {
        const auto model = test::tinyChatModel();
        const std::vector<std::string> ordinary(400, "how many boats are there on the sea and where do they go?");
        QuestionReaderBuilder builder(model, ordinary, { { "a", { "b" }, { "c" } } });
        QVERIFY(!builder.step({}));
        QVERIFY(builder.share() > 0 && builder.share() < 1);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(builder.step(stop.get_token()), Error);
    }

    void comesBackFromTheCacheAndRefusesAnotherList()
    {
        const Fixture fixture;
        const std::vector<std::byte> bytes = questionReaderBytes(*fixture.reader, "list");
        const auto back = questionReaderFromBytes(bytes, fixture.model, "list", "cache");
        const std::vector<std::string> question { "where is the boat?" };
        QVERIFY((back->read(question)[0].wording.directions - fixture.key(question[0]).wording.directions)
                    .abs()
                    .max()
                    .item<double>()
            < 1e-6);
        QVERIFY_EXCEPTION_THROWN(questionReaderFromBytes(bytes, fixture.model, "another", "cache"), std::exception);
    }
};

QTEST_GUILESS_MAIN(QuestionMatchTest)
#include "tst_question_match.moc"
