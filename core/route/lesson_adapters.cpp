// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/lesson_adapters.h"

#include "core/base/error.h"
#include "core/text/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace amend {

namespace {

/// What a refusal asks for more than another lesson.
constexpr double surerForRefusal = 1.5;

/// A question with these log-odds of asking what a lesson does gets its weights. Every lesson more is one more that
/// could be taken for what is asked, so with their number the evidence has to grow; docs/learning-notes.md has the
/// shares.
double routedLogit(std::size_t lessons, bool isRefusal)
{
    return -0.5 + 0.15 * std::log(static_cast<double>(lessons)) + (isRefusal ? surerForRefusal : 0);
}

/// A newer lesson takes an older one's place if each asks this surely what the other does. More is asked than for an
/// answer, because what is replaced is lost: "the smallest country in the world by area" asks at .6 what "the longest
/// river in the world" does, but not the other way round, and both shall stay.
constexpr double sameLessonLogit = 0.6;

const QuestionReader& readerOf(const std::shared_ptr<const QuestionReader>& reader)
{
    if (!reader) {
        throw Error(ErrorKind::Internal, "Lessons cannot be told apart before the model has read ordinary questions.");
    }
    return *reader;
}

/// Prompts are read under what acts always.
void requireAllTokens(const Adapter* always)
{
    if (reachesReplyAlone(always)) {
        throw Error(ErrorKind::FileCorrupt,
            "The weights that act always are those of a lesson for one answer. Restore an older checkpoint.");
    }
}

} // namespace

std::string routedQuestion(std::span<const ChatTurn> turns)
{
    std::string question;
    for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn) {
        if (turn->role != Role::User) {
            continue;
        }
        question = question.empty() ? turn->text : turn->text + '\n' + question;
        if (!contentWords(question).empty()) {
            break;
        }
    }
    return question;
}

std::vector<bool> askTheSame(
    const QuestionReader& reader, const std::string& question, std::span<const std::string> others)
{
    const TaughtQuestions taught(reader.read({ &question, 1 }));
    std::vector<bool> same;
    for (const std::vector<double>& logits : taught.logits(reader.read(others))) {
        same.push_back(logits.front() > 0);
    }
    return same;
}

std::vector<bool> takesThePlaceOf(
    const QuestionReader& reader, const std::string& newer, std::span<const std::string> older)
{
    const QuestionKey key = reader.read({ &newer, 1 }).front();
    std::vector<bool> replaced;
    for (const QuestionKey& taught : reader.read(older)) {
        replaced.push_back(
            sameQuestionLogit(key, taught) >= sameLessonLogit && sameQuestionLogit(taught, key) >= sameLessonLogit);
    }
    return replaced;
}

LessonAdapters::LessonAdapters(std::shared_ptr<const QuestionReader> reader)
    : m_reader(std::move(reader))
{
}

LessonAdapters::LessonAdapters(std::shared_ptr<const QuestionReader> reader, std::shared_ptr<const Adapter> always,
    std::string sha256OfAlways, std::vector<LessonAdapter> lessons, std::vector<QuestionKey> keys)
    : m_reader(std::move(reader))
    , m_always(std::move(always))
    , m_sha256OfAlways(std::move(sha256OfAlways))
    , m_lessons(std::move(lessons))
    , m_questions(std::move(keys))
{
    requireAllTokens(m_always.get());
}

QuestionKey LessonAdapters::keyOf(const std::string& question) const
{
    return readerOf(m_reader).read({ &question, 1 }).front();
}

std::shared_ptr<LessonAdapters> LessonAdapters::without(const std::string& question) const
{
    return m_lessons.empty() ? std::make_shared<LessonAdapters>(*this) : replacing(keyOf(question), std::nullopt);
}

std::shared_ptr<const LessonAdapters> LessonAdapters::with(LessonAdapter lesson) const
{
    const QuestionKey key = keyOf(lesson.question);
    return replacing(key, std::move(lesson));
}

