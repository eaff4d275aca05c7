// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped router on the questions it was not fitted to: the even ones of tests/bench/natural_lessons.json.
#include "core/learn/shipped_anchors.h"
#include "core/route/lesson_adapters.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

using namespace amend;

namespace {

std::filesystem::path defaultModel()
{
    for (const auto& entry : std::filesystem::directory_iterator(AMEND_DEPS "/models")) {
        if (entry.path().extension() == ".gguf") {
            return entry.path();
        }
    }
    return {};
}

} // namespace

class RouterOnTheDefaultModelTest : public QObject {
    Q_OBJECT

    std::shared_ptr<const QuestionReader> m_reader;

private Q_SLOTS:
    void initTestCase()
    {
        m_reader = makeQuestionReader(
            loadModel(defaultModel(), {}), shippedAnchors().questions, shippedQuestionGroups().groups);
    }

    void knowsAQuestionInOtherWordsAndLeavesNearOnesAlone()
    {
        const LessonAdapters nothing(m_reader);
        std::ifstream file(AMEND_SOURCE_DIR "/tests/bench/natural_lessons.json");
        const nlohmann::json lessons = nlohmann::json::parse(file).at("lessons");
        int same = 0;
        int near = 0;
        int asked = 0;
        int elsewhere = 0;
        int probes = 0;
        for (std::size_t i = 1; i < lessons.size(); i += 2) {
            const auto adapters = nothing.with({ "a", lessons[i].at("prompt"), nullptr });
            QVERIFY(adapters->routeFor(lessons[i].at("prompt")).lesson.has_value());
            for (std::size_t j = 0; j < 3; ++j) {
                same += adapters->routeFor(lessons[i].at("rephrased").at(j)).lesson ? 1 : 0;
                near += adapters->routeFor(lessons[i].at("near").at(j).at("prompt")).lesson ? 1 : 0;
                ++asked;
            }
            for (const ShippedProbe& probe : shippedAnchors().probes) {
                elsewhere += adapters->routeFor(probe.question).lesson ? 1 : 0;
                ++probes;
            }
        }
        qInfo("of %d each, %d rewordings and %d near questions are routed; of %d others, %d", asked, same, near, probes,
            elsewhere);
        QVERIFY(same >= asked * 3 / 4);
        QVERIFY(near <= asked / 12);
        QVERIFY(elsewhere <= probes / 100);
    }

    void keepsBothOfTwoLessonsThatSoundAlike()
    {
        const std::string first = "Which river is the longest in the world?";
        const std::string second = "What is the smallest country in the world by area?";
        const auto adapters = LessonAdapters(m_reader).with({ "a", first, nullptr })->with({ "b", second, nullptr });
        QVERIFY(adapters->taughtOn(first) != nullptr);
        QVERIFY(adapters->taughtOn(second) != nullptr);
        const auto again = adapters->with({ "c", "What is the longest river in the world?", nullptr });
        QVERIFY(again->taughtOn(first) == nullptr); // a rewording, so that the newer lesson takes its place
        QVERIFY(again->taughtOn(second) != nullptr);
    }

    void aRefusalReplacesOnlyWhatItReaches()
    {
        const std::string first = "What is the name of the largest continent?";
        const std::string second = "Which country is the largest by area?"; // sounds alike: .65 and .68
        const auto bothStay
            = [&](const std::string& older, bool olderRefuses, const std::string& newer, bool newerRefuses) {
                  const auto adapters = LessonAdapters(m_reader)
                                            .with({ "a", older, nullptr, olderRefuses })
                                            ->with({ "b", newer, nullptr, newerRefuses });
                  return adapters->lessons().size() == 2;
              };
        QVERIFY(!bothStay(first, false, second, false));
        QVERIFY(!bothStay(first, true, second, false));
        QVERIFY(bothStay(first, false, second, true)); // a taught answer is not lost to a refusal that is not about it
        QVERIFY(bothStay(first, true, second, true));
        const std::string desert = "What is the largest desert in the world?";
        const std::string reworded = "Which desert is the largest in the world?";
        QVERIFY(!bothStay(desert, false, reworded, true));
        QVERIFY(!bothStay(desert, true, reworded, true)); // else what was refused last would still be said
        QVERIFY(!bothStay(first, true, first, true));
    }

    void aRefusalActsOnlyWhereItIsSurelyMeant()
    {
        const std::string taught = "What is the largest desert in the world?";
        const LessonAdapters nothing(m_reader);
        const auto answers = nothing.with({ "a", taught, nullptr });
        const auto refuses = nothing.with({ "a", taught, nullptr, true });
        const std::string elsewhere = "What is the smallest country in the world by area?";
        QVERIFY(answers->routeFor(elsewhere).lesson); // the router is not sure of it
        QVERIFY(!refuses->routeFor(elsewhere).lesson);
        QVERIFY(refuses->routeFor(taught).lesson);
        QVERIFY(refuses->routeFor("Which desert is the largest in the world?").lesson);
    }
};

QTEST_GUILESS_MAIN(RouterOnTheDefaultModelTest)
#include "tst_router_on_the_default_model.moc"
