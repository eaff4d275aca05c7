// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/gemm.h"

#include "core/base/counter_rng.h"
#include "core/model/device.h"
#include "core/model/kernels/gemm_tiles.h"
#include "core/model/kernels/row_panels.h"
#include "tests/support/stored_matrix.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace amend;
using namespace amend::test;

namespace {

struct Matrix {
    std::int64_t rows;
    std::int64_t columns;
    std::vector<float> values;

    MatrixView view() const { return { values.data(), rows, columns, columns, 1 }; }
    /// The same matrix, kept column by column.
    Matrix byColumns() const
    {
        Matrix other { rows, columns, std::vector<float>(values.size()) };
        for (std::int64_t i = 0; i < rows; ++i) {
            for (std::int64_t j = 0; j < columns; ++j) {
                other.values[static_cast<std::size_t>(j * rows + i)]
                    = values[static_cast<std::size_t>(i * columns + j)];
            }
        }
        return other;
    }
    MatrixView columnView() const { return { values.data(), rows, columns, 1, rows }; }
};

Matrix randomMatrix(std::int64_t rows, std::int64_t columns, std::uint64_t seed, double size = 1)
{
    CounterRng random(seed);
    Matrix matrix { rows, columns, std::vector<float>(static_cast<std::size_t>(rows * columns)) };
    for (float& value : matrix.values) {
        value = static_cast<float>((2 * random.uniform() - 1) * size);
    }
    return matrix;
}

float at(const MatrixView& matrix, std::int64_t i, std::int64_t j)
{
    return matrix.data[i * matrix.rowStride + j * matrix.columnStride];
}

std::vector<float> multiplied(const MatrixView& a, const MatrixView& b, const GemmTiles& tiles)
{
    std::vector<float> c(static_cast<std::size_t>(a.rows * b.columns), NAN); // what is not written shows
    gemm(a, b, c.data(), b.columns, GemmResult::Replace, tiles);
    return c;
}

/// The largest error, in units of what rounding of the terms can add up to.
double largestError(const MatrixView& a, const MatrixView& b, const std::vector<float>& c)
{
    double largest = 0;
    for (std::int64_t i = 0; i < a.rows; ++i) {
        for (std::int64_t j = 0; j < b.columns; ++j) {
            double sum = 0;
            double size = 1e-30;
            for (std::int64_t k = 0; k < a.columns; ++k) {
                const double term = static_cast<double>(at(a, i, k)) * at(b, k, j);
                sum += term;
                size += std::abs(term);
            }
            const double error = std::abs(c[static_cast<std::size_t>(i * b.columns + j)] - sum);
            largest = std::isnan(error) ? INFINITY : std::max(largest, error / size);
        }
    }
    return largest;
}

constexpr double rounding = 3e-6; // of fp32, over sums of a few hundred terms

} // namespace

