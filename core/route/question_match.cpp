// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/question_match.h"

#include "core/model/kernels/gemm.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amend {

extern const std::string_view routerJson; // resources/router.json, embedded by CMake

namespace {

/// Brings weights, which are squared lengths of whitened states, near to 1.
constexpr float weightUnit = 500;
/// Questions whose cosines are held in memory at a time.
constexpr std::size_t askedAtOnce = 64;

/// The cosines between the tokens of two questions, a row per taught token; a part of a larger matrix.
struct Cosines {
    const float* data = nullptr;
    std::int64_t rowStride = 0;
};

/// How well each token of two questions is found in the other one, 0 to 1.
struct Found {
    std::vector<float> taught;
    std::vector<float> asked;
};

Found foundIn(const Cosines& cosines, std::size_t taughtTokens, std::size_t askedTokens)
{
    Found found { std::vector<float>(taughtTokens, 0), std::vector<float>(askedTokens, 0) };
    for (std::size_t i = 0; i < taughtTokens; ++i) {
        const float* row = cosines.data + static_cast<std::int64_t>(i) * cosines.rowStride;
        for (std::size_t j = 0; j < askedTokens; ++j) {
            const float cosine = std::min(row[j], 1.F);
            found.taught[i] = std::max(found.taught[i], cosine);
            found.asked[j] = std::max(found.asked[j], cosine);
        }
    }
    return found;
}

float total(const std::vector<float>& weights)
{
    return std::max(1e-6F, std::accumulate(weights.begin(), weights.end(), 0.F));
}

float covered(const QuestionKey::Reading& reading, const std::vector<float>& found)
{
    return std::inner_product(found.begin(), found.end(), reading.weights.begin(), 0.F) / total(reading.weights);
}

/// Per word, the sum of its tokens' values.
std::vector<float> perWord(const QuestionKey& key, const std::vector<float>& values)
{
    std::vector<float> sums(key.words.size(), 0);
    for (std::size_t token = 0; token < values.size(); ++token) {
        sums[key.wordOf[token]] += values[token];
    }
    return sums;
}

std::vector<float> missingWeights(const QuestionKey::Reading& reading, const std::vector<float>& found)
{
    std::vector<float> missing;
    for (std::size_t token = 0; token < found.size(); ++token) {
        missing.push_back(reading.weights[token] * (1 - found[token]));
    }
    return missing;
}

float missingShare(const std::vector<std::string>& numbers, const std::vector<std::string>& others)
{
    const auto missing = std::count_if(numbers.begin(), numbers.end(),
        [&](const std::string& number) { return std::find(others.begin(), others.end(), number) == others.end(); });
    return numbers.empty() ? 0 : static_cast<float>(missing) / static_cast<float>(numbers.size());
}

/// Pairs of places at which two lists hold the same word, in order and as many as possible.
std::vector<std::pair<std::size_t, std::size_t>> commonWords(
    const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    const std::size_t columns = b.size() + 1;
    std::vector<std::size_t> longest((a.size() + 1) * columns, 0);
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            longest[i * columns + j] = a[i] == b[j]
                ? longest[(i + 1) * columns + j + 1] + 1
                : std::max(longest[(i + 1) * columns + j], longest[i * columns + j + 1]);
        }
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] == b[j]) {
            pairs.emplace_back(i++, j++);
        } else if (longest[(i + 1) * columns + j] >= longest[i * columns + j + 1]) {
            ++i;
        } else {
            ++j;
        }
    }
    return pairs;
}

struct Edits {
    float kept = 0; ///< weight of the words that are the same and in the same order
    float swapped = 0;
    float inserted = 0;
    float deleted = 0;
};

float sumOf(const std::vector<float>& values, std::size_t begin, std::size_t end)
{
    return std::accumulate(
        values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(end), 0.F);
}

/// From the taught question to the asked one, with what is missing of each word.
Edits editsBetween(const QuestionKey& taught, const std::vector<float>& taughtMissing, const QuestionKey& asked,
    const std::vector<float>& askedMissing)
{
    Edits edits;
    const std::vector<float> taughtWeights = perWord(taught, taught.wording.weights);
    const std::vector<float> askedWeights = perWord(asked, asked.wording.weights);
    auto pairs = commonWords(taught.words, asked.words);
    for (const auto& [i, j] : pairs) {
        edits.kept += taughtWeights[i] + askedWeights[j];
    }
    pairs.emplace_back(taught.words.size(), asked.words.size());
    std::size_t nextTaught = 0;
    std::size_t nextAsked = 0;
    for (const auto& [i, j] : pairs) {
        const float gone = sumOf(taughtMissing, nextTaught, i);
        const float come = sumOf(askedMissing, nextAsked, j);
        const bool hasBoth = i > nextTaught && j > nextAsked;
        edits.swapped = std::max(edits.swapped, hasBoth ? std::min(gone, come) : 0);
        edits.deleted = std::max(edits.deleted, hasBoth ? 0 : gone);
        edits.inserted = std::max(edits.inserted, hasBoth ? 0 : come);
        nextTaught = i + 1;
        nextAsked = j + 1;
    }
    return edits;
}

