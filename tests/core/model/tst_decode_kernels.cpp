// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops of decoding, on every level this machine has, against sums in double precision over the values that
// dequantize gives.
#include "core/model/kernels/decode_kernels.h"

#include "core/base/counter_rng.h"
#include "core/model/decode_buffers.h"
#include "tests/support/stored_matrix.h"

#include <c10/util/Half.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <tuple>
#include <vector>

using namespace amend;
using namespace amend::test;

namespace {

ActivationRows randomRows(const DecodeKernels& kernels, int rows, std::int64_t n, std::uint64_t seed, double size = 1)
{
    CounterRng random(seed);
    ActivationRows x(kernels, rows, n, false);
    for (int row = 0; row < rows; ++row) {
        for (std::int64_t i = 0; i < n; ++i) {
            x.plain().row(row)[i] = static_cast<float>((2 * random.uniform() - 1) * size);
        }
    }
    x.prepare(0, rows);
    return x;
}

RowBuffer product(const DecodeKernels& kernels, const StoredMatrix& w, const ActivationRows& x, int rows)
{
    RowBuffer y(rows, w.out);
    std::fill_n(y.row(0), rows * y.stride(), NAN); // what is not written shows
    kernels.multiply(w.packed, 0, w.packed.tiles(), x.rows(), rows, y.row(0), y.stride(), false);
    return y;
}

/// The fp16 form of its first row, to which `x` is rounded.
std::vector<std::byte> roundedToHalves(const DecodeKernels& kernels, RowBuffer& x)
{
    std::vector<std::byte> halves(static_cast<std::size_t>(x.stride() * halfBytes));
    kernels.toHalves(x.row(0), x.stride(), halves.data());
    for (std::int64_t i = 0; i < x.stride(); ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, halves.data() + i * halfBytes, sizeof half);
        x.row(0)[i] = c10::detail::fp16_ieee_to_fp32_value(half);
    }
    return halves;
}

/// The largest error, in units of what rounding of the terms can add up to.
double largestError(const StoredMatrix& w, ActivationRows& x, int rows, const RowBuffer& y)
{
    double largest = 0;
    for (int row = 0; row < rows; ++row) {
        for (std::int64_t i = 0; i < w.out; ++i) {
            const float* weight = w.values.data() + i * w.in;
            double most = 1e-30;
            for (std::int64_t k = 0; k < w.in; ++k) {
                most = std::max(most, std::abs(static_cast<double>(weight[k])));
            }
            double sum = 0;
            double size = 1e-30;
            for (std::int64_t k = 0; k < w.in; ++k) {
                const double value = x.plain().row(row)[k];
                sum += weight[k] * value;
                size += most * std::abs(value);
            }
            const double error = std::abs(y.row(row)[i] - sum) / size;
            largest = std::isnan(error) ? INFINITY : std::max(largest, error);
        }
    }
    return largest;
}

/// Of fp32 over sums of a few hundred terms, or of vectors in 16 bits.
double rounding(const DecodeKernels& kernels)
{
    return kernels.inWholeNumbers ? 4e-6 : 1e-6;
}

constexpr int manyRows = 19; // more than are worked on together

void addTypes()
{
    QTest::addColumn<int>("type");
    for (const QuantType& type : quantTypes) {
        QTest::newRow(type.name) << static_cast<int>(type.type);
    }
}

} // namespace

class TestDecodeKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void multipliesEveryTypeOfFile_data() { addTypes(); }
    void multipliesEveryTypeOfFile()
    {
        QFETCH(int, type);
        for (const std::int64_t out : { 1, 16, 50 }) {
            const StoredMatrix w(static_cast<TensorType>(type), out, 512, Size::Ordinary, 1);
            for (const DecodeKernels* kernels : decodeKernelsHere()) {
                for (const int rows : { 1, 2, 3, 7, manyRows }) {
                    ActivationRows x = randomRows(*kernels, rows, w.in, 2);
                    const double error = largestError(w, x, rows, product(*kernels, w, x, rows));
                    QVERIFY2(error < rounding(*kernels),
                        qPrintable(QStringLiteral("%1: %2").arg(isaName(kernels->level)).arg(error)));
                }
            }
        }
    }

    void multipliesExtremeValues_data() { addTypes(); }
    void multipliesExtremeValues()
    {
        QFETCH(int, type);
        const StoredMatrix w(static_cast<TensorType>(type), 32, 512, Size::Extreme, 3);
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            for (const double size : { 1e-20, 1e-3, 1e6 }) {
                ActivationRows x = randomRows(*kernels, 2, w.in, 4, size);
                const double error = largestError(w, x, 2, product(*kernels, w, x, 2));
                QVERIFY2(error < rounding(*kernels),
                    qPrintable(QStringLiteral("%1: %2").arg(isaName(kernels->level)).arg(error)));
            }
        }
    }

    void multipliesFloatsOfAnyLength()
    {
        for (const std::int64_t in : { 1, 2, 5, 16, 99 }) {
            const StoredMatrix w(TensorType::F32, 20, in, Size::Ordinary, 5);
            for (const DecodeKernels* kernels : decodeKernelsHere()) {
                ActivationRows x = randomRows(*kernels, 3, in, 6);
                QVERIFY(largestError(w, x, 3, product(*kernels, w, x, 3)) < 1e-6);
            }
        }
    }

    void aVectorsProductHasTheSameBitsAloneAndAmongOthers_data() { addTypes(); }
    void aVectorsProductHasTheSameBitsAloneAndAmongOthers()
    {
        QFETCH(int, type);
        const StoredMatrix w(static_cast<TensorType>(type), 40, 512, Size::Ordinary, 7);
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            const ActivationRows x = randomRows(*kernels, manyRows, w.in, 8);
            const RowBuffer together = product(*kernels, w, x, manyRows);
            for (int row = 0; row < manyRows; ++row) {
                std::vector<float> alone(48, NAN);
                kernels->multiply(w.packed, 0, 1, x.rows() + row, 1, alone.data(), 48, false);
                kernels->multiply(w.packed, 1, 3, x.rows() + row, 1, alone.data(), 48, false);
                QVERIFY(std::equal(alone.begin(), alone.begin() + 40, together.row(row)));
                for (std::int64_t i = 40; i < 48; ++i) { // behind the matrix nothing is written
                    QVERIFY(std::isnan(alone[static_cast<std::size_t>(i)]) && std::isnan(together.row(row)[i]));
                }
            }
        }
    }

    void addsToWhatIsThere()
    {
        const StoredMatrix w(TensorType::Q4_1, 32, 512, Size::Ordinary, 9);
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            const ActivationRows x = randomRows(*kernels, 2, w.in, 10);
            const RowBuffer once = product(*kernels, w, x, 2);
            RowBuffer twice = once;
            kernels->multiply(w.packed, 0, 2, x.rows(), 2, twice.row(0), twice.stride(), true);
            for (int i = 0; i < 32; ++i) {
                QCOMPARE(twice.row(1)[i], 2 * once.row(1)[i]);
            }
        }
    }

    void passesOnWhatIsNotFinite_data() { addTypes(); }
    void passesOnWhatIsNotFinite()
    {
        QFETCH(int, type);
        const StoredMatrix w(static_cast<TensorType>(type), 16, 512, Size::Ordinary, 11);
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            for (const float value : { INFINITY, -INFINITY, NAN }) {
                ActivationRows x = randomRows(*kernels, 2, w.in, 12);
                x.plain().row(1)[40] = x.plain().row(1)[41] = value;
                x.prepare(0, 2);
                const RowBuffer y = product(*kernels, w, x, 2);
                QVERIFY(std::isfinite(y.row(0)[3]) && !std::isfinite(y.row(1)[3]));
            }
        }
    }

    void normalises()
    {
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            for (const std::int64_t n : { 4, 16, 99 }) {
                ActivationRows x = randomRows(*kernels, 1, n, 13);
                ActivationRows weight = randomRows(*kernels, 1, n, 14);
                double squares = 0;
                for (std::int64_t i = 0; i < n; ++i) {
                    squares += std::pow(static_cast<double>(x.plain().row(0)[i]), 2);
                }
                std::vector<float> y(static_cast<std::size_t>(n));
                kernels->rmsNorm(x.plain().row(0), weight.plain().row(0), n, 1e-5F, y.data());
                for (std::int64_t i = 0; i < n; ++i) {
                    const double expected = x.plain().row(0)[i] / std::sqrt(squares / static_cast<double>(n) + 1e-5)
                        * weight.plain().row(0)[i];
                    QVERIFY(std::abs(y[static_cast<std::size_t>(i)] - expected) < 1e-6);
                }
            }
        }
    }

    void gates()
    {
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            std::vector<float> gate;
            for (float x = -110; x < 110; x += 0.37F) {
                gate.push_back(x);
            }
            gate.resize(gate.size() / tileRows * tileRows);
            const std::vector<float> x = gate;
            const std::vector<float> up(gate.size(), 1.5F);
            kernels->swiGlu(gate.data(), up.data(), static_cast<std::int64_t>(gate.size()));
            for (std::size_t i = 0; i < gate.size(); ++i) {
                const double expected = 1.5 * x[i] / (1 + std::exp(-static_cast<double>(x[i])));
                QVERIFY(std::abs(gate[i] - expected) <= 1e-6 * std::abs(expected) + 1e-30);
            }
        }
    }

    void roundsToHalves()
    {
        std::vector<float> values { 0.0F, -0.0F, 65504, -65504, 65519.996F, 65520, -1e6F, INFINITY, -0.5F,
            std::ldexp(1.0F, -24), std::ldexp(1.0F, -25), std::ldexp(1.0F, -26), std::ldexp(3.0F, -25),
            std::ldexp(1.0F, -14), std::nextafter(std::ldexp(1.0F, -14), 0.0F), std::ldexp(2049.0F, -11),
            std::ldexp(2051.0F, -11), 1e-30F };
        CounterRng random(18);
        for (int exponent = -30; exponent < 16; ++exponent) {
            for (int i = 0; i < 40; ++i) {
                values.push_back(std::ldexp(static_cast<float>(2 * random.uniform() - 1), exponent));
            }
        }
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            std::vector<std::uint16_t> halves(values.size() + 1, 0x1234);
            kernels->toHalves(
                values.data(), static_cast<std::int64_t>(values.size()), reinterpret_cast<std::byte*>(halves.data()));
            for (std::size_t i = 0; i < values.size(); ++i) {
                QCOMPARE(halves[i], c10::detail::fp16_ieee_from_fp32_value(values[i]));
            }
            QCOMPARE(halves.back(), std::uint16_t { 0x1234 });
            const float notANumber = NAN;
            kernels->toHalves(&notANumber, 1, reinterpret_cast<std::byte*>(halves.data()));
            QVERIFY((halves[0] & 0x7FFF) > 0x7C00);
        }
    }

    void anInfiniteKeyShows()
    {
        constexpr int width = 64;
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            for (const int length : { 5, 40 }) {
                std::vector<float> keys(static_cast<std::size_t>(length * width), 0.1F);
                keys[width * 2] = -INFINITY; // with these queries a score of minus infinity, which no weight shows
                std::vector<std::byte> halves(keys.size() * halfBytes);
                kernels->toHalves(keys.data(), length * width, halves.data());
                const std::vector<float> queries(width, 1.0F);
                std::vector<float> mixed(width);
                std::vector<float> scores(static_cast<std::size_t>(length));
                float largest = 0;
                float total = 0;
                const AttentionPiece all { 0, length };
                const AttentionToken token { queries.data(), length, mixed.data(), &largest, &total, scores.data() };
                kernels->attend({ &token, 1, halves.data(), halves.data(), 1, width, &all, 1 });
                QVERIFY(std::isnan(total));
            }
        }
    }

    void attends_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("length");
        QTest::addColumn<double>("size");
        QTest::newRow("one position") << 64 << 1 << 1.0;
        QTest::newRow("many") << 64 << 130 << 1.0;
        QTest::newRow("narrow heads") << 4 << 21 << 1.0;
        QTest::newRow("no power of two") << 84 << 50 << 1.0;
        QTest::newRow("scores of hundreds") << 128 << 70 << 10.0;
    }
    void attends()
    {
        QFETCH(int, width);
        QFETCH(int, length);
        QFETCH(double, size);
        constexpr int heads = 3;
        constexpr int begin = 2;
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            const std::int64_t w = width;
            ActivationRows q = randomRows(*kernels, 1, heads * w, 15, size);
            ActivationRows k = randomRows(*kernels, 1, (begin + length) * w, 16, size);
            ActivationRows v = randomRows(*kernels, 1, (begin + length) * w, 17);
            const std::vector<std::byte> keys = roundedToHalves(*kernels, k.plain());
            const std::vector<std::byte> stored = roundedToHalves(*kernels, v.plain());
            std::vector<float> mixed(static_cast<std::size_t>(heads * w));
            std::array<float, heads> largest {};
            std::array<float, heads> total {};
            std::vector<float> scores(static_cast<std::size_t>(heads * length));
            const auto attend = [&](std::span<const AttentionPiece> pieces) {
                const AttentionToken token { q.plain().row(0), length, mixed.data(), largest.data(), total.data(),
                    scores.data() };
                kernels->attend({ &token, 1, keys.data(), stored.data(), heads, width, pieces.data(),
                    static_cast<int>(pieces.size()) });
                return std::tuple(mixed, largest, total);
            };
            std::vector<AttentionPiece> pieces; // of one position, two, three...
            for (std::int64_t from = begin, count = 1; from < begin + length; from += count++) {
                pieces.push_back({ from, std::min<std::int64_t>(from + count, begin + length) });
            }
            const auto inPieces = attend(pieces);
            const AttentionPiece whole { begin, begin + length };
            QVERIFY(attend({ &whole, 1 }) == inPieces);
            for (int head = 0; head < heads; ++head) {
                std::vector<double> expected(static_cast<std::size_t>(width));
                double sum = 0;
                for (std::int64_t i = begin; i < begin + length; ++i) {
                    double score = -largest[static_cast<std::size_t>(head)];
                    for (std::int64_t j = 0; j < w; ++j) {
                        score += static_cast<double>(q.plain().row(0)[head * w + j]) * k.plain().row(0)[i * w + j];
                    }
                    QVERIFY(score < 1e-2);
                    sum += std::exp(score);
                    for (std::int64_t j = 0; j < w; ++j) {
                        expected[static_cast<std::size_t>(j)] += std::exp(score) * v.plain().row(0)[i * w + j];
                    }
                }
                const double tolerance = 1e-5 * size * size;
                QVERIFY(std::abs(total[static_cast<std::size_t>(head)] / sum - 1) < tolerance);
                for (std::size_t j = 0; j < expected.size(); ++j) {
                    QVERIFY(std::abs(mixed[static_cast<std::size_t>(head * w) + j] - expected[j]) < tolerance * sum);
                }
            }
        }
    }

    void aTokenBesideOthersIsAsAlone()
    {
        constexpr int width = 64;
        constexpr int heads = 7;
        constexpr std::array<std::int64_t, 8> lengths { 1, 16, 17, 17, 70, 100, 129, 130 };
        const std::vector<AttentionPiece> pieces { { 3, 23 }, { 30, 31 }, { 40, 149 } };
        const auto beginning = [&](std::int64_t length) {
            std::vector<AttentionPiece> seen;
            for (const AttentionPiece& piece : pieces) {
                const std::int64_t count = std::min(length, piece.end - piece.begin);
                if (count > 0) {
                    seen.push_back({ piece.begin, piece.begin + count });
                }
                length -= count;
            }
            return seen;
        };
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            ActivationRows q = randomRows(*kernels, lengths.size(), heads * width, 21);
            ActivationRows k = randomRows(*kernels, 1, pieces.back().end * width, 22);
            ActivationRows v = randomRows(*kernels, 1, pieces.back().end * width, 23);
            const std::vector<std::byte> keys = roundedToHalves(*kernels, k.plain());
            const std::vector<std::byte> values = roundedToHalves(*kernels, v.plain());
            RowBuffer scores(lengths.size(), heads * lengths.back());
            /// Everything that the kernel makes of all tokens, given to it one by one or at once.
            const auto attended = [&](std::size_t atOnce) {
                std::vector<RowBuffer> made;
                std::vector<AttentionToken> tokens;
                for (std::size_t i = 0; i < lengths.size(); ++i) {
                    const auto row = static_cast<std::int64_t>(i);
                    RowBuffer& to = made.emplace_back(3, heads * width);
                    tokens.push_back(
                        { q.plain().row(row), lengths[i], to.row(0), to.row(1), to.row(2), scores.row(row) });
                }
                for (std::size_t i = 0; i < tokens.size(); i += atOnce) {
                    const std::vector<AttentionPiece> seen = beginning(lengths[i + atOnce - 1]);
                    kernels->attend({ &tokens[i], static_cast<int>(atOnce), keys.data(), values.data(), heads, width,
                        seen.data(), static_cast<int>(seen.size()) });
                }
                std::vector<float> all;
                for (const RowBuffer& one : made) {
                    all.insert(all.end(), one.row(0), one.row(0) + 3 * one.stride());
                }
                return all;
            };
            QVERIFY(attended(1) == attended(4));
            QVERIFY(attended(1) == attended(8));
        }
    }
};

QTEST_GUILESS_MAIN(TestDecodeKernels)
#include "tst_decode_kernels.moc"