class TestGemm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithSumsInDoublePrecision_data()
    {
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("k");
        QTest::addColumn<int>("n");
        for (const auto& [m, k, n] :
            { std::tuple { 1, 1, 1 }, { 1, 576, 192 }, { 3, 31, 7 }, { 8, 257, 33 }, { 9, 256, 32 }, { 14, 255, 32 },
                { 15, 300, 65 }, { 61, 513, 100 }, { 5, 16, 576 }, { 300, 16, 96 }, { 16, 300, 96 } }) {
            QTest::addRow("%d x %d x %d", m, k, n) << m << k << n;
        }
    }

    void agreesWithSumsInDoublePrecision()
    {
        QFETCH(int, m);
        QFETCH(int, k);
        QFETCH(int, n);
        const Matrix a = randomMatrix(m, k, 1);
        const Matrix b = randomMatrix(k, n, 2);
        const Matrix aByColumns = a.byColumns();
        const Matrix bByColumns = b.byColumns();
        for (const GemmTiles* tiles : gemmTilesHere()) {
            for (const MatrixView& left : { a.view(), aByColumns.columnView() }) {
                for (const MatrixView& right : { b.view(), bByColumns.columnView() }) {
                    const double error = largestError(left, right, multiplied(left, right, *tiles));
                    QVERIFY2(error < rounding, qPrintable(QStringLiteral("%1: %2").arg(isaName(tiles->level)).arg(error)));
                }
            }
        }
    }

    void agreesOnExtremeValues()
    {
        const Matrix large = randomMatrix(20, 300, 3, 1e18);
        const Matrix small = randomMatrix(300, 40, 4, 1e-18);
        for (const GemmTiles* tiles : gemmTilesHere()) {
            QVERIFY(
                largestError(large.view(), small.view(), multiplied(large.view(), small.view(), *tiles)) < rounding);
        }
    }

    void passesOnWhatIsNotFinite()
    {
        Matrix a = randomMatrix(20, 300, 5);
        a.values[7 * 300 + 299] = INFINITY;
        const Matrix b = randomMatrix(300, 40, 6);
        for (const GemmTiles* tiles : gemmTilesHere()) {
            const std::vector<float> c = multiplied(a.view(), b.view(), *tiles);
            for (std::size_t i = 0; i < c.size(); ++i) {
                QCOMPARE(std::isfinite(c[i]), i / 40 != 7);
            }
        }
    }

    void addsToWhatIsThere()
    {
        for (const int m : { 2, 50 }) {
            const Matrix a = randomMatrix(m, 400, 7);
            const Matrix b = randomMatrix(400, 50, 8);
            for (const GemmTiles* tiles : gemmTilesHere()) {
                const Matrix bByColumns = b.byColumns();
                std::vector<float> sum = multiplied(a.view(), bByColumns.columnView(), *tiles);
                const std::vector<float> once = sum;
                gemm(a.view(), bByColumns.columnView(), sum.data(), 50, GemmResult::Add, *tiles);
                for (std::size_t i = 0; i < sum.size(); ++i) {
                    QVERIFY(std::abs(sum[i] - 2 * once[i]) < 1e-4F);
                }
            }
        }
    }

    void leavesAloneWhatIsBesideTheResult()
    {
        const Matrix a = randomMatrix(23, 40, 9);
        const Matrix b = randomMatrix(40, 37, 10);
        for (const GemmTiles* tiles : gemmTilesHere()) {
            std::vector<float> c(23 * 45, 5);
            gemm(a.view(), b.view(), c.data(), 45, GemmResult::Replace, *tiles);
            for (std::size_t i = 0; i < c.size(); ++i) {
                QVERIFY(i % 45 < 37 || c[i] == 5);
            }
        }
    }

    void givesTheSameBitsWithAnyNumberOfThreads()
    {
        const Matrix a = randomMatrix(130, 700, 11);
        const Matrix b = randomMatrix(700, 300, 12);
        const Matrix low = randomMatrix(16, 700, 13);
        for (const GemmTiles* tiles : gemmTilesHere()) {
            useThreads(1);
            const std::vector<float> c = multiplied(a.view(), b.view(), *tiles);
            const std::vector<float> d = multiplied(a.view(), low.view().transposed(), *tiles);
            for (const int threads : { 2, 3 }) {
                useThreads(threads);
                QVERIFY(multiplied(a.view(), b.view(), *tiles) == c);
                QVERIFY(multiplied(a.view(), low.view().transposed(), *tiles) == d);
            }
            useThreads(1);
        }
    }

    void aRowHasTheSameBitsAmongAnyNumberOfOthers()
    {
        const Matrix all = randomMatrix(31, 512, 19);
        const StoredMatrix w(TensorType::Q4_1, 80, 512, Size::Ordinary, 20);
        for (const GemmTiles* tiles : gemmTilesHere()) {
            std::vector<float> expected(31 * 80);
            gemm(all.view(), w.packed, PackedSide::Transposed, expected.data(), 80, *tiles);
            for (std::int64_t rows = 1; rows < 31; ++rows) {
                std::vector<float> y(31 * 80, NAN);
                gemm({ all.values.data(), rows, 512, 512 }, w.packed, PackedSide::Transposed, y.data(), 80, *tiles);
                QVERIFY(std::equal(y.begin(), y.begin() + rows * 80, expected.begin()));
                QVERIFY(std::isnan(y[static_cast<std::size_t>(rows * 80)])); // nothing behind them
            }
        }
    }

    void panelsGiveTheSameBitsInAnyParts()
    {
        const Matrix a = randomMatrix(19, 320, 21);
        const StoredMatrix w(TensorType::Q4_1, 88, 320, Size::Ordinary, 22); // half of the last panel is missing
        for (const GemmTiles* tiles : gemmTilesHere()) {
            std::vector<float> expected(19 * 88);
            gemm(a.view(), w.packed, PackedSide::Transposed, expected.data(), 88, *tiles);
            const int height = tileHeight(19, *tiles);
            const std::int64_t panels = (19 + height - 1) / height;
            std::vector<float> packed(static_cast<std::size_t>(panels * height) * 320);
            packPanels(a.view(), height, 1, panels, packed.data());
            packPanels(a.view(), height, 0, 1, packed.data());
            const RowPanels left { packed.data(), 19, 320, height };
            std::vector<float> y(19 * 88, NAN);
            multiplyColumns(left, w.packed, 32, 96, y.data(), 88, GemmResult::Replace, *tiles);
            multiplyColumns(left, w.packed, 0, 32, y.data(), 88, GemmResult::Replace, *tiles);
            QVERIFY(y == expected);
            multiplyColumns(left, w.packed, 64, 128, y.data(), 88, GemmResult::Add, *tiles);
            QCOMPARE(y[18 * 88 + 70], 2 * expected[18 * 88 + 70]);
            QCOMPARE(y[18 * 88 + 63], expected[18 * 88 + 63]);
        }
    }

    void unpacksEveryTypeToTheValuesOfItsFile_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        for (const QuantType& type : quantTypes) {
            for (const auto& [rows, columns] : { std::pair { 48, 512 }, { 300, 768 }, { 3, 256 } }) {
                QTest::addRow("%s %d x %d", type.name, rows, columns) << static_cast<int>(type.type) << rows << columns;
            }
        }
        QTest::addRow("odd") << static_cast<int>(TensorType::F32) << 21 << 37;
    }

    void unpacksEveryTypeToTheValuesOfItsFile()
    {
        QFETCH(int, type);
        QFETCH(int, rows);
        QFETCH(int, columns);
        for (const Size size : { Size::Ordinary, Size::Extreme }) {
            const StoredMatrix w(static_cast<TensorType>(type), rows, columns, size, 16);
            const MatrixView dense { w.values.data(), rows, columns, columns, 1 };
            const Matrix x = randomMatrix(20, columns, 17);
            const Matrix gradient = randomMatrix(20, rows, 18);
            for (const GemmTiles* tiles : gemmTilesHere()) {
                std::vector<float> y(static_cast<std::size_t>(20 * rows), NAN);
                gemm(x.view(), w.packed, PackedSide::Transposed, y.data(), rows, *tiles);
                QVERIFY(y == multiplied(x.view(), dense.transposed(), *tiles));
                std::vector<float> back(static_cast<std::size_t>(20 * columns), NAN);
                gemm(gradient.view(), w.packed, PackedSide::AsItIs, back.data(), columns, *tiles);
                QVERIFY(back == multiplied(gradient.view(), dense, *tiles));
            }
        }
    }

    void givesTheSameBitsOnEveryLevelThatFuses()
    {
        for (const int m : { 3, 70 }) {
            const Matrix a = randomMatrix(m, 700, 14);
            const Matrix b = randomMatrix(90, 700, 15);
            const GemmTiles* first = gemmTilesHere().front();
            for (const GemmTiles* tiles : gemmTilesHere()) {
                if (tiles != &gemmTilesBaseline) {
                    QVERIFY(multiplied(a.view(), b.view().transposed(), *tiles)
                        == multiplied(a.view(), b.view().transposed(), *first));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestGemm)
#include "tst_gemm.moc"