/// Several networks of one hidden layer, whose outputs are averaged.
struct Network {
    struct Layer {
        std::vector<std::vector<float>> rows; ///< weights of each output, its bias last
    };
    std::vector<Layer> hidden;
    std::vector<Layer> out;
    std::vector<float> mean;
    std::vector<float> spread;

    double logit(const Likeness& likeness) const;
};

float outputOf(const std::vector<float>& row, const std::vector<float>& input)
{
    return std::inner_product(input.begin(), input.end(), row.begin(), row.back());
}

double Network::logit(const Likeness& likeness) const
{
    std::vector<float> input;
    for (std::size_t i = 0; i < likeness.size(); ++i) {
        input.push_back((likeness[i] - mean[i]) / spread[i]);
    }
    double sum = 0;
    for (std::size_t n = 0; n < hidden.size(); ++n) {
        std::vector<float> inner;
        for (const std::vector<float>& row : hidden[n].rows) {
            inner.push_back(std::tanh(outputOf(row, input)));
        }
        sum += outputOf(out[n].rows.front(), inner);
    }
    return sum / static_cast<double>(hidden.size());
}

const Network& shippedNetwork()
{
    static const Network network = [] {
        const nlohmann::json json = nlohmann::json::parse(routerJson);
        Network read;
        read.mean = json.at("mean").get<std::vector<float>>();
        read.spread = json.at("spread").get<std::vector<float>>();
        for (const nlohmann::json& one : json.at("networks")) {
            read.hidden.push_back({ one.at("hidden").get<std::vector<std::vector<float>>>() });
            read.out.push_back({ { one.at("out").get<std::vector<float>>() } });
        }
        return read;
    }();
    return network;
}

float largest(const std::vector<float>& values)
{
    return *std::max_element(values.begin(), values.end());
}

float heaviestMissing(const QuestionKey& key, const QuestionKey::Reading& reading, const std::vector<float>& found)
{
    return largest(perWord(key, missingWeights(reading, found)));
}

float dot(const at::Tensor& a, const at::Tensor& b)
{
    return std::inner_product(
        a.const_data_ptr<float>(), a.const_data_ptr<float>() + a.numel(), b.const_data_ptr<float>(), 0.F);
}

float distance(const at::Tensor& a, const at::Tensor& b)
{
    const float* left = a.const_data_ptr<float>();
    const float* right = b.const_data_ptr<float>();
    float sum = 0;
    for (std::int64_t i = 0; i < a.numel(); ++i) {
        sum += (left[i] - right[i]) * (left[i] - right[i]);
    }
    return std::sqrt(sum);
}

float cosine(const at::Tensor& a, const at::Tensor& b)
{
    return dot(a, b) / std::max(1e-6F, std::sqrt(dot(a, a) * dot(b, b)));
}

Likeness likenessFrom(
    const QuestionKey& taught, const QuestionKey& asked, const Cosines& wordingCosines, const Cosines& meaningCosines)
{
    const std::size_t taughtTokens = taught.wordOf.size();
    const std::size_t askedTokens = asked.wordOf.size();
    const Found words = foundIn(wordingCosines, taughtTokens, askedTokens);
    const Found meaning = foundIn(meaningCosines, taughtTokens, askedTokens);
    const std::vector<float> taughtMissing = perWord(taught, missingWeights(taught.wording, words.taught));
    const std::vector<float> askedMissing = perWord(asked, missingWeights(asked.wording, words.asked));
    std::vector<float> shared = perWord(taught, taught.wording.weights);
    std::transform(shared.begin(), shared.end(), taughtMissing.begin(), shared.begin(), std::minus<>());
    const float taughtTotal = total(taught.wording.weights);
    const float askedTotal = total(asked.wording.weights);
    const float taughtWorst = largest(taughtMissing);
    const float askedWorst = largest(askedMissing);
    const Edits edits = editsBetween(taught, taughtMissing, asked, askedMissing);
    return {
        covered(taught.wording, words.taught),
        taughtWorst / taughtTotal,
        taughtWorst / weightUnit,
        missingShare(taught.numbers, asked.numbers),
        covered(asked.wording, words.asked),
        askedWorst / askedTotal,
        askedWorst / weightUnit,
        missingShare(asked.numbers, taught.numbers),
        edits.kept / (taughtTotal + askedTotal),
        edits.swapped / weightUnit,
        edits.inserted / weightUnit,
        edits.deleted / weightUnit,
        dot(taught.meaning.mean, asked.meaning.mean),
        covered(taught.meaning, meaning.taught),
        covered(asked.meaning, meaning.asked),
        total(taughtMissing) / weightUnit,
        total(askedMissing) / weightUnit,
        heaviestMissing(taught, taught.meaning, meaning.taught) / weightUnit,
        heaviestMissing(asked, asked.meaning, meaning.asked) / weightUnit,
        distance(taught.wording.asReworded, asked.wording.asReworded),
        cosine(taught.wording.asReworded, asked.wording.asReworded),
        distance(taught.wording.asNear, asked.wording.asNear),
        distance(taught.meaning.asReworded, asked.meaning.asReworded),
        cosine(taught.meaning.asReworded, asked.meaning.asReworded),
        distance(taught.meaning.asNear, asked.meaning.asNear),
        largest(shared) / weightUnit,
    };
}

