// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/generator.h"

#include "core/base/error.h"
#include "core/model/device.h"
#include "core/text/utf8_decoder.h"
#include "tests/support/tiny_model.h"
#include "tests/support/tiny_tokenizer.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace amend;
using namespace amend::test;

namespace {

const std::vector<TokenId> prompt { 72, 101, 108, 108, 111 };

struct Reply {
    std::string text;
    std::vector<TokenId> tokens;
    FinishReason finished = FinishReason::None;
    ReplyStats stats;
};

Reply write(const std::shared_ptr<const Model>& model, const std::shared_ptr<const Adapter>& adapter,
    const std::vector<TokenId>& tokens, const GenerationOptions& options, PrefixCache& cache, int chunkSize = 3)
{
    Generation generation(model, adapter, tokens, options, cache);
    Reply reply;
    while (reply.finished == FinishReason::None) {
        const GeneratedChunk chunk = generation.next(chunkSize);
        reply.text += chunk.text;
        reply.tokens.insert(reply.tokens.end(), chunk.tokens.begin(), chunk.tokens.end());
        reply.finished = chunk.finished;
    }
    reply.stats = generation.stats();
    return reply;
}

Reply write(const std::shared_ptr<const Model>& model, const std::vector<TokenId>& tokens,
    const GenerationOptions& options, int chunkSize = 3)
{
    PrefixCache cache;
    return write(model, nullptr, tokens, options, cache, chunkSize);
}

/// Its layers add nothing and its embeddings have one length, so the likeliest token is the last one again.
std::shared_ptr<const Model> echoModel(TokenizerData data)
{
    ModelConfig config = tinyConfig();
    config.vocabularySize = static_cast<int>(data.tokens.size());
    Weights weights = tinyWeights(config);
    for (LayerWeights& layer : weights.layers) {
        for (LinearWeight& linear : layer.linear) {
            linear.dense.zero_();
        }
    }
    weights.embedding.div_(weights.embedding.norm(2, { 1 }, true)); // the tied head is the same tensor
    return std::make_shared<const Model>(Model {
        config, std::move(weights), Tokenizer::fromData(std::move(data)), ChatTemplate::chatMl(), {}, at::kCPU });
}

std::shared_ptr<const Adapter> reachingTheReply(const ModelConfig& config)
{
    auto adapter = std::make_shared<Adapter>(*tinyAdapter(config, LoraStart::Random, 2, 11));
    adapter->reach = AdapterReach::Reply;
    return adapter;
}

} // namespace

