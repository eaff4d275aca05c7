// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lesson_reach.h"

#include "core/learn/near_questions.h"
#include "core/learn/retention.h"
#include "core/learn/served.h"
#include "core/learn/variants.h"
#include "core/text/wording.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace amend {

namespace {

constexpr int nearReplyTokens = 24;

/// Questions that are made to ask something else. One word in place of another often asks the same ("how several" for
/// "how many"), and is then a rewording; of the one or two that may be left, one that is reached shows no reflex.
std::vector<std::string> similarQuestions(const LessonInput& input)
{
    const std::string question = questionOf(input.lesson);
    const auto count = static_cast<std::size_t>(input.profile.nearQuestions);
    const std::vector<std::string> made = nearQuestions(*input.model, question, 2 * input.profile.nearQuestions);
    const std::vector<bool> same
        = isRouted(input) ? askTheSame(*input.parent->reader(), question, made) : std::vector<bool>(made.size(), false);
    std::vector<std::string> questions;
    for (std::size_t i = 0; i < made.size() && questions.size() < count; ++i) {
        if (!same[i]) {
            questions.push_back(made[i]);
        }
    }
    if (static_cast<int>(questions.size()) < input.profile.fewestNearQuestions) {
        questions.clear();
    }
    return questions;
}

/// What is there once this lesson was learned; only the router may be asked.
std::shared_ptr<const LessonAdapters> withLesson(const LessonInput& input)
{
    return input.parent->with({ {}, routedQuestion(input.lesson.context), nullptr, isRefusal(input.lesson) });
}

/// For each question, whether the router would give it to this lesson once it was learned.
std::vector<bool> areReached(const LessonInput& input, const std::vector<std::string>& questions)
{
    const auto next = withLesson(input);
    std::vector<bool> reached;
    for (const Route& route : next->routesFor(questions)) {
        reached.push_back(route.lesson == next->lessons().size() - 1);
    }
    return reached;
}

/// Those of the near questions that this lesson would act on; the others stay as they are, whatever it learns.
std::vector<std::string> reachedOf(const LessonInput& input, const std::vector<std::string>& questions)
{
    if (!isRouted(input)) {
        return questions;
    }
    const std::vector<bool> areHere = areReached(input, questions);
    std::vector<std::string> reached;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (areHere[i]) {
            reached.push_back(questions[i]);
        }
    }
    return reached;
}

/// What this person asked and did not complain about, if this lesson would act on it and it is another question.
std::vector<std::string> keptQuestions(const LessonInput& input)
{
    std::vector<std::string> questions;
    for (const std::vector<ChatTurn>& turns : input.kept) {
        const std::string question = routedQuestion(turns);
        if (!question.empty() && !asksSimilarly(question, questionOf(input.lesson))) {
            questions.push_back(question);
        }
    }
    return isRouted(input) ? reachedOf(input, questions) : std::vector<std::string> {};
}

/// For each question: surely, and in whatever words.
std::vector<bool> askWhatIsTaught(const LessonInput& input, const std::vector<std::string>& questions)
{
    const std::string taught = routedQuestion(input.lesson.context);
    if (isRouted(input)) {
        const std::vector<bool> reached = areReached(input, questions); // a refusal reaches fewer
        std::vector<bool> same = takesThePlaceOf(*input.parent->reader(), taught, questions);
        std::transform(same.begin(), same.end(), reached.begin(), same.begin(), std::logical_and<>());
        return same;
    }
    std::vector<bool> same;
    for (const std::string& question : questions) {
        same.push_back(asksTheSame(question, taught));
    }
    return same;
}

} // namespace

NearQuestions nearQuestionsOf(const LessonInput& input, std::stop_token stop)
{
    const at::NoGradGuard noGrad;
    const Model& model = *input.model;
    const std::vector<std::string> questions = similarQuestions(input);
    std::vector<std::string> reached = reachedOf(input, questions);
    const std::vector<std::string> kept = keptQuestions(input);
    reached.insert(reached.end(), kept.begin(), kept.end());
    NearQuestions near { .reached = {}, .count = questions.size() + kept.size() };
    std::vector<Context> contexts;
    for (const std::string& question : reached) {
        contexts.push_back(withQuestion(input.lesson.context, question));
        near.reached.push_back({ .name = {}, .context = contexts.back() });
    }
    enterReplies(
        model, near.reached, servedReplies(model, *input.parent, contexts, nearReplyTokens, stop), nearReplyTokens);
    return near;
}

PinnedReplies pinnedRepliesOf(const LessonInput& input)
{
    std::vector<std::string> questions;
    for (const std::vector<ChatTurn>& turns : input.pinned) {
        questions.push_back(routedQuestion(turns));
    }
    const std::vector<bool> areTaught = askWhatIsTaught(input, questions);
    PinnedReplies pinned;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const std::vector<ChatTurn>& turns = input.pinned[i];
        if (areTaught[i]) {
            pinned.isOneReplaced = pinned.isOneReplaced || turns.back().text != input.lesson.wantedReply;
        } else if (std::optional<Anchor> reply
            = keptAnchor(*input.model, turns, static_cast<std::size_t>(input.profile.maxLessonTokens))) {
            pinned.toKeep.push_back(std::move(*reply));
        }
    }
    return pinned;
}

std::vector<std::string> repliesRefusedBefore(const LessonInput& input)
{
    std::vector<std::string> replies;
    for (const Lesson& earlier : input.earlier) {
        if (!earlier.badReply.empty() && asksTheSame(questionOf(earlier), questionOf(input.lesson))) {
            replies.push_back(earlier.badReply);
        }
    }
    return replies;
}

std::vector<Lesson> earlierToKeep(const LessonInput& input)
{
    std::vector<Lesson> earlier = compatibleLessons(input.earlier, input.lesson);
    const std::string taught = routedQuestion(input.lesson.context);
    const auto rest = isRouted(input) ? withLesson(input) : input.parent->without(taught);
    std::erase_if(earlier, [&](const Lesson& old) {
        const std::string question = routedQuestion(old.context);
        return input.parent->taughtOn(question) != nullptr
            && (question == taught || rest->taughtOn(question) == nullptr);
    });
    return earlier;
}

} // namespace amend