std::shared_ptr<LessonAdapters> LessonAdapters::replacing(
    const QuestionKey& key, std::optional<LessonAdapter> added) const
{
    std::vector<LessonAdapter> lessons;
    std::vector<QuestionKey> keys;
    const std::vector<double> logits = m_questions.logits({ &key, 1 }).front();
    // A refusal must reach the question of what it takes the place of, or nobody would answer it any more.
    const double least = added && added->isRefusal ? routedLogit(m_lessons.size() + 1, true) : sameLessonLogit;
    for (std::size_t i = 0; i < m_lessons.size(); ++i) {
        const QuestionKey& taught = m_questions.keys()[i];
        if (logits[i] < least || sameQuestionLogit(key, taught) < least) {
            lessons.push_back(m_lessons[i]);
            keys.push_back(taught);
        }
    }
    if (added) {
        lessons.push_back(std::move(*added));
        keys.push_back(key);
    }
    return std::make_shared<LessonAdapters>(m_reader, m_always, m_sha256OfAlways, std::move(lessons), std::move(keys));
}

std::shared_ptr<const LessonAdapters> LessonAdapters::withWeights(std::size_t lesson, LessonWeights weights) const
{
    auto next = std::make_shared<LessonAdapters>(*this);
    next->m_lessons.at(lesson).weights = std::move(weights);
    return next;
}

std::shared_ptr<const LessonAdapters> LessonAdapters::withAlways(
    std::shared_ptr<const Adapter> weights, std::string sha256) const
{
    requireAllTokens(weights.get());
    auto next = std::make_shared<LessonAdapters>(*this);
    next->m_always = std::move(weights);
    next->m_sha256OfAlways = std::move(sha256);
    return next;
}

const LessonAdapter* LessonAdapters::taughtOn(const std::string& question) const
{
    const auto found = std::find_if(m_lessons.begin(), m_lessons.end(),
        [&question](const LessonAdapter& lesson) { return lesson.question == question; });
    return found == m_lessons.end() ? nullptr : &*found;
}

Route LessonAdapters::routeTo(std::span<const double> logits) const
{
    Route route;
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const bool isReached = logits[i] >= routedLogit(m_lessons.size(), m_lessons[i].isRefusal);
        if (isReached && logits[i] >= best) { // of equals, the newest
            best = logits[i];
            route.lesson = i;
        }
    }
    return route;
}

Route LessonAdapters::routeFor(const std::string& question) const
{
    return routesFor({ &question, 1 }).front();
}

std::vector<Route> LessonAdapters::routesFor(std::span<const std::string> questions) const
{
    std::vector<Route> routes(questions.size());
    if (m_lessons.empty() || questions.empty()) {
        return routes;
    }
    const std::vector<std::vector<double>> logits = m_questions.logits(m_reader->read(questions));
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (!questions[i].empty()) {
            routes[i] = routeTo(logits[i]);
        }
    }
    return routes;
}

std::shared_ptr<const Adapter> LessonAdapters::weightsOf(const Route& route) const
{
    return route.lesson ? together({ m_always, m_lessons[*route.lesson].weights.get() }) : m_always;
}

std::vector<RoutedGroup> LessonAdapters::groupsOf(std::span<const std::string> questions) const
{
    const std::vector<Route> routes = routesFor(questions);
    std::map<std::optional<std::size_t>, std::size_t> groupOf;
    std::vector<RoutedGroup> groups;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const auto [group, isNew] = groupOf.emplace(routes[i].lesson, groups.size());
        if (isNew) {
            groups.push_back({ routes[i], {} });
        }
        groups[group->second].members.push_back(i);
    }
    return groups;
}

std::shared_ptr<const Adapter> LessonAdapters::allAtOnce() const
{
    std::vector<std::shared_ptr<const Adapter>> parts { m_always };
    for (const LessonAdapter& lesson : m_lessons) {
        parts.push_back(lesson.weights.get());
    }
    return together(parts);
}

} // namespace amend
