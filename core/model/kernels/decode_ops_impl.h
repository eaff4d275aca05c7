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

/// The products of two vectors whose length is a multiple of twice the lanes, still to be summed.
inline Lanes products(const float* a, const float* b, int n)
{
    Lanes even {};
    Lanes odd {};
    for (int i = 0; i < n; i += 2 * lanes) {
        even += load(a + i) * load(b + i);
        odd += load(a + i + lanes) * load(b + i + lanes);
    }
    return even + odd;
}

inline float dot(const float* a, const float* b, int n)
{
    const int whole = n / (2 * lanes) * (2 * lanes);
    float sum = sumOf(products(a, b, whole));
    for (int i = whole; i < n; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

/// to [n]: the dot products of `a` [w] with each of the rows.
inline void dots(const float* a, const float* rows, std::int64_t n, int w, float* to)
{
    std::int64_t i = 0;
    for (; w % (2 * lanes) == 0 && i + lanes <= n; i += lanes) {
        Lanes parts[lanes];
        for (int row = 0; row < lanes; ++row) {
            parts[row] = products(a, rows + (i + row) * w, w);
        }
        store(to + i, sumsOf(parts));
    }
    for (; i < n; ++i) {
        to[i] = dot(a, rows + i * w, w);
    }
}

/// Gives the largest of `scores` [n] and turns each into e^(score - largest); their sum goes to `total`, which is not a
/// number if one of them is infinite: a key was, and the reply is not to hide it.
inline float softmaxParts(float* scores, std::int64_t n, float& total)
{
    float largest = scores[0];
    Lanes most = Lanes {} + largest;
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        const Lanes some = load(scores + i);
        most = some > most ? some : most;
    }
    for (int lane = 0; lane < lanes; ++lane) {
        largest = most[lane] > largest ? most[lane] : largest;
    }
    for (; i < n; ++i) {
        largest = scores[i] > largest ? scores[i] : largest;
    }
    Lanes sum {};
    for (i = 0; i + lanes <= n; i += lanes) {
        const Lanes score = load(scores + i);
        const Lanes weight = exponential(score - largest);
        store(scores + i, weight);
        sum += weight + score * 0.0F;
    }
    total = sumOf(sum);
    for (; i < n; ++i) {
        Lanes one {};
        one[0] = scores[i] - largest;
        total += scores[i] * 0.0F;
        scores[i] = exponential(one)[0];
        total += scores[i];
    }
    return largest;
}

/// to [heads, w] += sums of weights [heads, .., those of a head being `stride` apart] times the `n` rows of `values`,
/// for so many heads at once.
template <int heads>
inline void addRowsFor(const float* weights, std::int64_t stride, const float* values, std::int64_t n, int w, float* to)
{
    constexpr int wide = lanes == 16 ? 4 : 8 / heads; // a head of 64 at once, or as much as there are registers for
    int column = 0;
    for (; column + wide * lanes <= w; column += wide * lanes) {
        Lanes sum[heads][wide];
        for (int head = 0; head < heads; ++head) {
            for (int v = 0; v < wide; ++v) {
                sum[head][v] = load(to + head * w + column + v * lanes);
            }
        }
        for (std::int64_t i = 0; i < n; ++i) {
#pragma GCC unroll 8
            for (int v = 0; v < wide; ++v) {
                const Lanes value = load(values + i * w + column + v * lanes);
#pragma GCC unroll 4
                for (int head = 0; head < heads; ++head) {
                    sum[head][v] += weights[head * stride + i] * value;
                }
            }
        }
        for (int head = 0; head < heads; ++head) {
            for (int v = 0; v < wide; ++v) {
                store(to + head * w + column + v * lanes, sum[head][v]);
            }
        }
    }
    for (; column < w; ++column) {
        for (int head = 0; head < heads; ++head) {
            for (std::int64_t i = 0; i < n; ++i) {
                to[head * w + column] += weights[head * stride + i] * values[i * w + column];
            }
        }
    }
}

/// The same for any number of heads.
inline void addRows(
    const float* weights, std::int64_t stride, int heads, const float* values, std::int64_t n, int w, float* to)
{
    constexpr int together = lanes == 16 ? 3 : 1;
    int head = 0;
    for (; head + together <= heads; head += together) {
        addRowsFor<together>(weights + head * stride, stride, values, n, w, to + head * w);
    }
    for (; head < heads; ++head) {
        addRowsFor<1>(weights + head * stride, stride, values, n, w, to + head * w);
    }
}

void toHalves(const float* from, std::int64_t n, std::byte* to)
{
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        storeHalves(to + i * halfBytes, load(from + i));
    }
    if (i < n) {
        float rest[lanes] = {};
        std::byte halves[lanes * halfBytes];
        for (std::int64_t j = i; j < n; ++j) {
            rest[j - i] = from[j];
        }
        storeHalves(halves, load(rest));
        for (std::int64_t j = 0; j < (n - i) * halfBytes; ++j) {
            to[i * halfBytes + j] = halves[j];
        }
    }
}

