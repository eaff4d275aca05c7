// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/generator.h"

#include "core/base/error.h"
#include "core/model/decoder.h"
#include "core/model/stop_strings.h"
#include "core/model/transformer.h"

#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

namespace amend {

namespace {

using Clock = std::chrono::steady_clock;

// Tokens read at a time: stopping takes effect between blocks, about 0.3 s on two cores at 135M parameters.
constexpr std::size_t blockTokens = 256;
// A cache grows by at least this many tokens, and doubles while it is small against the context.
constexpr int cacheStep = 256;

double seconds(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

std::size_t commonPrefix(const std::vector<TokenId>& one, const std::vector<TokenId>& other)
{
    const auto differ = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
    return static_cast<std::size_t>(differ.first - one.begin());
}

} // namespace

struct Generation::State {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const Adapter> adapter;
    GenerationOptions options;
    PrefixCache& cache;
    Sampler sampler;
    StopStrings stopStrings;
    Utf8Decoder utf8;
    bool dropsSpace; ///< the next text's first space is the tokenizer's own
    std::vector<TokenId> tokens; ///< prompt and reply; the cache holds those already read
    std::size_t promptSize;
    std::vector<float> logits; ///< after the last token read
    FinishReason finished = FinishReason::None;
    ReplyStats stats;
    Clock::time_point firstTokenAt;
    double promptSeconds = 0;
    std::unique_ptr<Decoder> replyDecoder; ///< of an adapter that reaches the reply alone, once it is needed

