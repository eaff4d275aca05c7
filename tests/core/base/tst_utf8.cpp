// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <QTest>

using namespace amend;

class Utf8Test final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryCharacterItWrites()
    {
        for (char32_t codePoint = 0; codePoint <= 0x10FFFF; ++codePoint) {
            std::string text;
            appendUtf8(text, codePoint);
            const bool isSurrogate = codePoint >= 0xD800 && codePoint < 0xE000;
            const Utf8Character read = firstCharacter(text);
            const bool isRead = read.state == Utf8Character::State::Whole && read.codePoint == codePoint
                && read.length == text.size();
            if (isRead == isSurrogate || isUtf8(text) == isSurrogate) {
                QFAIL(qPrintable(QString::number(codePoint, 16)));
            }
        }
    }

    void tellsTextFromOtherBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isText");
        QTest::newRow("empty") << QByteArray() << true;
        QTest::newRow("many characters") << QByteArray("aé€😀") << true;
        QTest::newRow("a NUL byte") << QByteArray("a\0b", 3) << true;
        QTest::newRow("overlong two") << QByteArray("\xC0\xAF") << false;
        QTest::newRow("overlong three") << QByteArray("\xE0\x80\xBF") << false;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
        QTest::newRow("beyond the last") << QByteArray("\xF4\x90\x80\x80") << false;
        QTest::newRow("never a first byte") << QByteArray("a\xFF") << false;
        QTest::newRow("ends inside a character") << QByteArray("a\xF0\x9F\x98") << false;
    }
    void tellsTextFromOtherBytes()
    {
        QFETCH(const QByteArray, bytes);
        QTEST(isUtf8({ bytes.data(), static_cast<std::size_t>(bytes.size()) }), "isText");
    }
};

QTEST_GUILESS_MAIN(Utf8Test)
#include "tst_utf8.moc"
