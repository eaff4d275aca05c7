// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of one lesson alone, without what comes before and after: for a comparison with other programs that do the
// same steps on the same tokens (compare_learning.py). JSON on standard output.
//   bench_steps MODEL [--steps N] [--threads N] [--from BLOCK] [--rank R] [--all-tokens]
// --from: the first block that is trained; the program's own choice by default. --all-tokens: what is trained corrects
// the prompts too, as with PEFT, and not the replies alone.
#include "core/base/brief_waiting.h"
#include "core/learn/candidate.h"
#include "core/learn/guarded_steps.h"
#include "core/learn/lesson_loss.h"
#include "core/learn/shipped_anchors.h"
#include "core/model/device.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

using namespace amend;
using Json = nlohmann::json;

int main(int count, char** arguments)
{
    waitBriefly(arguments); // as amend and amend-cli
    if (count < 2) {
        std::cerr << "bench_steps MODEL [--steps N] [--threads N] [--from BLOCK] [--rank R] [--all-tokens]\n";
        return 2;
    }
    const std::vector<std::string_view> words(arguments, arguments + count);
    const auto number = [&](std::string_view name, int otherwise) {
        const auto option = std::find(words.begin(), words.end(), name);
        return option == words.end() || option + 1 == words.end() ? otherwise : std::stoi(std::string(option[1]));
    };
    const auto model = loadModel(arguments[1], { .threads = number("--threads", 0) });
    const LearningProfile profile = forRoutedLesson(learningProfileFor(model->info.parameters));
    std::ifstream file(AMEND_SOURCE_DIR "/tests/bench/lessons.json");
    const Json first = Json::parse(file).at("lessons").front();
    Lesson lesson;
    lesson.context = { { Role::User, first.at("prompt").get<std::string>() } };
    lesson.wantedReply = first.at("wanted").get<std::string>();
    lesson.badReply = "That is a question that many people ask, and there is more than one answer to it.";
    const LessonPlan plan = planWantedReply({ *model, nullptr, lesson, {}, profile, {} }, {});

    const int rank = number("--rank", profile.lessonRank);
    const int firstBlock = number("--from", static_cast<int>(profile.adaptedFrom * model->config.layers));
    const bool isOfAll = std::find(words.begin(), words.end(), "--all-tokens") != words.end();
    const AdapterReach reach = isOfAll ? AdapterReach::AllTokens : AdapterReach::Reply;
    const Candidate candidate(*model, nullptr, randomKeys(*model, rank, 1, firstBlock), profile.scale, profile.maxRank,
        TrainedFactors::B, reach);
    GuardedSteps steps(
        candidate.parameters(), adamWRule(candidate.parameters(), profile.learningRate), profile.clipNorm);
    using Clock = std::chrono::steady_clock;
    const auto since
        = [](Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    const auto begin = Clock::now();
    LessonLoss loss(*model, objectives.front(), plan, profile, Trunk { .firstBlock = firstBlock, .reach = reach });
    Json report { { "model", model->info.name }, { "threads", model->info.threads }, { "rank", rank },
        { "first_block", firstBlock }, { "trunk_seconds", since(begin) } };
    const int total = number("--steps", 5);
    for (int step = 0; step < total; ++step) {
        const auto started = Clock::now();
        steps.clearGradients();
        const LessonLoss::Step found
            = loss.descend(candidate.forTraining(), step, [](const ObjectiveLoss&) { return false; }, {});
        LossPoint point;
        if (const auto trouble = steps.update(point)) {
            std::cerr << *trouble << '\n';
            return 1;
        }
        report["step_seconds"].push_back(since(started));
        report["nats"].push_back(found.loss.lessonNats);
    }
    for (const LessonText& text : plan.texts) {
        report["texts"].push_back({ { "tokens", text.text.tokens }, { "first_scored", text.text.firstScored } });
    }
    std::cout << report.dump(2) << '\n';
    return 0;
}
