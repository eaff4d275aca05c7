// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/route/lesson_adapters.h"

#include "core/base/error.h"
#include "core/route/question_match.h"
#include "core/text/wording.h"

#include <map>
#include <utility>

namespace amend {

namespace {

/// A question with these log-odds of asking what a lesson does gets its weights. Of held-out questions: 85 % of the
/// natural rewordings, 98 % of QAEdit's, 3 % of the near questions (docs/learning-notes.md).
constexpr double routedLogit = -0.25;
/// Two lessons are about the same question from here on: 1 % of the near questions.
constexpr double sameLessonLogit = 1;

const QuestionReader& readerOf(const std::shared_ptr<const QuestionReader>& reader)
{
    if (!reader) {
        throw Error(ErrorKind::Internal, "Lessons cannot be told apart before the model has read ordinary questions.");
    }
    return *reader;
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

LessonAdapters::LessonAdapters(std::shared_ptr<const QuestionReader> reader)
    : m_reader(std::move(reader))
{
}

LessonAdapters::LessonAdapters(std::shared_ptr<const QuestionReader> reader, std::shared_ptr<const Adapter> always,
    std::string sha256OfAlways, std::vector<LessonAdapter> lessons)
    : m_reader(std::move(reader))
    , m_always(std::move(always))
    , m_sha256OfAlways(std::move(sha256OfAlways))
    , m_lessons(std::move(lessons))
{
    if (m_lessons.empty()) {
        return;
    }
    std::vector<std::string> questions;
    for (const LessonAdapter& lesson : m_lessons) {
        questions.push_back(lesson.question);
    }
    m_keys = readerOf(m_reader).read(questions);
}

QuestionKey LessonAdapters::keyOf(const std::string& question) const
{
    return readerOf(m_reader).read({ &question, 1 }).front();
}

std::shared_ptr<LessonAdapters> LessonAdapters::without(const std::string& question) const
{
    return m_lessons.empty() ? std::make_shared<LessonAdapters>(*this) : without(keyOf(question));
}

std::shared_ptr<LessonAdapters> LessonAdapters::without(const QuestionKey& key) const
{
    auto rest = std::make_shared<LessonAdapters>(*this);
    rest->m_lessons.clear();
    rest->m_keys.clear();
    for (std::size_t i = 0; i < m_lessons.size(); ++i) {
        if (sameQuestionLogit(m_keys[i], key) < sameLessonLogit) {
            rest->m_lessons.push_back(m_lessons[i]);
            rest->m_keys.push_back(m_keys[i]);
        }
    }
    return rest;
}

std::shared_ptr<const LessonAdapters> LessonAdapters::with(LessonAdapter lesson) const
{
    QuestionKey key = keyOf(lesson.question);
    std::shared_ptr<LessonAdapters> next = without(key);
    next->m_keys.push_back(std::move(key));
    next->m_lessons.push_back(std::move(lesson));
    return next;
}

std::shared_ptr<const LessonAdapters> LessonAdapters::withAlways(
    std::shared_ptr<const Adapter> weights, std::string sha256) const
{
    auto next = std::make_shared<LessonAdapters>(*this);
    next->m_always = std::move(weights);
    next->m_sha256OfAlways = std::move(sha256);
    return next;
}

Route LessonAdapters::routeOf(const QuestionKey& key) const
{
    Route route { .weights = m_always };
    double best = routedLogit;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        if (const double logit = sameQuestionLogit(m_keys[i], key); logit >= best) { // of equals, the newest
            best = logit;
            route.lesson = i;
        }
    }
    if (route.lesson) {
        route.weights = together({ m_always, m_lessons[*route.lesson].weights });
    }
    return route;
}

Route LessonAdapters::routeFor(const std::string& question) const
{
    return routesFor({ &question, 1 }).front();
}

std::vector<Route> LessonAdapters::routesFor(std::span<const std::string> questions) const
{
    std::vector<Route> routes(questions.size(), Route { .weights = m_always, .lesson = std::nullopt });
    if (m_lessons.empty() || questions.empty()) {
        return routes;
    }
    const std::vector<QuestionKey> keys = m_reader->read(questions);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!questions[i].empty()) {
            routes[i] = routeOf(keys[i]);
        }
    }
    return routes;
}

std::vector<RoutedGroup> LessonAdapters::groupsOf(std::span<const std::string> questions) const
{
    const std::vector<Route> routes = routesFor(questions);
    std::map<std::optional<std::size_t>, std::size_t> groupOf;
    std::vector<RoutedGroup> groups;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const auto [group, isNew] = groupOf.emplace(routes[i].lesson, groups.size());
        if (isNew) {
            groups.push_back({ routes[i].weights, {} });
        }
        groups[group->second].members.push_back(i);
    }
    return groups;
}

std::shared_ptr<const Adapter> LessonAdapters::allAtOnce() const
{
    std::vector<std::shared_ptr<const Adapter>> parts { m_always };
    for (const LessonAdapter& lesson : m_lessons) {
        parts.push_back(lesson.weights);
    }
    return together(parts);
}

} // namespace amend
