// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The products of a forward pass, with every set of inner loops this machine has, against those of fp32.
#include "core/model/kernels/packed_product.h"

#include "core/base/counter_rng.h"
#include "core/model/device.h"
#include "tests/support/stored_matrix.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace amend;
using namespace amend::test;

namespace {

std::vector<float> randomValues(std::int64_t count, std::uint64_t seed)
{
    CounterRng random(seed);
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i) {
        values.push_back(static_cast<float>(2 * random.uniform() - 1));
    }
    return values;
}

std::vector<float> product(const std::vector<float>& x, const StoredMatrix& w, std::int64_t first, std::int64_t rows,
    const DecodeKernels& with)
{
    std::vector<float> y(static_cast<std::size_t>(rows * w.out), NAN); // what is not written shows
    multiplyPacked({ x.data() + first * w.in, rows, w.in, w.in, 1 }, w.packed, y.data(), w.out, with);
    return y;
}

} // namespace

class TestPackedProduct : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithFp32_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("out");
        for (const QuantType& type : quantTypes) {
            for (const int out : { 5, 48, 200 }) {
                QTest::addRow("%s %d", type.name, out) << static_cast<int>(type.type) << out;
            }
        }
    }
    void agreesWithFp32()
    {
        QFETCH(int, type);
        QFETCH(int, out);
        const StoredMatrix w(static_cast<TensorType>(type), out, 512, Size::Ordinary, 1);
        const float most = std::abs(*std::max_element(
            w.values.begin(), w.values.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
        for (const std::int64_t rows : { 1, 9, 70 }) {
            const std::vector<float> x = randomValues(rows * w.in, 2);
            const std::vector<float> expected = product(x, w, 0, rows, decodeKernelsBaseline);
            for (const DecodeKernels* kernels : decodeKernelsHere()) {
                const std::vector<float> y = product(x, w, 0, rows, *kernels);
                for (std::size_t i = 0; i < y.size(); ++i) {
                    QVERIFY(std::abs(y[i] - expected[i]) < 1e-3F * most); // of 512 terms, half as large each
                }
            }
        }
    }

    void aRowHasTheSameBitsAloneAndAmongOthersInWholeNumbers()
    {
        const StoredMatrix w(TensorType::Q4_1, 80, 512, Size::Ordinary, 3);
        const std::vector<float> x = randomValues(40 * w.in, 4);
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            if (!kernels->inWholeNumbers) {
                continue;
            }
            const std::vector<float> together = product(x, w, 0, 40, *kernels);
            for (std::int64_t row = 0; row < 40; ++row) {
                const std::vector<float> alone = product(x, w, row, 1, *kernels);
                QVERIFY(std::equal(alone.begin(), alone.end(), together.begin() + row * w.out));
            }
        }
    }

    void hasTheSameBitsWithAnyNumberOfThreads()
    {
        const StoredMatrix w(TensorType::Q4_1, 576, 512, Size::Ordinary, 5);
        const std::vector<float> x = randomValues(33 * w.in, 6);
        for (const DecodeKernels* kernels : decodeKernelsHere()) {
            useThreads(1);
            const std::vector<float> one = product(x, w, 0, 33, *kernels);
            useThreads(2);
            QVERIFY(product(x, w, 0, 33, *kernels) == one);
        }
    }
};

QTEST_GUILESS_MAIN(TestPackedProduct)
#include "tst_packed_product.moc"
