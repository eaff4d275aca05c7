// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one lesson gives and costs on a real model: each lesson of tests/bench/lessons.json alone on the base (or, with
// --in-a-row, one after another), with other wordings, near questions and 40 unrelated ones. JSON on standard output.
//   bench_lessons MODEL CACHE_FOLDER [--in-a-row | --unrouted] [--threads N] [--only N] [--odd FILE]
// --unrouted: a lesson's weights answer whatever is asked, as in a program that knows no router.
// --odd FILE: the odd ones of QAEdit's cases in place of lessons.json.
#include "core/engine/base_statistics.h"
#include "core/learn/served.h"
#include "core/learn/trainer.h"
#include "core/model/device.h"
#include "core/model/generator.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <climits>
#include <fstream>
#include <iostream>
#include <span>
#include <string_view>

using namespace amend;
using Json = nlohmann::json;

namespace {

constexpr int replyTokens = 40;

std::vector<std::string> answers(
    const Model& model, const LessonAdapters& adapters, const std::vector<std::string>& questions)
{
    std::vector<Context> contexts;
    for (const std::string& question : questions) {
        contexts.push_back({ { Role::User, question } });
    }
    std::vector<std::string> replies;
    for (const std::vector<TokenId>& reply : servedReplies(model, adapters, contexts, replyTokens, {})) {
        replies.push_back(model.tokenizer.decode(reply));
    }
    return replies;
}

/// The claim of the lesson is in the reply.
bool claims(const std::string& reply, const std::string& question, const std::string& wanted)
{
    const std::vector<std::string> claimed = claimWords(question, wanted);
    return std::all_of(
        claimed.begin(), claimed.end(), [&](const std::string& word) { return saysWhatWasWanted(reply, word); });
}

std::vector<std::string> prompts(const Json& list)
{
    std::vector<std::string> found;
    for (const Json& entry : list) {
        found.push_back(entry.is_string() ? entry.get<std::string>() : entry.at("prompt").get<std::string>());
    }
    return found;
}

/// The base's greedy replies to what no lesson is about, and how much of them another adapter would write.
class Unrelated final {
public:
    Unrelated(const Model& model, const Json& questions)
        : m_model(model)
    {
        for (const std::string& question : prompts(questions)) {
            Anchor anchor;
            anchor.context = { { Role::User, question } };
            m_anchors.push_back(std::move(anchor));
        }
        constexpr std::size_t atOnce = 20;
        for (std::size_t begin = 0; begin < m_anchors.size(); begin += atOnce) {
            const std::size_t count = std::min(atOnce, m_anchors.size() - begin);
            answerGreedily(model, nullptr, std::span(m_anchors).subspan(begin, count), replyTokens, {});
        }
        measureReferences(model, nullptr, m_anchors);
    }

    Json compared(const LessonAdapters& adapters) const
    {
        const at::NoGradGuard noGrad;
        std::vector<const ScoredText*> texts;
        std::vector<std::string> questions;
        for (const Anchor& anchor : m_anchors) {
            texts.push_back(&anchor.text);
            questions.push_back(routedQuestion(anchor.context));
        }
        const std::vector<at::Tensor> logits = servedLogits(m_model, adapters, texts, questions);
        int identical = 0;
        double same = 0;
        double divergence = 0;
        double tokens = 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            identical += isGreedyReply(logits[i], *texts[i]) ? 1 : 0;
            same += logits[i].argmax(1).eq(targetsOf(*texts[i], m_model.device)).sum().item<double>();
            divergence += klFromReference(m_anchors[i].reference, logits[i]).sum().item<double>();
            tokens += texts[i]->scoredCount();
        }
        return { { "identical", identical }, { "of", m_anchors.size() }, { "token_agreement", same / tokens },
            { "kl_nats", divergence / tokens } };
    }

private:
    const Model& m_model;
    std::vector<Anchor> m_anchors;
};

/// QAEdit's odd cases, counted from 0, with the keys of lessons.json. The even ones are for reports.
Json oddCases(const Json& cases)
{
    Json lessons = Json::array();
    for (std::size_t i = 1; i < cases.size(); i += 2) {
        const Json& one = cases[i];
        lessons.push_back({ { "prompt", one.at("prompt") }, { "wanted", one.at("target") },
            { "rephrased", Json::array({ one.at("rephrase") }) }, { "near", Json::array() } });
    }
    return lessons;
}

struct Taught {
    Json row;
    std::shared_ptr<const LessonAdapters> adapters; ///< null if it was not learned
};

/// As a program corrects that knows neither router nor where a reply begins.
std::shared_ptr<const Adapter> reachingAll(Adapter adapter)
{
    adapter.reach = AdapterReach::AllTokens;
    return std::make_shared<const Adapter>(std::move(adapter));
}

