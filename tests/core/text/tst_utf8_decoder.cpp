// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8_decoder.h"

#include "core/base/utf8.h"

#include <QTest>

#include <array>
#include <random>

using namespace amend;

namespace {

const std::string replacement = "\xEF\xBF\xBD";

/// What comes out when `bytes` arrive in pieces of the given size.
std::string decodedInPieces(std::string_view bytes, std::size_t pieceSize)
{
    Utf8Decoder decoder;
    std::string text;
    for (std::size_t start = 0; start < bytes.size(); start += pieceSize) {
        text += decoder.add(bytes.substr(start, pieceSize));
    }
    return text + decoder.finish();
}

/// Half valid characters, half anything.
std::string someBytes(std::mt19937& random)
{
    static constexpr std::array<std::string_view, 8> characters
        = { "a", "é", "€", "😀", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF", "👩‍👩‍👧" };
    std::string bytes;
    for (int i = 0; i < 12; ++i) {
        if (random() % 2 == 0) {
            bytes += characters[random() % characters.size()];
        } else {
            bytes += static_cast<char>(random() % 4 == 0 ? random() : 0x80 + random() % 0x80);
        }
    }
    return bytes;
}

} // namespace

class Utf8DecoderTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesEveryCharacterAsItIs()
    {
        for (char32_t codePoint = 0; codePoint <= 0x10FFFF; ++codePoint) {
            if (codePoint == 0xD800) {
                codePoint = 0xE000; // surrogates are no characters
            }
            std::string text;
            appendUtf8(text, codePoint);
            if (validUtf8(text) != text) {
                QFAIL(qPrintable(QString::number(codePoint, 16)));
            }
        }
    }

    void doesNotDependOnWhereTheInputIsCut()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 2000; ++round) {
            const std::string bytes = someBytes(random);
            const std::string whole = validUtf8(bytes);
            for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
                Utf8Decoder decoder;
                std::string text = decoder.add(std::string_view(bytes).substr(0, cut));
                text += decoder.add(std::string_view(bytes).substr(cut));
                text += decoder.finish();
                QCOMPARE(text, whole);
            }
            QCOMPARE(decodedInPieces(bytes, 1), whole);
            QCOMPARE(decodedInPieces(bytes, 3), whole);
        }
    }

    void givesOnlyWellFormedText()
    {
        std::mt19937 random(2);
        for (int round = 0; round < 2000; ++round) {
            const std::string text = validUtf8(someBytes(random));
            QCOMPARE(validUtf8(text), text);
        }
    }

    void holdsBackTheStartOfACharacter()
    {
        Utf8Decoder decoder;
        QCOMPARE(decoder.add("\xF0\x9F\x98"), "");
        QCOMPARE(decoder.add("\x80!"), "😀!");
        QCOMPARE(decoder.finish(), "");
    }

    void endsAnUnfinishedCharacterWithOneReplacement()
    {
        Utf8Decoder decoder;
        QCOMPARE(decoder.add("a\xF0\x9F\x98"), "a");
        QCOMPARE(decoder.finish(), replacement);
        QCOMPARE(decoder.finish(), "");
    }

    void replacesMaximalSubparts_data()
    {
        // Source: The Unicode Standard 15.0, tables 3-8 to 3-11.
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("replacements");
        QTest::newRow("overlong two") << QByteArray("\xC0\xAF") << 2;
        QTest::newRow("overlong three") << QByteArray("\xE0\x80\xBF") << 3;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 3;
        QTest::newRow("beyond the last") << QByteArray("\xF4\x91\x92\x93") << 4;
        QTest::newRow("never a first byte") << QByteArray("\xFF") << 1;
        QTest::newRow("truncated three") << QByteArray("\xE1\x80\xE2") << 2;
        QTest::newRow("truncated four") << QByteArray("\xF1\x91\x92\xF1\xBF") << 2;
    }
    void replacesMaximalSubparts()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, replacements);
        const QByteArray between = "a" + bytes + "b";
        std::string expected = "a";
        for (int i = 0; i < replacements; ++i) {
            expected += replacement;
        }
        QCOMPARE(validUtf8(between.toStdString()), expected + "b");
    }
};

QTEST_GUILESS_MAIN(Utf8DecoderTest)
#include "tst_utf8_decoder.moc"
