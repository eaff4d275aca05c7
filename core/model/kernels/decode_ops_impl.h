// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What decoding does between its products, written once in the compiler's vector types. Part of
// decode_kernels_<level>.cpp; see there.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/lanes_impl.h"

#include <math.h> // not <cmath>, whose overloads are inline functions of others

namespace amend {
namespace {

/// e^x to about two units in the last place. Source: the polynomial of Cephes (Moshier 1989), expf.c.
inline Lanes exponential(Lanes x)
{
    const Lanes lowest = Lanes {} - 87.3F;
    const Lanes highest = Lanes {} + 88.3F;
    x = x < lowest ? lowest : x;
    x = x > highest ? highest : x;
    constexpr float toWhole = 0x1.8p23F; // adding it leaves no place for a fraction
    const Lanes shifted = x * 1.44269504F + toWhole;
    const Lanes power = shifted - toWhole;
    const Lanes r = (x - power * 0.693359375F) - power * -2.12194440e-4F;
    Lanes y = Lanes {} + 1.9875691500e-4F;
    y = y * r + 1.3981999507e-3F;
    y = y * r + 8.3334519073e-3F;
    y = y * r + 4.1665795894e-2F;
    y = y * r + 1.6666665459e-1F;
    y = y * r + 5.0000001201e-1F;
    y = y * (r * r) + r + 1.0F;
    const Words exponent = __builtin_bit_cast(Words, shifted) << 23; // the low bits of `shifted` are the power
    return asLanes(__builtin_bit_cast(Words, y) + exponent);
}

void rmsNorm(const float* x, const float* weight, std::int64_t n, float eps, float* to)
{
    Lanes squares {};
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        squares += load(x + i) * load(x + i);
    }
    float sum = sumOf(squares);
    for (; i < n; ++i) {
        sum += x[i] * x[i];
    }
    const float factor = 1 / sqrtf(sum / static_cast<float>(n) + eps);
    for (i = 0; i < n; ++i) {
        to[i] = x[i] * factor * weight[i];
    }
}

void swiGlu(float* gate, const float* up, std::int64_t n)
{
    for (std::int64_t i = 0; i < n; i += lanes) {
        const Lanes x = load(gate + i);
        store(gate + i, x / (1.0F + exponential(-x)) * load(up + i));
    }
}

inline float dot(const float* a, const float* b, int n)
{
    Lanes even {};
    Lanes odd {};
    int i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        even += load(a + i) * load(b + i);
        odd += load(a + i + lanes) * load(b + i + lanes);
    }
    float sum = sumOf(even + odd);
    for (; i < n; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

/// Gives the largest of `scores` [n] and turns each into e^(score - largest); their sum goes to `total`.
inline float softmaxParts(float* scores, std::int64_t n, float& total)
{
    float largest = scores[0];
    for (std::int64_t i = 1; i < n; ++i) {
        largest = scores[i] > largest ? scores[i] : largest;
    }
    Lanes sum {};
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        const Lanes weight = exponential(load(scores + i) - largest);
        store(scores + i, weight);
        sum += weight;
    }
    total = sumOf(sum);
    for (; i < n; ++i) {
        Lanes one {};
        one[0] = scores[i] - largest;
        scores[i] = exponential(one)[0];
        total += scores[i];
    }
    return largest;
}

/// to [w] = sum of weights [n] times the rows of `values`.
inline void mixRows(const float* weights, const float* values, std::int64_t n, int w, float* to)
{
    constexpr int wide = lanes == 16 ? 4 : 8; // a head of 64 at once, or as much as there are registers for
    int column = 0;
    for (; column + wide * lanes <= w; column += wide * lanes) {
        Lanes sum[wide] = {};
        for (std::int64_t i = 0; i < n; ++i) {
#pragma GCC unroll 8
            for (int v = 0; v < wide; ++v) {
                sum[v] += weights[i] * load(values + i * w + column + v * lanes);
            }
        }
        for (int v = 0; v < wide; ++v) {
            store(to + column + v * lanes, sum[v]);
        }
    }
    for (; column < w; ++column) {
        float sum = 0;
        for (std::int64_t i = 0; i < n; ++i) {
            sum += weights[i] * values[i * w + column];
        }
        to[column] = sum;
    }
}

void attend(const AttentionChunk& chunk)
{
    const int w = chunk.headDim;
    const std::int64_t n = chunk.end - chunk.begin;
    const float* keys = chunk.keys + chunk.begin * w;
    for (std::int64_t i = 0; i < n; ++i) {
        for (int head = 0; head < chunk.heads; ++head) {
            chunk.scores[head * n + i] = dot(chunk.queries + head * w, keys + i * w, w);
        }
    }
    for (int head = 0; head < chunk.heads; ++head) {
        float* scores = chunk.scores + head * n;
        chunk.largest[head] = softmaxParts(scores, n, chunk.total[head]);
        mixRows(scores, chunk.values + chunk.begin * w, n, w, chunk.mixed + head * w);
    }
}

} // namespace
} // namespace amend
