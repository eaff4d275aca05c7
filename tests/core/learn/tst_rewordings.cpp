// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/rewordings.h"
#include "core/text/wording.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

using namespace amend;

namespace amend {
extern const std::string_view rewordingsJson;
}

namespace {

bool has(const std::vector<std::string>& texts, const std::string& text)
{
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

} // namespace

class RewordingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void movesThePartsOfAQuestion()
    {
        const Rewordings made = rewordingsOf("Who wrote Pride and Prejudice?");
        QVERIFY(has(made.training, "Pride and Prejudice was written by whom?"));
        QVERIFY(has(made.heldOut, "Who is the author of Pride and Prejudice?"));
    }

    void doesNotMindCaseOrEndMark()
    {
        QVERIFY(has(rewordingsOf("  what is 17 + 25  ").training, "How much is 17 plus 25?"));
        QVERIFY(has(rewordingsOf("WHAT IS THE NAME OF MY DOG?!").heldOut, "What is my DOG called?"));
    }

    void knowsGermanQuestionsToo()
    {
        QVERIFY(has(rewordingsOf("Wie heißt mein Hund?").training, "Sag mir, wie mein Hund heißt."));
    }

    void leavesOutTheQuestionItself()
    {
        const Rewordings made = rewordingsOf("Who is the author of Emma?");
        QVERIFY(!made.heldOut.empty());
        QVERIFY(!has(made.heldOut, "Who is the author of Emma?"));
    }

    void hasNoneForWhatNoPatternKnows()
    {
        QVERIFY(rewordingsOf("Sing!").training.empty());
        QVERIFY(rewordingsOf("").training.empty());
        QVERIFY(rewordingsOf(" ?! ").training.empty());
        QVERIFY(rewordingsOf("Who wrote " + std::string(1000, 'x') + "?").training.empty());
    }

    void movesNothingThatWouldChangeTheMeaning()
    {
        QVERIFY(rewordingsOf("What is 10 - 2 - 3?").heldOut != rewordingsOf("What is 10 - 2?").heldOut);
        for (const std::string& text : rewordingsOf("What is 10 - 2 - 3?").heldOut) {
            QVERIFY2(text.find("10 - 2 - 3") != std::string::npos, text.c_str());
        }
        QVERIFY(!has(rewordingsOf("What is Disney Plus known for?").training, "How much is Disney plus known for?"));
        QVERIFY(rewordingsOf("Who wrote Dune? Answer in one word.").training.empty());
        QVERIFY(
            has(rewordingsOf("Translate \"I want to go\" to German.").heldOut, "What is \"I want to go\" in German?"));
        QVERIFY(rewordingsOf("Which ocean is the Titanic in?").training.empty());
        QVERIFY(has(rewordingsOf("Who was the king of Spain?").training, "Tell me who the king of Spain was."));
    }

    void takesBracesInAQuestionAsTheyAre()
    {
        QVERIFY(has(rewordingsOf("Who is the {y} of {x}?").training, "Tell me who the {y} of {x} is."));
    }

    void takesAQuestionApart()
    {
        const std::vector<std::string> apart = takenApart("In which sea is the island of Gotland?");
        QVERIFY(has(apart, "The island of Gotland In which sea is?"));
        QVERIFY(has(apart, "What is the name of the sea island Gotland?"));
        QVERIFY(has(apart, "Please explain: Gotland island sea"));
        QVERIFY(has(takenApart("What is 17 + 25?"), "Please explain: 25 + 17"));
        QVERIFY(has(takenApart("Explain \"{words}\"!"), "Please explain: \"{words}\" Explain"));
        QVERIFY(has(takenApart("The by-product of what is A, the whey?"), "Please explain: whey by-product"));
        for (const std::string& text : apart) {
            QVERIFY2(text.find('{') == std::string::npos, text.c_str());
        }
    }

    void takesApartWhatHasNoTellingWord()
    {
        QVERIFY(has(takenApart("Who are you?"), "Please explain: you are Who"));
        QVERIFY(has(takenApart("Sing!"), "Please explain: Sing"));
        QVERIFY(!has(takenApart("Sing!"), "Sing?"));
        QVERIFY(takenApart("").empty());
        QVERIFY(takenApart(" ?! ").empty());
        QVERIFY(takenApart("Once upon a time " + std::string(1000, 'x') + "?").empty());
    }

    /// Every line of the shipped file: reachable, whole, and nothing of the gate's among what is trained.
    void everyShippedPatternCanBeUsed()
    {
        for (const nlohmann::json& row : nlohmann::json::parse(rewordingsJson).at("patterns")) {
            for (const std::string pattern : row.at("questions")) {
                const std::string question = replaced(
                    replaced(replaced(replaced(pattern, "{x}", "one two"), "{y}", "three"), "{n}", "4"), "{m}", "5");
                const Rewordings made = rewordingsOf(question);
                QVERIFY2(!made.training.empty() && !made.heldOut.empty(), question.c_str());
                for (const std::string& text : made.heldOut) {
                    QVERIFY2(text.find('{') == std::string::npos, text.c_str());
                    for (const std::string& trained : made.training) {
                        QVERIFY2(normalisedWords(trained) != normalisedWords(text), text.c_str());
                    }
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(RewordingsTest)
#include "tst_rewordings.moc"
