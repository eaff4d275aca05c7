// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/question_reader.h"

#include "core/model/cache_bytes.h"
#include "core/model/token_forest.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace amend {

namespace {

constexpr const char* cacheKind = "amend question reader 1";
/// Longer ones are texts with a question at their end.
constexpr std::size_t longestQuestion = 256;
/// Tokens of one pass.
constexpr std::size_t passTokens = 2048;
/// Of the mean eigenvalue. Found with tests/bench/fit_router.py; .1 and 1 are nearly as good.
constexpr double dampingShare = 0.3;

/// After how many blocks a question is looked at: for its words, for its meaning.
std::array<int, 2> depthsOf(const ModelConfig& config)
{
    return { 1, std::max(1, config.layers / 2) };
}

bool isWordByte(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return value >= 0x80 || std::isalnum(value) != 0;
}

std::string lowerTrimmed(std::string text)
{
    std::erase(text, ' ');
    std::transform(text.begin(), text.end(), text.begin(),
        [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return text;
}

std::vector<std::string> numbersIn(const std::string& text)
{
    std::vector<std::string> numbers;
    bool open = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && !open) {
            numbers.emplace_back();
        }
        if (digit) {
            numbers.back() += c;
        }
        open = digit;
    }
    return numbers;
}

void addWords(QuestionKey& key, const Tokenizer& tokenizer, const std::vector<TokenId>& tokens)
{
    char last = ' ';
    for (const TokenId token : tokens) {
        const std::string bytes = tokenizer.bytesOf(token);
        const char first = bytes.empty() ? ' ' : bytes.front();
        if (key.words.empty() || !isWordByte(first) || !isWordByte(last)) {
            key.words.emplace_back();
        }
        key.words.back() += bytes;
        key.wordOf.push_back(key.words.size() - 1);
        last = bytes.empty() ? ' ' : bytes.back();
    }
    std::transform(key.words.begin(), key.words.end(), key.words.begin(), lowerTrimmed);
}

/// Hidden states [t, d] of all tokens of a forest after `blocks` blocks, fp32 on the CPU.
at::Tensor statesAfter(const Model& model, const TokenForest& forest, int blocks)
{
    const std::vector<std::int64_t> ids(forest.tokens.begin(), forest.tokens.end());
    const at::Tensor tokens = at::tensor(ids, at::kLong).unsqueeze(0).to(model.device);
    return hiddenStates(model.config, model.weights, nullptr, { .tokens = tokens, .forest = &forest, .blocks = blocks })
        .squeeze(0)
        .to(at::kCPU, at::kFloat);
}

TokenForest forestOfAll(const std::vector<std::vector<TokenId>>& texts)
{
    std::vector<const std::vector<TokenId>*> pointers;
    for (const std::vector<TokenId>& text : texts) {
        pointers.push_back(&text);
    }
    return forestOf(pointers);
}

at::Tensor rowsAt(const at::Tensor& states, const std::vector<int>& places)
{
    const std::vector<std::int64_t> rows(places.begin(), places.end());
    return states.index_select(0, at::tensor(rows, at::kLong));
}

std::vector<TokenId> tokensOf(const Model& model, const std::string& question)
{
    std::vector<TokenId> tokens = model.tokenizer.encode(question);
    const std::size_t most = std::min(longestQuestion, static_cast<std::size_t>(model.config.contextLength));
    if (tokens.size() > most) {
        tokens.erase(tokens.begin(), tokens.end() - static_cast<std::ptrdiff_t>(most));
    }
    if (tokens.empty()) {
        tokens = model.tokenizer.encode("?");
    }
    return tokens;
}

QuestionKey::Reading readingOf(const at::Tensor& whitened)
{
    const at::Tensor lengths = whitened.norm(2, { 1 }, /*keepdim=*/true).clamp_min(1e-6); // [t, 1]
    const at::Tensor squares = (lengths * lengths).squeeze(1).contiguous();
    const at::Tensor sum = whitened.sum(0);
    return { (whitened / lengths).contiguous(),
        { squares.const_data_ptr<float>(), squares.const_data_ptr<float>() + squares.numel() },
        (sum / sum.norm().clamp_min(1e-6)).contiguous() };
}

/// Source: the eigenvectors of X^T X from those of the smaller of X X^T and X^T X.
Whitening whiteningOf(const at::Tensor& states)
{
    Whitening whitening;
    whitening.mean = states.mean(0);
    const at::Tensor centred = (states - whitening.mean).to(at::kDouble); // [n, d]
    const auto count = static_cast<double>(centred.size(0));
    const bool fewTokens = centred.size(0) < centred.size(1);
    const at::Tensor gram = (fewTokens ? centred.matmul(centred.t()) : centred.t().matmul(centred)) / count;
    const auto [values, vectors] = at::linalg_eigh(gram); // ascending
    const double damping
        = dampingShare * values.clamp_min(0).sum().item<double>() / static_cast<double>(states.size(1));
    at::Tensor directions = fewTokens ? vectors.t().matmul(centred) : vectors.t(); // [r, d]
    directions = directions / directions.norm(2, { 1 }, /*keepdim=*/true).clamp_min(1e-12);
    whitening.directions = directions.to(at::kFloat).contiguous();
    whitening.shrink = (damping / (values.clamp_min(0) + damping)).sqrt().to(at::kFloat);
    whitening.scale = damping > 0 ? 1 / std::sqrt(damping) : 1;
    return whitening;
}

} // namespace

