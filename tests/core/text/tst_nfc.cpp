// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/nfc.h"

#include <QtTest>

#include <random>

using namespace amend;

class NfcTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void composesLettersAndMarks()
    {
        QCOMPARE(toNfc("e\u0301"), "\u00E9");
        QCOMPARE(toNfc("a\u0302\u0323"), "\u1EAD"); // marks in the wrong order
        QCOMPARE(toNfc("\u1112\u1161\u11AB"), "\uD55C"); // Hangul
        QCOMPARE(toNfc("\u212B\uFB01"), "\u00C5\uFB01"); // canonical forms, not compatible ones
        QCOMPARE(toNfc("plain"), "plain");
    }

    void agreesWithAnotherImplementation()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 3000; ++round) {
            QString text;
            for (int i = 0; i < 8; ++i) { // many marks, since their order is what can go wrong
                text += QChar(
                    static_cast<ushort>(random() % 2 == 0 ? 0x300 + random() % 0x70 : 0x41 + random() % 0x2000));
            }
            QCOMPARE(QString::fromStdString(toNfc(text.toStdString())), text.normalized(QString::NormalizationForm_C));
        }
    }

    void takesALongRunOfMarksInItsStride()
    {
        // With an insertion sort this takes minutes.
        std::string text = "a";
        for (int i = 0; i < 200'000; ++i) {
            text += i < 100'000 ? "\u0301" : "\u0323";
        }
        QCOMPARE(toNfc(text).substr(0, 3), "\u1EA1"); // the dot below comes first and joins the letter
    }
};

QTEST_GUILESS_MAIN(NfcTest)
#include "tst_nfc.moc"
