// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bulk_questions.h"

#include <algorithm>
#include <iterator>

namespace amend {

namespace {

constexpr std::size_t pieceSize = 32;

std::string progressOf(const std::string& what, std::size_t done, std::size_t total)
{
    return what + " " + std::to_string(done) + " of " + std::to_string(total);
}

} // namespace

std::vector<GreedyAnswer> BulkQuestions::ask(const std::vector<std::string>& questions, const std::string& what,
    std::optional<CheckpointId> checkpoint, int maxTokens)
{
    std::vector<GreedyAnswer> answers;
    while (answers.size() < questions.size()) {
        m_context.progress().show(progressOf("asking " + what, answers.size(), questions.size()));
        const auto begin = std::chrono::steady_clock::now();
        AnswerRequest request { .chats = {}, .maxTokens = maxTokens, .checkpoint = checkpoint };
        const std::size_t count = std::min(pieceSize, questions.size() - answers.size());
        for (std::size_t i = 0; i < count; ++i) {
            request.chats.push_back({ { Role::User, questions[answers.size() + i] } });
        }
        std::vector<GreedyAnswer> piece = m_context.chat().answer(request, m_context.stop());
        std::move(piece.begin(), piece.end(), std::back_inserter(answers));
        note(count, begin);
    }
    return answers;
}

std::vector<TextScore> BulkQuestions::score(const ScoreRequest& request, const std::string& what)
{
    std::vector<TextScore> scores;
    while (scores.size() < request.texts.size()) {
        m_context.progress().show(progressOf("scoring " + what, scores.size(), request.texts.size()));
        const auto begin = std::chrono::steady_clock::now();
        const auto first = request.texts.begin() + static_cast<std::ptrdiff_t>(scores.size());
        const std::size_t count = std::min(pieceSize, request.texts.size() - scores.size());
        const ScoreRequest part { .texts = { first, first + static_cast<std::ptrdiff_t>(count) },
            .checkpoint = request.checkpoint,
            .reference = request.reference };
        std::vector<TextScore> piece = m_context.chat().score(part, m_context.stop());
        std::move(piece.begin(), piece.end(), std::back_inserter(scores));
        note(count, begin);
    }
    return scores;
}

double BulkQuestions::secondsPerText() const
{
    return m_texts > 0 ? m_seconds / static_cast<double>(m_texts) : 0;
}

void BulkQuestions::note(std::size_t texts, std::chrono::steady_clock::time_point begin)
{
    m_texts += texts;
    m_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace amend