Taught teach(LessonInput input, const Json& wish, const Unrelated& unrelated, bool routed)
{
    const Model& model = *input.model;
    const std::string wanted = wish.at("wanted");
    const std::string question = wish.at("prompt");
    input.lesson.gesture = Gesture::WantedReply;
    input.lesson.context = { { Role::User, question } };
    input.lesson.wantedReply = wanted;
    input.lesson.badReply = answers(model, *input.parent, { question }).front();
    const std::shared_ptr<const LessonAdapters> parent = input.parent;
    Trainer trainer(std::move(input));
    LessonProgress progress;
    while (!progress.receipt) {
        progress = trainer.step({});
    }
    const LessonReceipt& receipt = *progress.receipt;
    Taught taught { { { "prompt", question }, { "learned", receipt.verdict == Verdict::Learned },
                        { "reason", receipt.reason }, { "seconds", receipt.seconds }, { "steps", receipt.steps },
                        { "strength", receipt.strength } },
        progress.learned ? withLearned(*parent, *progress.learned, {}) : nullptr };
    for (const GateCheck& check : receipt.gate) {
        taught.row["gate"][check.name] = check.value;
    }
    if (taught.adapters) {
        const std::shared_ptr<const LessonAdapters> acting
            = routed ? taught.adapters : parent->withAlways(reachingAll(*progress.learned->adapter), {});
        const LessonAdapters& adapter = *acting;
        int rephrased = 0;
        int exact = 0;
        for (const std::string& reply : answers(model, adapter, prompts(wish.at("rephrased")))) {
            rephrased += claims(reply, question, wanted) ? 1 : 0;
            exact += normalisedWords(reply) == normalisedWords(wanted) ? 1 : 0;
        }
        int leaks = 0;
        const std::vector<std::string> near = answers(model, adapter, prompts(wish.at("near")));
        for (std::size_t i = 0; i < near.size(); ++i) {
            leaks += saysWhatWasWanted(near[i], wish.at("near")[i].at("leak").get<std::string>()) ? 1 : 0;
        }
        taught.row["rephrased"] = rephrased;
        taught.row["rephrased_exact"] = exact;
        taught.row["near_leaks"] = leaks;
        taught.row["unrelated"] = unrelated.compared(adapter);
    }
    return taught;
}

} // namespace

int main(int count, char** arguments)
{
    const std::vector<std::string_view> words(arguments, arguments + count);
    const auto option = [&](std::string_view name) { return std::find(words.begin(), words.end(), name); };
    const auto number = [&](std::string_view name, int otherwise) {
        return option(name) == words.end() || option(name) + 1 == words.end() ? otherwise
                                                                              : std::stoi(std::string(option(name)[1]));
    };
    const bool inARow = option("--in-a-row") != words.end();
    const bool routed = option("--unrouted") == words.end();
    if (count < 3 || (inARow && !routed)) {
        std::cerr
            << "bench_lessons MODEL CACHE_FOLDER [--in-a-row | --unrouted] [--threads N] [--only N] [--odd FILE]\n";
        return 2;
    }
    std::ifstream file(AMEND_SOURCE_DIR "/tests/bench/lessons.json");
    const Json data = Json::parse(file);
    Json lessons = data.at("lessons");
    if (const auto odd = option("--odd"); odd != words.end() && odd + 1 != words.end()) {
        std::ifstream cases { std::string(odd[1]) };
        if (!cases) {
            std::cerr << odd[1] << " cannot be read.\n";
            return 2;
        }
        lessons = oddCases(Json::parse(cases));
    }
    const auto model = loadModel(arguments[1], { .threads = number("--threads", 0) });
    LessonInput input { .model = model, .profile = learningProfileFor(model->info.parameters) };
    BaseStatistics statistics(arguments[2]);
    while (!statistics.prepare(model, input.profile.projectionEnergy, {})) {
        std::cerr << "\rpreparing " << static_cast<int>(100 * statistics.share()) << " % " << std::flush;
    }
    input.anchors = statistics.anchors();
    input.nullSpace = statistics.nullSpace();
    input.parent = std::make_shared<LessonAdapters>(statistics.reader());
    const Unrelated unrelated(*model, data.at("unrelated"));
    Json rows = Json::array();
    std::vector<std::pair<std::string, std::string>> learned;
    const int only = std::min(number("--only", INT_MAX), static_cast<int>(lessons.size()));
    for (int i = 0; i < only; ++i) {
        std::cerr << "\rlesson " << i + 1 << " of " << only << "   " << std::flush;
        input.lesson.id = LessonId { i + 1 };
        input.lesson.seed = 1000 + static_cast<std::uint64_t>(i);
        const Json& wish = lessons[static_cast<std::size_t>(i)];
        Taught taught = teach(input, wish, unrelated, routed);
        rows.push_back(std::move(taught.row));
        if (taught.adapters && inARow) {
            learned.emplace_back(wish.at("prompt"), wish.at("wanted"));
            input.parent = taught.adapters;
            Lesson earlier = input.lesson;
            earlier.gesture = Gesture::WantedReply;
            earlier.context = { { Role::User, learned.back().first } };
            earlier.wantedReply = learned.back().second;
            input.earlier.push_back(earlier);
        }
    }
    int held = 0;
    for (const auto& [question, wanted] : learned) {
        held += saysWhatWasWanted(answers(*model, *input.parent, { question }).front(), wanted) ? 1 : 0;
    }
    std::cerr << '\n';
    std::cout << Json {
        { "model", model->info.name }, { "fingerprint", model->info.fingerprint }, { "lessons", rows },
        { "held_at_the_end", held }, { "in_a_row", learned.size() }
    }.dump(1) << '\n';
}
