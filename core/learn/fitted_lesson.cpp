// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/fitted_lesson.h"

#include "core/base/error.h"

#include <algorithm>
#include <string>

namespace amend {

namespace {

void requireText(const std::string& text, const char* what)
{
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        throw Error(ErrorKind::BadInput, std::string("There is nothing to learn: ") + what);
    }
}

} // namespace

void requireComplete(const Lesson& lesson)
{
    requireText(questionOf(lesson), "the lesson has no question. Teach from a reply to one of your messages.");
    if (lesson.gesture == Gesture::WantedReply) {
        requireText(lesson.wantedReply, "the wanted reply is empty. Write the reply you wanted.");
    }
    if (lesson.gesture == Gesture::ThumbsDown || lesson.gesture == Gesture::Critique) {
        requireText(lesson.badReply, "the refused reply is empty. Write the reply you wanted instead.");
    }
    if (lesson.gesture == Gesture::Critique) {
        requireText(
            lesson.critique, "the remark is empty. Say what should be different, or write the reply you wanted.");
    }
}

Lesson fitted(const Model& model, Lesson lesson, int maxTokens)
{
    const auto tokens = [&] {
        const std::size_t reply = std::max(model.tokenizer.encode(lesson.wantedReply).size(),
            lesson.gesture == Gesture::WantedReply ? 0 : model.tokenizer.encode(lesson.badReply).size());
        return static_cast<int>(promptTokens(model, lesson.context).size() + reply + 1);
    };
    const int limit = std::min(maxTokens, model.config.contextLength);
    while (tokens() > limit) {
        const auto oldest = std::find_if(lesson.context.begin(), lesson.context.end(),
            [](const ChatTurn& turn) { return turn.role != Role::System; });
        if (oldest == lesson.context.end() || oldest + 1 == lesson.context.end()) {
            throw Error(ErrorKind::ContextFull,
                "The question with its reply has " + std::to_string(tokens()) + " tokens, and a lesson can hold "
                    + std::to_string(limit) + ". Teach with a shorter reply.");
        }
        lesson.context.erase(oldest);
    }
    return lesson;
}

LearningProfile fitted(const Model& model, const Lesson& lesson, LearningProfile profile)
{
    const auto tokens = static_cast<int>(
        promptTokens(model, lesson.context).size() + model.tokenizer.encode(lesson.wantedReply).size() + 1);
    profile.variants = std::clamp(profile.maxStepTokens / tokens - 1, 0, profile.variants);
    profile.maxRank = std::min(profile.maxRank, model.config.hiddenSize);
    profile.lessonRank = std::min(profile.lessonRank, std::max(1, profile.maxRank / 2)); // room for earlier lessons
    return profile;
}

} // namespace amend
