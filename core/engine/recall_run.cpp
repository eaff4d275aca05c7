// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/recall_run.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/learn/fitted_lesson.h"
#include "core/learn/learning_profile.h"
#include "core/learn/lesson_recall.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace amend {

namespace {

/// To be raised when recalls are judged or written in another way: old ones are then measured anew.
constexpr std::string_view recallVersion = "recall 1";

const LessonAdapter* answering(const LessonAdapters& adapters, const std::string& question)
{
    if (const LessonAdapter* own = adapters.taughtOn(question)) { // the same text always routes to it
        return own;
    }
    const Route route = adapters.routeFor(question);
    return route.lesson ? &adapters.lessons()[*route.lesson] : nullptr;
}

MemoryState stateOf(const LessonRecall& recall, bool isSuperseded)
{
    if (recall.isHeld) {
        return MemoryState::Remembered;
    }
    return isSuperseded ? MemoryState::Superseded : MemoryState::Lost;
}

} // namespace

std::string recallWeights(const LessonAdapters& adapters, const Lesson& lesson, bool isSuperseded)
{
    const LessonAdapter* acting = answering(adapters, routedQuestion(lesson.context));
    Sha256 hash;
    for (const std::string_view part : { recallVersion, std::string_view(adapters.sha256OfAlways()),
             acting != nullptr ? std::string_view(acting->sha256) : std::string_view(),
             std::string_view(lesson.wantedReply), std::string_view(isSuperseded ? "superseded" : "") }) {
        hash.add(part);
        hash.add(std::string_view("\0", 1));
    }
    return hash.hex();
}

RecallRun::RecallRun(std::shared_ptr<const LearnWork> work)
    : m_work(std::move(work))
{
}

bool RecallRun::step(std::stop_token stop)
{
    const Model& model = *m_work->model;
    const LearningProfile profile = learningProfileFor(model.info.parameters);
    for (bool hasAsked = false; m_cells.size() < m_work->recalls.size() && !hasAsked;) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "The lessons were not asked to the end.");
        }
        const RecallWork& next = m_work->recalls[m_cells.size()];
        MeasuredCell cell { .lesson = next.lesson.id,
            .weights = recallWeights(*m_work->startAdapters, next.lesson, next.isSuperseded),
            .recall = {} };
        hasAsked = std::find(next.known.begin(), next.known.end(), cell.weights) == next.known.end();
        if (hasAsked) {
            const Lesson lesson = fitted(model, next.lesson, profile.maxLessonTokens);
            LessonRecall found = recallLessons(
                model, *m_work->startAdapters, { &lesson, 1 }, profile.maxReplyTokens, GreedyReplies::All, stop)
                                     .front();
            cell.recall = Recall { .state = stateOf(found, next.isSuperseded),
                .reply = std::move(found.reply),
                .logProbability = found.logProbability };
        }
        m_cells.push_back(std::move(cell));
    }
    return m_cells.size() < m_work->recalls.size();
}

} // namespace amend