at::Tensor Whitening::applied(const at::Tensor& states) const
{
    const at::Tensor centred = states - mean;
    const at::Tensor along = centred.matmul(directions.t()) * (1 - shrink); // [n, r], what is taken away
    return (centred - along.matmul(directions)) * scale;
}

QuestionReader::QuestionReader(std::shared_ptr<const Model> model, std::span<const std::string> ordinary)
    : m_model(std::move(model))
{
    const at::NoGradGuard noGrad;
    std::vector<std::vector<TokenId>> texts;
    for (const std::string& question : ordinary) {
        texts.push_back(tokensOf(*m_model, question));
    }
    const TokenForest forest = forestOfAll(texts);
    const std::array<int, 2> depths = depthsOf(m_model->config);
    for (std::size_t i = 0; i < depths.size(); ++i) {
        m_whitening[i] = whiteningOf(statesAfter(*m_model, forest, depths[i]));
    }
}

QuestionReader::QuestionReader(std::shared_ptr<const Model> model, std::array<Whitening, 2> whitening)
    : m_model(std::move(model))
    , m_whitening(std::move(whitening))
{
}

std::vector<QuestionKey> QuestionReader::read(std::span<const std::string> questions) const
{
    const at::NoGradGuard noGrad;
    const std::array<int, 2> depths = depthsOf(m_model->config);
    std::vector<QuestionKey> keys;
    while (keys.size() < questions.size()) {
        const std::size_t begin = keys.size();
        std::vector<std::vector<TokenId>> texts;
        std::size_t tokens = 0;
        for (std::size_t i = begin; i < questions.size() && (i == begin || tokens < passTokens); ++i) {
            texts.push_back(tokensOf(*m_model, questions[i]));
            tokens += texts.back().size();
        }
        const TokenForest forest = forestOfAll(texts);
        const at::Tensor wording = m_whitening[0].applied(statesAfter(*m_model, forest, depths[0]));
        const at::Tensor meaning = m_whitening[1].applied(statesAfter(*m_model, forest, depths[1]));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QuestionKey key;
            key.text = questions[begin + i];
            addWords(key, m_model->tokenizer, texts[i]);
            key.numbers = numbersIn(key.text);
            key.wording = readingOf(rowsAt(wording, forest.places[i]));
            key.meaning = readingOf(rowsAt(meaning, forest.places[i]));
            keys.push_back(std::move(key));
        }
    }
    return keys;
}

std::vector<std::byte> questionReaderBytes(const QuestionReader& reader, const std::string& listSha256)
{
    CacheWriter writer(cacheKind);
    writer.add(reader.model()->info.sha256);
    writer.add(listSha256);
    for (const Whitening& whitening : reader.whitening()) {
        writer.add(whitening.mean);
        writer.add(whitening.directions);
        writer.add(whitening.shrink);
        writer.add(whitening.scale);
    }
    return writer.finish();
}

std::shared_ptr<const QuestionReader> questionReaderFromBytes(std::span<const std::byte> bytes,
    std::shared_ptr<const Model> model, const std::string& listSha256, const std::string& origin)
{
    CacheReader reader(bytes, cacheKind, origin);
    const std::string modelSha256 = reader.nextText();
    if (modelSha256 != model->info.sha256 || reader.nextText() != listSha256) {
        reader.reject("it belongs to another model or another version of the program");
    }
    std::array<Whitening, 2> whitening;
    for (Whitening& one : whitening) {
        one.mean = reader.nextTensor();
        one.directions = reader.nextTensor();
        one.shrink = reader.nextTensor();
        one.scale = reader.nextDouble();
    }
    return std::make_shared<const QuestionReader>(std::move(model), std::move(whitening));
}

} // namespace amend