class TestGenerator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { useThreads(1); } // so small a model only waits at barriers with more

    void aReplyDoesNotDependOnTheChunks()
    {
        const auto model = tinyModel();
        const Reply whole = write(model, prompt, greedy(40), 100);
        QVERIFY(!whole.tokens.empty());
        for (const int size : { 1, 2, 7 }) {
            const Reply cut = write(model, prompt, greedy(40), size);
            QCOMPARE(cut.tokens, whole.tokens);
            QCOMPARE(cut.text, whole.text);
        }
    }

    void aChunkHoldsWholeCharactersOnly()
    {
        const auto model = tinyModel();
        GenerationOptions options = greedy(60);
        options.temperature = 3; // random bytes
        PrefixCache cache;
        Generation generation(model, nullptr, prompt, options, cache);
        for (GeneratedChunk chunk; chunk.finished == FinishReason::None;) {
            chunk = generation.next(1);
            QCOMPARE(validUtf8(chunk.text), chunk.text);
        }
    }

    void aReplyBeginsWithoutTheTokenizersOwnSpace()
    {
        const auto model = echoModel(tinySentencePiece());
        const TokenId spacedHi = 264; // "▁hi"
        const Reply reply = write(model, { spacedHi }, greedy(3), 1);
        QCOMPARE(reply.tokens, std::vector<TokenId>(3, spacedHi));
        QCOMPARE(reply.text, "hi hi hi");
    }

    void onlyOneSpaceIsTheTokenizersOwn()
    {
        const TokenId space = 259;
        QCOMPARE(write(echoModel(tinySentencePiece()), { space }, greedy(3), 1).text, "  ");
        QCOMPARE(write(echoModel(tinyByteLevel()), { ' ' }, greedy(3), 1).text, "   ");
    }

    void theSameSeedGivesTheSameReply()
    {
        const auto model = tinyModel();
        GenerationOptions options;
        options.temperature = 1.5;
        options.seed = 3;
        options.maxTokens = 30;
        const Reply one = write(model, prompt, options);
        QCOMPARE(write(model, prompt, options).tokens, one.tokens);
        options.seed = 4;
        QVERIFY(write(model, prompt, options).tokens != one.tokens);
    }

    void reusesThePrefixThatTwoPromptsShare()
    {
        const auto model = tinyModel();
        PrefixCache cache;
        const Reply first = write(model, nullptr, prompt, greedy(10), cache);
        QCOMPARE(first.stats.reusedTokens, 0);
        std::vector<TokenId> next = prompt;
        next.insert(next.end(), first.tokens.begin(), first.tokens.end());
        next.insert(next.end(), { 63, 10 });
        const Reply second = write(model, nullptr, next, greedy(20), cache);
        QCOMPARE(second.stats.promptTokens, static_cast<int>(next.size()));
        QVERIFY(second.stats.reusedTokens >= static_cast<int>(prompt.size() + first.tokens.size()) - 1);
        QCOMPARE(second.tokens, write(model, next, greedy(20)).tokens);
        QCOMPARE(write(model, nullptr, prompt, greedy(10), cache).tokens, first.tokens);
    }

    void anotherAdapterOrModelEmptiesTheCache()
    {
        const auto model = tinyModel();
        const std::shared_ptr<const Adapter> adapter = tinyAdapter(model->config, LoraStart::Random);
        PrefixCache cache;
        const Reply base = write(model, nullptr, prompt, greedy(10), cache);
        const Reply adapted = write(model, adapter, prompt, greedy(10), cache);
        QCOMPARE(adapted.stats.reusedTokens, 0);
        QVERIFY(adapted.tokens != base.tokens);
        const auto other = tinyModel(9);
        QCOMPARE(write(other, adapter, prompt, greedy(10), cache).stats.reusedTokens, 0);
    }

    void whatReachesTheReplyAloneLeavesThePromptToTheNext()
    {
        const auto model = tinyModel();
        const auto lesson = reachingTheReply(model->config);
        PrefixCache cache;
        const Reply base = write(model, nullptr, prompt, greedy(10), cache);
        const Reply taught = write(model, lesson, prompt, greedy(10), cache);
        QCOMPARE(taught.stats.reusedTokens, static_cast<int>(prompt.size()) - 1);
        QVERIFY(taught.tokens != base.tokens);
        PrefixCache fresh;
        QCOMPARE(taught.tokens, write(model, lesson, prompt, greedy(10), fresh).tokens);
        // What the lesson wrote is read anew, as the prompt that it is now.
        std::vector<TokenId> next = prompt;
        next.insert(next.end(), taught.tokens.begin(), taught.tokens.end());
        const Reply second = write(model, nullptr, next, greedy(20), cache);
        QCOMPARE(second.stats.reusedTokens, static_cast<int>(prompt.size()) - 1);
        QCOMPARE(second.tokens, write(model, next, greedy(20)).tokens);
        // Unlike one that reaches all tokens.
        auto everywhere = std::make_shared<Adapter>(*lesson);
        everywhere->reach = AdapterReach::AllTokens;
        QVERIFY(write(model, everywhere, prompt, greedy(10), fresh).tokens != taught.tokens);
    }

    void aReplyThatIsStoppedLeavesThePromptToo()
    {
        const auto model = tinyModel();
        PrefixCache cache;
        {
            Generation generation(model, reachingTheReply(model->config), prompt, greedy(10), cache);
            generation.next(3);
        }
        QCOMPARE(cache.tokens.size(), prompt.size() - 1);
        QCOMPARE(write(model, nullptr, prompt, greedy(10), cache).tokens, write(model, prompt, greedy(10)).tokens);
    }

    void endsBeforeAStopString()
    {
        const auto model = tinyModel();
        const Reply whole = write(model, prompt, greedy(40));
        QVERIFY(whole.text.size() > 6);
        GenerationOptions options = greedy(40);
        options.stopStrings = { validUtf8(whole.text).substr(whole.text.size() / 2) };
        if (validUtf8(options.stopStrings[0]) != options.stopStrings[0]) {
            options.stopStrings = { whole.text };
        }
        const Reply cut = write(model, prompt, options);
        QCOMPARE(cut.finished, FinishReason::StopString);
        QCOMPARE(cut.text, whole.text.substr(0, whole.text.find(options.stopStrings[0])));
    }

    void saysWhenTheTokenLimitIsReached()
    {
        const Reply reply = write(tinyModel(), prompt, greedy(4));
        QCOMPARE(reply.finished, FinishReason::TokenLimit);
        QCOMPARE(reply.tokens.size(), 4U);
        QVERIFY(reply.stats.hitTokenLimit);
        QVERIFY(write(tinyModel(), prompt, greedy(0)).tokens.empty());
    }

    void saysWhenTheContextIsFull()
    {
        const auto model = tinyModel();
        const Reply reply = write(model, std::vector<TokenId>(250, 65), greedy(100));
        QCOMPARE(reply.finished, FinishReason::ContextFull);
        QCOMPARE(reply.tokens.size(), 6U);
        try {
            write(model, std::vector<TokenId>(256, 65), greedy(100));
            QFAIL("there was room where there is none");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::ContextFull);
        }
    }

    void stopsWhenAsked()
    {
        const auto model = tinyModel();
        PrefixCache cache;
        Generation generation(model, nullptr, prompt, greedy(40), cache);
        QCOMPARE(generation.next(2).finished, FinishReason::None);
        std::stop_source source;
        source.request_stop();
        const GeneratedChunk chunk = generation.next(2, source.get_token());
        QCOMPARE(chunk.finished, FinishReason::Stopped);
        QVERIFY(chunk.tokens.empty());
        QCOMPARE(generation.next(2).finished, FinishReason::Stopped);
        QCOMPARE(write(model, nullptr, prompt, greedy(40), cache).tokens, write(model, prompt, greedy(40)).tokens);
    }

    void repliesSideBySideAreThoseWrittenAlone()
    {
        const auto model = tinyModel();
        const auto adapter = tinyAdapter(model->config, LoraStart::Random);
        std::vector<std::vector<TokenId>> prompts { prompt, { 65 }, { 66, 67, 68, 69, 70, 71, 72, 73 }, { 72, 105 } };
        const auto lesson = reachingTheReply(model->config);
        for (const std::shared_ptr<const Adapter>& weights : { std::shared_ptr<const Adapter>(),
                 std::shared_ptr<const Adapter>(adapter), lesson, together({ adapter, lesson }) }) {
            const auto replies = generateGreedyBatch(*model, weights.get(), prompts, 25);
            QCOMPARE(replies.size(), prompts.size());
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                PrefixCache cache;
                QCOMPARE(replies[i], write(model, weights, prompts[i], greedy(25), cache).tokens);
            }
        }
    }

    void eachReplyOfABatchIsWrittenByItsOwnOptions()
    {
        const auto model = tinyModel();
        const std::vector<TokenId> other { 66, 67, 68, 69, 70, 71, 72, 73 };
        GenerationOptions sampled { .seed = 1, .maxTokens = 25, .stopStrings = {} };
        GenerationOptions again = sampled;
        again.seed = 2;
        GenerationOptions penalised = greedy(12);
        penalised.repetitionPenalty = 1.5;
        const std::vector<BatchPrompt> prompts { { prompt, sampled }, { other, greedy(25) }, { prompt, again },
            { prompt, greedy(7) }, { other, penalised }, { other, greedy(0) } };
        for (const std::shared_ptr<const Adapter> weights :
            { std::shared_ptr<Adapter>(), tinyAdapter(model->config, LoraStart::Random) }) {
            const auto replies = generateBatch(*model, weights.get(), prompts);
            QCOMPARE(replies.size(), prompts.size());
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                PrefixCache cache;
                QCOMPARE(replies[i], write(model, weights, prompts[i].tokens, prompts[i].options, cache).tokens);
            }
            QVERIFY(replies[0] != replies[2]);
        }
    }

    void aBatchDoesNotAnswerWithBrokenNumbers()
    {
        const auto model = tinyModel();
        const std::vector<std::vector<TokenId>> prompts { { 1, 2, 3 }, { 4, 5 } };
        for (const float factor : { std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN() }) {
            const auto broken = tinyAdapter(model->config, LoraStart::Random);
            broken->layers[1].linear[static_cast<std::size_t>(Projection::Up)].b.fill_(factor);
            try {
                generateGreedyBatch(*model, broken.get(), prompts, 4);
                QFAIL("it answered");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Internal);
            }
        }
    }

    void aBatchCanBeStopped()
    {
        std::stop_source source;
        source.request_stop();
        try {
            generateGreedyBatch(*tinyModel(), nullptr, { prompt }, 5, source.get_token());
            QFAIL("went on");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Cancelled);
        }
    }

    void textInOneGoIsTheTextInChunks()
    {
        const auto model = tinyModel();
        QCOMPARE(generateText(model, nullptr, prompt, greedy(20)), write(model, prompt, greedy(20)).text);
    }
};

QTEST_GUILESS_MAIN(TestGenerator)
#include "tst_generator.moc"
