// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The dequantisers against the numbers of an independent implementation (tests/golden/make_quantised.py), bit for bit.
#include "core/base/error.h"
#include "core/model/kernels/dequantize.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace amend;

class TestDequantize final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheReferenceBitForBit_data();
    void agreesWithTheReferenceBitForBit();
    void readsEveryHalfFloat();
    void needsNoAlignment();
    void givesNothingForNothing();
    void refusesBytesThatAreNoWholeBlocks();
};

namespace {

QByteArray testData(const char* name)
{
    QFile file(QString::fromUtf8(AMEND_TEST_DATA "/") + QString::fromUtf8(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<float> floatsOf(TensorType type, const QByteArray& blocks, std::size_t count)
{
    std::vector<float> values(count);
    dequantize(type, std::as_bytes(std::span(blocks.constData(), static_cast<std::size_t>(blocks.size()))), values);
    return values;
}

} // namespace

void TestDequantize::agreesWithTheReferenceBitForBit_data()
{
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < quantTypes.size(); ++i) {
        QTest::newRow(quantTypes[i].name) << static_cast<int>(i);
    }
}

void TestDequantize::agreesWithTheReferenceBitForBit()
{
    QFETCH(const int, row);
    const QuantType& type = quantTypes[static_cast<std::size_t>(row)];
    const QByteArray data = testData("quantised.bin");
    const QJsonArray entries = QJsonDocument::fromJson(testData("quantised.json")).array();
    const auto found = std::find_if(entries.begin(), entries.end(),
        [&](const QJsonValue& entry) { return entry[u"type"].toString() == QLatin1String(type.name); });
    QVERIFY2(found != entries.end(), "the fixture has no numbers for this type");
    const auto part = [&](const char16_t* field) {
        const QJsonArray range = (*found)[QStringView(field)].toArray();
        return data.mid(range[0].toInt(), range[1].toInt() - range[0].toInt());
    };

    const QByteArray expectedBytes = part(u"values");
    std::vector<float> expected(static_cast<std::size_t>(expectedBytes.size()) / sizeof(float));
    QVERIFY(expected.size() >= 256);
    std::memcpy(expected.data(), expectedBytes.constData(), expected.size() * sizeof(float));
    const std::vector<float> values = floatsOf(type.type, part(u"blocks"), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::bit_cast<std::uint32_t>(values[i]) != std::bit_cast<std::uint32_t>(expected[i])) {
            QFAIL(qPrintable(QStringLiteral("value %1 is %2 instead of %3").arg(i).arg(values[i]).arg(expected[i])));
        }
    }
}

void TestDequantize::readsEveryHalfFloat()
{
    std::vector<std::uint16_t> halves(65'536);
    for (std::size_t i = 0; i < halves.size(); ++i) {
        halves[i] = static_cast<std::uint16_t>(i);
    }
    std::vector<float> values(halves.size());
    dequantize(TensorType::F16, std::as_bytes(std::span(halves)), values);
    for (int bits = 0; bits < 65'536; ++bits) {
        const float value = values[static_cast<std::size_t>(bits)];
        const int exponent = (bits >> 10) & 31;
        const int mantissa = bits & 1023;
        QCOMPARE(std::signbit(value), bits >= 0x8000);
        if (exponent == 31) {
            QCOMPARE(std::isinf(value), mantissa == 0);
            QCOMPARE(std::isnan(value), mantissa != 0);
            continue;
        }
        const double expected = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
        QVERIFY2(static_cast<double>(std::fabs(value)) == expected, qPrintable(QString::number(bits, 16)));
    }
}

void TestDequantize::needsNoAlignment()
{
    for (const QuantType& type : quantTypes) {
        const QByteArray blocks(type.bytesPerBlock, '\x35');
        const QByteArray shifted = '\0' + blocks;
        std::vector<float> values(static_cast<std::size_t>(type.valuesPerBlock));
        dequantize(type.type,
            std::as_bytes(std::span(shifted.constData() + 1, static_cast<std::size_t>(blocks.size()))), values);
        QVERIFY2(values == floatsOf(type.type, blocks, values.size()), type.name);
    }
}

void TestDequantize::givesNothingForNothing()
{
    for (const QuantType& type : quantTypes) {
        QVERIFY(floatsOf(type.type, {}, 0).empty());
    }
}

void TestDequantize::refusesBytesThatAreNoWholeBlocks()
{
    for (const QuantType& type : quantTypes) {
        const auto values = static_cast<std::size_t>(type.valuesPerBlock);
        const auto isRefused = [&](qsizetype bytes, std::size_t count) {
            try {
                floatsOf(type.type, QByteArray(bytes, '\0'), count);
            } catch (const Error& error) {
                return error.kind() == ErrorKind::Internal && QByteArray(error.what()).contains(type.name);
            }
            return false;
        };
        QVERIFY(isRefused(type.bytesPerBlock - 1, values));
        QVERIFY(isRefused(type.bytesPerBlock + 1, values));
        QVERIFY(isRefused(type.bytesPerBlock, values + 1));
    }
}

QTEST_GUILESS_MAIN(TestDequantize)
#include "tst_dequantize.moc"