inline void fromHalves(const std::byte* from, std::int64_t n, float* to)
{
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        store(to + i, loadHalves(from + i * halfBytes));
    }
    if (i < n) {
        std::byte halves[lanes * halfBytes] = {};
        for (std::int64_t j = 0; j < (n - i) * halfBytes; ++j) {
            halves[j] = from[i * halfBytes + j];
        }
        const Lanes rest = loadHalves(halves);
        for (std::int64_t j = i; j < n; ++j) {
            to[j] = rest[j - i];
        }
    }
}

/// Calls work(token, place, count, rows) for all keys, or values, of a chunk that a token sees, unpacked a few at a
/// time so that they stay in the nearest cache, once for all heads and tokens; `place` counts those before.
template <class Work> inline void forRowsOf(const AttentionChunk& chunk, const std::byte* store, const Work& work)
{
    alignas(64) float rows[widestHead];
    const int w = chunk.headDim;
    const std::int64_t atOnce = widestHead / w;
    std::int64_t place = 0;
    for (int i = 0; i < chunk.pieceCount; ++i) {
        const AttentionPiece& piece = chunk.pieces[i];
        for (std::int64_t first = piece.begin; first < piece.end; first += atOnce) {
            const std::int64_t count = piece.end - first < atOnce ? piece.end - first : atOnce;
            fromHalves(store + first * w * halfBytes, count * w, rows);
            for (const AttentionToken* token = chunk.tokens; token != chunk.tokens + chunk.tokenCount; ++token) {
                const std::int64_t left = token->length - place;
                if (left > 0) {
                    work(*token, place, left < count ? left : count, rows);
                }
            }
            place += count;
        }
    }
}

void attend(const AttentionChunk& chunk)
{
    const int w = chunk.headDim;
    const int heads = chunk.heads;
    forRowsOf(
        chunk, chunk.keys, [&](const AttentionToken& token, std::int64_t place, std::int64_t count, const float* rows) {
            for (int head = 0; head < heads; ++head) {
                dots(token.queries + head * w, rows, count, w, token.scores + head * token.length + place);
            }
        });
    for (const AttentionToken* token = chunk.tokens; token != chunk.tokens + chunk.tokenCount; ++token) {
        for (int head = 0; head < heads; ++head) {
            token->largest[head]
                = softmaxParts(token->scores + head * token->length, token->length, token->total[head]);
        }
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(heads) * w; ++i) {
            token->mixed[i] = 0;
        }
    }
    forRowsOf(chunk, chunk.values,
        [&](const AttentionToken& token, std::int64_t place, std::int64_t count, const float* rows) {
            addRows(token.scores + place, token.length, heads, rows, count, w, token.mixed);
        });
}

} // namespace
} // namespace amend
