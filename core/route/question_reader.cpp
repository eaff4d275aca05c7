// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/question_reader.h"

#include "core/base/error.h"
#include "core/model/cache_bytes.h"
#include "core/model/token_forest.h"
#include "core/model/transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/slice.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace amend {

namespace {

constexpr const char* cacheKind = "amend question reader 3";
constexpr const char* keyCacheKind = "amend question key 2";
/// Longer ones are texts with a question at their end.
constexpr std::size_t longestQuestion = 256;
/// The same few questions are compared again and again while a lesson is learned: its own, near ones, the probes.
constexpr std::size_t questionsRemembered = 256;
/// Tokens of one pass.
constexpr std::size_t passTokens = 2048;
/// Of the mean eigenvalue. Found with tests/bench/fit_router.py; .1 and 1 are nearly as good.
constexpr double tokensDamping = 0.3;
/// The same of the differences between questions; .03 is as good.
constexpr double differencesDamping = 0.1;

/// After how many blocks a question is looked at: for its words, for its meaning.
std::array<int, 2> depthsOf(const ModelConfig& config)
{
    return { 1, std::max(1, config.layers / 3) };
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

/// Hidden states [1, t, d] of all tokens of a forest after `blocks` blocks, of which the first `before` gave `states`.
at::Tensor statesAfter(
    const Model& model, const TokenForest& forest, int blocks, const at::Tensor& states = {}, int before = 0)
{
    const std::vector<std::int64_t> ids(forest.tokens.begin(), forest.tokens.end());
    const at::Tensor tokens = at::tensor(ids, at::kLong).unsqueeze(0).to(model.device);
    return hiddenStates(model.config, model.weights, nullptr,
        { .tokens = tokens, .forest = &forest, .blocks = blocks, .states = states, .firstBlock = before });
}

TokenForest forestOfAll(const std::vector<std::vector<TokenId>>& texts)
{
    return forestOf(std::vector<std::span<const TokenId>>(texts.begin(), texts.end()));
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

/// Source: the eigenvectors of X^T X from those of the smaller of X X^T and X^T X.
Whitening whiteningOf(const at::Tensor& deviations, at::Tensor mean, double dampingShare)
{
    Whitening whitening { .mean = std::move(mean), .directions = {}, .shrink = {} };
    const at::Tensor exact = deviations.to(at::kDouble); // [n, d]
    const auto count = static_cast<double>(exact.size(0));
    const bool fewRows = exact.size(0) < exact.size(1);
    const at::Tensor gram = (fewRows ? exact.matmul(exact.t()) : exact.t().matmul(exact)) / count;
    const auto [values, vectors] = at::linalg_eigh(gram); // ascending
    const double damping = dampingShare * values.clamp_min(0).sum().item<double>() / static_cast<double>(exact.size(1));
    at::Tensor directions = fewRows ? vectors.t().matmul(exact) : vectors.t(); // [r, d]
    directions = directions / directions.norm(2, { 1 }, /*keepdim=*/true).clamp_min(1e-12);
    whitening.directions = directions.to(at::kFloat).contiguous();
    whitening.shrink = (damping / (values.clamp_min(0) + damping)).sqrt().to(at::kFloat);
    whitening.scale = damping > 0 ? 1 / std::sqrt(damping) : 1;
    return whitening;
}

QuestionKey::Reading readingOf(const at::Tensor& states, const QuestionScales& scales)
{
    const at::Tensor whitened = scales.tokens.applied(states);
    const at::Tensor lengths = whitened.norm(2, { 1 }, /*keepdim=*/true).clamp_min(1e-6); // [t, 1]
    const at::Tensor squares = (lengths * lengths).squeeze(1).contiguous();
    const at::Tensor sum = whitened.sum(0);
    const at::Tensor mean = states.mean(0, /*keepdim=*/true);
    return { (whitened / lengths).contiguous(),
        { squares.const_data_ptr<float>(), squares.const_data_ptr<float>() + squares.numel() },
        (sum / sum.norm().clamp_min(1e-6)).contiguous(), scales.reworded.applied(mean).squeeze(0).contiguous(),
        scales.near.applied(mean).squeeze(0).contiguous() };
}

/// The questions from `begin` on that fit into one pass: their tokens, and their states at both depths.
struct Pass {
    std::vector<std::vector<TokenId>> texts;
    TokenForest forest;
    std::array<at::Tensor, 2> states; ///< [tokens of the forest, d]

    at::Tensor statesOf(std::size_t text, std::size_t depth) const
    {
        return rowsAt(states[depth], forest.places[text]);
    }
};

Pass passFrom(const Model& model, std::span<const std::string> questions)
{
    Pass pass;
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < questions.size() && (i == 0 || tokens < passTokens); ++i) {
        pass.texts.push_back(tokensOf(model, questions[i]));
        tokens += pass.texts.back().size();
    }
    pass.forest = forestOfAll(pass.texts);
    const std::array<int, 2> depths = depthsOf(model.config);
    const at::Tensor first = statesAfter(model, pass.forest, depths[0]);
    const at::Tensor second = statesAfter(model, pass.forest, depths[1], first, depths[0]);
    pass.states = { first.squeeze(0).to(at::kCPU, at::kFloat), second.squeeze(0).to(at::kCPU, at::kFloat) };
    return pass;
}

} // namespace

at::Tensor Whitening::applied(const at::Tensor& states) const
{
    const at::Tensor centred = states - mean;
    const at::Tensor along = centred.matmul(directions.t()) * (1 - shrink); // [n, r], what is taken away
    return (centred - along.matmul(directions)) * scale;
}

QuestionReader::QuestionReader(std::shared_ptr<const Model> model, std::array<QuestionScales, 2> scales)
    : m_model(std::move(model))
    , m_scales(std::move(scales))
{
}

std::vector<QuestionKey> QuestionReader::read(std::span<const std::string> questions) const
{
    std::vector<std::string> unknown;
    std::unordered_map<std::string, QuestionKey> known;
    {
        const std::lock_guard lock(m_lately->mutex);
        for (const std::string& question : questions) {
            const auto found = m_lately->keys.find(question);
            const bool isNew
                = known.emplace(question, found != m_lately->keys.end() ? found->second : QuestionKey {}).second;
            if (isNew && found == m_lately->keys.end()) {
                unknown.push_back(question);
            }
        }
    }
    for (QuestionKey& key : readAnew(unknown)) {
        known[key.text] = std::move(key);
    }
    std::vector<QuestionKey> keys;
    for (const std::string& question : questions) {
        keys.push_back(known.at(question));
    }
    const std::lock_guard lock(m_lately->mutex);
    for (const std::string& question : unknown) {
        if (m_lately->keys.emplace(question, known.at(question)).second) {
            m_lately->order.push_back(question);
        }
        if (m_lately->order.size() > questionsRemembered) {
            m_lately->keys.erase(m_lately->order.front());
            m_lately->order.pop_front();
        }
    }
    return keys;
}

std::vector<QuestionKey> QuestionReader::readAnew(std::span<const std::string> questions) const
{
    const at::NoGradGuard noGrad;
    std::vector<QuestionKey> keys;
    while (keys.size() < questions.size()) {
        const std::size_t begin = keys.size();
        const Pass pass = passFrom(*m_model, questions.subspan(begin));
        for (std::size_t i = 0; i < pass.texts.size(); ++i) {
            QuestionKey key;
            key.text = questions[begin + i];
            addWords(key, m_model->tokenizer, pass.texts[i]);
            key.numbers = numbersIn(key.text);
            key.wording = readingOf(pass.statesOf(i, 0), m_scales[0]);
            key.meaning = readingOf(pass.statesOf(i, 1), m_scales[1]);
            keys.push_back(std::move(key));
        }
    }
    return keys;
}

QuestionReaderBuilder::QuestionReaderBuilder(
    std::shared_ptr<const Model> model, std::vector<std::string> ordinary, std::vector<QuestionGroup> groups)
    : m_model(std::move(model))
    , m_questions(std::move(ordinary))
    , m_ordinary(m_questions.size())
    , m_groups(std::move(groups))
{
    for (const QuestionGroup& group : m_groups) {
        m_questions.push_back(group.question);
        m_questions.insert(m_questions.end(), group.reworded.begin(), group.reworded.end());
        m_questions.insert(m_questions.end(), group.near.begin(), group.near.end());
    }
}

double QuestionReaderBuilder::share() const
{
    return static_cast<double>(m_read) / static_cast<double>(m_questions.size());
}

std::shared_ptr<const QuestionReader> QuestionReaderBuilder::step(std::stop_token stop)
{
    if (stop.stop_requested()) {
        throw Error(ErrorKind::Cancelled, "Stopped.");
    }
    const at::NoGradGuard noGrad;
    const Pass pass = passFrom(*m_model, std::span(m_questions).subspan(m_read));
    for (std::size_t i = 0; i < pass.texts.size(); ++i, ++m_read) {
        for (std::size_t depth = 0; depth < m_tokens.size(); ++depth) {
            const at::Tensor states = pass.statesOf(i, depth);
            m_means[depth].push_back(states.mean(0));
            if (m_read < m_ordinary) {
                m_tokens[depth].push_back(states);
            }
        }
    }
    if (m_read < m_questions.size()) {
        return nullptr;
    }
    std::array<QuestionScales, 2> scales;
    for (std::size_t depth = 0; depth < scales.size(); ++depth) {
        const at::Tensor tokens = at::cat(m_tokens[depth]);
        const at::Tensor centre = tokens.mean(0);
        scales[depth].tokens = whiteningOf(tokens - centre, centre, tokensDamping);
        const at::Tensor means = at::stack(m_means[depth]); // [questions, d]
        const at::Tensor middle = means.slice(0, 0, static_cast<std::int64_t>(m_ordinary)).mean(0);
        std::vector<at::Tensor> reworded;
        std::vector<at::Tensor> near;
        auto row = static_cast<std::int64_t>(m_ordinary);
        for (const QuestionGroup& group : m_groups) {
            const at::Tensor own = means[row++];
            for (std::size_t i = 0; i < group.reworded.size(); ++i) {
                reworded.push_back(means[row++] - own);
            }
            for (std::size_t i = 0; i < group.near.size(); ++i) {
                near.push_back(means[row++] - own);
            }
        }
        scales[depth].reworded = whiteningOf(at::stack(reworded), middle, differencesDamping);
        scales[depth].near = whiteningOf(at::stack(near), middle, differencesDamping);
    }
    return std::make_shared<const QuestionReader>(m_model, std::move(scales));
}

std::shared_ptr<const QuestionReader> makeQuestionReader(
    std::shared_ptr<const Model> model, std::vector<std::string> ordinary, std::vector<QuestionGroup> groups)
{
    QuestionReaderBuilder builder(std::move(model), std::move(ordinary), std::move(groups));
    std::shared_ptr<const QuestionReader> reader;
    while (!reader) {
        reader = builder.step({});
    }
    return reader;
}

std::vector<std::byte> questionReaderBytes(const QuestionReader& reader, const std::string& listSha256)
{
    CacheWriter writer(cacheKind);
    writer.add(reader.model()->info.sha256);
    writer.add(listSha256);
    for (const QuestionScales& scales : reader.scales()) {
        for (const Whitening* whitening : { &scales.tokens, &scales.reworded, &scales.near }) {
            writer.add(whitening->mean);
            writer.add(whitening->directions);
            writer.add(whitening->shrink);
            writer.add(whitening->scale);
        }
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
    std::array<QuestionScales, 2> scales;
    for (QuestionScales& depth : scales) {
        for (Whitening* whitening : { &depth.tokens, &depth.reworded, &depth.near }) {
            whitening->mean = reader.nextTensor();
            whitening->directions = reader.nextTensor();
            whitening->shrink = reader.nextTensor();
            whitening->scale = reader.nextDouble();
        }
    }
    return std::make_shared<const QuestionReader>(std::move(model), std::move(scales));
}

std::vector<std::byte> questionKeyBytes(const QuestionKey& key, const std::string& listSha256)
{
    CacheWriter writer(keyCacheKind);
    writer.add(listSha256);
    writer.add(key.text);
    writer.add(static_cast<std::int64_t>(key.words.size()));
    for (const std::string& word : key.words) {
        writer.add(word);
    }
    writer.add(at::tensor(std::vector<std::int64_t>(key.wordOf.begin(), key.wordOf.end()), at::kLong));
    for (const QuestionKey::Reading* reading : { &key.wording, &key.meaning }) {
        writer.add(reading->directions);
        writer.add(at::tensor(reading->weights, at::kFloat));
        writer.add(reading->mean);
        writer.add(reading->asReworded);
        writer.add(reading->asNear);
    }
    return writer.finish();
}

QuestionKey questionKeyFromBytes(
    std::span<const std::byte> bytes, const std::string& listSha256, const std::string& origin)
{
    CacheReader reader(bytes, keyCacheKind, origin);
    if (reader.nextText() != listSha256) {
        reader.reject("it belongs to another version of the program");
    }
    QuestionKey key;
    key.text = reader.nextText();
    key.numbers = numbersIn(key.text);
    key.words.resize(static_cast<std::size_t>(reader.nextInt()));
    for (std::string& word : key.words) {
        word = reader.nextText();
    }
    const at::Tensor wordOf = reader.nextTensor();
    key.wordOf.assign(wordOf.const_data_ptr<std::int64_t>(), wordOf.const_data_ptr<std::int64_t>() + wordOf.numel());
    for (QuestionKey::Reading* reading : { &key.wording, &key.meaning }) {
        reading->directions = reader.nextTensor();
        const at::Tensor weights = reader.nextTensor();
        reading->weights.assign(weights.const_data_ptr<float>(), weights.const_data_ptr<float>() + weights.numel());
        reading->mean = reader.nextTensor();
        reading->asReworded = reader.nextTensor();
        reading->asNear = reader.nextTensor();
    }
    return key;
}

} // namespace amend
