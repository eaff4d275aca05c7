// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/question_match.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/matmul.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
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

/// How well each token of two questions is found in the other one, 0 to 1.
struct Found {
    std::vector<float> taught;
    std::vector<float> asked;
};

std::vector<float> valuesOf(const at::Tensor& tensor)
{
    const at::Tensor values = tensor.contiguous();
    return { values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel() };
}

Found foundIn(const QuestionKey::Reading& taught, const QuestionKey::Reading& asked)
{
    const at::Tensor cosines = taught.directions.matmul(asked.directions.t()); // [t taught, t asked]
    return { valuesOf(cosines.amax(1).clamp(0, 1)), valuesOf(cosines.amax(0).clamp(0, 1)) };
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

} // namespace

Likeness likenessOf(const QuestionKey& taught, const QuestionKey& asked)
{
    const at::NoGradGuard noGrad;
    const Found words = foundIn(taught.wording, asked.wording);
    const Found meaning = foundIn(taught.meaning, asked.meaning);
    const std::vector<float> taughtMissing = perWord(taught, missingWeights(taught.wording, words.taught));
    const std::vector<float> askedMissing = perWord(asked, missingWeights(asked.wording, words.asked));
    const float taughtTotal = total(taught.wording.weights);
    const float askedTotal = total(asked.wording.weights);
    const float taughtWorst = *std::max_element(taughtMissing.begin(), taughtMissing.end());
    const float askedWorst = *std::max_element(askedMissing.begin(), askedMissing.end());
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
        taught.meaning.mean.dot(asked.meaning.mean).item<float>(),
        covered(taught.meaning, meaning.taught),
        covered(asked.meaning, meaning.asked),
    };
}

double sameQuestionLogit(const QuestionKey& taught, const QuestionKey& asked)
{
    return taught.text == asked.text ? sameTextLogit : shippedNetwork().logit(likenessOf(taught, asked));
}

} // namespace amend