/// a b^T, [rows of a, rows of b].
at::Tensor productOf(const at::Tensor& a, const at::Tensor& b)
{
    at::Tensor product = at::empty({ a.size(0), b.size(0) }, at::kFloat);
    const auto viewOf = [](const at::Tensor& matrix) {
        return MatrixView { matrix.const_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0),
            matrix.stride(1) };
    };
    gemm(viewOf(a), viewOf(b).transposed(), product.mutable_data_ptr<float>(), product.stride(0), GemmResult::Replace);
    return product;
}

Cosines partOf(const at::Tensor& cosines, std::int64_t row, std::int64_t column)
{
    return { cosines.const_data_ptr<float>() + row * cosines.stride(0) + column, cosines.stride(0) };
}

struct Stacked {
    std::vector<std::int64_t> firstRow; ///< of each question
    at::Tensor wording; ///< [tokens, d]
    at::Tensor meaning;
};

Stacked stackedOf(std::span<const QuestionKey> keys)
{
    Stacked stacked;
    std::vector<at::Tensor> wording;
    std::vector<at::Tensor> meaning;
    std::int64_t rows = 0;
    for (const QuestionKey& key : keys) {
        stacked.firstRow.push_back(rows);
        wording.push_back(key.wording.directions);
        meaning.push_back(key.meaning.directions);
        rows += key.wording.directions.size(0);
    }
    stacked.wording = at::cat(wording);
    stacked.meaning = at::cat(meaning);
    return stacked;
}

} // namespace

Likeness likenessOf(const QuestionKey& taught, const QuestionKey& asked)
{
    const at::Tensor wording = productOf(taught.wording.directions, asked.wording.directions);
    const at::Tensor meaning = productOf(taught.meaning.directions, asked.meaning.directions);
    return likenessFrom(taught, asked, partOf(wording, 0, 0), partOf(meaning, 0, 0));
}

double sameQuestionLogit(const QuestionKey& taught, const QuestionKey& asked)
{
    return TaughtQuestions({ taught }).logits({ &asked, 1 }).front().front();
}

TaughtQuestions::TaughtQuestions(std::vector<QuestionKey> keys)
    : m_keys(std::move(keys))
{
    if (!m_keys.empty()) {
        Stacked stacked = stackedOf(m_keys);
        m_firstRow = std::move(stacked.firstRow);
        m_wording = std::move(stacked.wording);
        m_meaning = std::move(stacked.meaning);
    }
}

std::vector<std::vector<double>> TaughtQuestions::logits(std::span<const QuestionKey> asked) const
{
    std::vector<std::vector<double>> logits(asked.size(), std::vector<double>(m_keys.size(), 0));
    for (std::size_t begin = 0; begin < asked.size() && !m_keys.empty(); begin += askedAtOnce) {
        const auto part = asked.subspan(begin, std::min(askedAtOnce, asked.size() - begin));
        const Stacked stacked = stackedOf(part);
        const at::Tensor wording = productOf(m_wording, stacked.wording);
        const at::Tensor meaning = productOf(m_meaning, stacked.meaning);
        for (std::size_t i = 0; i < part.size(); ++i) {
            const std::int64_t column = stacked.firstRow[i];
            for (std::size_t k = 0; k < m_keys.size(); ++k) {
                logits[begin + i][k] = m_keys[k].text == part[i].text
                    ? sameTextLogit
                    : shippedNetwork().logit(likenessFrom(m_keys[k], part[i], partOf(wording, m_firstRow[k], column),
                        partOf(meaning, m_firstRow[k], column)));
            }
        }
    }
    return logits;
}

} // namespace amend