    void takeUpCache();
    void leaveCache();
    std::size_t nextCount() const;
    bool isPrompt(std::size_t place) const;
    Decoder* decoderFor(std::size_t place, const Adapter* correcting);
    void reserve(std::size_t total);
    void read(std::size_t count);
    void decode(Decoder& with, std::span<const TokenId> next);
    void setLogits(const float* values);
    bool readAll(const std::stop_token& stop);
    void add(TokenId token, GeneratedChunk& chunk);
    std::string textOf(TokenId token);
    void finish(FinishReason reason, GeneratedChunk& chunk);
};

/// Keeps of the cache what it has in common with the prompt, but for the last token: its logits are needed.
void Generation::State::takeUpCache()
{
    const std::shared_ptr<const Adapter> ofPrompt = onPrompt(adapter);
    const bool usable = cache.adapter == ofPrompt && cache.model.lock() == model;
    const std::size_t common = usable ? std::min(commonPrefix(cache.tokens, tokens), promptSize - 1) : 0;
    if (!usable) {
        cache = { {}, makeKvCache(model->config, model->weights, 1, 0), ofPrompt, model, nullptr };
    }
    cache.tokens.resize(common);
    cache.kv.truncate(static_cast<int>(common));
    stats.promptTokens = static_cast<int>(promptSize);
    stats.reusedTokens = static_cast<int>(common);
}

/// A prompt's tokens are the same whoever answers; a reply's are not, and the next prompt reads them again.
void Generation::State::leaveCache()
{
    if (reachesReplyAlone(adapter.get()) && cache.tokens.size() >= promptSize) {
        cache.tokens.resize(promptSize - 1);
        cache.kv.truncate(static_cast<int>(promptSize) - 1);
    }
}

/// Whether the token there is corrected as the prompt is.
bool Generation::State::isPrompt(std::size_t place) const
{
    return !reachesReplyAlone(adapter.get()) || place + 1 < promptSize;
}

/// Of the tokens that are not read, those that are read at once.
std::size_t Generation::State::nextCount() const
{
    const std::size_t start = cache.tokens.size();
    const std::size_t end = isPrompt(start) && !isPrompt(tokens.size() - 1) ? promptSize - 1 : tokens.size();
    return std::min(blockTokens, end - start);
}

void Generation::State::reserve(std::size_t total)
{
    const int needed = static_cast<int>(total);
    const int capacity = cache.kv.capacity();
    if (needed > capacity) {
        const int wanted = std::max({ needed, 2 * capacity, capacity + cacheStep });
        growKvCache(cache.kv, std::min(wanted, std::max(needed, model->config.contextLength)));
    }
}

/// For the token there; null: there is none for such a model.
Decoder* Generation::State::decoderFor(std::size_t place, const Adapter* correcting)
{
    if (Decoder::isMadeFor(*model)) {
        const auto make = [&] { return std::make_unique<Decoder>(*model, correcting, Decoder::threadsFor(*model)); };
        if (isPrompt(place) && !cache.decoder) {
            cache.decoder = make();
        } else if (!isPrompt(place) && !replyDecoder) {
            replyDecoder = make();
        }
    }
    return isPrompt(place) ? cache.decoder.get() : replyDecoder.get();
}

/// Feeds the next `count` tokens to the model.
void Generation::State::read(std::size_t count)
{
    const c10::NoGradGuard noGradients;
    const std::size_t start = cache.tokens.size();
    reserve(start + count);
    const Adapter* correcting = isPrompt(start) ? onPrompt(adapter.get()) : adapter.get();
    Decoder* decoder = decoderFor(start, correcting);
    if (decoder != nullptr && count <= decoder->longestRun()) {
        decode(*decoder, std::span(tokens).subspan(start, count));
        return;
    }
    const std::vector<std::int64_t> ids(tokens.begin() + static_cast<std::ptrdiff_t>(start),
        tokens.begin() + static_cast<std::ptrdiff_t>(start + count));
    const at::Tensor input = at::tensor(ids, at::kLong).unsqueeze(0).to(model->device);
    const at::Tensor hidden
        = hiddenStates(model->config, model->weights, correcting, { input, {}, &cache.kv, nullptr });
    cache.tokens.insert(cache.tokens.end(), ids.begin(), ids.end());
    if (cache.tokens.size() == tokens.size()) {
        const at::Tensor last = logitsOf(model->weights, hidden.select(1, -1)).to(at::kCPU).contiguous(); // [1, v]
        setLogits(last.const_data_ptr<float>());
    }
}

/// As read, by the decoder.
void Generation::State::decode(Decoder& with, std::span<const TokenId> next)
{
    if (next.size() == 1) {
        with.read(next, {}, cache.kv);
    } else {
        with.readRun(next, cache.kv);
    }
    cache.tokens.insert(cache.tokens.end(), next.begin(), next.end());
    setLogits(with.logits(0).data());
}

void Generation::State::setLogits(const float* values)
{
    // An embedding may have more rows than the tokenizer has tokens: such rows are never a reply.
    logits.assign(values, values + model->tokenizer.size());
}

/// False if it was stopped before every token was read.
bool Generation::State::readAll(const std::stop_token& stop)
{
    const Clock::time_point begin = Clock::now();
    while (cache.tokens.size() < tokens.size()) {
        if (stop.stop_requested()) {
            return false;
        }
        read(nextCount());
    }
    if (stats.replyTokens == 0) {
        promptSeconds += seconds(begin, Clock::now());
    }
    return !stop.stop_requested();
}

void Generation::State::add(TokenId token, GeneratedChunk& chunk)
{
    if (stats.replyTokens == 0) {
        firstTokenAt = Clock::now();
        const double read = stats.promptTokens - stats.reusedTokens;
        stats.timeToFirstTokenMs = 1000 * promptSeconds;
        stats.promptTokensPerSecond = promptSeconds > 0 ? read / promptSeconds : 0;
    } else {
        const double elapsed = seconds(firstTokenAt, Clock::now());
        stats.tokensPerSecond = elapsed > 0 ? stats.replyTokens / elapsed : 0;
    }
    ++stats.replyTokens;
    tokens.push_back(token);
    chunk.tokens.push_back(token);
    chunk.text += stopStrings.add(textOf(token));
    if (stopStrings.hit()) {
        finish(FinishReason::StopString, chunk);
    } else if (stats.replyTokens >= options.maxTokens) {
        stats.hitTokenLimit = true;
        finish(FinishReason::TokenLimit, chunk);
    } else if (tokens.size() >= static_cast<std::size_t>(model->config.contextLength)) {
        finish(FinishReason::ContextFull, chunk);
    }
}

/// The whole characters that the token completes; nothing for a special one.
std::string Generation::State::textOf(TokenId token)
{
    if (model->tokenizer.isSpecial(token)) {
        return {};
    }
    std::string text = utf8.add(model->tokenizer.bytesOf(token));
    if (dropsSpace && !text.empty()) {
        dropsSpace = false;
        text.erase(0, text.front() == ' ' ? 1 : 0);
    }
    return text;
}

void Generation::State::finish(FinishReason reason, GeneratedChunk& chunk)
{
    chunk.text += stopStrings.add(utf8.finish());
    chunk.text += stopStrings.finish();
    chunk.finished = finished = reason;
}

Generation::Generation(std::shared_ptr<const Model> model, std::shared_ptr<const Adapter> adapter,
    std::vector<TokenId> prompt, const GenerationOptions& options, PrefixCache& cache)
{
    const auto context = static_cast<std::size_t>(model->config.contextLength);
    if (prompt.empty()) {
        throw Error(ErrorKind::BadInput, "The prompt has no tokens. Write something first.");
    }
    if (prompt.size() >= context) {
        throw Error(ErrorKind::ContextFull,
            "The conversation has " + std::to_string(prompt.size())
                + " tokens, which leaves no room for a reply in the model's " + std::to_string(context)
                + ". Start a new chat or shorten the message.");
    }
    const std::size_t size = prompt.size();
    const bool dropsSpace = model->tokenizer.addsSpace();
    m_state.reset(new State { std::move(model), std::move(adapter), options, cache, Sampler(options),
        StopStrings(options.stopStrings), {}, dropsSpace, std::move(prompt), size, {}, FinishReason::None, {}, {}, 0 });
    m_state->takeUpCache();
}

Generation::~Generation()
{
    m_state->leaveCache();
}

GeneratedChunk Generation::next(int maxTokens, std::stop_token stop)
{
    State& state = *m_state;
    GeneratedChunk chunk;
    chunk.finished = state.finished;
    if (state.finished == FinishReason::None && state.options.maxTokens <= 0) {
        state.stats.hitTokenLimit = true;
        state.finish(FinishReason::TokenLimit, chunk);
    }
    while (chunk.finished == FinishReason::None && chunk.tokens.size() < static_cast<std::size_t>(maxTokens)) {
        if (!state.readAll(stop)) {
            state.finish(FinishReason::Stopped, chunk);
            break;
        }
        const TokenId token = state.sampler.next(state.logits, state.tokens);
        if (state.model->tokenizer.isEndOfGeneration(token)) {
            state.finish(FinishReason::EndOfTurn, chunk);
        } else {
            state.add(token, chunk);
        }
    }
    return chunk;
}

ReplyStats Generation::stats() const
{
    return m_state->stats;
}

std::string generateText(const std::shared_ptr<const Model>& model, const std::shared_ptr<const Adapter>& adapter,
    const std::vector<TokenId>& prompt, const GenerationOptions& options, PrefixCache* cache, std::stop_token stop)
{
    PrefixCache own;
    Generation generation(model, adapter, prompt, options, cache != nullptr ? *cache : own);
    std::string text;
    for (GeneratedChunk chunk; chunk.finished == FinishReason::None;) {
        chunk = generation.next(static_cast<int>(blockTokens), stop);
        text += chunk.text;
    }
    return text;
}

} // namespace amend
