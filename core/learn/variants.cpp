// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/variants.h"

#include "core/base/error.h"
#include "core/learn/rewordings.h"

#include <algorithm>

namespace amend {

namespace {

constexpr std::size_t heldOutCount = 4;
constexpr const char* otherSystemPrompt = "You are a helpful assistant. Answer shortly and correctly.";

/// First letter in lower case and no question mark: as typed in a hurry.
std::string hurried(std::string question)
{
    while (!question.empty() && (question.back() == '?' || question.back() == '.' || question.back() == ' ')) {
        question.pop_back();
    }
    if (!question.empty() && question.front() >= 'A' && question.front() <= 'Z') {
        question.front() = static_cast<char>(question.front() - 'A' + 'a');
    }
    return question;
}

Context withSystemPrompt(Context context, const std::string& prompt)
{
    std::erase_if(context, [](const ChatTurn& turn) { return turn.role == Role::System; });
    context.insert(context.begin(), { Role::System, prompt });
    return context;
}

Context afterExchange(Context context, const Context& exchange)
{
    const auto firstTurn
        = std::find_if(context.begin(), context.end(), [](const ChatTurn& turn) { return turn.role != Role::System; });
    context.insert(firstTurn, exchange.begin(), exchange.end());
    return context;
}

std::vector<Context> variantsOfHabit(const Lesson& lesson, const Context& earlierExchange)
{
    const std::string question = questionOf(lesson);
    std::vector<Context> variants { withSystemPrompt(lesson.context, otherSystemPrompt),
        afterExchange(lesson.context, earlierExchange) };
    std::vector<std::string> others = rewordingsOf(question).training;
    others.insert(others.end(), { hurried(question), "Please answer: " + question, "Hi! " + question });
    for (const std::string& other : others) {
        variants.push_back(withQuestion(lesson.context, other));
    }
    return variants;
}

/// At most one by a pattern: what holds for a question taken apart holds for its rewordings too.
std::vector<Context> variantsOfAnswer(const Lesson& lesson, const Context& earlierExchange)
{
    const std::string question = questionOf(lesson);
    const std::vector<std::string> apart = takenApart(question);
    if (apart.empty()) {
        return variantsOfHabit(lesson, earlierExchange);
    }
    std::vector<std::string> others = rewordingsOf(question).training;
    others.resize(std::min<std::size_t>(others.size(), 1));
    others.insert(others.end(), apart.begin(), apart.end());
    std::vector<Context> variants;
    for (const std::string& other : others) {
        variants.push_back(withQuestion(lesson.context, other));
    }
    if (variants.size() > 1) { // other company is learned along with other words, at no further text
        variants[0] = withSystemPrompt(std::move(variants[0]), otherSystemPrompt);
        variants[1] = afterExchange(std::move(variants[1]), earlierExchange);
    }
    return variants;
}

} // namespace

Context withQuestion(Context context, const std::string& question)
{
    for (auto turn = context.rbegin(); turn != context.rend(); ++turn) {
        if (turn->role == Role::User) {
            turn->text = question;
            return context;
        }
    }
    throw Error(ErrorKind::BadInput, "This lesson has no question. Teach from a reply to one of your messages.");
}

std::vector<Context> trainingVariants(const Lesson& lesson, const Context& earlierExchange, int count)
{
    std::vector<Context> variants = lesson.scope == Scope::ThisAnswer ? variantsOfAnswer(lesson, earlierExchange)
                                                                      : variantsOfHabit(lesson, earlierExchange);
    variants.resize(std::min(variants.size(), static_cast<std::size_t>(std::max(0, count))));
    return variants;
}

std::vector<Context> heldOutVariants(const Lesson& lesson)
{
    const std::string question = questionOf(lesson);
    std::vector<Context> variants { withQuestion(lesson.context, "I have a question. " + question),
        withQuestion(lesson.context, question + " Tell me, please.") };
    for (const std::string& reworded : rewordingsOf(question).heldOut) {
        variants.push_back(withQuestion(lesson.context, reworded));
    }
    variants.push_back(withQuestion(lesson.context, "Do you know this? " + question));
    variants.resize(std::min(variants.size(), heldOutCount));
    return variants;
}

} // namespace amend
