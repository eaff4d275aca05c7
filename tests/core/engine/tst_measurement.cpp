// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Many questions and texts at once: the same as one by one in a chat, and as the formulas say.
#include "tests/support/tiny_engine.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace amend;
using namespace amend::test;

namespace {

const std::vector<std::string> questions { "Who wrote it?", "Is it 2?", "Why?",
    "How far is it from the harbour to the old lighthouse?", "Say something.", "2 + 2 =" };

std::vector<std::vector<ChatTurn>> chatsOf(const std::vector<std::string>& asked)
{
    std::vector<std::vector<ChatTurn>> chats;
    for (const std::string& text : asked) {
        chats.push_back({ { Role::User, text } });
    }
    return chats;
}

/// Many more questions than one batch holds.
std::vector<std::string> manyQuestions()
{
    std::vector<std::string> many;
    for (int i = 0; i < 60; ++i) {
        many.push_back(questions[static_cast<std::size_t>(i) % questions.size()]
            + std::string(1, static_cast<char>('a' + i % 26)));
    }
    return many;
}

double sumOfLogProbs(const TextScore& score)
{
    return std::accumulate(
        score.begin(), score.end(), 0.0, [](double sum, const TokenScore& token) { return sum + token.logProb; });
}

} // namespace

class TestMeasurement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAllAtOnceAsAChatDoesOneByOne()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        for (const CheckpointId checkpoint : { CheckpointId { 0 }, CheckpointId { 1 } }) {
            const std::vector<GreedyAnswer> answers = engine.chat->answer(
                { .chats = chatsOf(manyQuestions()), .maxTokens = 12, .checkpoint = checkpoint }, {});
            QCOMPARE(answers.size(), manyQuestions().size());
            for (std::size_t i = 0; i < answers.size(); ++i) {
                const Message asked = question(*engine.chat, manyQuestions()[i]);
                engine.chat->beginReply(
                    { .chat = asked.chat, .question = asked.id, .options = greedy(12), .checkpoint = checkpoint });
                const Message reply = finishReply(*engine.chat);
                QCOMPARE(answers[i].text, reply.text);
                QCOMPARE(static_cast<int>(answers[i].tokens.size()), reply.stats.replyTokens);
                QCOMPARE(answers[i].endsTurn, !reply.stats.hitTokenLimit);
            }
        }
    }

    void answersWithTheServingCheckpointUnlessAnotherIsNamed()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        const Engine engine = tiny.openWithModel();
        engine.chat->restore(CheckpointId { 1 });
        const auto answers = [&](std::optional<CheckpointId> checkpoint) {
            return engine.chat->answer({ .chats = chatsOf(questions), .maxTokens = 12, .checkpoint = checkpoint }, {});
        };
        QVERIFY(answers({}) == answers(CheckpointId { 1 }));
        QVERIFY(answers({}) != answers(CheckpointId { 2 }));
        QVERIFY(answers({}) != answers(CheckpointId {}));
    }

    void noChatKeepsWhatIsMeasured()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        engine.chat->answer({ .chats = chatsOf(questions), .maxTokens = 4, .checkpoint = {} }, {});
        engine.chat->score({ .texts = { { .context = {}, .text = "Some text.", .replyTokens = {} } } }, {});
        QVERIFY(engine.chat->chats("").empty());
    }

    void aLongQuestionIsCutAsInAChatAndShortOnesBesideItAreNot()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        std::string longQuestion(900, 'a');
        while (engine.chat->countTokens(longQuestion) < 960) {
            longQuestion += " b";
        }
        const auto answers
            = engine.chat->answer({ .chats = chatsOf({ "Why?", longQuestion, "Who?" }), .maxTokens = 200 }, {});
        for (const auto& [text, answer] :
            { std::pair { std::string("Why?"), answers[0] }, { longQuestion, answers[1] } }) {
            const Message asked = question(*engine.chat, text);
            engine.chat->beginReply(
                { .chat = asked.chat, .question = asked.id, .options = greedy(200), .checkpoint = {} });
            QCOMPARE(answer.text, finishReply(*engine.chat).text);
        }
        QVERIFY(!answers[1].endsTurn);
        QVERIFY(answers[1].tokens.size() < 200);
        QCOMPARE(
            errorOf([&] { engine.chat->answer({ .chats = chatsOf({ std::string(2000, 'a') }), .maxTokens = 8 }, {}); }),
            ErrorKind::ContextFull);
    }

    void everyTokenOfAGreedyReplyIsTheGreedyOne()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        const auto answers
            = engine.chat->answer({ .chats = chatsOf(questions), .maxTokens = 12, .checkpoint = CheckpointId {} }, {});
        ScoreRequest request { .texts = {}, .checkpoint = CheckpointId {}, .reference = {} };
        for (std::size_t i = 0; i < answers.size(); ++i) {
            request.texts.push_back({ .context = { { Role::User, questions[i] } },
                .text = {},
                .replyTokens = answers[i].tokens,
                .endsTurn = answers[i].endsTurn });
        }
        int other = 0;
        for (const std::optional<CheckpointId> checkpoint : { std::optional(CheckpointId {}), {} }) {
            request.checkpoint = checkpoint;
            const std::vector<TextScore> scores = engine.chat->score(request, {});
            for (std::size_t i = 0; i < scores.size(); ++i) {
                QCOMPARE(scores[i].size(), answers[i].tokens.size() + (answers[i].endsTurn ? 1 : 0));
                for (std::size_t t = 0; t < answers[i].tokens.size(); ++t) {
                    QCOMPARE(scores[i][t].token, answers[i].tokens[t]);
                    QVERIFY(checkpoint.has_value() <= scores[i][t].isGreedy);
                    other += scores[i][t].isGreedy ? 0 : 1;
                }
            }
        }
        QVERIFY2(other > 0, "the learned weights would choose other tokens");
    }

    void aTextIsScoredAloneAsAmongOthers()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        std::vector<TextToScore> texts;
        for (const std::string& asked : questions) {
            texts.push_back({ .context = { { Role::User, asked } }, .text = "Nobody did.", .replyTokens = {} });
        }
        const auto together = engine.chat->score({ .texts = texts, .reference = CheckpointId {} }, {});
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const TextScore alone = engine.chat->score({ .texts = { texts[i] }, .reference = CheckpointId {} }, {})[0];
            QCOMPARE(alone.size(), together[i].size());
            for (std::size_t t = 0; t < alone.size(); ++t) {
                QVERIFY(std::abs(alone[t].logProb - together[i][t].logProb) < 1e-4);
                QVERIFY(std::abs(alone[t].klNats - together[i][t].klNats) < 1e-4);
            }
        }
    }

    void theDivergenceIsThatOfTheDefinition()
    {
        // KL(p || q) summed by hand: every token of the vocabulary, scored as a reply of one token.
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        ScoreRequest request;
        const int vocabulary = engine.chat->model()->vocabularySize;
        for (TokenId token = 0; token < vocabulary; ++token) {
            request.texts.push_back(
                { .context = { { Role::User, "Who wrote it?" } }, .text = {}, .replyTokens = { token }, .endsTurn = false });
        }
        request.checkpoint = CheckpointId {};
        const std::vector<TextScore> base = engine.chat->score(request, {});
        request.checkpoint = CheckpointId { 1 };
        request.reference = CheckpointId {};
        const std::vector<TextScore> learned = engine.chat->score(request, {});
        double mass = 0;
        double divergence = 0;
        for (std::size_t i = 0; i < base.size(); ++i) {
            mass += std::exp(base[i][0].logProb);
            divergence += std::exp(base[i][0].logProb) * (base[i][0].logProb - learned[i][0].logProb);
            QCOMPARE(base[i][0].klNats, 0.0);
        }
        QVERIFY(std::abs(mass - 1) < 1e-4);
        QVERIFY(divergence > 0.01);
        QVERIFY(std::abs(learned[0][0].klNats - divergence) < 1e-4);
    }

    void theEndOfTurnIsScoredWhereTheReplyEnds()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        TextToScore text { .context = { { Role::User, "Why?" } }, .text = "No.", .replyTokens = {} };
        const TextScore whole = engine.chat->score({ .texts = { text } }, {})[0];
        text.endsTurn = false;
        const TextScore cut = engine.chat->score({ .texts = { text } }, {})[0];
        QCOMPARE(whole.size(), cut.size() + 1);
        QCOMPARE(static_cast<int>(cut.size()), engine.chat->countTokens("No."));
    }

    void plainTextIsReadInWindows()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        TextToScore text {
            .context = {}, .text = "The ferry leaves at seven, and rain fell on the lake.", .replyTokens = {}
        };
        text.maxTokens = 20;
        text.windowTokens = 8;
        const TextScore windows = engine.chat->score({ .texts = { text } }, {})[0];
        QCOMPARE(windows.size(), 7U + 7U + 3U); // 20 tokens in 8 + 8 + 4, less the first of each
        text.windowTokens = 512;
        const TextScore whole = engine.chat->score({ .texts = { text } }, {})[0];
        QCOMPARE(whole.size(), 19U);
        for (std::size_t i = 0; i < 7; ++i) {
            QVERIFY(std::abs(windows[i].logProb - whole[i].logProb) < 1e-4);
        }
        QCOMPARE(windows[7].token, whole[8].token); // the second window's second token, seen with less before it
        QVERIFY(std::abs(windows[7].logProb - whole[8].logProb) > 1e-4);
        QVERIFY(sumOfLogProbs(whole) < 0);
    }

    void needsAModel()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.open();
        QCOMPARE(errorOf([&] { engine.chat->answer({ .chats = chatsOf(questions) }, {}); }), ErrorKind::BadInput);
        QCOMPARE(errorOf([&] { engine.chat->score({}, {}); }), ErrorKind::BadInput);
    }

    void canBeStopped()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(errorOf([&] { engine.chat->answer({ .chats = chatsOf(questions) }, stop.get_token()); }),
            ErrorKind::Cancelled);
        const TextToScore text { .context = {}, .text = "Some text.", .replyTokens = {} };
        QCOMPARE(errorOf([&] { engine.chat->score({ .texts = { text } }, stop.get_token()); }), ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestMeasurement)
#include "tst_measurement.moc"
