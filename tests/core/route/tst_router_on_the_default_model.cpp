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

private Q_SLOTS:
    void knowsAQuestionInOtherWordsAndLeavesNearOnesAlone()
    {
        const auto model = loadModel(defaultModel(), {});
        const LessonAdapters nothing(
            makeQuestionReader(model, shippedAnchors().questions, shippedQuestionGroups().groups));
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
};

QTEST_GUILESS_MAIN(RouterOnTheDefaultModelTest)
#include "tst_router_on_the_default_model.moc"
